//go:build cgo && linux

package pyinterop_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// In steady state no borrow calls malloc. The allocations that CPython and NumPy make for a buffer of their own come from
// CPython's pools of small blocks, and are not among those that are counted.

const mallocRounds = 2000

func init() {
	children["mallocs"] = func() {
		f8, b := keepOutside("__import__('numpy').arange(24.).reshape(2, 3, 4)[:, ::2]"), keepOutside("b'x' * 1000")
		check(pyinterop.Do(func(py pyinterop.Python) error {
			counter, err := py.Eval("__import__('ctypes').CDLL(None).counted_mallocs")
			check(err)
			o, err := f8.In(py)
			check(err)
			bytes, err := b.In(py)
			check(err)
			four := []pyinterop.Arg[ndview.View[float64]]{pyinterop.Read[float64](o), pyinterop.Read[float64](o), pyinterop.Read[float64](o), pyinterop.Read[float64](o)}
			for _, row := range []struct {
				name  string
				round func() error
			}{
				{"nothing", func() error { return nil }},
				{"typed", func() error { return pyinterop.Borrow(o, nothing64) }},
				{"for writing", func() error {
					return pyinterop.BorrowMut(o, func(ndview.MutView[float64]) error { return nil })
				}},
				{"from outside a scope", func() error { return pyinterop.Borrow(f8, nothing64) }},
				{"bytes, untyped", func() error { return pyinterop.AskSimple.Borrow(bytes, func(pyinterop.Simple) error { return nil }) }},
				{"full", func() error { return pyinterop.AskFull.Borrow(o, func(pyinterop.IndirectRaw) error { return nil }) }},
				{"four", func() error {
					return pyinterop.Borrow4(four[0], four[1], four[2], four[3], func(_, _, _, _ ndview.View[float64]) error { return nil })
				}},
				{"handle", func() error {
					h, err := pyinterop.Acquire[float64](o)
					if err != nil {
						return err
					}
					return h.Release()
				}},
			} {
				fmt.Println(row.name+":", mallocsOf(counter, row.round))
			}
			return nil
		}))
		check(pyinterop.Shutdown())
	}
}

// mallocsOf is the least number of calls in so many rounds, of a few attempts: other threads call malloc at times.
func mallocsOf(counter pyinterop.Object, round func() error) int {
	now := func() int {
		o, err := counter.Call()
		check(err)
		n, err := pyinterop.To[int](o)
		check(err)
		return n
	}
	check(round())
	least := -1
	for range 5 {
		begin := now()
		for range mallocRounds {
			check(round())
		}
		if n := now() - begin; least < 0 || n < least {
			least = n
		}
	}
	return least
}

func TestBorrowsDoNotCallMalloc(t *testing.T) {
	library := filepath.Join(t.TempDir(), "mallocs.so")
	out, err := compiler("-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, filepath.Join("testdata", "mallocs", "mallocs.c")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	r := child(t, "mallocs", "LD_PRELOAD="+library)
	require.Zero(t, r.code, r.out)
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	require.Len(t, lines, 8, r.out)
	nothing := lines[0]
	var n int
	_, err = fmt.Sscanf(nothing, "nothing: %d", &n) // of asking for the number
	require.NoError(t, err, r.out)
	assert.Less(t, n, 10)
	for _, line := range lines[1:] {
		name, count, _ := strings.Cut(line, ": ")
		assert.Equal(t, fmt.Sprint(n), count, "calls of malloc in %d rounds: %s", mallocRounds, name)
	}
}
