//go:build cgo

package pyinterop_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Buffers of built-in exporters are given back late, but before Python, in whatever way it comes to run, could see them held.
func TestNoPythonCodeSeesABorrowThatHasEnded(t *testing.T) {
	grow := "o.extend(b'x')" // a bytearray that is borrowed cannot be resized
	for name, run := range map[string]func(py pyinterop.Python, o pyinterop.Object, k *pyinterop.Kept) error{
		"a call": func(_ pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) error {
			_, err := o.CallMethod("extend", []byte("x"))
			return err
		},
		"an item": func(_ pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) error { return o.DelItem(0) },
		"code": func(py pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) error {
			_, err := py.Eval(grow, pyinterop.Kwargs{"o": o})
			return err
		},
		"in a scope": func(_ pyinterop.Python, _ pyinterop.Object, k *pyinterop.Kept) error {
			return pyinterop.Do(func(py pyinterop.Python) error {
				o, err := k.In(py)
				require.NoError(t, err)
				_, err = o.CallMethod("extend", []byte("x"))
				return err
			})
		},
		"another goroutine": func(py pyinterop.Python, _ pyinterop.Object, k *pyinterop.Kept) (err error) {
			py.AllowThreads(func() {
				done := make(chan error)
				go func() {
					done <- pyinterop.Do(func(py pyinterop.Python) error {
						o, err := k.In(py)
						require.NoError(t, err)
						_, err = o.CallMethod("extend", []byte("x"))
						return err
					})
				}()
				err = <-done
			})
			return err
		},
		"an exporter's code": func(py pyinterop.Python, o pyinterop.Object, _ *pyinterop.Kept) error {
			probe := evalWith(t, py, "(ctypes.c_char * 3)()") // no built-in exporter: its borrow may run anything
			require.NoError(t, pyinterop.AskSimple.Borrow(probe, func(pyinterop.Simple) error { return nil }))
			_, err := o.CallMethod("extend", []byte("x"))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := kept(t, "bytearray(b'abcdefgh')")
			python(t, func(py pyinterop.Python) {
				o, err := k.In(py)
				require.NoError(t, err)
				for _, borrow := range []func() error{
					func() error { return pyinterop.Borrow(o, nothing8) },
					func() error { return pyinterop.AskSimpleMut.Borrow(o, func(pyinterop.MutSimple) error { return nil }) },
					func() error { // one in the other, and two at once
						return pyinterop.Borrow(o, func(ndview.View[uint8]) error {
							return pyinterop.Borrow2(pyinterop.Read[uint8](o), pyinterop.Read[uint8](o), func(_, _ ndview.View[uint8]) error { return nil })
						})
					},
				} {
					for range 6 { // more than a scope keeps at hand
						require.NoError(t, borrow())
					}
					assert.NoError(t, run(py, o, k))
					before := refcount(t, o)
					require.NoError(t, borrow())
					assert.Equal(t, before, refcount(t, o))
				}
				err = pyinterop.Borrow(o, func(ndview.View[uint8]) error { return run(py, o, k) })
				assert.True(t, pyinterop.IsPyErr(err, "BufferError"), "while it is borrowed: %v", err)
			})
			gilIsFree(t)
		})
	}
}

// A scope that leaks to other goroutines is misused by them, and stays what it is for its own: nobody gets its loans.
func TestAScopeMisusedByManyGoroutinesKeepsItsLoans(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		mine, other := eval(t, py, "np.full(3, 7.)"), eval(t, py, "np.full(3, 9.)")
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						scopeError(t, func() { pyinterop.Borrow(other, nothing64) })
					}
				}
			})
		}
		value := func(v ndview.View[float64]) error {
			assert.Equal(t, 7.0, v.At1(2))
			return nil
		}
		for range 3000 {
			require.NoError(t, pyinterop.Borrow(mine, func(v ndview.View[float64]) error {
				return pyinterop.Borrow2(pyinterop.Read[float64](mine), pyinterop.Read[float64](mine), func(a, b ndview.View[float64]) error {
					if err := value(a); err != nil {
						return err
					}
					return value(v)
				})
			}))
		}
		close(stop)
		wg.Wait()
	})
}
