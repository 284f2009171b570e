package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A Reducer is a verb that makes one item of many. Its steps:
//
//	lift      (norms) items become magnitudes or squares
//	fold      items go into states (fold.go); a spread has a second fold, when the
//	          means are known
//	finish    each state becomes the result, of a wide kind, which is then narrowed
type Reducer struct {
	Name string // NumPy's: of a function ("mean") or of a ufunc whose reduce it is ("add")
	Doc  string // half a line

	kinds            kindRule
	folds            [numClasses]*fold
	asTheyLie        Table[*fold]      // of items that need not be widened first; nil for others
	spreads          [numClasses]*fold // of squares of distances from the mean
	spreadsAsTheyLie Table[*fold]      // where asTheyLie has the first fold
	lift             func(c class, a mem.Addr, n int)
	finish           func(r *reduction, n int)
	Identity         bool // a reduction of nothing has a result
	Index            bool // the result is an index
	Initial          bool // may start from a given value
}

// A kindRule says which kinds a verb takes, computes in and gives.
type kindRule uint8

const (
	sumKinds   kindRule = iota // integers in 64 bits, others as they are
	sameKinds                  // as the items
	bitKinds                   // as the items, integers and booleans only
	meanKinds                  // integers give float64
	realKinds                  // as meanKinds, and complex numbers give their parts' kind
	indexKinds                 // int64
	truthKinds                 // bool
)

// Result returns the kind of the result for items of a kind, elem.Invalid if the
// verb has none for them.
func (v *Reducer) Result(kind elem.Kind) elem.Kind {
	exact := kind == elem.KindBool || kind.IsInteger()
	switch v.kinds {
	case sumKinds:
		switch {
		case kind.IsUnsigned():
			return elem.KindUint64
		case exact:
			return elem.KindInt64
		}
	case bitKinds:
		if !exact {
			return elem.Invalid
		}
	case meanKinds, realKinds:
		switch {
		case exact:
			return elem.KindFloat64
		case v.kinds == realKinds:
			return kind.Part()
		}
	case indexKinds:
		return elem.KindInt64
	case truthKinds:
		return elem.KindBool
	}
	return kind
}

// Accumulates reports whether the kind of dst decides how items are added up, as
// it does for sums and products; for all others it is that of the items.
func (v *Reducer) Accumulates() bool { return v.kinds == sumKinds }

// class returns the class in which items are folded to a result of a kind.
func (v *Reducer) class(kind, dst elem.Kind) class {
	c := classOf(kind)
	switch {
	case c == classComplex:
	case v.kinds == meanKinds || v.kinds == realKinds,
		v.kinds == sumKinds && (dst.IsFloat() || dst.IsComplex()):
		return classReal
	}
	return c
}

// wideResult returns the kind of the results that finish leaves behind.
func (v *Reducer) wideResult(c class) elem.Kind {
	switch v.kinds {
	case realKinds:
		return elem.KindFloat64
	case indexKinds:
		return elem.KindInt64
	case truthKinds:
		return elem.KindUint64
	}
	return c.kind()
}

// The reducers, by what they do; several may bear the name of a function and of a
// ufunc (reducers.go).
var (
	ReduceSum  = Reducer{Name: "add", Doc: "x + y", kinds: sumKinds, folds: sumFolds, finish: finishSum, Identity: true, Initial: true, asTheyLie: sumsAsTheyLie}
	ReduceProd = Reducer{Name: "multiply", Doc: "x · y", kinds: sumKinds, folds: mulFolds, Identity: true, Initial: true}

	ReduceMin  = Reducer{Name: "minimum", Doc: "the smaller of x and y; NaN if one is", kinds: sameKinds, folds: minFolds, Initial: true, asTheyLie: minimaAsTheyLie}
	ReduceMax  = Reducer{Name: "maximum", Doc: "the larger of x and y; NaN if one is", kinds: sameKinds, folds: maxFolds, Initial: true, asTheyLie: maximaAsTheyLie}
	ReduceFmin = Reducer{Name: "fmin", Doc: "the smaller of x and y; NaN if both are", kinds: sameKinds, folds: fminFolds, Initial: true}
	ReduceFmax = Reducer{Name: "fmax", Doc: "the larger of x and y; NaN if both are", kinds: sameKinds, folds: fmaxFolds, Initial: true}
	ReducePtp  = Reducer{Name: "ptp", Doc: "largest less smallest", kinds: sameKinds, folds: rangeFolds, finish: finishRange}

	ReduceArgMin = Reducer{Name: "argmin", Doc: "index of the first smallest item, or NaN", kinds: indexKinds, folds: argMinFolds, finish: finishPlace, Index: true, asTheyLie: argMinAsTheyLie}
	ReduceArgMax = Reducer{Name: "argmax", Doc: "index of the first largest item, or NaN", kinds: indexKinds, folds: argMaxFolds, finish: finishPlace, Index: true, asTheyLie: argMaxAsTheyLie}

	ReduceAll   = Reducer{Name: "logical_and", Doc: "whether every item is true", kinds: truthKinds, folds: allFolds, Identity: true, asTheyLie: allAsTheyLie}
	ReduceAny   = Reducer{Name: "logical_or", Doc: "whether an item is true", kinds: truthKinds, folds: anyFolds, Identity: true, asTheyLie: anyAsTheyLie}
	ReduceOdd   = Reducer{Name: "logical_xor", Doc: "whether an odd number of items is true", kinds: truthKinds, folds: countFolds, finish: finishOdd, Identity: true}
	ReduceCount = Reducer{Name: "count_nonzero", Doc: "number of items that are true", kinds: indexKinds, folds: countFolds, Identity: true, asTheyLie: countAsTheyLie}

	ReduceAnd = Reducer{Name: "bitwise_and", Doc: "x & y", kinds: bitKinds, folds: everyClass(andBits), Identity: true, Initial: true}
	ReduceOr  = Reducer{Name: "bitwise_or", Doc: "x | y", kinds: bitKinds, folds: everyClass(orBits), Identity: true, Initial: true}
	ReduceXor = Reducer{Name: "bitwise_xor", Doc: "x ^ y", kinds: bitKinds, folds: everyClass(xorBits), Identity: true, Initial: true}

	ReduceMean = Reducer{Name: "mean", Doc: "sum by number", kinds: meanKinds, folds: sumFolds, finish: finishMean, Identity: true, asTheyLie: sumsAsTheyLie}
	ReduceVar  = Reducer{Name: "var", Doc: "mean square distance from the mean", kinds: realKinds, folds: sumsForMeans, spreads: spreadFolds, finish: finishVar, Identity: true, asTheyLie: sumsForVar, spreadsAsTheyLie: spreadsForVar}
	ReduceStd  = Reducer{Name: "std", Doc: "square root of var", kinds: realKinds, folds: sumsForMeans, spreads: spreadFolds, finish: finishStd, Identity: true, asTheyLie: sumsForVar, spreadsAsTheyLie: spreadsForVar}

	ReduceNorm1   = Reducer{Name: "norm1", Doc: "sum of magnitudes", kinds: realKinds, folds: sumFolds, lift: liftMagnitude, finish: finishSum, Identity: true}
	ReduceNorm2   = Reducer{Name: "norm2", Doc: "square root of the sum of squared magnitudes", kinds: realKinds, folds: sumFolds, lift: liftSquare, finish: finishNorm2, Identity: true}
	ReduceNormInf = Reducer{Name: "norminf", Doc: "largest magnitude", kinds: realKinds, folds: magnitudeFolds, lift: liftMagnitude, Identity: true}
)

var (
	sumFolds       = [numClasses]*fold{sumInts, sumInts, sumFloats, sumComplexes}
	mulFolds       = [numClasses]*fold{mulInts, mulInts, mulFloats, mulComplexes}
	sumsForVar     = Table[*fold]{elem.KindFloat32: sumFloat32sForMean}
	spreadsForVar  = Table[*fold]{elem.KindFloat32: spreadFloat32s}
	sumsForMeans   = [numClasses]*fold{classReal: sumFloatsForMean, classComplex: sumComplexes}
	spreadFolds    = [numClasses]*fold{classReal: spreadFloats, classComplex: spreadComplexes}
	magnitudeFolds = [numClasses]*fold{classReal: zeroFirst(maxFloatFold[float64](elem.KindFloat64))}
	rangeFolds     = [numClasses]*fold{
		bothFolds(minFolds[classSigned], maxFolds[classSigned]),
		bothFolds(minFolds[classUnsigned], maxFolds[classUnsigned]),
		bothFolds(minFolds[classReal], maxFolds[classReal]),
		bothFolds(minFolds[classComplex], maxFolds[classComplex]),
	}
)

// zeroFirst starts a fold from 0.
func zeroFirst(f *fold) *fold {
	f.start = [4]uint64{}
	return f
}

func everyClass(f *fold) [numClasses]*fold {
	return [numClasses]*fold{classSigned: f, classUnsigned: f}
}

// bothFolds folds into two states, which follow each other.
func bothFolds(f, g *fold) *fold {
	both := &fold{size: f.size + g.size, exact: min(f.exact, g.exact), join: bothJoined(f, g)}
	copy(both.start[:], f.start[:f.size/8])
	copy(both.start[f.size/8:], g.start[:g.size/8])
	both.lane = func(acc, a mem.Addr, as, n, at, step int) {
		f.lane(acc, a, as, n, at, step)
		g.lane(mem.Add(acc, f.size), a, as, n, at, step) // K1: the second state
	}
	both.columns = func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
		f.columns(acc, cs, a, as, ar, n, rows, at, step)
		g.columns(mem.Add(acc, f.size), cs, a, as, ar, n, rows, at, step) // K1: the second state
	}
	return both
}

// Lifts replace n items of a class, side by side, by floats.

func liftMagnitude(c class, a mem.Addr, n int) {
	for i := range n {
		if c == classComplex {
			z := mem.LoadAt[complex128](a, 16*i)              // K1, K2
			mem.StoreAt(a, 8*i, math.Hypot(real(z), imag(z))) // K1, K2: behind what was read
			continue
		}
		mem.StoreAt(a, 8*i, math.Abs(mem.LoadAt[float64](a, 8*i))) // K1, K2
	}
}

func liftSquare(c class, a mem.Addr, n int) {
	for i := range n {
		if c == classComplex {
			z := mem.LoadAt[complex128](a, 16*i)                                   // K1, K2
			mem.StoreAt(a, 8*i, float64(real(z)*real(z))+float64(imag(z)*imag(z))) // K1, K2: behind what was read
			continue
		}
		x := mem.LoadAt[float64](a, 8*i) // K1, K2
		mem.StoreAt(a, 8*i, x*x)         // K1, K2
	}
}

// Finishing makes results of n states in their place. A result is not longer than
// its state, so that none is written over before it was read.

func finishSum(r *reduction, n int) {
	at := r.result
	if r.c == classReal && r.f.size == 8 { // integers were added up for a mean
		for i := range n {
			mem.StoreAt(at, 8*i, float64(mem.LoadAt[int64](at, 8*i))) // K1, K2
		}
		return
	}
	for i := range n {
		s := *mem.PtrAt[floatSum](at, i*r.f.size) // K1, K2: every state of a float begins so
		switch {
		case r.c == classComplex && r.f.size == 32:
			im := *mem.PtrAt[floatSum](at, i*32+16)               // K1, K2
			mem.StoreAt(at, 16*i, complex(s.float(), im.float())) // K1, K2
		case r.c >= classReal:
			mem.StoreAt(at, 8*i, s.float()) // K1, K2
		}
	}
}

func finishMean(r *reduction, n int) {
	finishSum(r, n)
	for i := range n {
		by := r.number(i)
		if r.c == classComplex {
			p := mem.PtrAt[complex128](r.result, 16*i) // K1, K2
			*p = complex(real(*p)/by, imag(*p)/by)
			continue
		}
		*mem.PtrAt[float64](r.result, 8*i) /= by // K1, K2
	}
}

// meansOf turns the states of sums into those of squared distances from the mean.
func meansOf(r *reduction, n int) {
	for i := range n {
		p := mem.Add(r.result, 32*i)               // K1: state i
		s, im := *mem.Ptr[floatSum](p), floatSum{} // K1, K2
		if r.c == classComplex {
			im = *mem.PtrAt[floatSum](p, 16) // K1, K2
		}
		*mem.Ptr[spread](p) = spread{re: s.float() / r.number(i), im: im.float() / r.number(i)} // K1, K2
	}
}

func finishVar(r *reduction, n int) {
	for i := range n {
		s := mem.PtrAt[spread](r.result, 32*i)                                    // K1, K2
		mem.StoreAt(r.result, 8*i, s.float()/max(r.number(i)-float64(r.Ddof), 0)) // K1, K2: behind what was read
	}
}

func finishStd(r *reduction, n int) {
	finishVar(r, n)
	finishRoot(r, n)
}

func finishNorm2(r *reduction, n int) {
	finishSum(r, n)
	finishRoot(r, n)
}

func finishRoot(r *reduction, n int) {
	for i := range n {
		p := mem.PtrAt[float64](r.result, 8*i) // K1, K2
		*p = math.Sqrt(*p)
	}
}

func finishRange(r *reduction, n int) {
	at := r.result
	for i := range n {
		switch r.c {
		case classComplex:
			mem.StoreAt(at, 16*i, mem.LoadAt[complex128](at, 32*i+16)-mem.LoadAt[complex128](at, 32*i)) // K1, K2
		case classReal:
			mem.StoreAt(at, 8*i, mem.LoadAt[float64](at, 16*i+8)-mem.LoadAt[float64](at, 16*i)) // K1, K2
		default:
			mem.StoreAt(at, 8*i, mem.LoadAt[int64](at, 16*i+8)-mem.LoadAt[int64](at, 16*i)) // K1, K2
		}
	}
}

// finishPlace notes whether a state has seen no item.
func finishPlace(r *reduction, n int) {
	for i := range n {
		index := mem.LoadAt[int64](r.result, 24*i+16) // K1, K2
		r.missing = r.missing || index == nowhere
		mem.StoreAt(r.result, 8*i, index) // K1, K2: behind what was read
	}
}

func finishOdd(r *reduction, n int) {
	for i := range n {
		*mem.PtrAt[uint64](r.result, 8*i) &= 1 // K1, K2
	}
}
