//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Exporters that lie: testdata/exporter has one in C whose answers are written down in Python. Whatever it says,
// a borrow ends with a view that can be used, or with an error that says what was wrong; nothing stays borrowed,
// no reference is lost, and the process goes on.

// exporters is the namespace of testdata/exporter/exporter.py over the compiled exporter.c: export(…) in it makes
// an object whose buffer is whatever the test says.
func exporters(t testing.TB, py pyinterop.Python) pyinterop.Object {
	t.Helper()
	library, err := exporterLibrary()
	require.NoError(t, err)
	namespace, err := py.Dict()
	require.NoError(t, err)
	require.NoError(t, namespace.SetItem("LIBRARY", library))
	source, err := os.ReadFile(filepath.Join("testdata", "exporter", "exporter.py"))
	require.NoError(t, err)
	require.NoError(t, py.ExecIn(string(source), namespace))
	return namespace
}

// exporterLibrary compiles the exporter, once; the folder goes when the tests end.
var exporterLibrary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "inplace-exporter-")
	if err != nil {
		return "", err
	}
	cleanups = append(cleanups, func() { os.RemoveAll(dir) })
	library := filepath.Join(dir, "exporter.so")
	out, err := compiler("-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, filepath.Join("testdata", "exporter", "exporter.c")).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return library, nil
})

// A door is one way to borrow. The closure reads every element, and writes where it may.
type door struct {
	name   string
	borrow func(pyinterop.Source) error
}

var doors = []door{
	{"Borrow[float64]", func(s pyinterop.Source) error { return pyinterop.Borrow(s, useTyped) }},
	{"BorrowMut[float64]", func(s pyinterop.Source) error {
		return pyinterop.BorrowMut(s, func(v ndview.MutView[float64]) error { return useTyped(v.View) })
	}},
	{"BorrowRaw", func(s pyinterop.Source) error { return pyinterop.BorrowRaw(s, useRaw) }},
	{"BorrowRawMut", func(s pyinterop.Source) error {
		return pyinterop.BorrowRawMut(s, func(r ndview.MutRaw) error { return useRaw(r.Raw) })
	}},
}

// requests are the other doors: what they answer to the lies is not written down one by one, but each ends with
// everything given back, and says the same inside a scope and outside.
var requests = []door{
	doorOf("AskSimple", pyinterop.AskSimple, func(b pyinterop.Simple) { readAll(b.UnsafeBytes()) }),
	doorOf("AskSimpleMut", pyinterop.AskSimpleMut, func(b pyinterop.MutSimple) { readAll(b.Bytes()) }),
	doorOf("AskND", pyinterop.AskND, func(d pyinterop.Dense) { readAll(d.UnsafeBytes()); d.Shape() }),
	doorOf("AskNDFormatMut", pyinterop.AskNDFormatMut, func(d pyinterop.MutDenseRaw) { useRaw(d.Raw()); d.Shape() }),
	doorOf("AskC", pyinterop.AskC, func(c pyinterop.Contiguous) { readAll(c.UnsafeBytes()); c.Strides() }),
	doorOf("AskCFormatMut", pyinterop.AskCFormatMut, func(c pyinterop.MutContiguousRaw) { useRaw(c.Raw()); readAll(c.Bytes()) }),
	doorOf("AskF", pyinterop.AskF, func(c pyinterop.Contiguous) { readAll(c.UnsafeBytes()) }),
	doorOf("AskAnyFormat", pyinterop.AskAnyFormat, func(c pyinterop.ContiguousRaw) { useRaw(c.Raw()) }),
	doorOf("AskStrided", pyinterop.AskStrided, func(s pyinterop.StridedItems) { s.Strides() }),
	doorOf("AskStridedFormatMut", pyinterop.AskStridedFormatMut, func(s pyinterop.MutStridedRaw) { useRaw(s.MutRaw().Raw) }),
	doorOf("AskIndirect", pyinterop.AskIndirect, func(i pyinterop.IndirectItems) { i.Suboffsets() }),
	doorOf("AskIndirectMut", pyinterop.AskIndirectMut, func(i pyinterop.MutIndirectItems) { i.Suboffsets() }),
	doorOf("AskFull", pyinterop.AskFull, func(f pyinterop.IndirectRaw) { useRaw(f.Raw()); f.Suboffsets(); f.Format() }),
	doorOf("AskFullMut", pyinterop.AskFullMut, func(f pyinterop.MutIndirectRaw) { useRaw(f.MutRaw().Raw) }),
	doorOf("AskItems", pyinterop.AskItems(ndview.DTypeOf[int64]()), func(r ndview.Raw) { useRaw(r) }),
	{"Acquire[float64]", func(s pyinterop.Source) error { return handled(pyinterop.Acquire[float64])(s, useTyped) }},
	{"AcquireMut[float64]", func(s pyinterop.Source) error {
		return handled(pyinterop.AcquireMut[float64])(s, func(v ndview.MutView[float64]) error { return useTyped(v.View) })
	}},
	{"AcquireRaw", func(s pyinterop.Source) error { return handled(pyinterop.AcquireRaw)(s, useRaw) }},
	{"AskFullMut.Acquire", func(s pyinterop.Source) error {
		return handled(pyinterop.AskFullMut.Acquire)(s, func(f pyinterop.MutIndirectRaw) error { return useRaw(f.Raw()) })
	}},
	{"Borrow2, first", func(s pyinterop.Source) error {
		return pyinterop.Borrow2(pyinterop.Read[float64](s), pyinterop.AskSimple.Of(honest), func(v ndview.View[float64], b pyinterop.Simple) error { readAll(b.UnsafeBytes()); return useTyped(v) })
	}},
	{"Borrow3, last", func(s pyinterop.Source) error {
		return pyinterop.Borrow3(pyinterop.Read[uint8](honest), pyinterop.AskSimple.Of(honest), pyinterop.Write[float64](s),
			func(a ndview.View[uint8], b pyinterop.Simple, v ndview.MutView[float64]) error {
				readAll(b.UnsafeBytes())
				return useTyped(v.View)
			})
	}},
}

// handled is the long form of a borrow as a function of the short form's kind.
func handled[V any](acquire func(pyinterop.Source) (*pyinterop.Handle[V], error)) func(pyinterop.Source, func(V) error) error {
	return func(s pyinterop.Source, use func(V) error) error {
		h, err := acquire(s)
		if err != nil {
			return err
		}
		return errors.Join(use(h.View()), h.Release())
	}
}

// honest is bytes that all borrows of several have as another argument.
var honest *pyinterop.Kept

// readAll reads what it can of what was said to be memory: what is longer than the exporters have is a lie that the
// buffer protocol gives no means to find out.
func readAll(b []byte) (sum byte) {
	for _, x := range b[:min(len(b), 24)] {
		sum += x
	}
	return sum
}

func doorOf[V any](name string, r pyinterop.Request[V], use func(V)) door {
	return door{name, func(s pyinterop.Source) error { return r.Borrow(s, func(v V) error { use(v); return nil }) }}
}

// useTyped reads what was borrowed, as far as a thousand elements.
func useTyped(v ndview.View[float64]) error {
	if n := v.Size(); n > 0 && n < 1000 {
		walk(v.Shape(), func(index []int) { v.At(index...) })
	}
	return nil
}

func useRaw(r ndview.Raw) error {
	if n := r.Size(); n > 0 && n < 1000 {
		_ = r.String()
	}
	return nil
}

var someAddress = regexp.MustCompile(`0x[0-9a-f]{6,}`)

// tell borrows an exporter through every door, inside a scope and outside, and returns each answer; the place of
// an address in it is taken by 0x….
func tell(t *testing.T, py pyinterop.Python, ns pyinterop.Object, arguments string) (answers map[string]string, errs map[string]error) {
	t.Helper()
	answers, errs = map[string]string{}, map[string]error{}
	for _, d := range append(doors[:len(doors):len(doors)], requests...) {
		for _, where := range []string{"inside", "outside"} {
			o, err := py.EvalIn("export("+arguments+")", ns)
			require.NoError(t, err, "%s: %+v", arguments, err)
			k, err := o.Keep()
			require.NoError(t, err)
			before := refcount(t, o)
			if where == "inside" {
				err = d.borrow(o)
			} else {
				py.AllowThreads(func() { err = d.borrow(k) })
			}
			assert.Zero(t, pyinterop.OpenBorrows(), "%s: %s %s", arguments, d.name, where)
			assert.Equal(t, before, refcount(t, o), "references after %s %s of %s", d.name, where, arguments)
			counts, err2 := py.EvalIn("log[id(e)]", withName(t, ns, "e", o))
			require.NoError(t, err2)
			count, err2 := pyinterop.To[[]int](counts)
			require.NoError(t, err2)
			assert.Positive(t, count[0], "requests")
			assert.Equal(t, count[1], count[2], "%s: %s %s: buffers granted, and given back", arguments, d.name, where)
			k.Drop()

			answer := "granted"
			if err != nil {
				answer = someAddress.ReplaceAllString(err.Error(), "0x…")
			}
			if where == "outside" {
				assert.Equal(t, answers[d.name], answer, "%s: %s outside of a scope", arguments, d.name)
				continue
			}
			answers[d.name], errs[d.name] = answer, err
		}
	}
	return answers, errs
}

func withName(t *testing.T, namespace pyinterop.Object, name string, value any) pyinterop.Object {
	t.Helper()
	require.NoError(t, namespace.SetItem(name, value))
	return namespace
}

// wanted is the answer of a door.
func (l lie) wanted(d door) string {
	text, own := l.typed, l.mut
	if strings.Contains(d.name, "Raw") {
		text, own = l.raw, l.rawMut
	}
	if strings.Contains(d.name, "Mut") && own != "" {
		text = own
	}
	if text == "granted" {
		return text
	}
	return "pyinterop: " + d.name + " of tests.Exporter" + strings.ReplaceAll(text, "BORROW", strings.TrimSuffix(d.name, "[float64]"))
}

func TestLyingExportersAreRefusedWithTheReason(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		var err error
		honest, err = eval(t, py, "b'honest'").Keep()
		require.NoError(t, err)
	})
	defer honest.Drop()
	for _, l := range lies {
		t.Run(l.about, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				answers, errs := tell(t, py, exporters(t, py), l.export)
				for _, d := range doors {
					want := l.wanted(d)
					assert.Equal(t, want, answers[d.name], d.name)
					if want == "granted" {
						continue
					}
					var refused *pyinterop.RefusedError
					require.ErrorAs(t, errs[d.name], &refused)
					assert.Equal(t, strings.Contains(want, "writable: "), errors.Is(refused, ndview.ErrReadOnly), d.name)
					if d.name == "Borrow[float64]" {
						for _, cause := range allSentinels {
							assert.Equal(t, contains(l.causes, cause), errors.Is(refused, cause), "%v of %v", cause, refused)
						}
					}
				}
			})
		})
	}
}

// What was asked is what is looked for in the answer: an exporter may promise contiguity and give strides, or give
// pointers to somebody who did not ask for them.
func TestAnswersThatDoNotKeepWhatTheRequestPromises(t *testing.T) {
	for _, c := range []struct{ door, export, want string }{
		{"AskSimple", "dict(shape=None, strides=None, format=None, ndim=0, len=24)", "granted"}, // T2, T5: 24 bytes, whatever the itemsize
		{"AskSimple", "dict(strides=(16,))", `, shape (24,), strides (1,): order: wanted C-contiguous memory, found strides or suboffsets of another, which were not asked for` + anyLayout},
		{"AskSimple", "dict(strides=None, shape=(2,), len=24)", "granted"},
		{"AskSimpleMut", "dict(format=b'O', readonly=1)", `, shape (3,), dtype object, strides (8,): dtype: wanted items that may be written as bytes, found references to Python objects (object); writable: wanted for writing, found read-only. Way out: BorrowRaw reads the references, Python sets items (Object.SetItem)`},
		{"AskSimpleMut", "dict(format=b'd', readonly=1)", `, shape (24,), strides (1,): writable: wanted for writing, found read-only, though the exporter granted it. Way out: Borrow reads it, a.copy() can be written`},
		{"AskND", "dict(strides=(-8,), offset=16)", `, shape (3,), itemsize 8, strides (-8,): order: wanted C-contiguous memory, found strides (-8,)` + anyLayout},
		{"AskND", "dict(shape=None, ndim=1)", `: shape: wanted 1 lengths, found none (NULL)` + untrue},
		{"AskC", "dict(shape=(3, 1), strides=(8, 77))", "granted"}, // T6
		{"AskC", "dict(shape=(2, 2), strides=(8, 16))", `, shape (2, 2), itemsize 8, strides (8, 16): order: wanted C-contiguous memory, found strides (8, 16)` + anyLayout},
		{"AskC", "dict(shape=(0, 2), strides=(1, 1))", "granted"}, // T7
		{"AskF", "dict(shape=(2, 2), strides=(16, 8))", `, shape (2, 2), itemsize 8, strides (16, 8): order: wanted Fortran-contiguous memory, found strides (16, 8). Way out: Borrow and AskIndirect take memory of any layout as it is; numpy.asfortranarray(a) copies`},
		{"AskF", "dict(shape=(2, 2), strides=(8, 16))", "granted"},
		{"AskAnyFormat", "dict(shape=(2, 2), strides=(8, 8))", `, shape (2, 2), dtype float64, strides (8, 8): order: wanted C- or Fortran-contiguous memory, found strides (8, 8)` + anyLayout},
		{"AskStrided", "dict(shape=(2,), suboffsets=(0,), data=array.array('Q', [start(keep)] * 2))", `, shape (2,), itemsize 8, strides (8,): order: wanted memory without pointers on the way, found pointers on the way (suboffsets)` + anyLayout}, // T20
		{"AskStrided", "dict(suboffsets=(-1,))", "granted"}, // T9
		{"AskIndirect", "dict(shape=(2,), suboffsets=(0,), data=array.array('Q', [start(keep)] * 2))", "granted"},
		{"AskItems", "dict(itemsize=4, shape=(2,))", `, shape (2,), itemsize 4, strides (8,): itemsize: wanted 8 bytes (int64), found 4. Way out: name a dtype of the itemsize found`},
		{"AskItems", "dict(format=b'k')", "granted"}, // nobody asked for it
	} {
		python(t, func(py pyinterop.Python) {
			var honestErr error
			honest, honestErr = eval(t, py, "b'honest'").Keep()
			require.NoError(t, honestErr)
			defer honest.Drop()
			answers, _ := tell(t, py, exporters(t, py), c.export)
			want := c.want
			if want != "granted" {
				want = "pyinterop: " + c.door + " of tests.Exporter" + want
			}
			assert.Equal(t, want, answers[c.door], "%s of %s", c.door, c.export)
		})
	}
}
