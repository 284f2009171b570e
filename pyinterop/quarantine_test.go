//go:build cgo

package pyinterop_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// The child borrows an array, forgets it in Python, and uses what it kept of it.
func init() {
	children["late user"] = func() {
		globals := keepOutside(`(lambda g: (exec("""
import gc, weakref
import numpy as np
class Array(np.ndarray): pass
def make():
    global alive
    a = np.arange(1000.).view(Array)
    alive = weakref.ref(a)
    return a
def lives():
    gc.collect()
    return alive() is not None
""", g), g)[1])({})`)
		defer globals.Drop()
		call := func(py pyinterop.Python, expression string) pyinterop.Object {
			g, err := globals.In(py)
			check(err)
			o, err := py.EvalIn(expression, g)
			check(err)
			return o
		}
		var slice []float64
		var view ndview.MutView[float64]
		check(pyinterop.Do(func(py pyinterop.Python) error {
			return pyinterop.BorrowMut(call(py, "make()"), func(v ndview.MutView[float64]) error {
				view = v
				slice, _ = v.Data()
				return nil
			})
		}))
		lives := func() (text string) {
			check(pyinterop.Do(func(py pyinterop.Python) error {
				var err error
				text, err = call(py, "lives()").Str()
				return err
			}))
			return text
		}
		fmt.Println("array lives:", lives())
		if lives() == "True" {
			slice[7] = -7
			fmt.Println("slice:", slice[7], slice[8])
		}
		func() {
			defer func() { fmt.Println("panic:", recover() != nil) }()
			theLateUser(view)
		}()
		other := keepOutside("bytearray(8)")
		defer other.Drop()
		for range 1100 {
			check(pyinterop.Borrow(other, func(ndview.View[uint8]) error { return nil }))
		}
		h, err := pyinterop.Acquire[uint8](other)
		check(err)
		check(h.Release())
		check(pyinterop.Borrow2(pyinterop.Read[uint8](other), pyinterop.Read[uint8](other), func(_, _ ndview.View[uint8]) error { return nil }))
		fmt.Println("array lives on:", lives())
		fmt.Println("open:", pyinterop.OpenBorrows(), pyinterop.OpenClaims())
		check(pyinterop.Shutdown())
		runtime.KeepAlive(slice)
	}
}

func theLateUser(v ndview.MutView[float64]) { ops.Sum(v.View) }

func TestQuarantineKeepsTheMemoryAndLogsTheLateUser(t *testing.T) {
	r := child(t, "late user", "INPLACE_DEBUG=quarantine")
	require.Zero(t, r.code, r.out)
	assert.Contains(t, r.out, "array lives: True\nslice: -7 8\n")
	assert.Contains(t, r.out, "panic: true\narray lives on: False\nopen: 0 0\n")
	assert.Regexp(t, `ERROR pyinterop: a borrow was used after its release borrow="\S+init\.\d+\.func\S+ \(\S+quarantine_test\.go:\d+\)" stack="goroutine (?s:.)*pyinterop_test\.theLateUser`, r.out)
}

func TestWithoutQuarantineMemoryGoesWithItsBorrow(t *testing.T) {
	r := child(t, "late user", "INPLACE_DEBUG=")
	require.Zero(t, r.code, r.out)
	assert.Contains(t, r.out, "array lives: False\npanic: true\narray lives on: False\nopen: 0 0\n")
	assert.NotContains(t, r.out, "ERROR")
}
