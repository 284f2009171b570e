package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Arange sets the elements of dst in C order (last axis fastest) to start, start +
// step, start + 2·step, …: np.arange of as many numbers as dst has. The arithmetic is
// that of T as NumPy's: a float's step is the difference of its first two elements,
// integers wrap around.
//
// The error wraps [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Arange[T Number](dst ndview.MutView[T], start, step T) error {
	d, kind := dst.Array(), elem.KindOf[T]()
	mem.Hold(d)
	defer mem.Unhold(d)
	if err := writable("ops.Arange", kind, d); err != nil {
		return err
	}
	kernel.Arange(kind, d, kernel.BitsOf(start), kernel.BitsOf(step))
	return nil
}

// Linspace sets the elements of dst in C order (last axis fastest) to as many equally
// spaced numbers from start to stop: np.linspace. stop is the last one if endpoint is
// set, and would be the next one otherwise. Numbers are computed in float64 and
// rounded to T, for integers downwards; those must fit into T.
//
// The error wraps [ndview.ErrBounds] if start or stop does not fit into integers of
// T, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Linspace[T Float | int8 | int16 | int32 | int64 | Unsigned](dst ndview.MutView[T], start, stop float64, endpoint bool) error {
	const op = "ops.Linspace"
	d, kind := dst.Array(), elem.KindOf[T]()
	mem.Hold(d)
	defer mem.Unhold(d)
	if err := writable(op, kind, d); err != nil {
		return err
	}
	if lo, hi := integerRange(kind); kind.IsInteger() && !(min(start, stop) >= lo && max(start, stop) < hi) {
		return fmt.Errorf("inplace: %s: %v to %v does not fit into %s: %w", op, start, stop, kind, ndview.ErrBounds)
	}
	kernel.Linspace(kind, d, kernel.NewRamp(start, stop, d.L().Size(), endpoint))
	return nil
}

// integerRange returns the smallest number of an integer kind and the first one
// behind the largest.
func integerRange(kind elem.Kind) (lo, hi float64) {
	hi = float64(uint64(1) << (8*kind.Size() - 1))
	if kind.IsSigned() {
		return -hi, hi
	}
	return 0, 2 * hi
}
