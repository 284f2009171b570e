package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// walk folds the part of src that belongs to the tile.
func (r *reduction) walk(f *fold) {
	var refs [maxReduced]*layout.Layout
	for k := range r.nops {
		refs[k] = &r.ops[k].layout
	}
	if !r.indirect {
		must(r.plan.Build(layout.OrderC, refs[:r.nops]...))
		r.walkPlan(f, &r.plan)
		return
	}
	order := layout.OrderK
	if r.scans {
		order = layout.OrderC // never backwards
	}
	must(r.descent.Build(order, refs[:r.nops]...))
	for more := r.descent.Start(); more; more = r.descent.Next() {
		r.walkPlan(f, &r.descent.Plan)
	}
}

// walkPlan folds what a plan walks over, from the current place of the descent on.
func (r *reduction) walkPlan(f *fold, p *layout.Plan) {
	shift := [maxReduced]int{} // of what has no address
	for k := range r.nops {
		at := r.ops[k].base
		if r.indirect {
			path := r.descent.Path(k)
			if k == onStates || at == nil {
				shift[k] = path[0]
			} else {
				at = follow(at, path)
			}
		}
		r.base[k] = at
	}
	staged := r.load != nil || r.Verb.lift != nil || !r.ops[onSrc].native || !mem.Aligned(r.base[onSrc], r.srcKind.Align())
	_, s := p.Lane()
	at := r.nops - 1
	var w layout.Walk
	for more := w.Start(p); more; more = w.NextBlock() {
		r.tick(w.N * w.Rows)
		b := patch{n: w.N, rows: w.Rows}
		b.acc, b.cs, b.cr = shift[onStates]+w.First[onStates], s[onStates], w.Step[onStates]
		b.a, b.as, b.ar = mem.Add(r.base[onSrc], w.First[onSrc]), s[onSrc], w.Step[onSrc] // K1: the first item
		if r.scans {
			o := patch{a: mem.Add(r.base[onMore], w.First[onMore]), as: s[onMore], ar: w.Step[onMore]} // K1: the first item
			r.scanPatch(&b, &o)
			continue
		}
		if r.Mask != nil {
			b.mask, b.ms, b.mr = mem.Add(r.base[onMore], w.First[onMore]), s[onMore], w.Step[onMore] // K1: its first item
		}
		if r.Verb.Index {
			b.at, b.is, b.ir = r.firstIndex+shift[at]+w.First[at], s[at], w.Step[at]
		}
		b.choose()
		switch {
		case staged:
			r.stage(f, &b)
		case r.watch.On():
			r.takeInParts(f, &b)
		default:
			r.take(f, &b)
		}
	}
}

// take folds a patch of wide items.
func (r *reduction) take(f *fold, b *patch) {
	if !r.counted {
		f.fold(mem.Of(r.states[:]), b)
		return
	}
	if r.takeBlanked(f, b) {
		return
	}
	counts := r.counts[:]
	if f != r.f {
		counts = nil // the items were counted on the first walk
	}
	f.foldSelected(mem.Of(r.states[:]), counts, b, r.skip)
}

// takeInParts folds a patch of wide items, and looks for an interrupt after some 10 ms of work, where
// loops for columns and lanes begin anew, too.
func (r *reduction) takeInParts(f *fold, b *patch) {
	const most = 1 << 23
	m := min(b.n, most)
	rows := most / m
	if rows > manyRows {
		rows &^= manyRows - 1
	}
	for k := 0; k < b.rows; k += rows {
		for i := 0; i < b.n; i += m {
			part := b.part(i, min(b.n-i, m), k, min(b.rows-k, rows))
			r.take(f, &part)
			r.watch.Poll()
		}
	}
}

// part is n items of some rows, from item i of row k on.
func (b *patch) part(i, n, k, rows int) patch {
	part := *b
	part.n, part.rows = n, rows
	part.acc += i*b.cs + k*b.cr
	part.a = mem.Add(b.a, i*b.as+k*b.ar) // K1: an item
	part.at += i*b.is + k*b.ir
	if b.mask != nil {
		part.mask = mem.Add(b.mask, i*b.ms+k*b.mr) // K1: its item
	}
	return part
}

// stage folds a patch window by window: as many whole rows as fit in, or else a
// part of one; of columns, parts of eight rows, so that they are added up together.
func (r *reduction) stage(f *fold, b *patch) {
	size := r.c.kind().Size()
	room := wideBytes / size
	most := room
	if b.cs != 0 && b.cr == 0 {
		most = room / passRows
	}
	m := min(b.n, most)
	rows := max(room/m, 1)
	if most < room && b.n >= splitFrom {
		rows = passRows // whatever the number of columns
	}
	for k := 0; k < b.rows; k += rows {
		for i := 0; i < b.n; i += m {
			part := b.part(i, min(b.n-i, m), k, min(b.rows-k, rows))
			r.fill(&part, size)
			part.a, part.as, part.ar = mem.Of(r.window[:]), size, part.n*size
			if r.Verb.lift != nil {
				r.Verb.lift(r.c, part.a, part.n*part.rows)
				part.as, part.ar = 8, part.n*8
			}
			r.take(f, &part)
			r.tick(part.n * part.rows)
		}
	}
}

// tick looks for an interrupt after each so many items.
func (r *reduction) tick(n int) {
	if !r.watch.On() {
		return
	}
	if r.folded += n; r.folded >= watchEach {
		r.folded = 0
		r.watch.Poll()
	}
}

// fill loads the items of a patch into the window, row after row, along the longer
// of its axes.
func (r *reduction) fill(b *patch, size int) {
	window := mem.Of(r.window[:])
	if b.n >= b.rows {
		for k := range b.rows {
			r.fetch(mem.Add(window, k*b.n*size), size, mem.Add(b.a, k*b.ar), b.as, b.n) // K1: row k
		}
		return
	}
	for i := range b.n {
		r.fetch(mem.Add(window, i*size), b.n*size, mem.Add(b.a, i*b.as), b.ar, b.rows) // K1: column i
	}
}

// fetch loads n items of src as wide ones.
func (r *reduction) fetch(dst mem.Addr, ds int, a mem.Addr, as, n int) {
	kind := r.srcKind
	unit := 1
	if r.src.swapped {
		unit = kind.Part().Size()
	}
	switch {
	case r.load == nil:
		MoveOf(kind.Size(), unit)(dst, ds, a, as, n)
	case r.src.swapped || !r.src.native || !mem.Aligned(a, kind.Align()):
		raw := mem.Of(r.raw[:])
		MoveOf(kind.Size(), unit)(raw, kind.Size(), a, as, n)
		r.load(dst, ds, raw, kind.Size(), n)
	default:
		r.load(dst, ds, a, as, n)
	}
}

// Reducers are the reducers by NumPy's names, of functions and of the ufuncs whose
// reduce they are.
var Reducers = map[string]*Reducer{
	"add": &ReduceSum, "sum": &ReduceSum,
	"multiply": &ReduceProd, "prod": &ReduceProd,
	"minimum": &ReduceMin, "min": &ReduceMin, "amin": &ReduceMin,
	"maximum": &ReduceMax, "max": &ReduceMax, "amax": &ReduceMax,
	"fmin": &ReduceFmin, "fmax": &ReduceFmax, "ptp": &ReducePtp,
	"argmin": &ReduceArgMin, "argmax": &ReduceArgMax,
	"logical_and": &ReduceAll, "all": &ReduceAll,
	"logical_or": &ReduceAny, "any": &ReduceAny,
	"logical_xor": &ReduceOdd, "count_nonzero": &ReduceCount,
	"bitwise_and": &ReduceAnd, "bitwise_or": &ReduceOr, "bitwise_xor": &ReduceXor,
	"mean": &ReduceMean, "var": &ReduceVar, "std": &ReduceStd,
	"norm": &ReduceNorm2, "norm1": &ReduceNorm1, "norminf": &ReduceNormInf,
}
