package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Choosing between two operands, NumPy's where. Items are moved as bytes, so there
// is a loop for each size. The address is chosen and not the item: that becomes a
// conditional move, which a random condition cannot mispredict.

var chooseVerbs = []*Verb{
	{Name: "where", Doc: "y where x is true, else z", In: 3, Out: 1, Loops: chooseLoops()},
}

func chooseLoops() (loops []Loop) {
	bySize := map[int]Ternary{
		1: choose[[1]byte], 2: choose[uint16], 4: choose[uint32], 8: choose[uint64], 16: choose[complex128],
	}
	var t Table[Ternary] // by the kind that is chosen from
	for _, k := range kindOrder {
		t[k] = bySize[k.Size()]
	}
	t[elem.KindBool] = chooseBool
	t[elem.KindComplex64] = choose[complex64] // aligned as its parts are
	t = vectorTernary("Where", t)
	for _, k := range kindOrder {
		loops = append(loops, Loop{In: [3]elem.Kind{elem.KindBool, k, k}, Out: [2]elem.Kind{k}, Ternary: t[k]})
	}
	return loops
}

func choose[B any](dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, c mem.Addr, cs int, n int) {
	if n <= 0 {
		return
	}
	for {
		from := c
		if *(*elem.Bool)(a) != 0 { // K1, K2
			from = b
		}
		*(*B)(dst) = *(*B)(from) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a, b, c = unsafe.Add(dst, ds), unsafe.Add(a, as), unsafe.Add(b, bs), unsafe.Add(c, cs) // K5
	}
}

// chooseBool writes 0 or 1, whatever true bytes it finds.
func chooseBool(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, c mem.Addr, cs int, n int) {
	if n <= 0 {
		return
	}
	for {
		from := c
		if *(*elem.Bool)(a) != 0 { // K1, K2
			from = b
		}
		*(*elem.Bool)(dst) = elem.BoolOf(*(*elem.Bool)(from) != 0) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a, b, c = unsafe.Add(dst, ds), unsafe.Add(a, as), unsafe.Add(b, bs), unsafe.Add(c, cs) // K5
	}
}
