package ndview

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// viewOf returns a view of a slice for tables of tests.
func viewOf[T Element](s []T, shape ...int) MutView[T] {
	v, err := FromSlice(s, shape...)
	if err != nil {
		panic(err)
	}
	return v
}

// arange returns 0, 1, 2 … in the given shape.
func arange[T int8 | int32 | int64 | uint8 | uint16 | float32 | float64](shape ...int) MutView[T] {
	s := make([]T, product(shape))
	for i := range s {
		s[i] = T(i)
	}
	return viewOf(s, shape...)
}

// rawOf returns items of a type that Go does not have.
func rawOf(typ DType, data []byte, shape ...int) MutRaw {
	r, err := FromBytes(data, 0, typ, shape, nil)
	if err != nil {
		panic(err)
	}
	return r
}

// borrowed returns a view whose memory is lent, and the function that ends the loan.
func borrowed[T Element](v MutView[T]) (MutView[T], func()) {
	slot := new(lease.Slot)
	return NewMutView[T](mem.New(v.a.Base, *v.a.L(), slot, slot.Open(0), itemOf[T](false))), slot.Close
}

// indirectRows returns rows that are reached through pointers.
func indirectRows[T Element](rows ...[]T) View[T] {
	table := make([]mem.Addr, len(rows))
	for i, row := range rows {
		table[i] = mem.Of(row)
	}
	l, err := layout.New([]int{len(rows), len(rows[0])}, []int{pointerBytes, mem.SizeOf[T]()}, []int{0, -1}, mem.SizeOf[T]())
	if err != nil {
		panic(err)
	}
	return NewView[T](mem.New(mem.Of(table), l, lease.Forever, 0, itemOf[T](false)))
}

var nan, inf = math.NaN(), math.Inf(1)

func TestPrintingFollowsNumPysRules(t *testing.T) {
	negativeZero := math.Copysign(0, -1)
	for name, c := range map[string]struct {
		v         Printable
		str, repr string
	}{
		"whole floats end in a point":             {arange[float64](3), "[0. 1. 2.]", "array([0., 1., 2.])"},
		"points stand below each other":           {viewOf([]float64{1.5, 10, 100.25}), "[  1.5   10.   100.25]", "array([  1.5 ,  10.  , 100.25])"},
		"eight digits at most":                    {viewOf([]float64{math.Pi}), "[3.14159265]", "array([3.14159265])"},
		"1e8 goes scientific":                     {viewOf([]float64{1e8}), "[1.e+08]", "array([1.e+08])"},
		"99999999 does not":                       {viewOf([]float64{99999999}), "[99999999.]", "array([99999999.])"},
		"below 1e-4 goes scientific":              {viewOf([]float64{9.9e-5}), "[9.9e-05]", "array([9.9e-05])"},
		"1e-4 does not":                           {viewOf([]float64{1e-4}), "[0.0001]", "array([0.0001])"},
		"a ratio of 1000 does not":                {viewOf([]float64{1, 1000}), "[   1. 1000.]", "array([   1., 1000.])"},
		"a greater one goes scientific":           {viewOf([]float64{1, 1001}), "[1.000e+00 1.001e+03]", "array([1.000e+00, 1.001e+03])"},
		"zeros do not count for the ratio":        {viewOf([]float64{0, 1000}), "[   0. 1000.]", "array([   0., 1000.])"},
		"three digits of exponent":                {viewOf([]float64{1e-300, 1}), "[1.e-300 1.e+000]", "array([1.e-300, 1.e+000])"},
		"nan and inf fit the column":              {viewOf([]float64{1, nan, -inf}), "[  1.  nan -inf]", "array([  1.,  nan, -inf])"},
		"only nan":                                {viewOf([]float64{nan}), "[nan]", "array([nan])"},
		"signs":                                   {viewOf([]float64{-1, 1, negativeZero}), "[-1.  1. -0.]", "array([-1.,  1., -0.])"},
		"float32 has its own digits":              {viewOf([]float32{0.1}), "[0.1]", "array([0.1], dtype=float32)"},
		"float32 goes scientific at 1e6":          {viewOf([]float32{1e6}), "[1.e+06]", "array([1.e+06], dtype=float32)"},
		"float16 at 1e3":                          {viewOf([]Float16{elem.Float16From(1000)}), "[1.e+03]", "array([1.e+03], dtype=float16)"},
		"float16 digits":                          {viewOf([]Float16{elem.Float16From(0.1), elem.Float16From(3)}), "[0.1 3. ]", "array([0.1, 3. ], dtype=float16)"},
		"bfloat16 digits":                         {viewOf([]BFloat16{elem.BFloat16From(0.1), elem.BFloat16From(3)}), "[0.1 3. ]", "array([0.1, 3. ], dtype=bfloat16)"},
		"complex halves have columns":             {viewOf([]complex128{1 + 2i, complex(-1.5, nan)}), "[ 1.  +2.j -1.5+nanj]", "array([ 1.  +2.j, -1.5+nanj])"},
		"complex64":                               {viewOf([]complex64{1i}), "[0.+1.j]", "array([0.+1.j], dtype=complex64)"},
		"integers align right":                    {viewOf([]int64{-1, 10, 100}), "[ -1  10 100]", "array([ -1,  10, 100])"},
		"int32 names its dtype":                   {viewOf([]int32{1}), "[1]", "array([1], dtype=int32)"},
		"uint64 up to the end":                    {viewOf([]uint64{math.MaxUint64}), "[18446744073709551615]", "array([18446744073709551615], dtype=uint64)"},
		"booleans":                                {viewOf([]Bool{0, 1, 200}), "[False  True  True]", "array([False,  True,  True])"},
		"an empty array":                          {Make[float64](0), "[]", "array([], dtype=float64)"},
		"an empty array of two axes":              {Make[float64](0, 3), "[]", "array([], shape=(0, 3), dtype=float64)"},
		"an empty array of integers":              {Make[int64](2, 0), "[]", "array([], shape=(2, 0), dtype=int64)"},
		"no axes":                                 {viewOf([]float64{1}).IndexAxis(0, 0), "1.0", "array(1.)"},
		"one axis of length 1":                    {viewOf([]int64{7}, 1), "[7]", "array([7])"},
		"three axes":                              {arange[int64](2, 2, 2), "[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]", "array([[[0, 1],\n        [2, 3]],\n\n       [[4, 5],\n        [6, 7]]])"},
		"a long row is wrapped":                   {arange[int64](30), "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n 24 25 26 27 28 29]", "array([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16,\n       17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])"},
		"1000 elements are printed in full":       {viewOf(make([]int8, 1000), 500, 2).SliceAxis(0, From(498)), "[[0 0]\n [0 0]]", "array([[0, 0],\n       [0, 0]], dtype=int8)"},
		"1001 are summarised":                     {arange[int64](1001), "[   0    1    2 ...  998  999 1000]", "array([   0,    1,    2, ...,  998,  999, 1000], shape=(1001,))"},
		"rows are summarised":                     {arange[int64](1001, 2), "[[   0    1]\n [   2    3]\n [   4    5]\n ...\n [1996 1997]\n [1998 1999]\n [2000 2001]]", "array([[   0,    1],\n       [   2,    3],\n       [   4,    5],\n       ...,\n       [1996, 1997],\n       [1998, 1999],\n       [2000, 2001]], shape=(1001, 2))"},
		"a dtype that does not fit takes a line":  {viewOf([]float32{1.23456789, 2.3456789, 3.456789, 4.56789, 5.6789, 1, 1}), "[1.2345679 2.3456788 3.456789  4.56789   5.6789    1.        1.       ]", "array([1.2345679, 2.3456788, 3.456789 , 4.56789  , 5.6789   , 1.       ,\n       1.       ], dtype=float32)"},
		"swapped integers":                        {rawOf(DType{Kind: elem.KindInt32, Size: 4, Swapped: true}, swappedBytes(1, 2), 2), "[1 2]", "array([1, 2], dtype='" + DType{Kind: elem.KindInt32, Size: 4, Swapped: true}.String() + "')"},
		"bytes":                                   {rawOf(DType{Kind: elem.KindBytes, Size: 3}, []byte("ab\x00c'\n"), 2), `[b'ab' b"c'\n"]`, `array([b'ab', b"c'\n"], dtype='|S3')`},
		"void":                                    {rawOf(DType{Kind: elem.KindVoid, Size: 2}, []byte{0xab, 0}, 1), `[b'\xAB\x00']`, `array([b'\xAB\x00'], dtype='|V2')`},
		"pascal strings":                          {rawOf(DType{Kind: elem.KindPascal, Size: 4}, []byte("\x02hi?\x09no!"), 2), `[b'hi' b'no!']`, `array([b'hi', b'no!'], dtype='pascal[4]')`},
		"days":                                    {rawOf(elem.Datetime64(elem.Day, 1), nativeInt64s(0, 18262, math.MinInt64), 3), "['1970-01-01' '2020-01-01'        'NaT']", "array(['1970-01-01', '2020-01-01',        'NaT'], dtype='datetime64[D]')"},
		"ticks":                                   {rawOf(elem.Timedelta64(elem.Second, 1), nativeInt64s(5, -10), 2), "[  5 -10]", "array([  5, -10], dtype='timedelta64[s]')"},
		"rows behind pointers":                    {indirectRows([]int64{1, 2}, []int64{3, 4}), "[[1 2]\n [3 4]]", "array([[1, 2],\n       [3, 4]])"},
		"a zero stride":                           {strided([]int64{5}, 0, []int{2, 2}, []int{0, 0}), "[[5 5]\n [5 5]]", "array([[5, 5],\n       [5, 5]])"},
		"negative strides":                        {arange[int64](2, 3).Flip(0).Flip(1), "[[5 4 3]\n [2 1 0]]", "array([[5, 4, 3],\n       [2, 1, 0]])"},
		"a transpose":                             {arange[int64](2, 3).T(), "[[0 3]\n [1 4]\n [2 5]]", "array([[0, 3],\n       [1, 4],\n       [2, 5]])"},
		"pointers show their address":             {NewRaw(mem.New(mem.Of([]uint64{0xabc}), layout.Scalar(), lease.Forever, 0, mem.Item{}), DType{Kind: elem.KindObject, Size: 8}), "<object at 0xabc>", "array(<object at 0xabc>, dtype=object)"},
		"two-byte strings join surrogates":        {rawOf(DType{Kind: elem.KindUCS2, Size: 6}, nativeUint16s('a', 0xd83d, 0xde00, 0xd800, 'b', 0), 2), `['a😀' '\ud800b']`, `array(['a😀', '\ud800b'], dtype='ucs2[3]')`},
		"a datetime without unit shows its ticks": {rawOf(elem.Datetime64(elem.UnitGeneric, 1), nativeInt64s(7), 1), "['7']", "array(['7'], dtype=datetime64)"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.str, fmt.Sprint(c.v), "str")
			assert.Equal(t, c.repr, PrintDefaults().Repr(c.v), "repr")
		})
	}
}

func strided[T Element](s []T, offset int, shape, strides []int) MutView[T] {
	v, err := FromStrided(s, offset, shape, strides)
	if err != nil {
		panic(err)
	}
	return v
}

func swappedBytes(xs ...uint32) (b []byte) {
	for _, x := range xs {
		if printsOnLittleEndian {
			b = append(b, byte(x>>24), byte(x>>16), byte(x>>8), byte(x))
		} else {
			b = append(b, byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
		}
	}
	return b
}

func nativeInt64s(xs ...int64) []byte { return bytesOf(xs) }

func nativeUint16s(xs ...uint16) []byte { return bytesOf(xs) }

func bytesOf[T Element](xs []T) []byte { return mem.Bytes(mem.Of(xs), len(xs)*mem.SizeOf[T]()) }

func TestArraysWithoutAxesPrintAsScalars(t *testing.T) {
	scalar := func(v Printable, want string) {
		t.Helper()
		assert.Equal(t, want, fmt.Sprint(v))
	}
	one := func(x float64) MutView[float64] { v := Make[float64](); v.Set(x); return v }
	scalar(one(1), "1.0")
	scalar(one(math.Nextafter(0.3, 1)), "0.30000000000000004")
	scalar(one(1e16), "1e+16")
	scalar(one(9999999999999998), "9999999999999998.0")
	scalar(one(1e-5), "1e-05")
	scalar(one(nan), "nan")
	scalar(one(-inf), "-inf")
	scalar(one(math.Copysign(0, -1)), "-0.0")
	scalar(viewOf([]float32{1e6}).IndexAxis(0, 0), "1e+06")
	scalar(viewOf([]Float16{elem.Float16From(1000)}).IndexAxis(0, 0), "1e+03")
	scalar(viewOf([]int8{-5}).IndexAxis(0, 0), "-5")
	scalar(viewOf([]Bool{1}).IndexAxis(0, 0), "True")
	scalar(viewOf([]complex128{2i}).IndexAxis(0, 0), "2j")
	scalar(viewOf([]complex128{1 - 2i}).IndexAxis(0, 0), "(1-2j)")
	scalar(viewOf([]complex128{complex(nan, inf)}).IndexAxis(0, 0), "(nan+infj)")
	scalar(rawOf(DType{Kind: elem.KindBytes, Size: 2}, []byte("ab")), "np.bytes_(b'ab')")
	scalar(rawOf(DType{Kind: elem.KindUnicode, Size: 8}, bytesOf([]uint32{'a', '\n'})), "a\n")
	scalar(rawOf(elem.Timedelta64(elem.Second, 25), nativeInt64s(4)), "100 seconds")
	scalar(rawOf(elem.Datetime64(elem.Day, 1), nativeInt64s(math.MinInt64)), "NaT")
	assert.Equal(t, "array(1.)", one(1).Repr())
	assert.Equal(t, "array(True)", viewOf([]Bool{1}).IndexAxis(0, 0).Repr())
}

func TestRecordsPrintAsTuples(t *testing.T) {
	inner, err := elem.RecordOf(2, field16("x"))
	require.NoError(t, err)
	typ, err := elem.RecordOf(32,
		elem.Field{Name: "id", Type: DTypeOf[int32]()},
		elem.Field{Name: "xy", Offset: 8, Type: DTypeOf[float64](), Shape: []int{2}},
		elem.Field{Name: "ok", Offset: 24, Type: DTypeOf[Bool]()},
		elem.Field{Name: "in", Offset: 26, Type: inner})
	require.NoError(t, err)
	data := make([]byte, 64)
	copy(data, bytesOf([]int32{7}))
	copy(data[8:], bytesOf([]float64{1.5, 2}))
	copy(data[24:], []byte{1})
	copy(data[26:], bytesOf([]Float16{elem.Float16From(0.5)}))
	r := rawOf(typ, data, 2)
	assert.Equal(t, "[(7, [1.5, 2. ],  True, (0.5,)) (0, [0. , 0. ], False, (0. ,))]", r.String())
	assert.Equal(t, "(7, [1.5, 2.0], True, (0.5,))", r.IndexAxis(0, 0).String(), "a single record prints floats in full")
	assert.Equal(t, "array((7, [1.5, 2. ], True, (0.5,)),\n      dtype="+typ.String()+")", r.IndexAxis(0, 0).Repr())
	o := PrintDefaults()
	o.Threshold, o.EdgeItems = 1, 0
	assert.Equal(t, "[... (0, [...], False, (0.,))]", o.Str(r), "sub-arrays are summarised as arrays are")
}

func field16(name string) elem.Field { return elem.Field{Name: name, Type: DTypeOf[Float16]()} }

func TestOptionsAreNumPys(t *testing.T) {
	v := viewOf([]float64{1.23456789, 0.5, nan})
	with := func(change func(o *PrintOptions)) PrintOptions {
		o := PrintDefaults()
		change(&o)
		return o
	}
	for _, c := range []struct {
		o    PrintOptions
		v    Printable
		want string
	}{
		{with(func(o *PrintOptions) { o.Precision = 3 }), v, "[1.235 0.5     nan]"},
		{with(func(o *PrintOptions) { o.Precision = -1 }), v, "[ 1.  0. nan]"},
		{with(func(o *PrintOptions) { o.FloatMode, o.Precision = FloatFixed, 3 }), v, "[1.235 0.500   nan]"},
		{with(func(o *PrintOptions) { o.FloatMode, o.Precision = FloatMaxPrecEqual, 3 }), v, "[1.235 0.500   nan]"},
		{with(func(o *PrintOptions) { o.FloatMode, o.Precision = FloatUnique, 3 }), v, "[1.23456789 0.5               nan]"},
		{with(func(o *PrintOptions) { o.Sign = '+' }), arange[int64](2), "[+0 +1]"},
		{with(func(o *PrintOptions) { o.Sign = ' ' }), arange[float64](2), "[ 0.  1.]"},
		{with(func(o *PrintOptions) { o.NaN = "missing" }), v, "[1.23456789 0.5           missing]"},
		{with(func(o *PrintOptions) { o.Suppress = true }), viewOf([]float64{1e-9, 1}), "[0. 1.]"},
		{with(func(o *PrintOptions) { o.Threshold = 3; o.EdgeItems = 1 }), arange[int64](4), "[0 ... 3]"},
		{with(func(o *PrintOptions) { o.LineWidth = 5 }), arange[int64](4), "[0 1\n 2 3]"},
		{with(func(o *PrintOptions) { o.LineWidth = 0 }), arange[int64](2), "[0\n 1]"},
		{PrintOptions{}, arange[int64](3), "[...\n 2]"},
	} {
		assert.Equal(t, c.want, c.o.Str(c.v), "%+v", c.o)
	}
}

func TestFmtVerbs(t *testing.T) {
	v := viewOf([]float64{1.23456, 2}, 1, 2)
	for format, want := range map[string]string{
		"%v":   "[[1.23456 2.     ]]",
		"%s":   "[[1.23456 2.     ]]",
		"%.2v": "[[1.23 2.  ]]",
		"%.2s": "[[1.23 2.  ]]",
		"%#v":  "array([[1.23456, 2.     ]])",
		"%+v":  "float64, shape (1, 2), strides (16, 8) bytes, C and F order, plain, writable, live\n[[1.23456 2.     ]]",
		"% v":  "[[ 1.23456  2.     ]]",
		"%8v":  "[[1.23456\n  2.     ]]",
		"%d":   "%!d(ndview.MutView[float64]=[[1.23456 2.     ]])",
	} {
		assert.Equal(t, want, fmt.Sprintf(format, v), format)
		assert.Equal(t, want, fmt.Sprintf(format, &v), "%s of a pointer", format)
	}
	assert.Contains(t, fmt.Sprintf("%+v", v.View), "read-only")
	assert.Contains(t, fmt.Sprintf("%+v", v.Raw()), "writable")
	assert.Contains(t, fmt.Sprintf("%+v", v.Raw().Raw), "read-only")
	assert.Equal(t, "%!x(ndview.Raw=[1 2])", fmt.Sprintf("%x", viewOf([]int8{1, 2}).Raw().Raw))
}

func TestReleasedViewsPrintTheirStateAndNoValues(t *testing.T) {
	live, release := borrowed(viewOf([]float64{42.5, 1}, 2))
	raw := live.Raw()
	assert.Equal(t, "[42.5  1. ]", live.String())
	assert.Equal(t, "[42.5  1. ]", raw.String())
	release()
	for _, v := range []Printable{live, live.View, raw, raw.Raw} {
		for name, text := range map[string]string{
			"%v": fmt.Sprintf("%v", v), "%#v": fmt.Sprintf("%#v", v), "%+v": fmt.Sprintf("%+v", v), "%s": fmt.Sprintf("%s", v),
			"%d": fmt.Sprintf("%d", v), "Str": PrintDefaults().Str(v), "Repr": PrintDefaults().Repr(v), "HTML": PrintDefaults().HTML(v),
		} {
			assert.Contains(t, text, "released", "%T %s", v, name)
			assert.Contains(t, text, "(2,)", "%T %s", v, name)
			assert.NotContains(t, text, "42", "%T %s", v, name)
			assert.NotContains(t, text, "PANIC", "%T %s", v, name)
		}
	}
	assert.Equal(t, "<released View[float64] of dtype float64, shape (2,)>", live.View.String())
	assert.Equal(t, "float64, shape (2,), strides (8,) bytes, C and F order, plain, writable, released", fmt.Sprintf("%+v", live))
	assert.Contains(t, live.Describe(), "released")
}

func TestAReleaseWhilePrintingPrintsTheState(t *testing.T) {
	live, release := borrowed(arange[float64](10))
	s := live.printable()
	text := s.text(func(s *subject) string {
		release()
		return s.str(PrintDefaults())
	})
	assert.Equal(t, "<released MutView[float64] of dtype float64, shape (10,)>", text)
	assert.PanicsWithValue(t, "other", func() { arange[int8](1).printable().text(func(*subject) string { panic("other") }) })
}

func TestZeroViewsPrintThatTheyAre(t *testing.T) {
	assert.Equal(t, "<zero View[float64]>", View[float64]{}.String())
	assert.Equal(t, "<zero MutView[Bool]>", fmt.Sprint(MutView[Bool]{}))
	assert.Equal(t, "<zero Raw>", Raw{}.Repr())
	assert.Equal(t, "<zero MutRaw>", MutRaw{}.Describe())
	assert.Equal(t, "<zero MutRaw>", fmt.Sprintf("%+v", MutRaw{}))
	assert.Contains(t, Raw{}.HTML(), "zero Raw")
}

func TestOnlyThePrintedElementsAreRead(t *testing.T) {
	start := time.Now()
	billion := strided([]int8{25}, 0, []int{1000, 1000, 1000}, []int{0, 0, 0})
	text := billion.String()
	assert.Contains(t, text, "[25 25 25 ... 25 25 25]")
	assert.Contains(t, billion.HTML(), "⋯")
	shape := make([]int, bits.UintSize-4) // 2^60 elements on most machines
	for i := range shape {
		shape[i] = 2
	}
	text = strided([]int8{1}, 0, shape, make([]int, len(shape))).String()
	assert.True(t, strings.HasPrefix(text, strings.Repeat("[", len(shape))+"1"))
	assert.True(t, strings.HasSuffix(text, "...]"), "the first axis shows that there is more")
	assert.Less(t, time.Since(start), 20*time.Second)
}

func TestAllAxesFrom0To64Print(t *testing.T) {
	v := viewOf([]int64{7}, []int{1}...).IndexAxis(0, 0)
	assert.Equal(t, "7", v.String())
	for n := 1; n <= 64; n++ {
		v = v.InsertAxis(0)
		assert.Equal(t, strings.Repeat("[", n)+"7"+strings.Repeat("]", n), v.String())
		assert.Equal(t, "array("+v.String()+")", v.Repr())
	}
}

func TestWidthsCountCharactersNotBytes(t *testing.T) {
	words := rawOf(DType{Kind: elem.KindUnicode, Size: 8}, bytesOf([]uint32{'é', 'é', 'ü', 'ü', 'o', 'o'}), 3)
	o := PrintDefaults()
	o.LineWidth = 11
	assert.Equal(t, "['éé' 'üü'\n 'oo']", o.Str(words))
}

func TestTypedAndUntypedViewsPrintAlike(t *testing.T) {
	v := viewOf([]float64{1, nan, 1e-7})
	r := v.Raw()
	assert.Equal(t, v.String(), r.String())
	assert.Equal(t, v.Repr(), r.Repr())
	assert.Equal(t, v.View.HTML(), r.Raw.HTML())
}
