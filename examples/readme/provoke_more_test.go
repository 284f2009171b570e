package main

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npy"
	"github.com/go-inplace/inplace/pyinterop/vectorize"
)

// walked runs a loop to its end.
func walked[T any](seq func(yield func(T) bool)) error {
	for range seq {
	}
	return nil
}

func walked2[A, B any](seq func(yield func(A, B) bool)) error {
	for range seq {
	}
	return nil
}

// pairs is the dtype of records of two int32.
func pairs(t *testing.T) ndview.DType {
	typ, err := npy.ParseDType("[('a', '<i4'), ('b', '<i4')]")
	require.NoError(t, err)
	return typ
}

// describing are texts that say what a file or an array holds, and are wrong.
func describing(t *testing.T) (all []provocation) {
	folder := t.TempDir()
	file := func(name, header string) string {
		path := filepath.Join(folder, name)
		size := len(header) + 1
		text := "\x93NUMPY\x01\x00" + string([]byte{byte(size), byte(size >> 8)}) + header + "\n" + strings.Repeat("\x00", 64)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return path
	}
	for name, header := range map[string]string{
		"no dict":              "[1, 2]",
		"a key twice":          "{'descr': '<f8', 'descr': '<f8', 'shape': (2,)}",
		"fortran":              "{'descr': '<f8', 'fortran_order': 1, 'shape': (2,)}",
		"sub-arrays":           "{'descr': ('<f8', (2,)), 'fortran_order': False, 'shape': (2,)}",
		"a pair":               "{'descr': ('<f8',), 'fortran_order': False, 'shape': (2,)}",
		"a number for a dtype": "{'descr': 8, 'fortran_order': False, 'shape': (2,)}",
		"a number for a field": "{'descr': [8], 'fortran_order': False, 'shape': (2,)}",
		"a number for a name":  "{'descr': [(8, '<f8')], 'fortran_order': False, 'shape': (2,)}",
		"a text for a shape":   "{'descr': '<f8', 'fortran_order': False, 'shape': '2'}",
		"a text for a length":  "{'descr': '<f8', 'fortran_order': False, 'shape': ('2',)}",
		"objects":              "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}",
		"no comma":             "{'descr': '<f8' 'fortran_order': False}",
		"no colon":             "{'descr' '<f8'}",
		"too long":             "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
		"negative":             "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}",
		"too short a file":     "{'descr': '<f8', 'fortran_order': False, 'shape': (99,)}",
		"too large":            "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4)}",
		"a number of bytes":    "{'descr': '<f8', 'fortran_order': False, 'shape': (0x2,)}",
		"large items":          "{'descr': '|V4294967295', 'fortran_order': False, 'shape': (2,)}",
		"large sub-arrays":     "{'descr': [('a', '<f8', (999999999,))], 'fortran_order': False, 'shape': (2,)}",
		"two of one name":      "{'descr': [('a', '<f8'), ('a', '<f8')], 'fortran_order': False, 'shape': (2,)}",
		"no UTF-8":             "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), '\xff': 1}",
	} {
		path := file(strings.ReplaceAll(name, " ", "-")+".npy", header)
		all = append(all, provocation{name, func() error { return second(npy.OpenFloat64(path)) }})
	}
	version, short := filepath.Join(folder, "version.npy"), filepath.Join(folder, "header.npy")
	require.NoError(t, os.WriteFile(version, []byte("\x93NUMPY\x09\x00"+strings.Repeat("\x00", 64)), 0o644))
	require.NoError(t, os.WriteFile(short, []byte("\x93NUMPY\x01\x00\xff\x7f{'descr'"), 0o644))
	return append(all, []provocation{
		{"a version", func() error { return second(npy.OpenFloat64(version)) }},
		{"half a header", func() error { return second(npy.OpenFloat64(short)) }},
		{"no name", func() error { return second(npy.CreateFloat64("", 3)) }},
		{"a negative offset", func() error { return second(npy.OpenMemmap[float64](version, -1, 3)) }},
		{"no dtype", func() error { return second(npy.OpenMemmapRaw(version, npy.Memmap{Shape: []int{3}})) }},
		{"a large header", func() error {
			path := filepath.Join(folder, "large.npy")
			require.NoError(t, os.WriteFile(path, []byte("\x93NUMPY\x02\x00\xff\xff\xff\x7f{"), 0o644))
			return second(npy.OpenFloat64(path))
		}},
		{"a name that is no text", func() error {
			path := filepath.Join(folder, "name.npy")
			header := "{'descr': [('\xff', '<f8')], 'fortran_order': False, 'shape': (2,)}\n"
			require.NoError(t, os.WriteFile(path, []byte("\x93NUMPY\x03\x00"+string([]byte{byte(len(header)), 0, 0, 0})+header), 0o644))
			return second(npy.OpenFloat64(path))
		}},
		{"a name with a slash", func() error { return second(npy.SharedPath("a/b")) }},
		{"nothing to remove", func() error { return npy.RemoveShared("inplace-guide-nothing") }},
		{"no member", func() error {
			path := filepath.Join(folder, "empty.npz")
			require.NoError(t, os.WriteFile(path, []byte("PK\x05\x06"+strings.Repeat("\x00", 18)), 0o644))
			return second(npy.OpenMemberFloat64(path, "x"))
		}},
		{"no struct", func() error { return second(npy.DTypeOfStruct[int]()) }},
		{"a pointer", func() error { return second(npy.DTypeOfStruct[struct{ P *int }]()) }},
		{"a text of no dtype", func() error { return second(ndview.ParseDType("x9")) }},
	}...)
}

// computing are verbs and expressions that are called with what they do not take.
func computing(t *testing.T) []provocation {
	v, five := ndview.Make[float64](3, 4), ndview.Make[float64](5)
	ints, three := ndview.Make[int64](3), ndview.Make[float64](3)
	records, err := ndview.FromBytes(make([]byte, 16), 0, pairs(t), []int{2}, []int{8})
	require.NoError(t, err)
	raws := func(all ...ndview.MutRaw) (r []ndview.Raw) {
		for _, m := range all {
			r = append(r, m.Raw)
		}
		return r
	}
	return []provocation{
		{"a place outside", func() error {
			at := ndview.Make[int64](5)
			require.NoError(t, ops.Fill(at, 9))
			return ops.Put(three, at.View, five.View, ops.RefuseOutside)
		}},
		{"axes of a search", func() error { return ops.SearchSorted(ndview.Make[int64](5), v.View, five.View, ops.SideLeft) }},
		{"room for unique ones", func() error {
			w := ndview.Make[float64](4)
			w.Set1(1, 1)
			return second(ops.Unique(ndview.Make[float64](1), w.View))
		}},
		{"axes of unique ones", func() error { return second(ops.Unique(v, five.View)) }},
		{"room for compressed ones", func() error {
			m := ndview.Make[ndview.Bool](5)
			require.NoError(t, ops.Fill(m, 1))
			return ops.Compress(three, five.View, m.View, 0)
		}},
		{"differences", func() error { return ops.Diff(five, five.View, 1, 0) }},
		{"negative differences", func() error { return ops.Diff(five, five.View, -1, 0) }},
		{"a table", func() error {
			return ops.Lookup(ndview.Make[uint8](3), ndview.Make[uint8](3).View, ndview.Make[uint8](3).View)
		}},
		{"a quantile", func() error { return second(ops.Quantile(five.View, 2, ops.QuantileLinear)) }},
		{"a percentile", func() error { return second(ops.Percentile(five.View, 200, ops.QuantileLinear)) }},
		{"bins", func() error { return ops.Histogram(ints, five.View, 2, 1) }},
		{"edges", func() error { return ops.HistogramIn(ints, five.View, []float64{3, 2, 1, 0}) }},
		{"edges in number", func() error { return ops.HistogramIn(ints, five.View, []float64{0, 1}) }},
		{"negative bins", func() error { return second(ops.HistogramEdges[float64](-1, 0, 1)) }},
		{"no counts", func() error {
			minus := ndview.Make[int64](2)
			require.NoError(t, ops.Fill(minus, -1))
			return ops.Bincount(ints, minus.View)
		}},
		{"workers", func() error { return ops.Add(v, v.View, v.View, ops.Workers(0)) }},
		{"a product with a mask", func() error {
			return ops.Product("matmul", v.Raw(), v.View.Raw(), v.View.Raw(), ops.When(ndview.Make[ndview.Bool](3, 4).View))
		}},
		{"no product", func() error { return ops.Product("frobnicate", v.Raw(), v.View.Raw(), v.View.Raw()) }},
		{"no reduction", func() error { return ops.Reduce("frobnicate", five.Raw(), v.View.Raw()) }},
		{"no scan", func() error { return ops.Accumulate("frobnicate", v.Raw(), v.View.Raw()) }},
		{"no type of a verb", func() error { _, _, err := ops.ResultType("frobnicate", ndview.DTypeOf[float64]()); return err }},
		{"types of a verb", func() error { _, _, err := ops.ResultType("add", ndview.DTypeOf[float64]()); return err }},
		{"records", func() error { return ops.Apply("add", v.Raw(), raws(records, records)) }},
		{"a cast of records", func() error { return ops.CastRaw(five.Raw(), records.Raw) }},
		{"too few operands", func() error { return ops.Apply("add", v.Raw(), raws(v.Raw())) }},
		{"an outer product", func() error { return ops.Outer(v, five.View, five.View) }},
		{"a type of a reduction", func() error { return second(ops.ReduceType("mean", pairs(t))) }},
		{"no loop for a type", func() error {
			_, _, err := ops.ResultType("bitwise_and", ndview.DTypeOf[float64](), ndview.DTypeOf[float64]())
			return err
		}},
		{"no room for bins", func() error { return second(ops.HistogramEdges[float64](10, 1e17, 1e17)) }},
		{"a fused verb of two", func() error { return second(fused.Compile(fused.Call("add", fused.In[float64]("x")))) }},
		{"unique ones of a lane", func() error {
			w := ndview.Make[float64](3, 4)
			for i := range 4 {
				w.Set2(0, i, float64(i))
			}
			return second(ops.UniqueAlong(ndview.Make[float64](3, 1), w.View, 1))
		}},
		{"counts of a lane", func() error { return ops.HistogramAlong(ints, v.View, 0, 1, 1) }},
		{"a norm", func() error { ops.Norm(five.View, ops.NormOrder(99)); return nil }},
		{"no loops", func() error { ops.NewVerb("nothing", ""); return nil }},
		{"loops that differ", func() error {
			ops.NewVerb("two", "", ops.Loop1(func(x float64) float64 { return x }), ops.Loop2(func(x, y float64) float64 { return x + y }))
			return nil
		}},
		{"a reduction of an expression", func() error {
			return second(fused.Compile(fused.Reduce("frobnicate", fused.In[float64]("x"))))
		}},
		{"inputs in number", func() error {
			p, err := fused.Compile(fused.Square(fused.In[float64]("x")))
			require.NoError(t, err)
			return p.Run(v.Raw(), v.View.Raw(), v.View.Raw())
		}},
		{"inputs of another dtype", func() error {
			p, err := fused.Compile(fused.Square(fused.In[float64]("x")))
			require.NoError(t, err)
			return p.Run(five.Raw(), ndview.Make[int64](5).View.Raw())
		}},
		{"workers of an expression", func() error {
			p, err := fused.Compile(fused.Square(fused.In[float64]("x")))
			require.NoError(t, err)
			return p.RunContext(context.Background(), -1, five.Raw(), five.View.Raw())
		}},
	}
}

// walking are loops that ask for what there is not.
func walking() []provocation {
	v := ndview.Make[float64](3, 4)
	return []provocation{
		{"chunks of nothing", func() error { return walked(iter.Chunks(v.View, 0, 0)) }},
		{"one diagonal", func() error { return walked2(iter.Diagonals(v.View, 1, 1)) }},
		{"no parts", func() error { iter.Split(v.View, 0); return nil }},
		{"a negative radius", func() error { iter.Cross(2, -1); return nil }},
		{"offsets", func() error { return walked(iter.Neighbours(v.View, 0, iter.Stencil[float64]{Offsets: [][]int{{1}}})) }},
		{"a border", func() error {
			return walked(iter.Neighbours(v.View, 0, iter.Stencil[float64]{Offsets: iter.Cross(2, 1), Border: 9}))
		}},
		{"workers", func() error {
			return iter.ForEach(context.Background(), -1, v.View, 0, func(int, iter.Lane[float64]) error { return nil })
		}},
		{"a tile of nothing", func() error { return walked(iter.Tiles(v.View, 0, 2)) }},
		{"tiles of three axes", func() error { return walked(iter.Tiles(v.View, 1, 1, 1)) }},
		{"a window of nothing", func() error { return walked(iter.Windows(v.View, iter.Window{Lengths: []int{0, 1}})) }},
		{"windows of three axes", func() error { return walked(iter.Windows(v.View, iter.Window{Lengths: []int{1, 1, 1}})) }},
		{"steps of one axis", func() error {
			return walked(iter.Windows(v.View, iter.Window{Lengths: []int{1, 1}, Steps: []int{1}}))
		}},
		{"an axis twice", func() error { return walked(iter.SubViews(v.View, 0, 0)) }},
		{"windows that overlap", func() error { return walked(iter.MutWindows(v, iter.Window{Lengths: []int{2, 2}})) }},
		{"neighbours that are written", func() error {
			return walked2(iter.MutZipNeighbours(v, v.View, 0, iter.Stencil[float64]{Offsets: iter.Cross(2, 1)}))
		}},
		{"results that another worker reads", func() error {
			return iter.MutZipForEach(context.Background(), 2, v, v.View.Flip(0), 0, func(int, iter.MutLane[float64], iter.Lane[float64]) error { return nil })
		}},
	}
}

// seeing are views and matrices of what does not fit.
func seeing(t *testing.T) []provocation {
	v, five := ndview.Make[float64](3, 4), ndview.Make[float64](5)
	records, err := ndview.FromBytes(make([]byte, 16), 0, pairs(t), []int{2}, []int{8})
	require.NoError(t, err)
	return []provocation{
		{"an index of a 0-d view", func() error { ndview.Make[float64]().Flip(0); return nil }},
		{"a range", func() error { v.SliceAxis(0, ndview.At(1)); return nil }},
		{"a row of a vector", func() error { five.Row(0); return nil }},
		{"no field", func() error { return second(records.Field("c")) }},
		{"a field of numbers", func() error { return second(v.Raw().Field("c")) }},
		{"another size of items", func() error { return second(ndview.Reinterpret[complex128](five.View)) }},
		{"an offset", func() error { return second(ndview.FromStrided(make([]float64, 3), 4, []int{1}, []int{8})) }},
		{"structs of another order", func() error {
			type pair struct{ A, B int32 }
			return second(ndview.StructsOf[pair](records.Flip(0)))
		}},
		{"structs in number", func() error {
			type pair struct{ A, B int32 }
			return ndview.CopyStructs(make([]pair, 3), records.Raw)
		}},
		{"axes of a picture", func() error { return second(ndview.Image(ndview.Make[uint8](5).View)) }},
		{"channels of a picture", func() error { return second(ndview.Image(ndview.Make[uint8](3, 4, 5).View)) }},
		{"channels in front", func() error { return second(ndview.Image(ndview.Make[uint8](3, 40, 50).View)) }},
		{"package image's three channels", func() error { return second(ndview.UnsafeStdImage(ndview.Make[uint8](4, 4, 3).View)) }},
		{"package image's 16 bits", func() error { return second(ndview.UnsafeStdImage(ndview.Make[uint16](4, 4).View)) }},
		{"other channels", func() error { return second(ndview.Image(ndview.Make[uint8](30, 40, 5).View)) }},
		{"a step of 0", func() error { return second(v.SliceText("::0")) }},
		{"a negative size", func() error { return second(ndview.ParseDType("V-1")) }},
		{"parts of what has none", func() error { return second(records.Real()) }},
		{"too few bytes", func() error { return v.View.Raw().CopyTo(make([]byte, 8)) }},
		{"a copy to what overlaps", func() error {
			far, err := ndview.FromStrided(make([]float64, 4), 0, []int{3, 3}, []int{8, 0})
			require.NoError(t, err)
			return far.CopyFrom(make([]float64, 9))
		}},
		{"the other byte order", func() error {
			w, err := ndview.FromBytes(make([]byte, 16), 0, mustDType(t, ">f8"), []int{2}, []int{8})
			require.NoError(t, err)
			f, err := ndview.As[float64](w.Raw)
			require.NoError(t, err)
			return second(ndview.Reinterpret[int32](f))
		}},
		{"planes", func() error {
			return second(ndview.FromImage(image.NewYCbCr(image.Rect(0, 0, 4, 4), image.YCbCrSubsampleRatio420)))
		}},
		{"a ratio of planes", func() error {
			_, _, _, err := ndview.FromYCbCr(&image.YCbCr{SubsampleRatio: 99, Rect: image.Rect(0, 0, 4, 4)})
			return err
		}},
		{"too few pixels", func() error {
			return second(ndview.FromImage(&image.Gray{Pix: make([]byte, 1), Stride: 1, Rect: image.Rect(0, 0, 5, 5)}))
		}},
		{"the image of a view to read", func() error {
			of, err := ndview.Image(ndview.Make[uint8](3, 4).View)
			require.NoError(t, err)
			return second(ndview.FromImage(of))
		}},
		{"too few rows", func() error { return ndmat.LeastSquares(v, five) }},
		{"a band", func() error { return second(ndmat.Band(v, 5, 5, 1, 1)) }},
		{"the diagonals of a band", func() error { return second(ndmat.Band(ndview.Make[float64](5, 4), 5, 5, 1, 1)) }},
		{"a solution of three axes", func() error {
			lu := ndview.Make[float64](2, 2)
			lu.Set2(0, 0, 1)
			lu.Set2(1, 1, 1)
			return ndmat.Solve(lu, ndview.Make[float64](2, 2, 2))
		}},
		{"eigenvalues of NaN", func() error { return second(ndmat.EigenSym(v, blas.Upper, true)) }},
	}
}

// defining are functions of modules that cannot be.
func defining() []provocation {
	define := func(signature string, f any, rules ...pyinterop.DefOption) func() error {
		return func() error {
			pyinterop.NewModule("kernels", "").Def(signature, "", f, rules...)
			return nil
		}
	}
	one := func(x float64) float64 { return x }
	two := func(x, y float64) float64 { return x }
	return []provocation{
		{"variadic", define("f(x)", func(x ...float64) float64 { return 0 })},
		{"no signature", define("f", one)},
		{"no name in Python", define("1f(x)", one)},
		{"no name of a parameter", define("f(1x)", one)},
		{"an empty default", define("f(x=)", one)},
		{"no default behind one", define("f(x=1, y)", two)},
		{"two of one name", define("f(x, x)", two)},
		{"a stray slash", define("f(/, x)", one)},
		{"two stars", define("f(*, x, *, y)", two)},
		{"no array", define("f(x)", one, pyinterop.NDim("x", 1))},
		{"the GIL", define("f(x)", func(x pyinterop.Object) (float64, error) { return 0, nil }, pyinterop.DropGIL())},
		{"a vectorised signature", func() error {
			vectorize.Def1(pyinterop.NewModule("special", ""), "f(x=1)", "", one)
			return nil
		}},
		{"parameters of a vectorised function", func() error {
			vectorize.Def1(pyinterop.NewModule("special", ""), "f(x, y)", "", one)
			return nil
		}},
	}
}

// objecting are objects of Python that are not what was asked for, and what is given to Python that it cannot take.
func objecting(t *testing.T, py pyinterop.Python) []provocation {
	eval := func(text string) pyinterop.Object {
		o, err := py.Eval(text)
		require.NoError(t, err, text)
		return o
	}
	dropped, err := eval("np.zeros(3)").Keep()
	require.NoError(t, err)
	dropped.Drop()
	require.NoError(t, py.Exec(`
class Refuses:
    def __buffer__(self, flags): raise BufferError("not today")
class Interface:
    def __init__(self, **of): self.__array_interface__ = of
class Cuda:
    __cuda_array_interface__ = {'shape': (3,), 'typestr': '<f8', 'data': (0, False), 'version': 3}
class Struct:
    __array_struct__ = 7
`))
	refuses := eval("Refuses()")
	require.NoError(t, py.Exec(`
class Late:
    def __dlpack_device__(self): return (1, 0)
    def __dlpack__(self, **of): raise RuntimeError("too late")
`))
	module := pyinterop.NewModule("refusals", "")
	type view = ndview.View[float64]
	pyinterop.Def1(module, "matrix(a)", "", func(view) (pyinterop.None, error) { return pyinterop.None{}, nil }, pyinterop.NDim("a", 2))
	pyinterop.Def1(module, "points(a)", "", func(view) (pyinterop.None, error) { return pyinterop.None{}, nil }, pyinterop.Shape("a", -1, 3))
	pyinterop.Def2(module, "pair(a, b)", "", func(a, b view) (pyinterop.None, error) { return pyinterop.None{}, nil }, pyinterop.SameShape("a", "b"))
	pyinterop.Def1(module, "back(a)", "", func(view) (pyinterop.Argument, error) { return 5, nil })
	pyinterop.Def0(module, "channel()", "", func() (any, error) { return make(chan int), nil })
	m, err := py.FromHandle(module.Init())
	require.NoError(t, err)
	calls := func(name, expression string) provocation {
		return provocation{name, func() error { return second(py.Eval(expression, pyinterop.Kwargs{"m": m})) }}
	}
	compressed := filepath.Join(t.TempDir(), "compressed.npz")
	_, err = eval("np.savez_compressed").CallKw([]any{compressed}, pyinterop.Kwargs{"x": 1.0})
	require.NoError(t, err)
	return []provocation{
		{"a dropped object", func() error { return pyinterop.Borrow(dropped, read[float64]) }},
		{"an exporter that refuses", func() error { return pyinterop.Borrow(refuses, read[float64]) }},
		{"CUDA's memory", func() error { return pyinterop.Borrow(eval("Cuda()"), read[float64]) }},
		{"an interface without a typestr", func() error { return pyinterop.Borrow(eval("Interface(shape=(3,), version=3)"), read[float64]) }},
		{"no capsule", func() error { return pyinterop.Borrow(eval("Struct()"), read[float64]) }},
		{"the nil object", func() error { return pyinterop.Borrow(nil, read[float64]) }},
		{"the zero object", func() error { return pyinterop.Borrow(pyinterop.Object{}, read[float64]) }},
		{"a surrogate", func() error { return second(pyinterop.To[string](eval(`'\ud800'`))) }},
		{"a large int", func() error { return second(pyinterop.To[int](eval("10**30"))) }},
		{"no bool", func() error { return second(pyinterop.To[bool](eval("1"))) }},
		{"a key", func() error { return second(py.From(map[struct{}]int{{}: 1})) }},
		{"no natural type", func() error { return second(pyinterop.To[any](eval("object()"))) }},
		{"an array of another length", func() error { return second(pyinterop.To[[2]int](eval("[1, 2, 3]"))) }},
		calls("axes of an argument", "m.matrix(np.zeros(3))"),
		calls("lengths of an argument", "m.points(np.zeros((3, 4)))"),
		calls("lengths that differ", "m.pair(np.zeros(3), np.zeros(4))"),
		calls("a result that is no argument", "m.back(np.zeros(3))"),
		calls("a result that Python has not", "m.channel()"),
		calls("None for an array", "m.matrix(None)"),
		{"a module that was imported", func() error { return second(py.FromHandle(module.Init())) }},
		{"a tensor that refuses", func() error { return pyinterop.Borrow(eval("Late()"), read[float64]) }},
		{"a text for a complex number", func() error { return second(pyinterop.To[complex128](eval("'1+1j'"))) }},
		{"a Go type that is none of Python's", func() error { return second(pyinterop.To[chan int](eval("1"))) }},
		{"an object that is none", func() error { return second(py.From(pyinterop.Object{})) }},
		{"another Python", func() error { return pyinterop.Start(pyinterop.WithPython("/usr/bin/python3.99")) }},
		{"a compressed member", func() error { return second(npy.OpenMemberFloat64(compressed, "x")) }},
		{"the handle 0", func() error { return second(py.FromHandle(0)) }},
	}
}
