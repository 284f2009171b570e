package main

// The yardstick: what a program writes over strided memory without this module. Each
// loop is a function of its own that is not inlined, as are those that are measured:
// in a longer function the compiler would keep other variables in registers.

//go:noinline
func sumByHand[P pad](s []int32, p *place) (sum int32) {
	shift[P]()
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				for _, x := range s[at : at+p.n[2]] {
					sum += x
				}
				continue
			}
			for range p.n[2] {
				sum += s[at]
				at += p.step[2]
			}
		}
	}
	return sum
}

//go:noinline
func scaleByHand[P pad](s []float64, p *place) {
	shift[P]()
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				row := s[at : at+p.n[2]]
				for k := range row {
					row[k] *= factor
				}
				continue
			}
			for range p.n[2] {
				s[at] *= factor
				at += p.step[2]
			}
		}
	}
}

// The same with the number of each element.

//go:noinline
func sumIndexedByHand[P pad](s []int32, p *place) (sum int32) {
	shift[P]()
	number := 0
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				for _, x := range s[at : at+p.n[2]] {
					sum += x ^ int32(number)
					number++
				}
				continue
			}
			for range p.n[2] {
				sum += s[at] ^ int32(number)
				at += p.step[2]
				number++
			}
		}
	}
	return sum
}

//go:noinline
func scaleIndexedByHand[P pad](s []float64, p *place) {
	shift[P]()
	number, numbers := 0, 0
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				row := s[at : at+p.n[2]]
				for k := range row {
					row[k] *= factor
					numbers ^= number
					number++
				}
				continue
			}
			for range p.n[2] {
				s[at] *= factor
				at += p.step[2]
				numbers ^= number
				number++
			}
		}
	}
	seen = numbers
}

type (
	handSums   = three[func([]int32, *place) int32]
	handScales = three[func([]float64, *place)]
)

var (
	handSum          = handSums{sumByHand[near], sumByHand[far], sumByHand[farther]}
	handScale        = handScales{scaleByHand[near], scaleByHand[far], scaleByHand[farther]}
	handIndexedSum   = handSums{sumIndexedByHand[near], sumIndexedByHand[far], sumIndexedByHand[farther]}
	handIndexedScale = handScales{scaleIndexedByHand[near], scaleIndexedByHand[far], scaleIndexedByHand[farther]}
)
