//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Exporters that do not lie but misbehave: at release, between two requests, and while they are asked.

// What happens when a buffer goes back cannot be refused any more: the borrow has ended, whatever the exporter does.
func TestExportersThatMisbehaveAtRelease(t *testing.T) {
	for about, c := range map[string]struct{ export, unraisable string }{
		"raises":                    {"release=lambda: [].pop()", "[IndexError('pop from empty list')]"},
		"raises BaseException":      {"release=lambda: exit(3)", "[SystemExit(3)]"},
		"borrows another buffer":    {"release=lambda: bytes(memoryview(keep))", "[]"},
		"borrows from itself":       {"release=lambda: again.pop() and memoryview(e).release()", "[IndexError('pop from empty list')]"},
		"runs Python for some time": {"release=lambda: __import__('time').sleep(0.02)", "[]"},
		"keeps the buffer for ever": {"release=lambda: held.append(memoryview(keep))", "[]"},
	} {
		t.Run(about, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				ns := exporters(t, py)
				require.NoError(t, py.ExecIn("import sys\nunraisable, held, again = [], [], [1]\nsys.unraisablehook = lambda u: unraisable.append(u.exc_value)", ns))
				defer py.Exec("import sys; sys.unraisablehook = sys.__unraisablehook__")
				for _, d := range doors {
					o, err := py.EvalIn("export({}, "+c.export+")", ns)
					require.NoError(t, err)
					withName(t, ns, "e", o)
					require.NoError(t, py.ExecIn("unraisable.clear(); again[:] = [1]", ns))
					before := refcount(t, o)
					assert.NoError(t, d.borrow(o), d.name)
					assert.Zero(t, pyinterop.OpenBorrows())
					assert.Equal(t, before, refcount(t, o), d.name)
					got, err := py.EvalIn("repr(unraisable)", ns)
					require.NoError(t, err)
					assert.Equal(t, c.unraisable, got.String(), d.name)

					k, err := o.Keep()
					require.NoError(t, err)
					py.AllowThreads(func() { assert.NoError(t, d.borrow(k), d.name) })
					k.Drop()
					assert.Zero(t, pyinterop.OpenBorrows())
					count, err := py.EvalIn("log[id(e)][1] - log[id(e)][2]", ns)
					require.NoError(t, err)
					assert.Equal(t, "0", count.String(), "granted and not given back")
				}
			})
		})
	}
}

// An exporter may change its mind between two borrows, and each borrow goes by what it was told itself.
func TestEachBorrowGoesByItsOwnAnswer(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o, err := py.EvalIn("export({}, dict(shape=(2,), strides=(-8,), offset=8), dict(shape=(-2,)))", exporters(t, py))
		require.NoError(t, err)
		var seen []borrowed
		var nest func(v ndview.View[float64]) error
		nest = func(v ndview.View[float64]) error {
			seen = append(seen, describe(&v))
			if len(seen) < 3 {
				return pyinterop.Borrow(o, nest)
			}
			return nil
		}
		err = pyinterop.Borrow(o, nest)
		assert.ErrorContains(t, err, "axis 0 has length -2, wanted at least 0")
		assert.Equal(t, []borrowed{{[]int{3}, []int{8}, "0.5"}, {[]int{2}, []int{-8}, "1.5"}}, seen)
	})
}

// While an exporter is asked it may come back to Go: Python calls a Go extension, which borrows, which asks an exporter
// that calls the extension, and so on; and at release again.
func TestExportersThatCallGoWhileGoAsksThem(t *testing.T) {
	library, err := exporterLibrary()
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join("testdata", "exporter", "exporter.py"))
	require.NoError(t, err)
	out, code := host(t, buildExtension(t), fmt.Sprintf("LIBRARY = %q\n%s", library, source)+`
import smokeext
inner = array.array("d", [1.0, 2.0])
def nested(flags):
    smokeext.scale(inner, 2.0)
    return dict(data=inner, shape=(2,))
def at_release():
    smokeext.scale(inner, 10.0)
outer = export(nested, release=at_release)
smokeext.scale(outer, 3.0)
print(inner.tolist(), log[id(outer)])

def failing(flags):
    smokeext.scale(b"read-only!", 1.0)
try: smokeext.scale(export(failing), 1.0)
except RuntimeError as e: print(str(e).splitlines()[0][:150])

depth = 0
def deep(flags):
    global depth
    depth += 1
    if depth < 50: smokeext.scale(itself, 1.0)
    return {}
itself = export(deep)
smokeext.scale(itself, 1.0)
print(log[id(itself)])
smokeext.scale(inner, 0.5)
print(inner.tolist())
`)
	assert.Zero(t, code, out)
	assert.Equal(t, []string{
		"[60.0, 120.0] [1, 1, 1]",
		"pyinterop: BorrowMut[float64] of tests.Exporter: the exporter refused: RuntimeError: pyinterop: BorrowMut[float64] of bytes",
		"[50, 50, 50]",
		"[30.0, 60.0]",
	}, cut(out, 123))
}

// Classes with __buffer__ (Python 3.12 and later) cannot lie about memory, because they have to return a memoryview; they
// can still refuse, come back, and misbehave at release.
func TestClassesWithBufferMethodsThatMisbehave(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		ns := exporters(t, py)
		require.NoError(t, py.ExecIn(`
			import sys
			unraisable = []
			sys.unraisablehook = lambda u: unraisable.append(type(u.exc_value).__name__)
			class Exporter:
			    def __init__(self, answer, release=None): self.answer, self.release = answer, release
			    def __buffer__(self, flags): return self.answer(self)
			    def __release_buffer__(self, view):
			        if self.release: self.release(view)
			def gone():
			    view = memoryview(b'abc')
			    view.release()
			    return view`, ns))
		defer py.Exec("import sys; sys.unraisablehook = sys.__unraisablehook__")
		atLeast312, err := py.EvalIn("sys.version_info >= (3, 12)", ns)
		require.NoError(t, err)
		known, err := atLeast312.Bool()
		require.NoError(t, err)
		for _, c := range []struct{ expression, want, unraisable string }{
			{"Exporter(lambda self: memoryview(bytearray(b'abc')))", "granted", "[]"},
			{"Exporter(lambda self: gone())", "the exporter refused: ValueError: operation forbidden on released memoryview object", "[]"},
			{"Exporter(lambda self: memoryview(self))", "the exporter refused: RecursionError: maximum recursion depth exceeded", "[]"},
			{"Exporter(lambda self: None)", "the exporter refused: TypeError: __buffer__ returned non-memoryview object", "[]"},
			{"Exporter(lambda self: memoryview(export(dict(shape=(2**62, 8), strides=(8, 8), len=0))))", "exceeds 9223372036854775807 bytes", "[]"},
			{"Exporter(lambda self: memoryview(export(dict(format=b'k'))))", `unknown type code "k"`, "[]"},
			{"Exporter(lambda self: memoryview(bytearray(b'abc')), lambda view: [].pop())", "granted", "['IndexError']"},
			{"Exporter(lambda self: memoryview(bytearray(b'abc')), lambda view: bytes(memoryview(self)))", "granted", "['NameError']"},
		} {
			o, err := py.EvalIn(c.expression, ns)
			require.NoError(t, err)
			require.NoError(t, py.ExecIn("unraisable.clear()", ns))
			before := refcount(t, o)
			err = pyinterop.BorrowRaw(o, useRaw)
			switch {
			case !known:
				assert.ErrorIs(t, err, pyinterop.ErrNotExporter, c.expression)
				continue
			case c.want == "granted":
				assert.NoError(t, err, c.expression)
			default:
				assert.ErrorContains(t, err, c.want, c.expression)
			}
			got, err := py.EvalIn("str(unraisable)", ns)
			require.NoError(t, err)
			assert.Equal(t, c.unraisable, got.String(), c.expression)
			assert.Zero(t, pyinterop.OpenBorrows())
			if !strings.Contains(c.want, "Recursion") { // whose traceback refers to the exporter, as long as the error lives
				assert.Equal(t, before, refcount(t, o), c.expression)
			}
		}
	})
}

// What an exporter does not fill in is NULL. It was the last one's, whose memory may be gone.
func TestWhatAnExporterLeavesOutIsNotAnEarlierOnes(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		ns := exporters(t, py)
		full, err := py.EvalIn("export(dict(shape=(2, 2), strides=(0, 8), suboffsets=(-1, -1)))", ns)
		require.NoError(t, err)
		for export, want := range map[string]string{
			"export(dict(inside=2))":                              "shape: wanted 1 lengths, found none (NULL)",
			"export(dict(inside=2, shape=(), itemsize=8))":        `format: "B" contradicts the itemsize 8`,
			"export(dict(inside=2, shape=(), itemsize=1, len=1))": "dtype: wanted float64, found uint8",
		} {
			o, err := py.EvalIn(export, ns)
			require.NoError(t, err)
			require.NoError(t, pyinterop.Borrow(full, useTyped))
			assert.ErrorContains(t, pyinterop.Borrow(o, useTyped), want, export)
		}
		assert.Zero(t, pyinterop.OpenBorrows())
	})
}

// A buffer that names no exporter (obj NULL) keeps nothing alive, so the borrow does.
func TestAnExporterThatIsNotNamedStaysAliveWhileBorrowed(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o, err := py.EvalIn("export(dict(owner=None))", exporters(t, py))
		require.NoError(t, err)
		k, err := o.Keep()
		require.NoError(t, err)
		before := refcount(t, o)
		for _, src := range []pyinterop.Source{o, k} {
			h, err := pyinterop.Acquire[float64](src)
			require.NoError(t, err)
			assert.Equal(t, before+1, refcount(t, o))
			require.NoError(t, h.Release())
			assert.Equal(t, before, refcount(t, o))
			require.NoError(t, pyinterop.Borrow2(pyinterop.Read[float64](src), pyinterop.Read[float64](eval(t, py, "np.zeros(2)")),
				func(ndview.View[float64], ndview.View[float64]) error {
					assert.Equal(t, before+1, refcount(t, o))
					return nil
				}))
			assert.ErrorIs(t, pyinterop.Borrow(src, func(ndview.View[int8]) error { return nil }), ndview.ErrType)
			assert.Equal(t, before, refcount(t, o))
		}
		k.Drop()
	})
}
