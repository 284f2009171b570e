//go:build cgo

package conformance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Of the formats that the struct module could mean, the reader takes exactly those that struct.calcsize takes, with the
// same size; offsets are compared by the values of TestStructures….
func TestTheStructSubsetIsWhatStructAccepts(t *testing.T) {
	r := newReferee(t, 20_000, 1_000_000)
	inside(t, func(py pyinterop.Python) {
		namespace := module(t, py, nil, "formats")
		require.NoError(t, py.ExecIn(fmt.Sprintf("rng.seed(%d)", r.seed), namespace))
		for done := 0; done < r.n; done += 1000 {
			inside(t, func(py pyinterop.Python) {
				namespace, err := namespace.In(py)
				require.NoError(t, err)
				for pair, err := range evalIn(t, namespace, "struct_formats", 1000).Iter() {
					require.NoError(t, err)
					compareFormat(t, r, pair)
				}
			})
		}
	})
	r.seen.check(t, r.least(500), "accepted", "refused", "no bytes")
}

func compareFormat(t *testing.T, r *referee, pair pyinterop.Object) {
	parts, err := pyinterop.To[[]pyinterop.Object](pair)
	require.NoError(t, err)
	format, err := parts[0].Text()
	require.NoError(t, err)
	size, err := parts[1].Int()
	require.NoError(t, err)
	item, err := elem.Parse(format, max(size, 0))
	if size < 0 {
		var refused *elem.FormatError
		require.ErrorAs(t, err, &refused, "INPLACE_SEED=%d: the struct module refuses %q", r.seed, format)
		assert.LessOrEqual(t, refused.Pos, len(format), format)
		r.seen["refused"]++
		return
	}
	require.NoError(t, err, "INPLACE_SEED=%d: the struct module takes %q", r.seed, format)
	require.Empty(t, item.Opaque, "INPLACE_SEED=%d: %q of %d bytes", r.seed, format, size)
	require.Equal(t, size, item.Size(), "INPLACE_SEED=%d: size of %q", r.seed, format)
	r.seen["accepted"]++
	if size == 0 {
		r.seen["no bytes"]++
	}
}

// NumPy's records at random, aligned and packed, nested, with sub-arrays, gaps, other byte orders and odd addresses: the
// reader finds each field where dtype.fields has it. Where the format does not say how records in a sub-array follow each
// other, the borrow asks the dtype; memoryview has none to ask, and there the item is opaque.
func TestRecordsOfNumPyAreReadAsDtypeFieldsSays(t *testing.T) {
	r := newReferee(t, 2000, 100_000)
	inside(t, func(py pyinterop.Python) {
		namespace := module(t, py, nil, "formats")
		require.NoError(t, py.ExecIn(fmt.Sprintf("rng.seed(%d)", r.seed), namespace))
		for done := 0; done < r.n; done += 500 {
			inside(t, func(py pyinterop.Python) {
				namespace, err := namespace.In(py)
				require.NoError(t, err)
				for made, err := range evalIn(t, namespace, "records", 500).Iter() {
					require.NoError(t, err)
					r.compareRecord(t, made)
				}
			})
		}
	})
	r.seen.check(t, r.least(20), "read", "opaque")
}

func (r *referee) compareRecord(t *testing.T, made pyinterop.Object) {
	parts, err := pyinterop.To[[]pyinterop.Object](made)
	require.NoError(t, err)
	want, format, wantOffsets := parts[1].String(), parts[2].String(), parts[3].String()
	known, err := pyinterop.DTypeOf(parts[0])
	require.NoError(t, err, want)
	require.Equal(t, want, describeType(known, true, true), "dtype")
	require.NoError(t, pyinterop.BorrowRaw(parts[0], func(raw ndview.Raw) error {
		require.Equal(t, wantOffsets, describeType(raw.DType(), false, true), "INPLACE_SEED=%d: format %q", r.seed, format)
		return nil
	}))
	view, err := parts[0].Py().Eval("memoryview(a)", pyinterop.Kwargs{"a": parts[0]})
	require.NoError(t, err)
	require.NoError(t, pyinterop.BorrowRaw(view, func(raw ndview.Raw) error {
		typ := raw.DType()
		require.Equal(t, known.Size, typ.Size)
		if typ.Kind == elem.KindVoid {
			r.seen["opaque"]++
			return nil
		}
		require.Equal(t, wantOffsets, describeType(typ, false, true), "INPLACE_SEED=%d: format %q", r.seed, format)
		r.seen["read"]++
		return nil
	}))
}

// describeType is describe of testdata/formats.py.
func describeType(t elem.Type, allSizes, size bool) string {
	if t.Kind != elem.KindRecord {
		return t.Typestr()
	}
	var fields []string
	for _, f := range t.Rec.Fields {
		text := describeType(f.Type, allSizes, f.Shape != nil && !slices.Equal(f.Shape, []int{1}))
		if f.Shape != nil {
			text += "*" + strings.ReplaceAll(fmt.Sprint(f.Shape), " ", ", ")
		}
		fields = append(fields, fmt.Sprintf("'%s'@%d:%s", f.Name, f.Offset, text))
	}
	text := "{" + strings.Join(fields, " ") + "}"
	if size || allSizes {
		text += fmt.Sprint(t.Size)
	}
	return text
}
