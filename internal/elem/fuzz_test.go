package elem

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParse holds the promises of Parse against any text: no panic, errors with a position, items of
// exactly itemsize bytes with fields inside and in order, and a format to export that reads back as
// the same type.
func FuzzParse(f *testing.F) {
	for _, seed := range []struct {
		format   string
		itemsize int
	}{
		{"d", 8}, {"<d", 8}, {"T{b:a:=i:b:q:c:}", 13}, {"T{d:a:b:b:}", 16}, {"2T{ii}i", 20}, {"(2,3)>3h", 36},
	} {
		f.Add(seed.format, seed.itemsize)
	}
	f.Fuzz(func(t *testing.T, format string, itemsize int) {
		calc := checkParse(t, format, itemsize)
		// Random itemsizes hardly ever fit; these do.
		for _, fitting := range []int{calc, roundUp(calc, 4), roundUp(calc, 8), calc + 3} {
			checkParse(t, format, fitting)
		}
	})
}

func checkParse(t *testing.T, format string, itemsize int) (calc int) {
	it, err := Parse(format, itemsize)
	if err != nil {
		var fe *FormatError
		require.True(t, errors.As(err, &fe))
		require.Equal(t, format, fe.Format)
		require.True(t, 0 <= fe.Pos && fe.Pos <= len(format), "position %d", fe.Pos)
		require.NotEmpty(t, fe.Msg)
		require.Less(t, len(err.Error()), 1000+len(fe.Msg))
		require.Zero(t, it)
		return 0
	}
	calc = it.Calc
	require.Equal(t, itemsize, it.Size())
	require.NotEmpty(t, it.String())
	if it.Opaque != "" {
		require.Equal(t, Item{Type: Type{Kind: KindVoid, Size: itemsize}, Calc: it.Calc, Opaque: it.Opaque, Pointers: it.Pointers}, it)
		require.True(t, !it.Pointers || strings.ContainsAny(format, "OPzZ&X"), "%q", format)
		return calc
	}
	require.LessOrEqual(t, it.Calc, itemsize)
	require.LessOrEqual(t, checkFields(t, it.Type), len(format))

	text := FormatOf(it.Type)
	require.NotEmpty(t, text)
	back, err := Parse(text, it.Type.Size)
	require.NoError(t, err)
	require.Empty(t, back.Opaque, "%q", text)
	require.Equal(t, it.Type.Size, back.Calc, "%q has all padding written out", text)
	require.True(t, it.Type.Equal(back.Type), "%q came back from %q as %v", it.Type, text, back)
	return calc
}

// checkFields counts the fields of a type, inner records included.
func checkFields(t *testing.T, typ Type) int {
	if typ.Kind != KindRecord {
		require.Nil(t, typ.Rec)
		return 0
	}
	end, n := 0, 0
	for _, f := range typ.Rec.Fields {
		require.GreaterOrEqual(t, f.Offset, end)
		end = f.Offset + f.Size()
		n += 1 + checkFields(t, f.Type)
		found, ok := typ.Rec.Field(f.Name)
		require.True(t, ok)
		require.Equal(t, f.Offset, found.Offset)
	}
	require.LessOrEqual(t, end, typ.Size)
	return n
}

// FuzzParseTypestr holds ParseTypestr to the same.
func FuzzParseTypestr(f *testing.F) {
	for _, seed := range []string{"<f8", "|b1", "<M8[25s]", "|V12", ">U3", "|O"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typestr string) {
		typ, err := ParseTypestr(typestr)
		if err != nil {
			var fe *FormatError
			require.True(t, errors.As(err, &fe))
			require.True(t, 0 <= fe.Pos && fe.Pos <= len(typestr))
			return
		}
		back, err := ParseTypestr(typ.Typestr())
		require.NoError(t, err)
		require.True(t, typ.Equal(back), "%v came back as %v", typ, back)
		require.NotEmpty(t, typ.String())
	})
}

func TestHostileFormatsAreRefusedCheaply(t *testing.T) {
	const million = 1 << 20
	for name, format := range map[string]string{
		"deep structs":        strings.Repeat("T{", million),
		"deep pointers":       strings.Repeat("&", million),
		"deep, closed":        strings.Repeat("T{", million/4) + "d" + strings.Repeat("}", million/4),
		"huge count":          "999999999999d",
		"huge length":         "999999999999s",
		"endless count":       strings.Repeat("9", million) + "d",
		"huge shape":          "(999999,999999,999999)d",
		"endless shape":       "(" + strings.Repeat("1,", million) + "1)d",
		"repeated repeats":    strings.Repeat("99T{", 60) + "d" + strings.Repeat("}", 60),
		"huge items in a row": strings.Repeat("999999999d", million/10),
		"many fields":         strings.Repeat("i", million),
		"unclosed name":       "d:" + strings.Repeat("n", million),
		"unclosed signature":  "X{" + strings.Repeat("{", million),
		"garbage":             strings.Repeat("\xff\x00", million/2),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			it, err := Parse(format, 8)
			runtime.ReadMemStats(&after)
			var fe *FormatError
			require.ErrorAs(t, err, &fe, "%v", it)
			assert.Less(t, len(err.Error()), 500)
			limit := uint64(100_000)
			if name == "many fields" {
				limit = 10_000_000 // up to the limit of 16384 fields they are legal
			}
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, limit)
		})
	}
}

func TestLongFormatsWithinTheLimitsAreRead(t *testing.T) {
	long := "T{" + strings.Repeat("x", 1<<20) + "d:" + strings.Repeat("n", 1<<20) + ":}"
	it := typed(t, long, 1<<20+8)
	assert.Equal(t, 1<<20, it.Type.Rec.Fields[0].Offset)
	assert.Len(t, it.Type.Rec.Fields[0].Name, 1<<20)

	wide := typed(t, "T{"+strings.Repeat("i", 1<<14-1)+"}", 1<<16-4).Type.Rec
	f, ok := wide.Field("f16382")
	assert.True(t, ok)
	assert.Equal(t, 1<<16-8, f.Offset)

	typed(t, strings.Repeat("T{", 64)+"d"+strings.Repeat("}", 64), 8)
}
