package ops

import (
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A folding is a reduction or a scan with its operands and options. It looks at everything
// before anything is written, and only what is refused is worded.
type folding struct {
	foldSettings
	op       string
	verb     *kernel.Reducer
	dst, src mem.Array
	to, from elem.Kind
	value    kernel.Bits // of dst, if there is none
	scalar   bool        // the result is a value: there is no dst to speak of
	set      uint64      // of axes that are reduced
	named    bool        // they exist, and none is named twice
	scans    bool
	flat     bool  // a scan in C order if no axis is named
	whole    []int // the shape of v before it was made flat; else nil
}

// foldings are pooled, so that views whose addresses they hold stay where they are.
var foldings = sync.Pool{New: func() any { return new(folding) }}

func newFolding(op string, verb *kernel.Reducer, opts []Option) *folding {
	f := foldings.Get().(*folding)
	f.take(opts)
	f.op, f.verb, f.scalar, f.scans, f.flat, f.whole = op, verb, false, false, false, nil
	return f
}

// free gives f back, without the addresses.
func (f *folding) free() {
	f.dst, f.src, f.where, f.mask = mem.Array{}, mem.Array{}, mem.Array{}, nil
	foldings.Put(f)
}

// takes are the options that every reduction takes.
const takes = hasMask | hasRule | hasSkipNaN | hasWorkers

// reduce checks and runs a reduction, and frees f.
func (f *folding) reduce() error {
	err := f.run()
	f.free()
	return err
}

func (f *folding) run() error {
	f.src.Check()
	f.dst.Check()
	if f.mask != nil {
		f.mask.Check()
	}
	if f.skips() {
		switch f.verb {
		case &kernel.ReduceMin:
			f.verb = &kernel.ReduceFmin
		case &kernel.ReduceMax:
			f.verb = &kernel.ReduceFmax
		}
	}
	if err := f.check(); err != nil {
		return err
	}
	r := kernel.Reduction{
		Verb: f.verb, Axes: f.set, Mask: f.mask, SkipNaN: f.skips() && !f.passes(), Ddof: f.ddof,
		Via: f.via, Initial: f.start, From: f.of, Started: f.has(hasInitial),
		Saturate: f.rule == Saturate, Workers: f.workers,
	}
	if !r.Run(f.to, &f.dst, f.from, &f.src) {
		return f.missing()
	}
	return nil
}

func (f *folding) has(o optionSet) bool { return f.foldSettings.set&o != 0 }

func (f *folding) skips() bool { return f.has(hasSkipNaN) }

// passes reports whether the verb passes over NaN by itself.
func (f *folding) passes() bool { return f.verb == &kernel.ReduceFmin || f.verb == &kernel.ReduceFmax }

// check returns what is in the way of the reduction.
func (f *folding) check() error {
	f.set, f.named = f.axisSet()
	if f.optionsFit() && f.kindsFit() && f.named && f.shapesFit() && f.defined() {
		if f.scalar || plainlyApart(f.dst.L(), f.to.Size()) {
			return nil
		}
		return checkApart(f.op, f.to.Size(), f.dst.L())
	}
	return f.refusal()
}

// allowed are the options that the verb takes.
func (f *folding) allowed() optionSet {
	if f.scans {
		allowed := hasRule | hasAxes | hasSkipNaN | hasWorkers
		if f.verb.Accumulates() {
			allowed |= hasDType
		}
		return allowed
	}
	allowed := takes
	if !f.scalar {
		allowed |= hasAxes | hasKeepDims
	}
	if f.verb.Initial {
		allowed |= hasInitial
	}
	if f.verb == &kernel.ReduceVar || f.verb == &kernel.ReduceStd {
		allowed |= hasDdof
	}
	if f.verb.Accumulates() && !f.scalar {
		allowed |= hasDType
	}
	return allowed
}

func (f *folding) optionsFit() bool {
	return f.foldSettings.set&^f.allowed() == 0 && (!f.has(hasInitial) || f.startFits())
}

// startFits reports whether the initial value is one that elements can have.
func (f *folding) startFits() bool {
	from, to := f.of, f.work()
	if elem.CanCast(from, to, elem.CastSameKind) {
		return true
	}
	if !from.IsInteger() || !to.IsInteger() {
		return from.IsInteger() && to == elem.KindBool && f.start[0] <= 1
	}
	return holds(to, from, f.start[0])
}

// work returns the kind in which results are made.
func (f *folding) work() elem.Kind {
	switch {
	case !f.verb.Accumulates():
		return f.from
	case f.via != elem.Invalid:
		return f.via
	case f.to.IsFloat() || f.to.IsComplex():
		return f.to
	}
	return f.verb.Result(f.from)
}

// holds reports whether integers of a kind can have the value of one of another.
func holds(to, from elem.Kind, bits uint64) bool {
	shift := 64 - 8*from.Size()
	if x := int64(bits<<shift) >> shift; from.IsSigned() && x < 0 {
		return to.IsSigned() && x >= -1<<(8*to.Size()-1)
	}
	x := bits << shift >> shift
	room := 8 * to.Size()
	if to.IsSigned() {
		room--
	}
	return room >= 64 || x>>room == 0
}

func (f *folding) kindsFit() bool {
	return f.defines() && f.castFits()
}

// defines reports whether the verb is defined for the elements' kind.
func (f *folding) defines() bool {
	return f.from.IsNumeric() && f.to.IsNumeric() && f.verb.Result(f.from) != elem.Invalid &&
		(f.verb != &kernel.ReducePtp || f.from != elem.KindBool) && (!f.has(hasDType) || f.via.IsNumeric())
}

// castFits reports whether the rule lets the result into dst. What is summed is summed in
// the kind of dst, where that is of the same family or a later one.
func (f *folding) castFits() bool {
	switch {
	case !f.verb.Accumulates():
		return elem.CanCast(f.verb.Result(f.from), f.to, f.rule)
	case f.via != elem.Invalid:
		return elem.CanCast(f.from, f.via, f.rule) && elem.CanCast(f.via, f.to, f.rule)
	}
	return elem.CanCast(f.from, f.to, f.rule)
}

// axisSet returns the axes that are reduced; ok is false if there is a mistake in
// those that are named.
func (f *folding) axisSet() (set uint64, ok bool) {
	ndim := f.src.L().NDim
	switch {
	case f.has(hasAxes):
	case f.scans:
		return 1, true // axis 0, or of the flat view
	default:
		return 1<<ndim - 1, true
	}
	if f.wrong != 0 || f.oneAxis() && f.foldSettings.named != 1 {
		return 0, false
	}
	for i := range min(f.foldSettings.named, len(f.axes)) {
		axis := int(f.axes[i])
		if ndim == 0 && (axis == 0 || axis == -1) {
			continue
		}
		if axis < 0 {
			axis += ndim
		}
		if axis < 0 || axis >= ndim || set&(1<<axis) != 0 {
			return 0, false
		}
		set |= 1 << axis
	}
	return set, true
}

// oneAxis reports whether the verb takes one axis or all, as an index does.
func (f *folding) oneAxis() bool { return f.verb.Index || f.scans }

// shapesFit reports whether dst has the shape of the result and the mask stretches.
func (f *folding) shapesFit() bool {
	if f.mask != nil && !stretches(f.mask.L(), f.src.L()) {
		return false
	}
	if f.scalar {
		return true
	}
	var buf [8]int
	want := f.resultShape(buf[:0])
	l := f.dst.L()
	if l.NDim != len(want) {
		return false
	}
	for axis, n := range want {
		if m, _ := l.Dim(axis); m != n {
			return false
		}
	}
	return true
}

// resultShape appends the shape that dst must have.
func (f *folding) resultShape(shape []int) []int {
	l := f.src.L()
	for axis := range l.NDim {
		n, _ := l.Dim(axis)
		switch {
		case f.set>>axis&1 == 0 || f.scans:
			shape = append(shape, n)
		case f.has(hasKeepDims):
			shape = append(shape, 1)
		}
	}
	return shape
}

// defined reports whether the result of nothing is not asked for, or has one.
func (f *folding) defined() bool {
	if f.verb.Identity || f.has(hasInitial) {
		return true
	}
	return !f.ofNothing() && (f.mask == nil || f.verb.Index)
}

// ofNothing reports whether each result is one of no elements.
func (f *folding) ofNothing() bool {
	l := f.src.L()
	for axis := range l.NDim {
		if n, _ := l.Dim(axis); n == 0 && f.set>>axis&1 != 0 {
			return true
		}
	}
	return false
}

// missing is the error for an index of an element that does not exist.
func (f *folding) missing() error {
	e := f.errorOf()
	e.add(ErrEmpty, "All-NaN slice encountered: where nothing but NaN is left, or nothing that the mask selects, there is no index; "+
		"look for such slices with Count or Any, or leave SkipNaN out to find the NaN")
	return e
}

func (f *folding) errorOf() *FoldError {
	e := &FoldError{Op: f.op}
	if !f.scalar {
		e.name("dst", &f.dst, f.to)
	}
	e.name("v", &f.src, f.from)
	if f.whole != nil {
		e.Shapes[len(e.Shapes)-1] = f.whole
	}
	if f.mask != nil {
		e.name("mask", f.mask, elem.KindBool)
	}
	return e
}

// refusal words everything that is in the way.
func (f *folding) refusal() error {
	e := f.errorOf()
	f.sayOptions(e)
	f.sayKinds(e)
	f.sayAxes(e)
	if f.mask != nil && !stretches(f.mask.L(), f.src.L()) {
		e.add(ndview.ErrShape, "the mask does not stretch to the shape of v: only axes of length 1, or missing in front, repeat")
	}
	if f.scans && f.src.L().NDim == 0 {
		e.add(ndview.ErrShape, "cannot accumulate on a scalar: v has no axis to go along")
	}
	if !f.named {
		return e
	}
	if want := f.resultShape([]int{}); !f.scalar && !sameLengths(f.dst.L(), want) {
		e.add(ndview.ErrShape, "dst has %d axes and shape %s, wanted %s%s", f.dst.L().NDim, layout.FormatShape(f.dst.L().AppendShape([]int{})),
			layout.FormatShape(want), f.otherShape())
	}
	if !f.scans && !f.defined() {
		f.sayUndefined(e)
	}
	return e
}

func sameLengths(l *layout.Layout, shape []int) bool {
	if l.NDim != len(shape) {
		return false
	}
	for axis, n := range shape {
		if m, _ := l.Dim(axis); m != n {
			return false
		}
	}
	return true
}

// otherShape names the shape that KeepDims, or leaving it out, would ask for, if dst has
// it.
func (f *folding) otherShape() string {
	g := *f
	g.foldSettings.set ^= hasKeepDims
	switch {
	case f.scans && f.whole != nil:
		return ": without Axes the result has one axis"
	case f.scans:
		return ": the shape of v"
	case !sameLengths(f.dst.L(), g.resultShape([]int{})):
		return ": the shape of v without the reduced axes, or with KeepDims with length 1 there"
	case f.has(hasKeepDims):
		return ": leave KeepDims out"
	}
	return ": pass KeepDims"
}

func (f *folding) sayOptions(e *FoldError) {
	for i, name := range optionNames {
		if f.foldSettings.set&^f.allowed()&(1<<i) != 0 {
			e.add(ErrOption, "%s does not take %s", f.verb.Name, name)
		}
	}
	if f.has(hasInitial) && f.verb.Initial && !f.startFits() {
		e.add(ErrOption, "the initial value of dtype %s is not one of dtype %s; give Initial a value of that dtype", f.of, f.work())
	}
}

func (f *folding) sayKinds(e *FoldError) {
	switch {
	case f.verb == &kernel.ReducePtp && f.from == elem.KindBool:
		e.add(ndview.ErrType, "booleans have no difference; use Any and All")
	case !f.defines():
		e.add(ndview.ErrType, "%s is not defined for elements of dtype %s; cast them", f.verb.Name, f.from)
	case !f.castFits():
		e.add(ndview.ErrType, "the result has dtype %s, and the casting rule %q does not allow to cast it to %s; "+
			"write to a dst of that dtype, or pass Casting(Unsafe)", f.natural(), f.rule, f.to)
	}
}

// natural returns the kind of the result before it is cast to that of dst.
func (f *folding) natural() elem.Kind {
	if f.via != elem.Invalid {
		return f.via
	}
	return f.verb.Result(f.from)
}

func (f *folding) sayAxes(e *FoldError) {
	if f.named {
		return
	}
	ndim := f.src.L().NDim
	if f.oneAxis() && f.foldSettings.named != 1 {
		e.add(ndview.ErrShape, "%s goes along one axis, or without Axes through all, but %d are named", f.verb.Name, f.foldSettings.named)
	}
	if f.wrong != 0 {
		e.add(ndview.ErrBounds, "axis %d is out of bounds for array of dimension %d", f.wrong, ndim)
		return
	}
	var seen uint64
	for i := range min(f.foldSettings.named, len(f.axes)) {
		axis := int(f.axes[i])
		at := axis
		if at < 0 {
			at += ndim
		}
		switch {
		case ndim == 0 && (axis == 0 || axis == -1):
		case at < 0 || at >= ndim:
			e.add(ndview.ErrBounds, "axis %d is out of bounds for array of dimension %d", axis, ndim)
		case seen&(1<<at) != 0:
			e.add(ndview.ErrShape, "duplicate value in 'axis': %d", axis)
		default:
			seen |= 1 << at
		}
	}
}

func (f *folding) sayUndefined(e *FoldError) {
	switch {
	case f.ofNothing() && f.verb.Index:
		e.add(ErrEmpty, "attempt to get %s of an empty sequence; look at Size first", f.verb.Name)
	case f.ofNothing():
		e.add(ErrEmpty, "zero-size array to reduction operation %s which has no identity; pass Initial, or look at Size first", f.verb.Name)
	case f.verb == &kernel.ReducePtp:
		e.add(ErrOption, "%s does not take When: take MaxTo and MinTo, with Initial", f.verb.Name)
	default:
		e.add(ErrEmpty, "reduction operation '%s' does not have an identity, so to use a where mask one has to specify Initial", f.verb.Name)
	}
}
