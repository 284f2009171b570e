package main

// The yardstick: what a program writes over strided memory without this module. Each
// loop is a function of its own that is not inlined, as are those that are measured:
// in a longer function the compiler would keep other variables in registers.

//go:noinline
func sumByHand(s []int32, p *place) (sum int32) {
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
func scaleByHand(s []float64, p *place, f float64) {
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				row := s[at : at+p.n[2]]
				for k := range row {
					row[k] *= f
				}
				continue
			}
			for range p.n[2] {
				s[at] *= f
				at += p.step[2]
			}
		}
	}
}

// The same with the number of each element.

//go:noinline
func sumIndexedByHand(s []int32, p *place) (sum int32) {
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
func scaleIndexedByHand(s []float64, p *place, f float64) (numbers int) {
	number := 0
	for i := range p.n[0] {
		for j := range p.n[1] {
			at := p.offset + i*p.step[0] + j*p.step[1]
			if p.step[2] == 1 {
				row := s[at : at+p.n[2]]
				for k := range row {
					row[k] *= f
					numbers ^= number
					number++
				}
				continue
			}
			for range p.n[2] {
				s[at] *= f
				at += p.step[2]
				numbers ^= number
				number++
			}
		}
	}
	return numbers
}
