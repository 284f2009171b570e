package kernel

import (
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Reducing arrays
//
//	set       take over the operands; the axes of all are put in the order in which
//	          src lies in memory
//	cut       the results are cut into tiles whose states stay in the cache
//	walk      the part of src that belongs to a tile, in the order of memory, patch
//	          by patch; what Go cannot load there, or is not of a wide kind, passes
//	          through windows
//	finish    the states of a tile become results, and are moved to dst
//
// dst is written when its tile has been read: it may share memory with src if there is
// one tile. With several, or if a result may be missing, all of them go to a
// temporary of the size of dst first.

// A Reduction is a call.
type Reduction struct {
	Verb    *Reducer
	Axes    uint64     // set of the axes that are reduced
	Mask    *mem.Array // booleans that stretch to the shape of src; nil where all items count
	SkipNaN bool
	Ddof    int       // of var and std
	Via     elem.Kind // results are rounded to this kind before that of dst; elem.Invalid for none
	Initial Bits      // of kind From; see HasInitial
	From    elem.Kind
	Started bool // Initial is given

	Saturate bool // integers that dst cannot hold become the nearest it can
	Workers  int  // goroutines, 0 for as many as pay
}

const (
	stateBytes = 32 << 10 // of a tile
	wideBytes  = 16 << 10 // of a window of wide items
)

// The operands of a walk, in its plan: the mask and the index follow if there are
// any.
const (
	onStates = iota
	onSrc
	onMore
	maxReduced = 4
)

// A task is what there is to reduce, for one goroutine or for several that share it.
type task struct {
	Reduction
	f       *fold
	second  *fold // when the means are known
	c       class
	lifted  class
	src     operand
	srcKind elem.Kind
	mask    operand
	dst     mem.Array // axes that stay, in the order of the walk
	out     operand   // of a scan, instead of dst: all axes
	scans   bool
	watch   workers.Watch
	dstKind elem.Kind
	per     int // items that belong to one result

	ndim     int
	reduced  [layout.MaxNDim]bool // by axis of the walk
	shape    [layout.MaxNDim]int
	index    [layout.MaxNDim]int // strides of the index
	indirect bool

	firstIndex int // of the items that are reduced here
	parting

	start   [4]uint64
	counted bool
	skip    func(mem.Addr) bool
	load    Unary
}

type reduction struct {
	task
	folded  int // items since the last look for an interrupt
	missing bool

	first, length [layout.MaxNDim]int // of the tile
	buf           [layout.MaxNDim]int
	perm          [layout.MaxNDim]int

	ops     [maxReduced]operand
	nops    int
	plan    layout.Plan
	descent layout.Descent
	base    [maxReduced]mem.Addr

	tile, made mem.Array // of dst, and the results for it
	result     mem.Addr  // of the states
	shared     foldJob
	lanes      laneFold

	states [stateBytes / 8]uint64
	counts [stateBytes / 8]int64
	window [wideBytes / 8]uint64
	raw    [wideBytes / 8]uint64
}

var reductions = sync.Pool{New: func() any { return new(reduction) }}

// Run reduces src to dst, which has its axes without the reduced ones, or with
// length 1 there. ok is false if a result is missing, as only an index can be:
// then nothing has been written.
func (q *Reduction) Run(dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) (ok bool) {
	if dst.Owned() || src.Owned() || q.Mask != nil && q.Mask.Owned() {
		mask := q.Mask
		if mask == nil {
			mask = dst
		}
		mem.Hold(dst, src, mask)
		defer mem.Unhold(dst, src, mask)
	}
	if q.runShort(dstKind, dst, srcKind, src) {
		return true
	}
	r := reductions.Get().(*reduction)
	r.Reduction = *q
	r.watch = workers.Watched(src.L().Size(), watchFrom)
	if r.single(dstKind, dst, srcKind, src) {
		ok = !r.missing
		r.Reduction = Reduction{}
		reductions.Put(r)
		return ok
	}
	r.scans = false
	r.set(dstKind, dst, srcKind, src)
	r.run(src)
	ok = !r.missing
	r.free()
	return ok
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// free gives the reduction back, without the addresses (K4).
func (r *reduction) free() {
	r.Reduction, r.src, r.mask, r.out = Reduction{}, operand{}, operand{}, operand{}
	r.dst, r.tile, r.made = mem.Array{}, mem.Array{}, mem.Array{}
	r.ops, r.base = [maxReduced]operand{}, [maxReduced]mem.Addr{}
	r.plan, r.descent, r.skip, r.load, r.result = layout.Plan{}, layout.Descent{}, nil, nil, nil
	r.shared = foldJob{states: r.shared.states[:0]}
	reductions.Put(r)
}

// single reduces a src that is one lane to a dst that is one item, for which a plan would
// cost more than the work.
func (r *reduction) single(dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) (done bool) {
	size := srcKind.Size()
	l, ok := single(src, size)
	if !ok || r.Mask != nil || r.SkipNaN || !dst.Plain() || dst.L().Far != nil || l.n == 0 || r.Axes != 1<<uint(src.L().NDim)-1 {
		return false
	}
	r.srcKind, r.dstKind, r.per, r.scans, r.missing, r.counted = srcKind, dstKind, l.n, false, false, false
	r.src = operand{kind: srcKind, native: true}
	r.choose()
	r.result = mem.Of(r.states[:])
	r.f.begin(r.result, 1, &r.start)
	r.foldSingle(r.f, l)
	if r.second != nil {
		meansOf(r, 1)
		r.foldSingle(r.second, l)
	}
	if r.Verb.finish != nil {
		r.Verb.finish(r, 1)
	}
	if !r.missing {
		r.round(r.Verb.wideResult(r.lifted), 1)
		MoveOf(dstKind.Size(), 1)(dst.Base, 0, r.result, 0, 1)
	}
	return true
}

// choose takes the loops for the kinds.
func (r *reduction) choose() {
	v := r.Verb
	r.c = v.class(r.srcKind, r.dstKind)
	r.lifted = r.c
	if v.lift != nil {
		r.lifted = classReal
	}
	r.f = v.folds[r.lifted]
	r.load = widening(r.srcKind, r.c)
	r.second = v.spreads[r.lifted]
	if f := v.asTheyLie[r.srcKind]; f != nil && (r.c == classOf(r.srcKind) || v.kinds == meanKinds) && !r.SkipNaN && !r.scans {
		r.f, r.load = f, nil
		if r.second != nil {
			r.second = v.spreadsAsTheyLie[r.srcKind]
		}
	}
	r.start = r.f.start
	r.begins()
}

func (r *reduction) set(dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) {
	r.srcKind, r.dstKind, r.dst, r.missing = srcKind, dstKind, held(dst), false
	r.src = operandOf(src, srcKind)
	r.choose()
	r.skip = nil
	if r.SkipNaN {
		r.skip = r.lifted.nanAt()
	}
	r.ndim, r.firstIndex = r.src.layout.NDim, 0
	r.indirect = r.src.layout.Indirect()
	r.axes()
	if r.scans {
		r.out = operandOf(dst, dstKind)
		r.indirect = r.indirect || r.out.layout.Indirect()
	} else {
		r.dropAxes()
	}
	r.counted = r.skip != nil || r.Mask != nil
	if r.Mask != nil {
		r.mask = operandOf(r.Mask, elem.KindBool)
		must(r.mask.layout.BroadcastTo(r.src.own.AppendShape(r.buf[:0])...))
		r.indirect = r.indirect || r.mask.layout.Indirect()
	}
	r.arrange()
}

// held returns an array without its lease: the caller holds it, and a release that waits for
// the caller would refuse a second hold.
func held(a *mem.Array) mem.Array { return mem.New(a.Base, *a.L(), lease.Forever, 0, a.Item()) }

func must(err error) {
	if err != nil {
		panic(err) // layouts were checked when they were made
	}
}

func operandOf(a *mem.Array, kind elem.Kind) operand {
	o := operand{base: a.Base, own: *a.L(), layout: *a.L(), kind: kind, size: kind.Size(), swapped: a.Swapped()}
	o.native = a.Plain() || !o.swapped && o.layout.AlignedTo(kind.Align())
	return o
}

// begins puts the initial value into the state of nothing.
func (r *reduction) begins() {
	if !r.Started {
		return
	}
	x := &r.window // any room
	MoveOf(16, 1)(mem.Of(x[:]), 0, mem.Of(r.Initial[:]), 0, 1)
	if widen := widening(r.From, r.c); widen != nil {
		widen(mem.Of(x[:]), 16, mem.Of(r.Initial[:]), 16, 1)
	}
	r.start[0] = x[0]
	if r.c == classComplex {
		r.start[r.f.size/16] = x[1] // the second half of the state
	}
}

// axes notes the axes of src: which are reduced, and the strides of the index.
func (r *reduction) axes() {
	r.per = 1
	for axis := r.ndim - 1; axis >= 0; axis-- {
		n, _ := r.src.layout.Dim(axis)
		r.shape[axis], r.reduced[axis], r.index[axis] = n, r.Axes>>uint(axis)&1 != 0, 0
		if r.reduced[axis] {
			r.index[axis] = r.per
			r.per *= n
		}
	}
}

// dropAxes takes the axes of length 1 that stand for reduced ones out of dst.
func (r *reduction) dropAxes() {
	keep := r.dst.L().NDim == r.ndim && r.Axes != 0
	for axis := r.ndim - 1; keep && axis >= 0; axis-- {
		if r.reduced[axis] {
			off, err := r.dst.L().Index(axis, 0)
			must(err)
			r.dst.Moved(off)
		}
	}
}

// arrange puts the axes of all operands in the order of src in memory, the ones
// with large strides first. Behind pointers the order stays.
func (r *reduction) arrange() {
	if r.indirect || r.ndim < 2 {
		return
	}
	perm := byStride(&r.src.layout, r.perm[:0])
	sorted := true
	for i, j := 0, len(perm)-1; i < j; i, j = i+1, j-1 {
		perm[i], perm[j] = perm[j], perm[i]
	}
	for i := range perm {
		sorted = sorted && perm[i] == i
	}
	if sorted {
		return
	}
	must(r.src.layout.Permute(perm...))
	if r.Mask != nil {
		must(r.mask.layout.Permute(perm...))
	}
	if r.scans {
		must(r.out.layout.Permute(perm...))
	}
	shape, reduced, index := r.shape, r.reduced, r.index
	kept := r.buf[:0]
	for i, axis := range perm {
		r.shape[i], r.reduced[i], r.index[i] = shape[axis], reduced[axis], index[axis]
		if !reduced[axis] {
			at := 0 // place among the axes that stay
			for k := range axis {
				at += btoi(!reduced[k])
			}
			kept = append(kept, at)
		}
	}
	if !r.scans {
		must(r.dst.L().Permute(kept...))
		r.dst.Moved(0)
	}
}

// run reduces all, tile after tile.
func (r *reduction) run(src *mem.Array) {
	if r.dst.L().Empty() {
		return
	}
	r.arrangeParts()
	cut, _ := r.tile1()
	apart := r.scans || !r.shares(src, r.srcKind) && (r.Mask == nil || !r.shares(r.Mask, elem.KindBool))
	switch {
	case r.Verb.Index && r.counted && !r.scans || cut >= 0 && !apart:
		r.aside()
	case apart:
		r.all()
	default:
		r.tiles()
	}
}

// tile1 lays the first tile, and returns the axis that is cut, −1 for none, and how long its
// pieces are: as many results as there is room for. Axes outside of it count up one by one.
func (r *reduction) tile1() (cut, piece int) {
	room := stateBytes / max(r.f.size, 16) // results may be longer than states
	cut, results := -1, 1
	for axis := r.ndim - 1; axis >= 0; axis-- {
		n := r.shape[axis]
		r.first[axis], r.length[axis] = 0, n
		switch {
		case r.reduced[axis]:
		case cut >= 0:
			r.length[axis] = 1
		case axis < r.parted:
			cut, piece = axis, 1
			r.length[axis] = 1
		case results*n > room:
			cut, piece = axis, room/results
			r.length[axis] = tileLength(piece, n)
		default:
			results *= n
		}
	}
	return cut, piece
}

// tileLength returns how many of the positions that are left the next tile has. What is
// left then is no less than splitFrom if pieces are twice as long, for there the order of
// additions changes.
func tileLength(piece, left int) int {
	if left <= piece || left >= piece+splitFrom || piece < 2*splitFrom {
		return min(piece, left)
	}
	return left - splitFrom
}

func (r *reduction) shares(a *mem.Array, kind elem.Kind) bool {
	dst := operand{base: r.dst.Base, own: *r.dst.L(), kind: r.dstKind, size: r.dstKind.Size()}
	in := operandOf(a, kind)
	return mayShare(&dst, &in)
}

// aside makes all results in a temporary.
func (r *reduction) aside() {
	real, size := r.dst, r.dstKind.Size()
	l, err := layout.C(real.L().AppendShape(r.buf[:0]), size)
	must(err)
	words := make([]uint64, (l.Size()*size+7)/8)
	r.dst = mem.New(mem.Of(words), l, lease.Forever, 0, nativeItem(r.dstKind))
	r.all()
	if !r.missing {
		CopyArray(r.dstKind, &real, &r.dst)
	}
}

func nativeItem(kind elem.Kind) mem.Item {
	return mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()}
}

// tiles goes from tile to tile: the axes that stay, in front of the one that is
// cut, count up one by one.
func (r *reduction) tiles() {
	cut, piece := r.tile1()
	for {
		r.one()
		if r.missing || cut < 0 {
			return
		}
		axis := cut
		for ; axis >= 0; axis-- {
			if r.reduced[axis] {
				continue
			}
			r.first[axis] += r.length[axis]
			left := r.shape[axis] - r.first[axis]
			if left == 0 {
				r.first[axis], left = 0, r.shape[axis]
			}
			if axis == cut {
				r.length[axis] = tileLength(piece, left)
			}
			if r.first[axis] > 0 {
				break
			}
		}
		if axis < 0 {
			return
		}
	}
}

// one reduces to the current tile.
func (r *reduction) one() {
	n := r.place()
	states := mem.Of(r.states[:])
	r.result = states
	r.f.begin(states, n, &r.start)
	if r.scans {
		r.walk(r.f)
		return
	}
	if r.counted {
		clear(r.counts[:n])
	}
	if r.per > 0 {
		r.walkAll(r.f, n)
	}
	if r.second != nil {
		meansOf(r, n)
		if r.per > 0 {
			r.walkAll(r.second, n)
		}
	}
	if r.Verb.finish != nil {
		r.Verb.finish(r, n)
	}
	if !r.missing {
		r.write(n)
	}
}

// number returns the number of items that went into a state.
func (r *reduction) number(i int) float64 {
	if r.counted {
		return float64(r.counts[i])
	}
	return float64(r.per)
}

// place lays the operands of the tile's walk and returns the number of states.
func (r *reduction) place() (n int) {
	n = 1
	steps := r.buf[:r.ndim]
	for axis := r.ndim - 1; axis >= 0; axis-- {
		steps[axis] = 0
		if !r.reduced[axis] {
			steps[axis] = n * r.f.size
			n *= r.length[axis]
		}
	}
	r.lay(onStates, mem.Of(r.states[:]), steps)
	r.cutTo(&r.ops[onSrc], &r.src)
	r.nops = onMore
	if r.scans {
		r.cutTo(&r.ops[r.nops], &r.out)
		r.nops++
	}
	if r.Mask != nil {
		r.cutTo(&r.ops[r.nops], &r.mask)
		r.nops++
	}
	if r.Verb.Index {
		r.lay(r.nops, nil, r.index[:r.ndim])
		r.nops++
	}
	return n
}

// lay makes an operand of strides over the tile's shape.
func (r *reduction) lay(k int, base mem.Addr, steps []int) {
	l, err := layout.New(r.length[:r.ndim], steps, nil, 1)
	must(err)
	r.ops[k] = operand{base: base, layout: l, native: true}
}

// cutTo restricts an operand to the tile.
func (r *reduction) cutTo(o, whole *operand) {
	*o = *whole
	for axis := range r.ndim {
		if !r.reduced[axis] {
			o.base = mem.Add(o.base, r.slice(&o.layout, axis, axis)) // K1: an item, or L9
		}
	}
}

func (r *reduction) slice(l *layout.Layout, axis, of int) (off int) {
	if r.length[of] == r.shape[of] {
		return 0
	}
	off, err := l.Slice(axis, layout.Range{Start: r.first[of], Stop: r.first[of] + r.length[of], Has: layout.HasStart | layout.HasStop})
	must(err)
	return off
}

// write narrows the results and moves them to the tile of dst.
func (r *reduction) write(n int) {
	r.round(r.Verb.wideResult(r.lifted), n)
	r.tile = r.dst
	kept := 0
	for axis := range r.ndim {
		if !r.reduced[axis] {
			off := r.slice(r.tile.L(), kept, axis)
			r.tile.Shifted(off)
			kept++
		}
	}
	size := r.dstKind.Size()
	if n == 1 && r.tile.Plain() {
		MoveOf(size, 1)(r.tile.Base, 0, r.result, 0, 1)
		return
	}
	l, err := layout.C(r.tile.L().AppendShape(r.buf[:0]), size)
	must(err)
	r.made = mem.New(r.result, l, lease.Forever, 0, nativeItem(r.dstKind))
	CopyArray(r.dstKind, &r.tile, &r.made)
}

// round makes items of dst's kind of n wide results, in their place.
func (r *reduction) round(from elem.Kind, n int) {
	if via := r.Via; via != elem.Invalid && via != r.dstKind {
		r.narrow(from, via, n)
		if widen := widening(via, classOf(via)); widen != nil {
			r.spreadOut(widen, via, n)
		}
		from = classOf(via).kind()
	}
	r.narrow(from, r.dstKind, n)
}

// narrow makes items of a narrower kind of n wide ones, in their place.
func (r *reduction) narrow(from, to elem.Kind, n int) {
	if to.IsComplex() && !from.IsComplex() {
		if f := r.narrowing(from, elem.KindFloat64); f != nil {
			f(r.result, 8, r.result, 8, n)
		}
		for i := n - 1; i >= 0; i-- {
			mem.StoreAt(r.result, 16*i, complex(mem.LoadAt[float64](r.result, 8*i), 0)) // K1, K2: there is room for items of 16 bytes
		}
		from = elem.KindComplex128
	}
	if f := r.narrowing(from, to); f != nil {
		f(r.result, to.Size(), r.result, from.Size(), n)
	}
}

// spreadOut makes wide items of n narrow ones, in their place.
func (r *reduction) spreadOut(widen Unary, kind elem.Kind, n int) {
	w := classOf(kind).kind().Size()
	for i := n - 1; i >= 0; i-- {
		p := mem.Add(r.result, i*w)                                   // K1: wide item i
		widen(p, w, mem.Add(r.result, i*kind.Size()), kind.Size(), 1) // K1: narrow item i
	}
}
