package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// An Option changes how a verb works; see [When], [Casting] and [Workers]. A call without
// options pays nothing for them. Of options of one sort the last one counts.
type Option struct {
	set  optionSet
	rule CastRule
	mask mem.Array
	fold foldOption // of reductions and scans
	crew int        // number of workers
}

// optionSet says which fields of an Option count.
type optionSet uint16

const (
	hasMask optionSet = 1 << iota
	hasRule
	hasAxes
	hasKeepDims
	hasInitial
	hasDdof
	hasSkipNaN
	hasDType
	hasWorkers
)

// When computes only the elements whose place in mask is true, NumPy's where=. The
// others of dst keep what they hold, and the verb never looks at their inputs. mask
// is stretched to the shape of dst and may share memory with it.
func When(mask ndview.View[ndview.Bool]) Option { return Option{set: hasMask, mask: *mask.Array()} }

// A CastRule says which dtypes operands and results may be cast to, NumPy's
// casting=.
type CastRule = elem.Casting

// The rules. The default for results is SameKind; inputs are always cast to where
// they lose nothing.
const (
	// No allows the dtype itself only.
	No CastRule = elem.CastNo
	// Safe allows what loses no value, as NumPy counts: int64 to float64 is safe,
	// int32 to float32 is not.
	Safe CastRule = elem.CastSafe
	// SameKind allows Safe, and within a family (float64 to float16, which rounds,
	// int64 to int8, which wraps around) or to a later one: bool, unsigned, signed,
	// float, complex.
	SameKind CastRule = elem.CastSameKind
	// Unsafe allows every cast. Floats lose their fractions, and out of range become
	// what they become in NumPy on x86-64; complex numbers lose their imaginary parts.
	Unsafe CastRule = elem.CastUnsafe
	// Saturate allows every cast; integers out of range become the nearest there is,
	// and NaN becomes 0.
	Saturate CastRule = elem.CastSaturate
)

// Casting sets the rule by which results are cast to the dtype of dst.
func Casting(rule CastRule) Option { return Option{set: hasRule, rule: rule} }

// Workers computes by n goroutines, the calling one among them, whatever the size; 1 is
// the calling one alone. Without it, large arrays are computed by up to as many as package
// iter would start, if they take long enough to pay for them, those that come one after the other from 12 µs of work on; pyinterop/npblas.SetThreads sets that number for the whole process, together with
// that of the BLAS. Results are the same to the bit.
//
// One goroutine does all where an input shares memory with dst so that items have to
// be read in some order, and behind pointers. Reductions are shared along the results, or, to few of
// them, in blocks of items that are the same for every number of workers; scans along the
// other axes. Products have the workers of the BLAS. Workers panics if n is less than 1.
func Workers(n int) Option {
	if n < 1 {
		panic(fmt.Errorf("inplace: ops.Workers: %d workers, wanted at least 1: %w", n, ndview.ErrBounds))
	}
	return Option{set: hasWorkers, crew: n}
}

// settings are the options of a call.
type settings struct {
	rule CastRule
	mask *mem.Array // nil for none

	workers int // 0 for as many as pay
}

func settingsOf(opts []Option) settings {
	s := settings{rule: SameKind}
	for i := range opts {
		o := &opts[i]
		if o.set&hasMask != 0 {
			s.mask = &o.mask
		}
		if o.set&hasRule != 0 {
			s.rule = o.rule
		}
		if o.set&hasWorkers != 0 {
			s.workers = o.crew
		}
	}
	return s
}
