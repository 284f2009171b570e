package fused_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// A tree is a random expression. The oracle computes it by calling verbs one after
// another, each over whole arrays.
type tree struct {
	verb  *kernel.Verb
	cast  elem.Kind // of a cast
	args  []*tree
	input int // of an input
}

var errRefused = errors.New("refused")

// grow makes a tree over n inputs; shared are parts that may be used again.
func grow(rng *rand.Rand, depth, n int, verbs []*kernel.Verb, shared *[]*tree) *tree {
	if len(*shared) > 0 && rng.IntN(5) == 0 {
		return (*shared)[rng.IntN(len(*shared))]
	}
	if depth == 0 || rng.IntN(6) == 0 {
		return &tree{input: rng.IntN(n)}
	}
	t := &tree{}
	if rng.IntN(12) == 0 {
		t = rootOfSquares(rng, grow(rng, depth-1, n, verbs, shared), grow(rng, depth-1, n, verbs, shared))
	} else if rng.IntN(10) == 0 {
		t.cast = someKinds[rng.IntN(len(someKinds))]
		t.args = []*tree{grow(rng, depth-1, n, verbs, shared)}
	} else {
		t.verb = verbs[rng.IntN(len(verbs))]
		for range t.verb.In {
			t.args = append(t.args, grow(rng, depth-1, n, verbs, shared))
		}
	}
	*shared = append(*shared, t)
	return t
}

// rootOfSquares is the tree of √(x² + y²), which is computed in one step if all of it has one dtype.
func rootOfSquares(rng *rand.Rand, x, y *tree) *tree {
	call := func(name string, args ...*tree) *tree {
		v, ok := kernel.Lookup(name)
		if !ok {
			panic(name)
		}
		return &tree{verb: v, args: args}
	}
	squared := func(t *tree) *tree {
		if rng.IntN(3) == 0 {
			return call("square", t)
		}
		return call("multiply", t, t)
	}
	return call("sqrt", call("add", squared(x), squared(y)))
}

// expr is the tree as an expression. What is shared is, by turns, one Expr or two
// equal ones.
func (t *tree) expr(inputs []fused.Expr) fused.Expr {
	if t.args == nil {
		return inputs[t.input]
	}
	var args []fused.Expr
	for _, a := range t.args {
		args = append(args, a.expr(inputs))
	}
	if t.verb == nil {
		return castTo[t.cast](args[0])
	}
	return fused.Call(t.verb.Name, args...)
}

var castTo = map[elem.Kind]func(fused.Expr) fused.Expr{
	elem.KindBool: fused.As[elem.Bool], elem.KindInt8: fused.As[int8], elem.KindUint16: fused.As[uint16], elem.KindInt64: fused.As[int64],
	elem.KindUint64: fused.As[uint64], elem.KindFloat16: fused.As[elem.Float16], elem.KindFloat32: fused.As[float32],
	elem.KindFloat64: fused.As[float64], elem.KindComplex128: fused.As[complex128],
}

// unfused computes the tree. It returns errRefused for values that a verb refuses
// and other errors where there is no loop.
func (t *tree) unfused(inputs []ndview.Raw, done map[*tree]ndview.Raw) (ndview.Raw, error) {
	if t.args == nil {
		return inputs[t.input], nil
	}
	if r, ok := done[t]; ok {
		return r, nil
	}
	var args []ndview.Raw
	var shapes [][]int
	var types []ndview.DType
	for i, a := range t.args {
		r, err := a.unfused(inputs, done)
		if err != nil {
			return r, err
		}
		if t.verb != nil && t.verb.Name == "where" && i == 0 {
			r = cast(r, elem.KindBool)
		}
		args, shapes, types = append(args, r), append(shapes, r.Shape()), append(types, r.DType())
	}
	if t.verb == nil {
		r := cast(args[0], t.cast)
		done[t] = r
		return r, nil
	}
	out, _, err := ops.ResultType(t.verb.Name, types...)
	if err != nil {
		return ndview.Raw{}, err
	}
	shape, err := layout.BroadcastShapes([]int{}, shapes...)
	if err != nil {
		panic(err)
	}
	dst := zeros(out, shape)
	if err := ops.Apply(t.verb.Name, dst, args); errors.Is(err, ops.ErrValue) {
		return dst.Raw, errRefused
	} else if err != nil {
		panic(err)
	}
	done[t] = dst.Raw
	return dst.Raw, nil
}

func zeros(typ ndview.DType, shape []int) ndview.MutRaw {
	n := typ.Size
	for _, m := range shape {
		n *= m
	}
	words := make([]uint64, n/8+1) // aligned, as bytes need not be
	r, err := ndview.FromBytes(mem.Bytes(mem.Of(words), n), 0, typ, shape, nil)
	if err != nil {
		panic(err)
	}
	return r
}

// cast returns a copy of a contiguous native array in another kind.
func cast(r ndview.Raw, kind elem.Kind) ndview.Raw {
	dst := zeros(kind.Type(), r.Shape())
	from := r.DType().Kind
	kernel.CastOf(from, kind)(dst.Array().Base, kind.Size(), r.Array().Base, from.Size(), r.Size())
	return dst.Raw
}

var someShapes = [][]int{{}, {0}, {1}, {7}, {3, 0, 2}, {4, 5}, {2, 3, 4}, {2, 1, 3, 2}, {2, 3, 1, 2, 2}, {1300}, {3, 500}, {400, 3}, {9, 3, 60}}

// Random expressions over inputs of random dtypes and layouts, which dst may be one
// of or overlap, by several workers, give bit by bit what the verbs give one after
// another; and there is an error at the same places.
func TestFusedIsTheVerbsOneAfterAnother(t *testing.T) {
	cases := 1000
	if os.Getenv("INPLACE_LONG") != "" {
		cases = 100_000
	}
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for range cases {
		randomCase(t, rng, seen)
	}
	seen.AtLeast(t, 29, 10)
}

func randomCase(t testing.TB, rng *rand.Rand, seen ndtest.Counter) {
	verbs := slices.Clone(kernel.Verbs)
	verbs = slices.DeleteFunc(verbs, func(v *kernel.Verb) bool {
		// The sign of a NaN is that of the processor or of Go, and these two verbs look at it.
		return v.Out != 1 || v.Name == "signbit" || v.Name == "copysign"
	})
	shape := someShapes[rng.IntN(len(someShapes))]
	n := 1 + rng.IntN(4)
	var ins []*operand
	var exprs []fused.Expr
	var dense, raws []ndview.Raw
	narrow := rng.IntN(2) == 0 // few dtypes, so that more expressions have loops
	for k := range n {
		kind := someKinds[rng.IntN(len(someKinds))]
		if narrow {
			kind = []elem.Kind{elem.KindFloat64, elem.KindFloat32}[rng.IntN(2)]
		}
		class := ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))]
		own := shape
		if rng.IntN(3) == 0 {
			own = slices.Clone(shape[rng.IntN(len(shape)+1):])
			for i := range own {
				if rng.IntN(4) == 0 {
					own[i] = 1
				}
			}
		}
		in := kinds[kind](rng, class, own)
		ins, dense, raws = append(ins, in), append(dense, in.dense), append(raws, in.raw.Raw)
		exprs = append(exprs, fused.Input(string(rune('a'+k)), in.raw.DType()))
		seen.Add("input", class)
	}
	var shared []*tree
	root := grow(rng, 1+rng.IntN(5), n, verbs, &shared)
	e := root.expr(exprs)
	p, err := fused.Compile(e, exprs...)
	want, wantErr := root.unfused(dense, map[*tree]ndview.Raw{})
	if wantErr != nil && !errors.Is(wantErr, errRefused) {
		require.ErrorIs(t, err, ndview.ErrType, "%v: %v", e, wantErr)
		seen.Add("no loop")
		return
	}
	if wantErr == nil {
		require.NoError(t, err, "%v", e)
		require.Equal(t, want.DType(), p.DType(), "%v", e)
	} else if err != nil { // refused when computed, and no loop further up
		seen.Add("no loop")
		return
	}

	// dst: an array of its own, an input, or a view of one.
	var dst *operand
	to := p.DType().Kind
	if rng.IntN(4) == 0 {
		to = someKinds[rng.IntN(len(someKinds))]
	}
	if kinds[to] == nil {
		to = elem.KindFloat64
	}
	aliased := -1
	if k := rng.IntN(n); rng.IntN(3) == 0 && slices.Equal(ins[k].shape, shape) && ins[k].raw.Injective() {
		aliased, to = k, ins[k].raw.DType().Kind
		dst = &operand{raw: ins[k].raw, label: "input " + ins[k].label, values: ins[k].values, only: ins[k].only}
		if rng.IntN(2) == 0 && len(shape) > 0 {
			dst.raw = dst.raw.Flip(rng.IntN(len(shape)))
			dst.label = "turned " + dst.label
		}
	} else {
		class := ndtest.Classes[rng.IntN(len(ndtest.Classes))]
		dst = kinds[to](rng, class, shape)
		seen.Add("dst", class)
	}
	if !elem.CanCast(p.DType().Kind, to, elem.CastSameKind) {
		require.ErrorIs(t, p.Run(dst.raw, raws...), ndview.ErrType)
		seen.Add("no cast")
		return
	}
	workers := rng.IntN(4)
	err = p.RunContext(context.Background(), workers, dst.raw, raws...)
	if wantErr != nil {
		require.Error(t, err, "%v", e)
		for _, in := range ins {
			in.intact(t)
		}
		return
	}
	require.NoError(t, err, "%v", e)
	whole := zeros(want.DType(), shape)
	stretched, err := want.BroadcastTo(shape...)
	require.NoError(t, err)
	copyInto(t, whole, stretched)
	wanted := dst.values(cast(whole.Raw, to))
	requireValues(t, wanted, dst.values(dst.raw.Raw), "%v to %s, inputs %v, %d workers", e, dst.label, labels(ins), workers)
	dst.only(t)
	for k, in := range ins {
		if k != aliased {
			in.intact(t)
		}
	}
	seen.Add("aliased", aliased >= 0)
	seen.Add("cast to dst", to != p.DType().Kind)
	seen.Add("workers", workers)
}

func labels(ins []*operand) (l []string) {
	for _, in := range ins {
		l = append(l, in.label)
	}
	return l
}

// copyInto copies items as bytes.
func copyInto(t testing.TB, dst ndview.MutRaw, src ndview.Raw) {
	b := make([]byte, src.Nbytes())
	require.NoError(t, src.CopyTo(b))
	require.NoError(t, dst.CopyFrom(b))
}

// FuzzExpressions is the same for seeds of the fuzzer's choice.
func FuzzExpressions(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		rng := rand.New(rand.NewPCG(a, b))
		for range 20 {
			randomCase(t, rng, ndtest.Counter{})
		}
	})
}
