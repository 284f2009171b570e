package fused

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Run computes the expression for the inputs, in the order of [Program.Inputs], and
// writes it to dst. Inputs are stretched to the shape of dst by NumPy's rule. All
// may have any layout and byte order; inputs have the dtype that the expression
// says, and dst one to which the result casts by the rule same_kind. dst may be an
// input or share memory with inputs in any other way: the result is that of reading
// all of them first, for which an input of which dst is a part that is moved or
// turned is copied.
//
// Of a reduction, dst has the shape to which the inputs stretch without the reduced
// axes, or with length 1 in their place. It may share memory with inputs too.
//
// Large arrays are computed by as many goroutines as package iter would start, if that pays, small
// ones by the calling one alone. Nothing is allocated for at most three inputs of at
// most four axes, unless an input has to be copied, or the program is a reduction, but some words where goroutines share the work.
//
// The error is an [*OperandError] that lists all that does not fit; nothing is
// written then. Run panics with a [ndview.ReleasedError] if a borrow has ended.
func (p *Program) Run(dst ndview.MutRaw, inputs ...ndview.Raw) error {
	return p.run(context.Background(), 0, &dst, inputs)
}

// RunContext is [Program.Run] by a number of goroutines, the calling one among them;
// 0 is the number that Run starts, whatever the size. It ends before the next block
// when ctx ends: then the error wraps ctx.Err() and the cause, and part of dst
// may have been written. It panics if workers is negative.
func (p *Program) RunContext(ctx context.Context, workers int, dst ndview.MutRaw, inputs ...ndview.Raw) error {
	if workers < 0 {
		panic(fmt.Errorf("inplace: fused.RunContext: %d workers, wanted at least 1, or 0 for as many as there are processors: %w", workers, ndview.ErrBounds))
	}
	return p.run(ctx, workers, &dst, inputs)
}

func (p *Program) run(ctx context.Context, workers int, dst *ndview.MutRaw, inputs []ndview.Raw) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	line := p.reduction == nil && workers < 2
	if line && open(dst, inputs) {
		if p.line(workers, dst, inputs) {
			return nil
		}
		line = false
	}
	held := 0
	defer func() {
		for k := range held {
			mem.Unhold(operandOf(k, dst, inputs))
		}
	}()
	for k := range len(inputs) + 1 {
		mem.Hold(operandOf(k, dst, inputs))
		held++
	}
	if line && p.line(workers, dst, inputs) {
		return nil
	}
	if p.reduction != nil {
		return p.reduce(ctx, workers, *dst, slices.Clone(inputs)) // copies, so that what Run was given does not escape
	}
	return p.compute(ctx, workers, dst, inputs)
}

// open reports whether the borrows of all operands are open and belong to no handle, so that nobody ends them meanwhile.
func open(dst *ndview.MutRaw, inputs []ndview.Raw) bool {
	for k := range len(inputs) + 1 {
		if a := operandOf(k, dst, inputs); a.Owned() || !a.Live() {
			return false
		}
	}
	return true
}

// compute computes the expression itself.
func (p *Program) compute(ctx context.Context, workers int, dst *ndview.MutRaw, inputs []ndview.Raw) error {
	if err := p.check(dst, inputs); err != nil {
		return err
	}
	j := p.job()
	defer p.free(j)
	j.take(dst, inputs)
	if j.empty {
		return nil
	}
	j.heed(ctx)
	j.share(workers)
	if p.checks {
		if err := j.tryOut(); err != nil {
			return err
		}
	}
	j.all()
	if j.cut.Load() {
		return ended(ctx)
	}
	return nil
}

// operandOf counts dst and then the inputs.
func operandOf(k int, dst *ndview.MutRaw, inputs []ndview.Raw) *mem.Array {
	if k == 0 {
		return dst.Array()
	}
	return inputs[k-1].Array()
}

// ended returns the error of a context that has ended.
func ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// A job is one run of a program, whose parts workers share (workers.Share). It is pooled.
//
//	J1  A part is computed once, in a frame of its own.
//	J2  all returns when every part is done, or left out since the job has to end.
type job struct {
	p     *Program
	ops   []operand // the inputs, then dst
	empty bool      // there is nothing to compute

	axis, parts int // the parts are pieces of this axis
	workers     int
	sort        workers.Key // what the time of the job depends on, if nobody asked for a number of workers; else 0
	tries       bool        // nothing is written: operands are looked at

	ctx     context.Context
	done    <-chan struct{}
	watch   workers.Watch // for Ctrl-C, where there is no context
	cut     atomic.Bool   // work was left out because the context ended, or a part panicked
	refused atomic.Bool   // a step has refused its operands

	mu       sync.Mutex
	panicked *iter.WorkerPanic
}

func (p *Program) job() *job {
	if j, ok := p.jobs.Get().(*job); ok {
		return j
	}
	return &job{p: p, ops: make([]operand, len(p.types)+1)}
}

// free gives a job back, without the addresses (K4).
func (p *Program) free(j *job) {
	clear(j.ops)
	j.ctx, j.done, j.watch, j.panicked, j.tries, j.sort = nil, nil, workers.Watch{}, nil, false, 0
	j.cut.Store(false)
	j.refused.Store(false)
	p.jobs.Put(j)
}

// take takes over the operands, in one shape.
func (j *job) take(dst *ndview.MutRaw, inputs []ndview.Raw) {
	for k := range inputs {
		j.ops[k].set(inputs[k].Array(), inputs[k].DType())
	}
	d := &j.ops[len(inputs)]
	d.set(dst.Array(), dst.DType())
	if j.empty = d.own.Empty(); j.empty {
		return
	}
	var buf [layout.MaxNDim]int
	shape := d.own.AppendShape(buf[:0])
	for k := range inputs {
		if l := &j.ops[k].layout; l.Far != nil || d.own.Far != nil || l.NDim != d.own.NDim || l.Shape != d.own.Shape {
			j.ops[k].stretch(shape)
		}
	}
	j.separate()
}

// What it takes for another goroutine to be worth its start, in results of steps:
// about a tenth of a millisecond of those that vectors compute fastest.
const workEach = 1 << 19

// watchFrom is from how many results of steps on interrupts are looked for, before each block.
const watchFrom = 1 << 17

// mostWorkers is how many goroutines a run of so many elements and steps is worth; 0 is none beside the caller.
func mostWorkers(size, steps int) int { return min(workers.Default(), max(size, 1)*steps/workEach) }

// share cuts the job into parts, pieces of the axis that is outermost in memory if it is
// long enough and of the longest one otherwise.
func (j *job) share(asked int) {
	dst := &j.ops[len(j.ops)-1].layout
	j.parts, j.workers = 1, 1
	size := dst.Size()
	most, wanted := asked, asked
	if asked == 0 {
		most, wanted = j.paying(size)
	}
	if most < 2 || dst.NDim == 0 {
		return
	}
	const partsEach = 4 // so that workers that are late do fewer of them
	blocks := max(size/j.p.block, 1)
	if asked > 0 {
		wanted = min(most, blocks) * partsEach // most may be as large as there are numbers
	}
	wanted = min(wanted, blocks)
	j.axis = cutAxis(dst, wanted)
	n, _ := dst.Dim(j.axis)
	j.parts = min(wanted, n)
	j.workers = min(most, j.parts)
}

// paying returns how many workers pay, and for how many parts.
func (j *job) paying(size int) (most, parts int) {
	if most = workers.Default(); most < 2 || size*len(j.p.steps) < timedFrom {
		return 1, 1
	}
	j.sort = j.p.sort()
	for k := range j.ops {
		o := &j.ops[k].layout
		for axis := range o.NDim {
			n, s := o.Dim(axis)
			j.sort = j.sort.With(uint64(n)).With(uint64(s))
		}
	}
	work := j.p.took(j.sort, size)
	if !workers.Pays(workers.Now(), work) {
		return 1, 1
	}
	const (
		workerFor, partFor = 8 * time.Microsecond, 4 * time.Microsecond // of work, at least
		partsEach          = 16                                         // at most, so that workers that are late do fewer of them
	)
	most = max(min(int(work/workerFor), most), 2)
	return most, max(min(int(work/partFor), most*partsEach), 2)
}

// timedFrom is from how many results of steps on it is looked at how long they take.
const timedFrom = 1 << 14

// sort begins the key of a program's runs.
func (p *Program) sort() workers.Key { return workers.Key(0).With(p.id) }

// took returns how long a run of some size took one processor the last time, or a guess.
func (p *Program) took(sort workers.Key, size int) time.Duration {
	if took := sort.Took(); took > 0 {
		return took
	}
	return time.Duration(size*len(p.steps)) * (100 * time.Microsecond) / workEach
}

func cutAxis(l *layout.Layout, wanted int) int {
	outer, step, longest, most := -1, 0, 0, 0
	for axis := range l.NDim {
		n, s := l.Dim(axis)
		if s = max(s, -s); n >= wanted && (outer < 0 || s > step) {
			outer, step = axis, s
		}
		if n > most {
			longest, most = axis, n
		}
	}
	if outer >= 0 {
		return outer
	}
	return longest
}

// tryOut computes everything without writing it, so that steps that refuse some
// operands can do that before anything is written.
func (j *job) tryOut() error {
	j.tries = true
	j.all()
	j.tries = false
	if !j.refused.Load() {
		return nil
	}
	e := &OperandError{Expr: j.p.text}
	for i := range j.p.steps {
		if c := j.p.steps[i].loop.Check; c != nil {
			e.add(ndview.ErrType, "%s", c.Text)
		}
	}
	return e
}

// all computes all parts.
func (j *job) all() {
	start := workers.Now()
	var took time.Duration
	switch {
	case j.workers < 2:
		for k := range j.parts {
			j.Part(k)
		}
		if j.sort != 0 {
			took = workers.Now() - start
		}
	case j.sort == 0:
		workers.Share(j.workers, j.parts, j)
	default:
		took = workers.Offer(j.workers, j.parts, j)
	}
	if j.panicked != nil {
		panic(j.panicked)
	}
	if took > 0 && !j.tries && !j.cut.Load() {
		j.sort.Learn(took)
	}
}

// Part computes a part (workers.Job). A panic is kept for the calling goroutine.
func (j *job) Part(k int) {
	if j.cut.Load() || j.refused.Load() {
		return
	}
	f := j.p.frame()
	defer func() {
		f.release()
		if value := recover(); value != nil {
			j.mu.Lock()
			defer j.mu.Unlock()
			j.panicked = &iter.WorkerPanic{Value: value, Stack: debug.Stack()}
			j.cut.Store(true)
		}
	}()
	f.part(j, k)
}

// heed says what ends the job before it is done: the context, or if that has no end Ctrl-C.
func (j *job) heed(ctx context.Context) {
	if j.ctx, j.done = ctx, ctx.Done(); j.done == nil {
		j.watch = workers.Watched(j.ops[len(j.ops)-1].layout.Size()*len(j.p.steps), watchFrom)
	}
}

// stopped reports whether the job has to end. It panics if Ctrl-C ends it.
func (j *job) stopped() bool {
	if j.done == nil {
		j.watch.Poll()
		return false
	}
	select {
	case <-j.done:
		j.cut.Store(true)
		return true
	default:
		return false
	}
}
