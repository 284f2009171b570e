//go:build cgo

package pyinterop_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

func TestSeveralObjectsInOneBorrow(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a, b, c := eval(t, py, "np.arange(3.)"), eval(t, py, "np.zeros(3, 'i4')"), eval(t, py, "bytearray(b'xyz')")
		k, err := c.Keep()
		require.NoError(t, err)
		defer k.Drop()
		refs := []int{refcount(t, a), refcount(t, b), refcount(t, c)}
		require.NoError(t, pyinterop.Borrow4(pyinterop.Read[float64](a), pyinterop.Write[int32](b), pyinterop.AskSimpleMut.Of(k), pyinterop.Read[float64](a),
			func(x ndview.View[float64], y ndview.MutView[int32], z pyinterop.MutSimple, again ndview.View[float64]) error {
				assert.Equal(t, 4, pyinterop.OpenBorrows())
				assert.Equal(t, x.Address(), again.Address())
				for i := range 3 {
					y.Set1(i, int32(x.At1(i))+int32(z.Bytes()[i]))
				}
				z.Bytes()[0] = 'X'
				return nil
			}))
		assert.Equal(t, "[120 122 124]", text(t, b))
		assert.Equal(t, "bytearray(b'Xyz')", text(t, c))
		assert.Zero(t, pyinterop.OpenBorrows())
		assert.Equal(t, refs, []int{refcount(t, a), refcount(t, b), refcount(t, c)})

		require.NoError(t, pyinterop.Borrow2(pyinterop.AskMutView[float64]().Aliased().Of(a), pyinterop.AskView[float64]().Aliased().Of(a),
			func(x ndview.MutView[float64], y ndview.View[float64]) error {
				x.Set1(1, 50)
				assert.Equal(t, 50.0, y.At1(1))
				return nil
			}))
		require.NoError(t, pyinterop.Borrow2(pyinterop.Write[float64](a), pyinterop.Read[int32](b),
			func(x ndview.MutView[float64], y ndview.View[int32]) error { x.Set1(0, float64(y.At1(2))); return nil }))
		require.NoError(t, pyinterop.Borrow3(pyinterop.Read[float64](a), pyinterop.Read[int32](b), pyinterop.AskFlatAnyMut[uint8]().Of(c),
			func(x ndview.View[float64], y ndview.View[int32], z pyinterop.MutFlat[uint8]) error {
				assert.Equal(t, 124.0, x.At1(0))
				assert.Equal(t, []byte("Xyz"), z.Data())
				return nil
			}))
	})
}

func TestSeveralAreBorrowedAllOrNone(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		good, wrong, readonly, none := eval(t, py, "np.arange(3.)"), eval(t, py, "np.zeros(3, 'f4')"), eval(t, py, "b'abcdefgh'"), eval(t, py, "[1.0]")
		masked := eval(t, py, "np.ma.masked_array([1., 2.], [0, 1])")
		grown := eval(t, py, "bytearray(8)")
		kept := func(o pyinterop.Object) *pyinterop.Kept {
			k, err := o.Keep()
			require.NoError(t, err)
			t.Cleanup(k.Drop)
			return k
		}
		read, write := pyinterop.Read[float64], pyinterop.Write[float64]
		bytes := pyinterop.AskSimpleMut.Of
		objects := []pyinterop.Object{good, wrong, readonly, none, masked, grown}
		count := func() (n []int) {
			for _, o := range objects {
				n = append(n, refcount(t, o))
			}
			return n
		}
		never2 := func(ndview.View[float64], pyinterop.MutSimple) error { t.Error("the closure ran"); return nil }
		never3 := func(_, _ ndview.View[float64], _ ndview.MutView[float64]) error {
			t.Error("the closure ran")
			return nil
		}
		for name, c := range map[string]struct {
			borrow    func() error
			sentinels []error
			texts     []string
		}{
			"the exporter of the second": {func() error { return pyinterop.Borrow2(read(good), bytes(readonly), never2) },
				[]error{ndview.ErrReadOnly}, []string{"pyinterop: Borrow2, argument 2, AskSimpleMut of bytes", "writable: wanted for writing"}},
			"the type of the first": {func() error { return pyinterop.Borrow2(read(wrong), bytes(grown), never2) },
				[]error{ndview.ErrType}, []string{"Borrow2, argument 1, Read[float64] of numpy.ndarray", "wanted float64, found float32", "Way out: Read[float32] takes it"}},
			"the types of two": {func() error { return pyinterop.Borrow3(read(wrong), read(good), write(wrong), never3) },
				[]error{ndview.ErrType}, []string{"Borrow3, argument 1, Read[float64]", "Borrow3, argument 3, Write[float64]"}},
			"one memory twice": {func() error {
				return pyinterop.Borrow3(read(eval(t, py, "o[1:]", pyinterop.Kwargs{"o": good})), read(good), write(good), never3)
			}, []error{ndview.ErrOverlap}, []string{"Borrow3, argument 3, Write[float64]", "overlap: wanted memory for this borrow alone", "Request.Aliased"}},
			"no exporter": {func() error { return pyinterop.Borrow3(read(good), read(none), write(good), never3) },
				[]error{pyinterop.ErrNotExporter}, []string{"argument 2", "list"}},
			"a mask": {func() error { return pyinterop.Borrow3(read(good), read(good), write(masked), never3) },
				[]error{pyinterop.ErrMasked}, []string{"argument 3, Write[float64] of numpy.ma."}},
			"kept, inside": {func() error { return pyinterop.Borrow2(read(good), bytes(kept(readonly)), never2) },
				[]error{ndview.ErrReadOnly}, []string{"argument 2"}},
			"kept, the type": {func() error { return pyinterop.Borrow2(read(kept(wrong)), bytes(kept(grown)), never2) },
				[]error{ndview.ErrType}, []string{"argument 1"}},
			"kept, outside": {func() (err error) {
				a, b := kept(good), kept(readonly)
				py.AllowThreads(func() { err = pyinterop.Borrow2(read(a), bytes(b), never2) })
				return err
			}, []error{ndview.ErrReadOnly}, []string{"argument 2"}},
			"kept and dropped": {func() error {
				k := kept(good)
				k.Drop()
				return pyinterop.Borrow2(read(kept(good)), bytes(k), never2)
			}, nil, []string{"this kept object was dropped"}},
		} {
			count() // the first ends a scope, and with it what was dropped meanwhile
			before := count()
			err := c.borrow()
			if keeps := strings.HasPrefix(name, "kept") || name == "one memory twice"; !keeps {
				assert.Equal(t, before, count(), name)
			}
			require.Error(t, err, name)
			for _, s := range c.sentinels {
				assert.ErrorIs(t, err, s, name)
			}
			for _, s := range c.texts {
				assert.ErrorContains(t, err, s, name)
			}
			assert.Zero(t, pyinterop.OpenBorrows(), name)
			_, err = py.Eval("o.extend(b'x')", pyinterop.Kwargs{"o": grown})
			assert.NoError(t, err, "%s: nothing holds the bytearray", name)
		}
	})
}

func TestSeveralEndTogetherWhateverEndsThem(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a, b := eval(t, py, "np.arange(3.)"), eval(t, py, "bytearray(8)")
		var view ndview.View[float64]
		var bytes pyinterop.MutSimple
		err := pyinterop.Borrow2(pyinterop.Read[float64](a), pyinterop.AskSimpleMut.Of(b), func(x ndview.View[float64], y pyinterop.MutSimple) error {
			view, bytes = x, y
			return errFromClosure
		})
		assert.ErrorIs(t, err, errFromClosure)
		assert.Zero(t, pyinterop.OpenBorrows())
		assert.Panics(t, func() { view.At1(0) })
		assert.PanicsWithError(t, releasedText(t, func() { bytes.Bytes() }), func() { bytes.Nbytes() })
		assert.PanicsWithValue(t, "out", func() {
			pyinterop.Borrow2(pyinterop.Read[float64](a), pyinterop.AskSimpleMut.Of(b), func(ndview.View[float64], pyinterop.MutSimple) error { panic("out") })
		})
		assert.Zero(t, pyinterop.OpenBorrows())
		_, err = py.Eval("o.extend(b'x')", pyinterop.Kwargs{"o": b})
		assert.NoError(t, err)
	})
}

// releasedText is the text of the ReleasedError that f panics with; it must name this file.
func releasedText(t *testing.T, f func()) (text string) {
	defer func() {
		e, ok := recover().(ndview.ReleasedError)
		require.True(t, ok)
		text = e.Error()
		assert.Contains(t, text, "_test.go:")
	}()
	f()
	return ""
}

func TestRequestsAndSeveralAllocateNothing(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a, b, c := eval(t, py, "np.arange(30.).reshape(5, 6)"), eval(t, py, "bytearray(8)"), eval(t, py, "np.arange(3.)")
		k, err := a.Keep()
		require.NoError(t, err)
		defer k.Drop()
		kc, err := c.Keep()
		require.NoError(t, err)
		defer kc.Drop()
		free := func(name string, f func() error) {
			t.Helper()
			require.NoError(t, f())
			assert.Zero(t, testing.AllocsPerRun(100, func() { f() }), name)
		}
		free("simple", func() error {
			return pyinterop.AskSimpleMut.Borrow(b, func(v pyinterop.MutSimple) error { v.Bytes()[0]++; return nil })
		})
		free("full", func() error {
			return pyinterop.AskFull.Borrow(a, func(v pyinterop.IndirectRaw) error { _ = v.Nbytes(); return nil })
		})
		free("strided, kept", func() error {
			return pyinterop.AskStrided.Borrow(k, func(v pyinterop.StridedItems) error { _ = v.AddressOf(1); return nil })
		})
		free("flat", func() error {
			return pyinterop.AskFlatC[float64]().Borrow(a, func(v pyinterop.Flat[float64]) error { _ = v.UnsafeSlice()[3]; return nil })
		})
		free("view", func() error {
			return pyinterop.AskMutView[float64]().Borrow(a, func(v ndview.MutView[float64]) error { v.Set2(0, 0, 1); return nil })
		})
		free("two", func() error {
			return pyinterop.Borrow2(pyinterop.Read[float64](a), pyinterop.AskSimpleMut.Of(b), func(ndview.View[float64], pyinterop.MutSimple) error { return nil })
		})
		free("three, kept", func() error {
			r := pyinterop.Read[float64](k)
			return pyinterop.Borrow3(r, r, pyinterop.Write[float64](kc), func(_, _ ndview.View[float64], _ ndview.MutView[float64]) error { return nil })
		})
		free("four", func() error {
			r := pyinterop.Read[float64](a)
			return pyinterop.Borrow4(r, pyinterop.Write[float64](c), r, r, func(_ ndview.View[float64], _ ndview.MutView[float64], _, _ ndview.View[float64]) error { return nil })
		})
	})
}
