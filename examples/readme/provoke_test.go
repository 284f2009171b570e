package main

import (
	"context"

	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// A provocation makes one error, or one panic that is an error.
type provocation struct {
	name string
	f    func() error
}

// fails runs it; a panic with an error is that error.
func (p provocation) fails() (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				e = fmt.Errorf("%v", r)
			}
			err = e
		}
	}()
	return p.f()
}

func read[T ndview.Element](ndview.View[T]) error     { return nil }
func write[T ndview.Element](ndview.MutView[T]) error { return nil }
func raw(ndview.Raw) error                            { return nil }
func mutRaw(ndview.MutRaw) error                      { return nil }

func second[A any](_ A, err error) error { return err }

// borrowing are refusals of Python's objects and mistakes with scopes; py is of the scope.
func borrowing(t *testing.T, py pyinterop.Python) []provocation {
	eval := func(text string) pyinterop.Object {
		o, err := py.Eval(text)
		require.NoError(t, err, text)
		return o
	}
	float := eval("np.arange(12.0).reshape(3, 4)")
	kept, err := float.Keep()
	require.NoError(t, err)
	t.Cleanup(kept.Drop)
	changed := eval("np.zeros(4)")
	var late pyinterop.Object
	var lateView ndview.View[float64]
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) (err error) {
		late, err = py.Eval("1")
		return err
	}))
	require.NoError(t, pyinterop.Borrow(float, func(v ndview.View[float64]) error { lateView = v; return nil }))
	return []provocation{
		{"another dtype", func() error { return pyinterop.Borrow(float, read[int32]) }},
		{"read-only", func() error { return pyinterop.BorrowMut(eval("b'abcd'"), write[uint8]) }},
		{"read-only array", func() error { return pyinterop.BorrowMut(eval("np.broadcast_to(np.zeros(3), (2, 3))"), write[float64]) }},
		{"no exporter", func() error { return pyinterop.Borrow(eval("[1.0, 2.0]"), read[float64]) }},
		{"masked", func() error { return pyinterop.Borrow(eval("np.ma.masked_array([1.0, 2.0], [0, 1])"), read[float64]) }},
		{"dates", func() error { return pyinterop.Borrow(eval("np.zeros(3, 'M8[s]')"), read[float64]) }},
		{"long double", func() error { return pyinterop.Borrow(eval("np.zeros(3, 'g')"), read[float64]) }},
		{"records", func() error { return pyinterop.Borrow(eval("np.zeros(3, 'i4,f8')"), read[float64]) }},
		{"objects", func() error { return pyinterop.BorrowRawMut(eval("np.array([None, 1])"), mutRaw) }},
		{"flat of a step", func() error {
			return pyinterop.AskFlatC[float64]().Borrow(eval("np.zeros((3, 4)).T"), func(pyinterop.Flat[float64]) error { return nil })
		}},
		{"swapped, flat", func() error {
			return pyinterop.AskFlatC[float64]().Borrow(eval("np.zeros(3, '>f8')"), func(pyinterop.Flat[float64]) error { return nil })
		}},
		{"misaligned, flat", func() error {
			return pyinterop.AskFlatC[float64]().Borrow(eval("np.zeros(25, 'u1')[1:].view('f8')"), func(pyinterop.Flat[float64]) error { return nil })
		}},
		{"items of another size", func() error {
			dtype, _ := ndview.ParseDType("f4")
			return pyinterop.AskItems(dtype).Borrow(float, raw)
		}},
		{"two writers", func() error {
			return pyinterop.BorrowMut(float, func(ndview.MutView[float64]) error { return pyinterop.BorrowMut(float, write[float64]) })
		}},
		{"a writer and a reader", func() error {
			return pyinterop.BorrowMut(float, func(ndview.MutView[float64]) error { return pyinterop.Borrow(float, read[float64]) })
		}},
		{"a closed borrow", func() error { _ = lateView.At2(0, 0); return nil }},
		{"a changed array", func() error {
			return pyinterop.BorrowMut(changed, func(ndview.MutView[float64]) error {
				return second(py.Eval("__import__('warnings').catch_warnings(action='ignore').__enter__() or c.__setattr__('shape', (2, 2))", pyinterop.Kwargs{"c": changed}))
			})
		}},
		{"a resize", func() error {
			array := eval("np.zeros(4)")
			return pyinterop.BorrowMut(array, func(ndview.MutView[float64]) error { return second(array.CallMethod("resize", 8)) })
		}},
		{"an object of a scope that ended", func() error { _ = late.TypeName(); return nil }},
		{"without the GIL", func() (err error) {
			py.AllowThreads(func() { err = provocation{f: func() error { return second(py.Eval("1")) }}.fails() })
			return err
		}},
		{"on another goroutine", func() (err error) {
			done := make(chan error)
			go func() { done <- provocation{f: func() error { return second(py.Eval("1")) }}.fails() }()
			return <-done
		}},
		{"the zero value", func() error { var py pyinterop.Python; return second(py.Eval("1")) }},
		{"an exception", func() error { return second(py.Eval("1/0")) }},
		{"a NUL", func() error { return py.Exec("a\x00b") }},
		{"a conversion", func() error { return second(pyinterop.To[int](eval("'a'"))) }},
		{"a conversion out of range", func() error { return second(pyinterop.To[int8](eval("1000"))) }},
		{"a Go type that Python has not", func() error { return second(py.From(make(chan int))) }},
		{"flags", func() error { pyinterop.AskSimple.WithFlags(1); return nil }},
		{"a held handle", func() error {
			h, err := pyinterop.Acquire[float64](kept)
			require.NoError(t, err)
			defer func() { require.NoError(t, h.Release()) }()
			return h.Use(func(ndview.View[float64]) error { return h.ReleaseWithin(time.Millisecond) })
		}},
		{"a view of a released handle", func() error {
			h, err := pyinterop.Acquire[float64](kept)
			require.NoError(t, err)
			v := h.View()
			require.NoError(t, h.Release())
			_ = v.At2(0, 0)
			return nil
		}},
		{"still lent", func() error {
			lent, err := pyinterop.LendSlice(py, []float64{1, 2})
			require.NoError(t, err)
			o, err := lent.Array()
			require.NoError(t, err)
			err = lent.Close()
			_ = o
			return err
		}},
		{"lending what is borrowed", func() error {
			return pyinterop.Borrow(float, func(v ndview.View[float64]) error { return second(py.Lend(v.Raw())) })
		}},
		{"shutdown while borrowed", func() error {
			return pyinterop.Borrow(float, func(ndview.View[float64]) error { return pyinterop.Shutdown() })
		}},
		{"a GPU", func() error {
			require.NoError(t, py.Exec("class Gpu:\n    def __dlpack_device__(self): return (2, 0)\n    def __dlpack__(self, **k): raise BufferError('on a GPU')"))
			return pyinterop.Borrow(eval("Gpu()"), read[float64])
		}},
		{"several", func() error {
			return pyinterop.Borrow2(pyinterop.Write[float64](float), pyinterop.Read[int32](float), func(ndview.MutView[float64], ndview.View[int32]) error { return nil })
		}},
	}
}

func viewing(t *testing.T) []provocation {
	v := ndview.Make[float64](3, 4)
	flags := ndview.Make[ndview.Bool](3, 4)
	swapped, err := ndview.FromBytes(make([]byte, 16), 0, mustDType(t, ">f8"), []int{2}, []int{8})
	require.NoError(t, err)
	far, err := ndview.FromStrided(make([]float64, 4), 0, []int{3, 3}, []int{8, 0})
	require.NoError(t, err)
	c := ndview.Make[complex128](2)
	ints := ndview.Make[int64](3)
	return []provocation{
		{"an index outside", func() error { _ = v.At2(3, 0); return nil }},
		{"too few indices", func() error { _ = v.At(1); return nil }},
		{"an axis", func() error { v.Flip(2); return nil }},
		{"a row outside", func() error { v.Row(3); return nil }},
		{"a text", func() error { return second(v.SliceText("1:x")) }},
		{"a reshape", func() error { return second(v.T().Ravel()) }},
		{"another size", func() error { return second(v.Reshape(5, 5)) }},
		{"broadcast", func() error { return second(v.BroadcastTo(2, 4)) }},
		{"another type", func() error { return second(ndview.As[int32](v.View.Raw())) }},
		{"plain memory", func() error {
			w, err := ndview.AsMut[float64](swapped)
			require.NoError(t, err)
			w.UnsafePointerTo(0)
			return nil
		}},
		{"a step of an index", func() error { v.Slice(ndview.At(1).By(2)); return nil }},
		{"a slice of another length", func() error { return second(ndview.FromSlice([]float64{1, 2, 3}, 2, 2)) }},
		{"a copy of another length", func() error { return v.CopyTo(make([]float64, 3)) }},
		{"a size that overflows", func() error { return second(v.BroadcastTo(1<<40, 1<<40, 3, 4)) }},
		{"bytes outside", func() error {
			return second(ndview.FromBytes(make([]byte, 16), 8, ndview.DTypeOf[float64](), []int{2}, []int{8}))
		}},
		{"other structs", func() error { return second(ndview.StructsOf[struct{ X float64 }](v.Raw())) }},
		{"no picture", func() error { return second(ndview.ImageOf(v.View.Raw())) }},
		{"alpha", func() error {
			return second(ndview.Image(ndview.Make[uint8](2, 2, 4).View, ndview.Straight, ndview.Premultiplied))
		}},
		{"a palette", func() error {
			return second(ndview.FromImage(image.NewUniform(color.Black)))
		}},
		{"shapes that do not fit", func() error { return ops.Add(v, v.View, ndview.Make[float64](5).View) }},
		{"a destination that overlaps itself", func() error { return ops.Fill(far, 1) }},
		{"a cast", func() error { return ops.Cast(ints, v.View) }},
		{"no loop", func() error {
			return ops.Apply("subtract", flags.Raw(), []ndview.Raw{flags.View.Raw(), flags.View.Raw()})
		}},
		{"no verb", func() error { return ops.Apply("frobnicate", v.Raw(), []ndview.Raw{v.View.Raw()}) }},
		{"a negative exponent", func() error {
			minus := ndview.Make[int64](3)
			require.NoError(t, ops.Fill(minus, -1))
			return ops.Power(ints, ints.View, minus.View)
		}},
		{"nothing to reduce", func() error { return second(ops.Max(ndview.Make[float64](0).View)) }},
		{"an axis twice", func() error { return ops.SumTo(ndview.Make[float64](4), v.View, ops.Axes(0, 0)) }},
		{"an option of another verb", func() error { return ops.ArgMaxTo(ints, v.View, ops.Axes(1), ops.Initial(1.0)) }},
		{"a mask that does not fit", func() error {
			return ops.SumTo(ndview.Make[float64](4), v.View, ops.Axes(0), ops.When(ndview.Make[ndview.Bool](5).View))
		}},
		{"a sort of another shape", func() error { return ops.Sort(ndview.Make[float64](3), v.View, 0) }},
		{"a product", func() error { return ops.MatMul(ndview.Make[float64](3, 3), v.View, v.View) }},
		{"subscripts", func() error { return ops.Einsum(v, "ij->", v.View, v.View) }},
		{"a position outside", func() error {
			at := ndview.Make[int64](3)
			require.NoError(t, ops.Fill(at, 9))
			return ops.Take(ndview.Make[float64](3, 4), v.View, at.View, 0, ops.RefuseOutside)
		}},
		{"an expression", func() error {
			return second(fused.Compile(fused.Add(fused.In[float64]("x"), fused.Call("frobnicate", fused.In[float64]("x")))))
		}},
		{"operands of an expression", func() error {
			p, err := fused.Compile(fused.Square(fused.In[float64]("x")))
			require.NoError(t, err)
			return p.Run(v.Raw(), ndview.Make[float64](5).View.Raw())
		}},
		{"a lane outside", func() error {
			for l := range iter.Rows(v.View) {
				_ = l.At(4)
			}
			return nil
		}},
		{"two orders", func() error {
			for range iter.Elements(v.View, iter.C, iter.F) {
			}
			return nil
		}},
		{"shapes of a zip", func() error {
			for range iter.Zip(v.View, ndview.Make[float64](5).View) {
			}
			return nil
		}},
		{"a late position", func() error {
			var p iter.Position[float64]
			for q := range iter.Positions(v.View) {
				p = q
				break
			}
			_ = p.Get()
			return nil
		}},
		{"rows of a vector", func() error {
			for range iter.Rows(ndview.Make[float64](5).View) {
			}
			return nil
		}},
		{"split of what overlaps", func() error { return second(iter.MutSplit(far, 2)) }},
		{"a panic of a worker", func() error {
			return iter.ForEach(context.Background(), 2, v.View, 0, func(int, iter.Lane[float64]) error { panic("mine") })
		}},
		{"no Dense", func() error { return second(ndmat.Dense(v.T())) }},
		{"no Dense of three axes", func() error { return second(ndmat.Dense(ndview.Make[float64](2, 2, 2))) }},
		{"no Dense of nothing", func() error { return second(ndmat.Dense(ndview.Make[float64](0, 2))) }},
		{"no Dense of a step", func() error { return second(ndmat.Dense(v.SliceAxis(1, ndview.All.By(2)))) }},
		{"no Dense backwards", func() error { return second(ndmat.Dense(v.Flip(0))) }},
		{"no Vec of a matrix", func() error { return second(ndmat.Vec(v)) }},
		{"no Vec backwards", func() error { return second(ndmat.Vec(ndview.Make[float64](4).Flip(0))) }},
		{"no Dense of rows that overlap", func() error { return second(ndmat.Dense(far.T())) }},
		{"no Sym of no square", func() error { return second(ndmat.Sym(v, blas.Upper)) }},
		{"a singular matrix", func() error { return ndmat.Solve(ndview.Make[float64](2, 2), ndview.Make[float64](2)) }},
		{"not positive definite", func() error { return second(ndmat.FactorCholesky(ndview.Make[float64](2, 2), blas.Lower)) }},
		{"the zero value of a factorisation", func() error { var lu ndmat.LU; return lu.Solve(ndview.Make[float64](2)) }},
		{"a used-up factorisation", func() error {
			one := ndview.Make[float64](2, 2)
			one.Set2(0, 0, 1)
			one.Set2(1, 1, 1)
			lu, err := ndmat.FactorLU(one)
			require.NoError(t, err)
			require.NoError(t, lu.Inverse())
			return lu.Solve(ndview.Make[float64](2))
		}},
		{"a right-hand side of another shape", func() error {
			one := ndview.Make[float64](2, 2)
			one.Set2(0, 0, 1)
			one.Set2(1, 1, 1)
			return ndmat.Solve(one, ndview.Make[float64](3))
		}},
		{"a triangle", func() error { return second(ndmat.Sym(ndview.Make[float64](2, 2), 'x')) }},
		{"no BLAS in use", func() error { return npblas.SetThreads(2) }},
		{"no BLAS of that path", func() error { return second(npblas.Use(npblas.At("/nowhere/libblas.so"))) }},
		{"complex", func() error { return second(ndmat.Complex(c)) }},
	}
}

func mustDType(t *testing.T, text string) ndview.DType {
	typ, err := ndview.ParseDType(text)
	require.NoError(t, err)
	return typ
}

func filing(t *testing.T) []provocation {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	f, err := npy.Create[float64](at("a.npy"), 3, 4)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	require.NoError(t, os.WriteFile(at("text.npy"), []byte("no array at all, but long enough"), 0o644))
	whole, err := os.ReadFile(at("a.npy"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(at("short.npy"), whole[:len(whole)-8], 0o644))
	return []provocation{
		{"not there", func() error { return second(npy.Open[float64](at("none.npy"))) }},
		{"there already", func() error { return second(npy.Open[float64](folder)) }},
		{"no .npy file", func() error { return second(npy.Open[float64](at("text.npy"))) }},
		{"no .npz file", func() error { return second(npy.Members(at("text.npy"))) }},
		{"a short file", func() error { return second(npy.Open[float64](at("short.npy"))) }},
		{"another dtype in a file", func() error { return second(npy.OpenMut[int32](at("a.npy"))) }},
		{"objects in a file", func() error { return second(npy.ParseDType("O")) }},
		{"a dtype's text", func() error { return second(npy.ParseDType("[('x', '<f8'")) }},
		{"no shape", func() error { return second(npy.Create[float64](at("b.npy"), -1)) }},
		{"a closed file", func() error {
			f, err := npy.Open[float64](at("a.npy"))
			require.NoError(t, err)
			require.NoError(t, f.Close())
			return f.Do(read[float64])
		}},
		{"a held file", func() error {
			f, err := npy.Open[float64](at("a.npy"))
			require.NoError(t, err)
			defer f.Close()
			return f.Do(func(ndview.View[float64]) error { return f.CloseWithin(time.Millisecond) })
		}},
		{"a locked file", func() error {
			one, err := npy.Open[float64](at("a.npy"))
			require.NoError(t, err)
			defer one.Close()
			require.NoError(t, one.Lock())
			other, err := npy.Open[float64](at("a.npy"))
			require.NoError(t, err)
			defer other.Close()
			return other.TryLock()
		}},
		{"a file that shrinks", func() error {
			f, err := npy.Create[float64](at("big.npy"), 1<<16)
			require.NoError(t, err)
			defer f.Close()
			return f.Do(func(v ndview.MutView[float64]) error {
				require.NoError(t, os.Truncate(at("big.npy"), 4096))
				return ops.Fill(v, 1)
			})
		}},
		{"no shared memory", func() error { return second(npy.OpenShared[float64]("inplace-guide-nothing", 3)) }},
	}
}
