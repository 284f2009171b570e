//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// resize(refcheck=False) moves the memory of an array under everyone who uses it. While it is borrowed NumPy refuses:
// also for the array that a borrowed view is of, and for subclasses.
func TestNumPyCannotResizeWhatIsBorrowed(t *testing.T) {
	for name, c := range map[string]struct{ owner, borrowed string }{
		"the array":                {"np.arange(8.)", "o"},
		"a view of it":             {"np.arange(8.)", "o[::2]"},
		"a view of a view":         {"np.arange(8.)", "o.reshape(2, 4)[1:].T"},
		"a matrix":                 {"np.matrix([[1., 2.]])", "o"},
		"a view of a recarray":     {"np.zeros(4, [('a', 'f8')]).view(np.recarray).copy()", "o['a']"},
		"a memoryview":             {"np.arange(8.)", "memoryview(o)"},
		"a memoryview of a view":   {"np.arange(8.)", "memoryview(memoryview(o[::2]))[1:]"},
		"an array of a memoryview": {"np.arange(8.)", "np.asarray(memoryview(o))[2:]"},
		"a view by as_strided":     {"np.arange(8.)", "np.lib.stride_tricks.as_strided(o, (4,), (8,))"},
		"windows of windows":       {"np.arange(8.)", "np.lib.stride_tricks.sliding_window_view(np.lib.stride_tricks.sliding_window_view(o, 3), 2, axis=0)"},
		"memory of a bytearray":    {"bytearray(64)", "np.frombuffer(o)"},
	} {
		t.Run(name, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				owner := eval(t, py, c.owner)
				o := eval(t, py, c.borrowed, pyinterop.Kwargs{"o": owner})
				resize := func() error {
					text := "o.resize(100000, refcheck=False)"
					if owner.TypeName() == "bytearray" {
						text = "o.extend(bytes(100000))"
					}
					_, err := py.Eval(text, pyinterop.Kwargs{"o": owner})
					return err
				}
				before := []int{refcount(t, owner), refcount(t, o)}
				require.NoError(t, pyinterop.Borrow(o, nothing64))
				assert.Equal(t, before, []int{refcount(t, owner), refcount(t, o)})
				k, err := o.Keep()
				require.NoError(t, err)
				h, err := pyinterop.Acquire[float64](k)
				require.NoError(t, err)
				assert.Error(t, resize(), "while a handle holds it")
				require.NoError(t, h.Release())
				k.Drop()
				require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
					err := resize()
					require.Error(t, err)
					assert.True(t, pyinterop.IsPyErr(err, "ValueError") || pyinterop.IsPyErr(err, "BufferError"), "%v", err)
					return nil
				}))
				if name == "the array" {
					assert.NoError(t, resize(), "afterwards it is free again")
				}
				weak := eval(t, py, "__import__('weakref').getweakrefcount(o) if hasattr(o, 'flags') else 0", pyinterop.Kwargs{"o": owner})
				assert.Equal(t, "0", weak.String(), "no weak reference is left")
			})
		})
	}
}

// The pin is made when Python code could run, and not before; whichever way it comes to run, the pin is there.
func TestAnArrayIsPinnedBeforePythonRuns(t *testing.T) {
	resize := func(py pyinterop.Python, o pyinterop.Object) error {
		_, err := o.CallMethod("resize", 100_000, pyinterop.Kwargs{"refcheck": false})
		return err
	}
	refused := func(t *testing.T, err error) {
		t.Helper()
		assert.True(t, pyinterop.IsPyErr(err, "ValueError"), "%v", err)
	}
	for name, during := range map[string]func(t *testing.T, py pyinterop.Python, o pyinterop.Object, k *pyinterop.Kept){
		"at once": func(t *testing.T, py pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) {
			refused(t, resize(py, o))
		},
		"in another thread": func(t *testing.T, py pyinterop.Python, _ pyinterop.Object, k *pyinterop.Kept) {
			py.AllowThreads(func() { elsewhere(t, k, resize, refused) })
		},
		"in a nested scope": func(t *testing.T, _ pyinterop.Python, _ pyinterop.Object, k *pyinterop.Kept) {
			require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
				o, err := k.In(py)
				require.NoError(t, err)
				refused(t, resize(py, o))
				return nil
			}))
		},
		"by another exporter": func(t *testing.T, py pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) {
			class, err := py.Eval("__import__('__main__').__dict__['ResizingExporter']")
			require.NoError(t, err)
			resizer, err := class.Call(o)
			require.NoError(t, err)
			pyinterop.AskSimple.Borrow(resizer, func(pyinterop.Simple) error { return nil })
			result := attr(t, resizer, "result")
			assert.Contains(t, []string{"ValueError", "not asked"}, result) // Python 3.11 has no exporters in Python
		},
		"after other borrows": func(t *testing.T, py pyinterop.Python, o pyinterop.Object, k *pyinterop.Kept) {
			for range 3 {
				require.NoError(t, pyinterop.Borrow2(pyinterop.Read[float64](o), pyinterop.Read[float64](o), func(_, _ ndview.View[float64]) error {
					return pyinterop.AskSimple.Borrow(k, func(pyinterop.Simple) error { return nil })
				}))
			}
			refused(t, resize(py, o))
		},
	} {
		t.Run(name, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				require.NoError(t, py.Exec(`
					class ResizingExporter:
					    def __init__(self, array): self.array, self.result = array, "not asked"
					    def __buffer__(self, flags):
					        try: self.array.resize(100000, refcheck=False); self.result = "resized"
					        except Exception as e: self.result = type(e).__name__
					        return memoryview(b'abc')`))
				o := eval(t, py, "np.arange(8.)")
				k, err := o.Keep()
				require.NoError(t, err)
				defer k.Drop()
				require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
					during(t, py, o, k)
					assert.Equal(t, 7.0, v.At1(7))
					return nil
				}))
				require.NoError(t, resize(py, o))
			})
		})
	}
}

// elsewhere calls f with k's object in a scope of another thread.
func elsewhere(t *testing.T, k *pyinterop.Kept, f func(pyinterop.Python, pyinterop.Object) error, check func(*testing.T, error)) {
	onNewThread(func() {
		err := pyinterop.Do(func(py pyinterop.Python) error {
			o, err := k.In(py)
			if err != nil {
				return err
			}
			check(t, f(py, o))
			return nil
		})
		assert.NoError(t, err)
	})
}

// What goes through all the same is found when the borrow ends, and is an error beside the closure's own.
func TestMemoryOrShapeThatChangedIsAnError(t *testing.T) {
	changes := map[string]string{
		"other memory by __setstate__": "o.__setstate__(np.arange(70.).__reduce__()[2])",
		"another shape":                "setattr(o, 'shape', (3, 2))",
		"a resize to the same bytes":   "o.resize((2, 3), refcheck=False)",
	}
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec("import warnings; warnings.simplefilter('ignore', DeprecationWarning)"))
		a, b := eval(t, py, "np.zeros(2)"), eval(t, py, "np.zeros(2).data")
		if err := a.SetAttr("data", b); !pyinterop.IsPyErr(err, "AttributeError") { // NumPy 2.4 and later have no setter
			require.NoError(t, err)
			changes["other memory by data"] = "setattr(o, 'data', np.arange(6.).data)"
		}
	})
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				for _, request := range []func(o pyinterop.Source, during func() error) error{
					func(o pyinterop.Source, during func() error) error {
						return pyinterop.Borrow(o, func(ndview.View[float64]) error { return during() })
					},
					func(o pyinterop.Source, during func() error) error {
						return pyinterop.AskStrided.Borrow(o, func(pyinterop.StridedItems) error { return during() })
					},
					func(o pyinterop.Source, during func() error) error {
						other := pyinterop.Read[float64](eval(t, py, "np.arange(3.)"))
						return pyinterop.Borrow2(other, pyinterop.Write[float64](o), func(ndview.View[float64], ndview.MutView[float64]) error { return during() })
					},
				} {
					o := eval(t, py, "np.arange(6.)")
					before := refcount(t, o)
					require.NoError(t, py.Exec("import warnings; warnings.simplefilter('ignore', DeprecationWarning)"))
					do := func() error {
						return pyinterop.Do(func(py pyinterop.Python) error {
							inner, err := o.In(py)
							if err != nil {
								return err
							}
							_, err = py.Eval("(np, o, "+change+")[2]", pyinterop.Kwargs{"o": inner, "np": eval(t, py, "np")})
							return err
						})
					}
					err := request(o, do)
					assert.ErrorIs(t, err, pyinterop.ErrChanged)
					assert.ErrorContains(t, err, "a NumPy array was given other memory or another shape while it was borrowed (in github.com/")
					assert.ErrorContains(t, err, "pin_test.go:")
					assert.Zero(t, pyinterop.OpenBorrows())
					assert.Equal(t, before, refcount(t, o))

					o = eval(t, py, "np.arange(6.)")
					err = request(o, func() error { require.NoError(t, do()); return errFromClosure })
					assert.ErrorIs(t, err, errFromClosure)
					assert.ErrorIs(t, err, pyinterop.ErrChanged)

					o = eval(t, py, "np.arange(6.)")
					k, keepErr := o.Keep()
					require.NoError(t, keepErr)
					defer k.Drop()
					assert.ErrorIs(t, request(k, do), pyinterop.ErrChanged)
					assert.NoError(t, request(o, func() error { return nil }))
				}
			})
		})
	}
}

// The owner of a view's memory may be the one that changes.
func TestChangesOfTheOwnerOfAViewAreFound(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		owner := eval(t, py, "np.arange(6.)")
		view := eval(t, py, "o[2:]", pyinterop.Kwargs{"o": owner})
		err := pyinterop.Borrow(view, func(ndview.View[float64]) error {
			_, err := py.Eval("o.__setstate__(n.arange(70.).__reduce__()[2])", pyinterop.Kwargs{"o": owner, "n": eval(t, py, "np")})
			return err
		})
		assert.ErrorIs(t, err, pyinterop.ErrChanged)
	})
}

// What is borrowed is a memoryview, what changes is the array under it.
func TestChangesOfTheArrayUnderAMemoryviewAreFound(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		owner := eval(t, py, "np.arange(6.)")
		err := pyinterop.Borrow(eval(t, py, "memoryview(o)", pyinterop.Kwargs{"o": owner}), func(ndview.View[float64]) error {
			_, err := py.Eval("o.__setstate__(n.arange(70.).__reduce__()[2])", pyinterop.Kwargs{"o": owner, "n": eval(t, py, "np")})
			return err
		})
		assert.ErrorIs(t, err, pyinterop.ErrChanged)
	})
}

func TestAChainOfBasesThatIsARingEnds(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "(lambda a: (setattr(a.base, 'base', a), a)[1])(np.lib.stride_tricks.as_strided(np.zeros(4), (2,), (8,)))")
		require.NoError(t, pyinterop.Borrow(o, nothing64))
		_, err := py.Eval("setattr(o.base, 'base', None)", pyinterop.Kwargs{"o": o})
		require.NoError(t, err)
		require.NoError(t, pyinterop.Borrow(o, nothing64))
	})
}

// A memoryview of references is no way to write them as bytes.
func TestReferencesUnderAMemoryviewAreNotWrittenAsBytes(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, expression := range []string{"memoryview(np.array([None, 1], object))", "memoryview(np.zeros(2, [('a', 'i8'), ('b', object)]))"} {
			o := eval(t, py, expression)
			before := refcount(t, o)
			for name, err := range map[string]error{
				"AskSimpleMut": pyinterop.AskSimpleMut.Borrow(o, func(pyinterop.MutSimple) error { return errFromClosure }),
				"AskCMut":      pyinterop.AskCMut.Borrow(o, func(pyinterop.MutContiguous) error { return errFromClosure }),
				"BorrowRawMut": pyinterop.BorrowRawMut(o, func(ndview.MutRaw) error { return errFromClosure }),
			} {
				assert.ErrorIs(t, err, ndview.ErrType, name)
				assert.ErrorContains(t, err, "references to Python objects", name)
			}
			assert.NoError(t, pyinterop.AskSimple.Borrow(o, func(pyinterop.Simple) error { return nil }))
			assert.Equal(t, before, refcount(t, o))
		}
	})
}

func TestMaskedArraysAreRefusedWithTheWayOut(t *testing.T) {
	for _, expression := range []string{"np.ma.masked_array([1., 2.], [0, 1])", "np.ma.zeros((2, 2))", "np.ma.masked", "np.ma.mrecords.fromarrays([[1., 2.]])"} {
		refusal[float64](t, "(__import__('numpy.ma.mrecords'), "+expression+")[1]", false, []error{pyinterop.ErrMasked},
			"mask: wanted an array of which every element counts, found a masked array", "Way out: borrow the data and the mask as two arrays, m.data and numpy.ma.getmaskarray(m)")
	}
	refusal[float64](t, "np.ma.zeros(2)", true, []error{pyinterop.ErrMasked}, "pyinterop: BorrowMut[float64] of numpy.ma.")
	python(t, func(py pyinterop.Python) {
		m := eval(t, py, "np.ma.masked_array([1., 2.], [0, 1])")
		data, err := m.Attr("data")
		require.NoError(t, err)
		mask := eval(t, py, "np.ma.getmaskarray(m)", pyinterop.Kwargs{"m": m})
		require.NoError(t, pyinterop.Borrow2(pyinterop.Read[float64](data), pyinterop.Read[ndview.Bool](mask), func(x ndview.View[float64], y ndview.View[ndview.Bool]) error {
			assert.Equal(t, 2.0, x.At1(1))
			assert.True(t, y.At1(1).Bool())
			return nil
		}))
	})
}
