package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Scans
//
// A scan is a reduction along one axis that writes its state after each item. It goes
// the way of a reduction (reduction.go), with dst as one more operand of the walk, and
// never backwards along its axis. Sums carry what rounding has lost, so that the
// last sum is as good as the first.

// A Scan is a call.
type Scan struct {
	Verb    *Reducer
	Axis    int
	SkipNaN bool      // NaN leaves the state as it is
	Via     elem.Kind // results are rounded to this kind before that of dst; elem.Invalid for none

	Saturate bool // integers that dst cannot hold become the nearest it can
	Workers  int  // goroutines, 0 for as many as pay
}

// Run scans src to dst, which has its shape and may share memory with it: unless each
// item of the one is that of the other with the same index, src is then copied first.
func (q *Scan) Run(dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	if dst.L().Empty() {
		return
	}
	r := reductions.Get().(*reduction)
	r.scans = true
	r.watch = workers.Watched(src.L().Size(), watchFrom)
	r.Reduction = Reduction{Verb: q.Verb, Axes: 1 << uint(q.Axis), Via: q.Via, Saturate: q.Saturate, Workers: q.Workers}
	if q.SkipNaN && classOf(srcKind) < classReal {
		q.SkipNaN = false
	}
	r.dst = held(dst)
	r.dstKind = dstKind
	same := dst.Base == src.Base && dstKind == srcKind && sameSteps(dst.L(), src.L())
	if !same && r.shares(src, srcKind) {
		aside := nativeCopy(srcKind, src)
		src = &aside
	}
	r.set(dstKind, dst, srcKind, src)
	r.counted, r.skip = false, nil
	if q.SkipNaN {
		r.skip = r.c.nanAt()
	}
	r.run(src)
	r.free()
}

// nativeCopy returns a copy of an array, in C order.
func nativeCopy(kind elem.Kind, a *mem.Array) mem.Array {
	var buf [8]int
	l, err := layout.C(a.L().AppendShape(buf[:0]), kind.Size())
	must(err)
	words := make([]uint64, (l.Size()*kind.Size()+7)/8)
	c, from := mem.New(mem.Of(words), l, lease.Forever, 0, nativeItem(kind)), held(a)
	CopyArray(kind, &c, &from)
	return c
}

// Scans reports whether the verb has a scan: whether its states are its results.
func (v *Reducer) Scans() bool {
	return v.kinds != indexKinds && v.Identity && v.kinds < meanKinds || v.Initial || v.kinds == truthKinds
}

// scanPatch scans the items of b to those of o, so that lanes are long.
func (r *reduction) scanPatch(b, o *patch) {
	switch {
	case b.cs == 0 && b.n < fewItems && b.n < b.rows && b.cr != 0:
		b.turned()
		o.turned()
	case b.cs != 0 && b.cr == 0 && b.n < fewLanes && b.rows >= fewItems:
		for k := 0; k < b.rows; k += manyRows {
			part, out := *b, *o
			part.a, out.a = mem.Add(b.a, k*b.ar), mem.Add(o.a, k*o.ar) // K1: row k
			part.rows = min(b.rows-k, manyRows)
			r.scanRows(part.turned(), out.turned())
		}
		return
	}
	r.scanRows(b, o)
}

// scanRows scans row after row, a window at a time.
func (r *reduction) scanRows(b, o *patch) {
	if r.scansSingles(b, o) {
		for k := range b.rows {
			cuts(r.watch, watchEach, b.n, func(i, n int) {
				scanFloats[float32](elem.KindFloat32, mem.Add(mem.Of(r.states[:]), b.acc+k*b.cr), mem.Add(o.a, k*o.ar+i*o.as), o.as,
					mem.Add(b.a, k*b.ar+i*b.as), b.as, n) // K1: item i of row k and its state
			})
		}
		return
	}
	size := r.c.kind().Size()
	staged := r.load != nil || r.skip != nil || !r.ops[onSrc].native || !mem.Aligned(b.a, r.srcKind.Align())
	wide := r.Verb.wideResult(r.c)
	direct := r.dstKind == wide && r.Via == elem.Invalid && r.out.native && mem.Aligned(o.a, r.dstKind.Align())
	const most = wideBytes / 32 // items of 16 bytes in each half of the window
	for k := range b.rows {
		for i := 0; i < b.n; i += most {
			n := min(b.n-i, most)
			a, as := mem.Add(b.a, k*b.ar+i*b.as), b.as // K1: item i of row k
			if staged {
				window := mem.Of(r.window[wideBytes/16:])
				r.fetch(window, size, a, as, n)
				a, as = window, size
				r.blank(a, n)
			}
			to, step := mem.Add(o.a, k*o.ar+i*o.as), o.as // K1: item i of row k
			if !direct {
				to, step = mem.Of(r.window[:]), wide.Size()
			}
			r.scanLane(mem.Add(mem.Of(r.states[:]), b.acc+k*b.cr+i*b.cs), b.cs, to, step, a, as, n) // K1: its state
			if !direct {
				r.result = to
				r.put(mem.Add(o.a, k*o.ar+i*o.as), o.as, wide, n) // K1: item i of row k
			}
			r.tick(n)
		}
	}
}

// scansSingles reports whether rows are running sums of float32 in float32 memory, which need not
// be widened in a window.
func (r *reduction) scansSingles(b, o *patch) bool {
	size := elem.KindFloat32.Align()
	return b.cs == 0 && r.f == sumFloats && r.srcKind == elem.KindFloat32 && r.dstKind == elem.KindFloat32 && r.skip == nil &&
		(r.Via == elem.Invalid || r.Via == elem.KindFloat32) && r.ops[onSrc].native && r.out.native && mem.Aligned(b.a, size) && mem.Aligned(o.a, size)
}

// blank replaces NaN in the window by what changes no state.
func (r *reduction) blank(a mem.Addr, n int) {
	switch {
	case r.skip == nil:
	case r.c != classComplex:
		blanked(a, a, n, r.neutral())
	default:
		for i := range n {
			if p := mem.Add(a, 16*i); r.skip(p) { // K1: item i
				mem.Store(p, complex(r.neutral(), 0)) // K1, K2
			}
		}
	}
}

func (r *reduction) neutral() float64 { return math.Float64frombits(r.f.start[0]) }

// scanLane takes n items into states, one for all if cs is 0, and writes what the
// state is after each.
func (r *reduction) scanLane(acc mem.Addr, cs int, to mem.Addr, step int, a mem.Addr, as, n int) {
	switch f := r.f; {
	case cs != 0 && f == sumFloats:
		scanFloatColumns(acc, cs, to, step, a, as, n)
	case cs != 0:
		f.columns(acc, cs, a, as, 0, n, 1, 0, 0)
		r.emit(to, step, acc, cs, n)
	case f == sumFloats:
		scanFloats[float64](elem.KindFloat64, acc, to, step, a, as, n)
	case f == sumInts:
		scanInts(acc, to, step, a, as, n)
	case f == mulFloats:
		scanProducts(acc, to, step, a, as, n)
	case f == minFolds[classReal]:
		scanLeast[float64](acc, to, step, a, as, n)
	case f == maxFolds[classReal]:
		scanMost[float64](acc, to, step, a, as, n)
	case f == minFolds[classSigned]:
		scanLeast[int64](acc, to, step, a, as, n)
	case f == maxFolds[classSigned]:
		scanMost[int64](acc, to, step, a, as, n)
	default:
		for i := range n {
			f.lane(acc, mem.Add(a, i*as), as, 1, 0, 0)   // K1: item i
			r.emit(mem.Add(to, i*step), step, acc, 0, 1) // K1: item i
		}
	}
}

// emit writes n states as results of the wide kind.
func (r *reduction) emit(to mem.Addr, step int, acc mem.Addr, cs, n int) {
	for i := range n {
		p, q := mem.Add(acc, i*cs), mem.Add(to, i*step) // K1: state i and its item
		switch {
		case r.f == sumFloats:
			mem.Store(q, mem.Ptr[floatSum](p).float()) // K1, K2
		case r.f == sumComplexes:
			mem.Store(q, complex(mem.Ptr[floatSum](p).float(), mem.PtrAt[floatSum](p, 16).float())) // K1, K2
		case r.f.size == 16:
			mem.Store(q, mem.Load[complex128](p)) // K1, K2
		case r.Verb == &ReduceOdd:
			mem.Store(q, mem.Load[uint64](p)&1) // K1, K2
		default:
			mem.Store(q, mem.Load[uint64](p)) // K1, K2
		}
	}
}

// put narrows n results of a wide kind, which lie in the window, and moves them to dst.
func (r *reduction) put(dst mem.Addr, ds int, wide elem.Kind, n int) {
	r.round(wide, n)
	unit := 1
	if r.out.swapped {
		unit = r.dstKind.Part().Size()
	}
	MoveOf(r.dstKind.Size(), unit)(dst, ds, r.result, r.dstKind.Size(), n)
}
