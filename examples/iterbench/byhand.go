package main

// The yardstick: what a program writes over strided memory without this module. Each
// loop is a function of its own that is not inlined, as are those that are measured:
// in a longer function the compiler would keep other variables in registers.

//go:noinline
func sumByHand[P pad](s []int32, p *place) (sum int32) {
	shift[P]()
	n, step := p.n[2], p.step[2] // in registers
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if step == 1 {
				for _, x := range s[at : at+n] {
					sum += x
				}
				continue
			}
			for range n {
				sum += s[at]
				at += step
			}
		}
	}
	return sum
}

//go:noinline
func scaleByHand[P pad](s []float64, p *place) {
	shift[P]()
	f := factor
	n, step := p.n[2], p.step[2] // in registers
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if step == 1 {
				row := s[at : at+n]
				for k := range row {
					row[k] *= f
				}
				continue
			}
			for range n {
				s[at] *= f
				at += step
			}
		}
	}
}

// The same with the number of each element.

//go:noinline
func sumIndexedByHand[P pad](s []int32, p *place) (sum int32) {
	shift[P]()
	number := 0
	n, step := p.n[2], p.step[2] // in registers
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if step == 1 {
				for _, x := range s[at : at+n] {
					sum += x ^ int32(number)
					number++
				}
				continue
			}
			for range n {
				sum += s[at] ^ int32(number)
				at += step
				number++
			}
		}
	}
	return sum
}

//go:noinline
func scaleIndexedByHand[P pad](s []float64, p *place) {
	shift[P]()
	f := factor
	number, numbers := 0, 0
	n, step := p.n[2], p.step[2] // in registers
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if step == 1 {
				row := s[at : at+n]
				for k := range row {
					row[k] *= f
					numbers ^= number
					number++
				}
				continue
			}
			for range n {
				s[at] *= f
				at += step
				numbers ^= number
				number++
			}
		}
	}
	seen = numbers
}

type (
	handSums   = copies[func([]int32, *place) int32]
	handScales = copies[func([]float64, *place)]
)

var (
	handSum          = handSums{sumByHand[near], sumByHand[far], sumByHand[farther], sumByHand[farthest]}
	handScale        = handScales{scaleByHand[near], scaleByHand[far], scaleByHand[farther], scaleByHand[farthest]}
	handIndexedSum   = handSums{sumIndexedByHand[near], sumIndexedByHand[far], sumIndexedByHand[farther], sumIndexedByHand[farthest]}
	handIndexedScale = handScales{scaleIndexedByHand[near], scaleIndexedByHand[far], scaleIndexedByHand[farther], scaleIndexedByHand[farthest]}
)
