//go:build cgo

package conformance_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Every elementwise verb that NumPy has too, on random arrays in the memory of NumPy: dtypes mixed, in every layout,
// stretched, masked, sharing memory in any way. testdata/ops.py draws the cases, lets NumPy do each of them on a copy, and
// compares all memory around the operands afterwards.
//
// The cells (verb, layout of an operand, sharing of memory) are gone through in turn, so that none stays empty.

// seedOfQuickTier draws the same cases each time, so that a change is judged by what it changed. The long tier draws
// new ones.
const seedOfQuickTier = 20261122

// opsAtOnce is how many cases one scope holds.
const opsAtOnce = 250

var (
	opsLayouts = []string{"C", "F", "permuted", "step", "reversed", "swapped", "misaligned", "field", "broadcast", "0-d", "empty", "5-d"}
	opsSharing = []string{"apart", "same", "overlapping"}
)

func TestElementwiseVerbsAgreeWithNumPy(t *testing.T) {
	verbs := verbsOfNumPy()
	r := newReferee(t, 5000, 200_000)
	j := newJudge(t, r, "ops")
	j.run(t, "draw", verbs, func(t *testing.T, c *opsCase) error { return c.apply() })
	j.check(t, verbs)
}

// All combinations of ±0, ±1, infinities, NaNs, subnormals, the extremes of integers, of each dtype that a verb takes.
func TestElementwiseVerbsAgreeWithNumPyOnSpecialValues(t *testing.T) {
	verbs := verbsOfNumPy()
	r := newReferee(t, 1<<30, 1<<30)
	j := newJudge(t, r, "ops")
	j.run(t, "draw_specials", verbs, func(t *testing.T, c *opsCase) error { return c.apply() })
	for _, verb := range verbs {
		assert.NotZero(t, j.verbs[verb], "dtypes of %s", verb)
	}
}

// verbsOfNumPy are the names of the verbs of the table that are ufuncs of NumPy, too.
func verbsOfNumPy() (names []string) {
	for _, v := range ops.Verbs() {
		if !slices.Contains(verbsOfOurs, v.Name) {
			names = append(names, v.Name)
		}
	}
	return names
}

// verbsOfOurs are verbs that NumPy does not have; package ops tests them alone.
var verbsOfOurs = []string{"fma", "sigmoid", "round"}

// An opsCase is one case of testdata/ops.py.
type opsCase struct {
	py                    pyinterop.Object
	name, layout, sharing string
	casting               string
	outs, ins             []pyinterop.Object
	mask                  *pyinterop.Object
	refused               bool // by NumPy
}

func readOpsCase(t *testing.T, o pyinterop.Object) *opsCase {
	c := &opsCase{py: o}
	for name, text := range map[string]*string{"name": &c.name, "layout": &c.layout, "sharing": &c.sharing, "casting": &c.casting} {
		*text = text1(t, attribute(t, o, name))
	}
	c.outs, c.ins = objects(t, attribute(t, o, "outs")), objects(t, attribute(t, o, "ins"))
	if mask := attribute(t, o, "mask"); !mask.IsNone() {
		c.mask = &mask
	}
	c.refused = text1(t, attribute(t, o, "refused")) != ""
	return c
}

func attribute(t *testing.T, o pyinterop.Object, name string) pyinterop.Object {
	a, err := o.Attr(name)
	require.NoError(t, err)
	return a
}

func text1(t *testing.T, o pyinterop.Object) string {
	s, err := o.Text()
	require.NoError(t, err)
	return s
}

func objects(t *testing.T, o pyinterop.Object) []pyinterop.Object {
	items, err := pyinterop.To[[]pyinterop.Object](o)
	require.NoError(t, err)
	return items
}

// borrowed calls f with all operands of the case borrowed. They may share memory: no borrow is told of the others.
func (c *opsCase) borrowed(f func(outs []ndview.MutRaw, ins []ndview.Raw, mask *ndview.View[ndview.Bool]) error) error {
	var outs []ndview.MutRaw
	var ins []ndview.Raw
	var borrowNext func() error
	borrowNext = func() error {
		switch {
		case len(outs) < len(c.outs):
			return pyinterop.AskFullMut.Aliased().Borrow(c.outs[len(outs)], func(m pyinterop.MutIndirectRaw) error {
				outs = append(outs, m.MutRaw())
				return borrowNext()
			})
		case len(ins) < len(c.ins):
			return pyinterop.AskFull.Aliased().Borrow(c.ins[len(ins)], func(m pyinterop.IndirectRaw) error {
				ins = append(ins, m.Raw())
				return borrowNext()
			})
		case c.mask != nil:
			return pyinterop.AskView[ndview.Bool]().Aliased().Borrow(*c.mask, func(mask ndview.View[ndview.Bool]) error {
				return f(outs, ins, &mask)
			})
		}
		return f(outs, ins, nil)
	}
	return borrowNext()
}

func (c *opsCase) apply() error {
	return c.borrowed(func(outs []ndview.MutRaw, ins []ndview.Raw, mask *ndview.View[ndview.Bool]) error {
		var opts []ops.Option
		if c.casting == "unsafe" {
			opts = append(opts, ops.Casting(ops.Unsafe))
		}
		if mask != nil {
			opts = append(opts, ops.When(*mask))
		}
		if len(outs) == 2 {
			return ops.ApplyPair(c.name, outs[0], outs[1], ins, opts...)
		}
		return ops.Apply(c.name, outs[0], ins, opts...)
	})
}

// A judge draws cases from a script and counts what they covered.
type judge struct {
	*referee
	module                  *pyinterop.Kept
	verbs, layouts, sharing map[string]int
	cells                   map[[3]string]int
	refused                 int
	wrong                   map[string]int // cases by verb
}

func newJudge(t *testing.T, r *referee, scripts ...string) *judge {
	j := &judge{referee: r, verbs: map[string]int{}, layouts: map[string]int{}, sharing: map[string]int{}, cells: map[[3]string]int{}, wrong: map[string]int{}}
	if !r.long && os.Getenv("INPLACE_SEED") == "" {
		r.seed = seedOfQuickTier
		t.Logf("INPLACE_SEED=%d", r.seed)
	}
	inside(t, func(py pyinterop.Python) {
		namespace := module(t, py, nil, scripts...)
		require.NoError(t, py.ExecIn(fmt.Sprintf("seed(%d)", r.seed), namespace))
		k, err := namespace.Keep()
		require.NoError(t, err)
		j.module = k
		t.Cleanup(k.Drop)
	})
	return j
}

// run lets do work on j.n cases of a generator of the script, or on all that it has if they are fewer, and the script
// judge each.
func (j *judge) run(t *testing.T, generator string, names []string, do func(t *testing.T, c *opsCase) error) {
	for done, more := 0, true; more && done < j.n; done += opsAtOnce {
		inside(t, func(py pyinterop.Python) {
			namespace, err := j.module.In(py)
			require.NoError(t, err)
			judge := evalIn(t, namespace, "judge")
			cases := objects(t, evalIn(t, namespace, generator, names, opsAtOnce))
			more = len(cases) > 0
			for i, o := range cases {
				c := readOpsCase(t, o)
				refusal := ""
				if err := do(t, c); err != nil {
					refusal = err.Error()
				}
				verdict, err := judge.Call(o, refusal)
				require.NoError(t, err)
				if wrong := text1(t, verdict); wrong != "" {
					j.wrong[c.name]++
					if j.wrong[c.name] == 1 { // one of each verb shows more than many of one
						t.Errorf("INPLACE_SEED=%d, case %d: %s", j.seed, done+i, wrong)
					}
				}
				j.add(c)
			}
		})
	}
}

func (j *judge) add(c *opsCase) {
	if c.refused {
		j.refused++
	}
	j.verbs[c.name]++
	j.layouts[c.layout]++
	j.sharing[c.sharing]++
	j.cells[[3]string{c.name, c.layout, c.sharing}]++
}

// check fails if a verb, a layout or a way to share memory was seldom seen, in the long tier if a combination was not.
func (j *judge) check(t *testing.T, verbs []string) {
	j.log(t)
	for _, verb := range verbs {
		assert.GreaterOrEqual(t, j.verbs[verb], j.n/len(verbs)/2, "cases of %s", verb)
	}
	for _, layout := range opsLayouts {
		assert.GreaterOrEqual(t, j.layouts[layout], j.n/len(opsLayouts)/2, "cases of the layout %s", layout)
	}
	for _, sharing := range opsSharing {
		assert.GreaterOrEqual(t, j.sharing[sharing], j.n/10, "cases of memory that is %s", sharing)
	}
	assert.Less(t, j.refused, j.n/3, "most cases are computed")
	j.checkCells(t, verbs, opsSharing, canShare)
}

func (j *judge) log(t *testing.T) {
	t.Logf("%d cases, %d of them refused, wrong %v; sharing %v, layouts %v; %d combinations of verb, layout and sharing",
		j.n, j.refused, j.wrong, j.sharing, j.layouts, len(j.cells))
}

// canShare says whether arrays of a layout can share memory in a way: what has no elements shares nothing, and what has
// one is the same.
func canShare(layout, how string) bool {
	return how != "overlapping" || layout != "empty" && layout != "0-d"
}

// checkCells fails, in the long tier, if a combination of verb, layout and sharing that is possible was not seen.
func (j *judge) checkCells(t *testing.T, verbs, sharing []string, possible func(layout, sharing string) bool) {
	if !j.long {
		return
	}
	for _, verb := range verbs {
		for _, layout := range opsLayouts {
			for _, how := range sharing {
				if how == "apart" || possible(layout, how) {
					assert.NotZero(t, j.cells[[3]string{verb, layout, how}], "%s, %s, %s", verb, layout, how)
				}
			}
		}
	}
}
