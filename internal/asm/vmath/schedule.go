package vmath

// Blocks abreast
//
// A program is a chain: most values wait for the one before, four cycles or more each, and a processor sees no further ahead
// than a hundred instructions or so that wait. So loops do several blocks at a time, and what belongs to different blocks, or does not
// depend on each other, is written side by side: in the order in which a processor with two units would begin it, the longest way
// to the end first (list scheduling). Where so many values are alive that registers run out, what ends the
// most of them comes first.
//
// That changes the order of instructions, not what they compute. The rare part of a program is not in such a loop: where an item
// wants it, the loop of single blocks does these (loop.go).
//
// Reference: J. Fisher, "Trace scheduling", IEEE Transactions on Computers C-30 (1981), 478–490.

// blocksAbreast are how many blocks a loop of AVX-512 does at a time where that is quicker than two, as measured: chains that are long
// and need few registers gain.
var blocksAbreast = map[string]int{
	"exp": 4, "exp2": 4, "power": 4, "tanh": 4, "cosh": 4, "tan": 4, "arctan": 4, "cbrt": 4, "arcsinh": 4,
	"expm1": 3, "sinh": 3, "sigmoid": 3, "sin": 3, "cos": 3, "arctanh": 3,
}

// abreastOf returns how many blocks the loop of a function does at a time.
func abreastOf(name string, wide bool) int {
	if n, ok := blocksAbreast[name]; ok && wide {
		return n
	}
	return 2
}

// cycles is about how long a value takes.
func (v *Value) cycles() int {
	switch v.op {
	case opDiv, opSqrt:
		return 20
	case opScale, opRound:
		return 8
	case opLookup, opLess, opLessEq, opEq, opNotLess, opNotLessEq, opNaN, opOdd, opIEq:
		return 3
	case opAnd, opAndNot, opOr, opXor, opIAdd, opISub, opShl, opShr, opMAnd, opMOr, opMAndNot, opSelect:
		return 1
	}
	return 4
}

// abreast returns a program of so many copies of p, or fewer if masks run out, without the rare part. Its hard items are those that want this part, or are
// hard; its results are those of the copies.
func (p *Program) abreast(copies int, wide bool) *Program {
	without := withBits
	if wide {
		without = withNumber
	}
	q := &Program{single: p.single, seen: map[key]*Value{}}
	stop := p.wanted
	if stop == nil {
		stop = p.hard
	}
	for range copies {
		of := map[*Value]*Value{}
		for _, v := range p.In {
			w := &Value{p: q, op: opIn, imm: uint64(len(q.In))}
			of[v] = w
			q.In = append(q.In, w)
		}
		for _, v := range p.live(without) {
			if v.rare || v.op == opIn {
				continue
			}
			w := *v
			w.p = q
			for i, u := range v.in {
				switch {
				case u == nil:
				case u.op == opConst:
				case v.op == opScale && i == without:
					w.in[i] = nil
				default:
					w.in[i] = of[u]
				}
			}
			of[v] = &w
			q.nodes = append(q.nodes, &w)
		}
		q.results = append(q.results, of[p.result])
		switch {
		case stop == nil:
		case q.hard == nil:
			q.hard = of[stop]
		default:
			q.hard = &Value{p: q, op: opMOr, in: [3]*Value{q.hard, of[stop]}}
			q.nodes = append(q.nodes, q.hard)
		}
	}
	q.result, q.last = q.results[0], q.results[0]
	order := newScheduler(q, wide).order()
	if order == nil {
		return p.abreast(copies-1, wide)
	}
	q.nodes = append(q.In, order...)
	for i, v := range q.nodes {
		v.at = i
	}
	return q
}

// A scheduler puts values in an order.
type scheduler struct {
	nodes     []*Value
	users     map[*Value][]*Value
	left      map[*Value]int // users that are not written yet
	height    map[*Value]int // cycles from a value to the end
	ready     map[*Value]int // when a value is there
	wide      bool
	registers int
	numbers   int // alive
	masks     int
}

// masksAtATime is how many mask registers there are for values.
const masksAtATime = 6

func newScheduler(q *Program, wide bool) *scheduler {
	s := &scheduler{nodes: q.nodes, users: map[*Value][]*Value{}, left: map[*Value]int{}, height: map[*Value]int{}, ready: map[*Value]int{}, wide: wide, registers: 13}
	if wide {
		s.registers = 29
	}
	for _, v := range q.nodes {
		for i, u := range v.in {
			if u != nil && u.op != opConst && !seenBefore(v, i) {
				s.users[u] = append(s.users[u], v)
				s.left[u]++
			}
		}
	}
	for _, v := range append(q.results, q.hard) {
		s.left[v]++
	}
	for i := len(q.nodes) - 1; i >= 0; i-- {
		v := q.nodes[i]
		for _, u := range s.users[v] {
			s.height[v] = max(s.height[v], s.height[u])
		}
		s.height[v] += v.cycles()
	}
	s.numbers = len(q.In)
	return s
}

// seenBefore reports whether an operand is one of those before it, too.
func seenBefore(v *Value, i int) bool {
	for _, u := range v.in[:i] {
		if u == v.in[i] {
			return true
		}
	}
	return false
}

// inMasks reports whether a value is in a mask register: AVX2 has none.
func (s *scheduler) inMasks(v *Value) bool { return s.wide && v.op >= opLess && v.op <= opMAndNot }

// ends counts the numbers and masks that are needed no more after v.
func (s *scheduler) ends(v *Value) (numbers, masks int) {
	for i, u := range v.in {
		if u == nil || u.op == opConst || seenBefore(v, i) || s.left[u] != 1 {
			continue
		}
		if s.inMasks(u) {
			masks++
		} else {
			numbers++
		}
	}
	return numbers, masks
}

// order returns the values in their order, nil if there is none.
func (s *scheduler) order() (out []*Value) {
	waiting := append([]*Value(nil), s.nodes...)
	written := map[*Value]bool{}
	for cycle := 0; len(waiting) > 0; cycle++ {
		if cycle > 100_000 {
			return nil // more masks than registers
		}
		for range 2 {
			at := s.next(waiting, written, cycle)
			if at < 0 {
				break
			}
			v := waiting[at]
			waiting = append(waiting[:at], waiting[at+1:]...)
			s.write(v, cycle)
			written[v] = true
			out = append(out, v)
		}
	}
	return out
}

// next returns which of the waiting values is to be written, −1 if there is none in this cycle.
func (s *scheduler) next(waiting []*Value, written map[*Value]bool, cycle int) int {
	best, rank := -1, 0
next:
	for i, v := range waiting {
		for _, u := range v.in {
			if u != nil && u.op != opConst && u.op != opIn && (!written[u] || s.ready[u] > cycle) {
				continue next
			}
		}
		numbers, masks := s.ends(v)
		if s.inMasks(v) && (s.masks-masks >= masksAtATime || !s.wanted(v, written)) {
			continue
		}
		r := 1 + s.height[v]
		if s.numbers >= s.registers {
			r += 1000 * (numbers + 1)
			if s.inMasks(v) {
				r += 1000
			}
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// wanted reports whether a use of a mask waits for masks alone: others would hold a register for long.
func (s *scheduler) wanted(mask *Value, written map[*Value]bool) bool {
	for _, user := range s.users[mask] {
		waits := false
		for _, u := range user.in {
			if u != nil && u.op != opConst && u.op != opIn && !s.inMasks(u) && !written[u] {
				waits = true
			}
		}
		if !waits {
			return true
		}
	}
	return len(s.users[mask]) == 0
}

// write accounts for a value that is written in a cycle.
func (s *scheduler) write(v *Value, cycle int) {
	numbers, masks := s.ends(v)
	s.numbers -= numbers
	s.masks -= masks
	for i, u := range v.in {
		if u != nil && !seenBefore(v, i) {
			s.left[u]--
		}
	}
	if s.inMasks(v) {
		s.masks++
	} else {
		s.numbers++
	}
	s.ready[v] = cycle + v.cycles()
}
