//go:build cgo

package pyinterop_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

type named int16

func bigInt(s string) *big.Int {
	b, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return b
}

func TestFromMakesThePythonObjectThatReprShows(t *testing.T) {
	seven := 7
	python(t, func(py pyinterop.Python) {
		for _, c := range []struct {
			value any
			want  string
		}{
			{nil, "None"}, {true, "True"}, {false, "False"}, {ndview.Bool(2), "True"}, {ndview.Bool(0), "False"},
			{int8(-128), "-128"}, {int16(-5), "-5"}, {int32(math.MinInt32), "-2147483648"}, {int64(math.MinInt64), "-9223372036854775808"},
			{uint8(255), "255"}, {uint16(65535), "65535"}, {uint32(math.MaxUint32), "4294967295"}, {uint64(math.MaxUint64), "18446744073709551615"},
			{uint(3), "3"}, {uintptr(4), "4"}, {named(9), "9"}, {&seven, "7"}, {(*int)(nil), "None"},
			{bigInt("-0x123456789abcdef0123456789"), "-" + bigInt("0x123456789abcdef0123456789").String()}, {*big.NewInt(5), "5"}, {(*big.Int)(nil), "None"},
			{float32(0.5), "0.5"}, {1e300, "1e+300"}, {math.Inf(-1), "-inf"}, {math.NaN(), "nan"}, {math.Copysign(0, -1), "-0.0"},
			{ndview.DTypeOf[ndview.Float16]().Size, "2"}, {complex64(1 + 2i), "(1+2j)"}, {complex(0, math.Inf(1)), "infj"},
			{"", "''"}, {"hé\x00𝄞", `'hé\x00𝄞'`}, {[]byte("a\x00\xff"), `b'a\x00\xff'`}, {[]byte{}, "b''"},
			{[]int{1, 2}, "[1, 2]"}, {[2]string{"a", "b"}, "['a', 'b']"}, {[]any{1, "x", nil, []float64{}}, "[1, 'x', None, []]"},
			{pyinterop.Tuple{1, pyinterop.Tuple{}, "x"}, "(1, (), 'x')"},
			{map[string]int{"b": 2, "a": 1}, "{'a': 1, 'b': 2}"}, {map[int]string{1: "x"}, "{1: 'x'}"}, {pyinterop.Kwargs{"k": nil}, "{'k': None}"},
		} {
			o, err := py.From(c.value)
			if assert.NoError(t, err, "%#v", c.value) {
				repr, err := o.Repr()
				assert.NoError(t, err)
				assert.Equal(t, c.want, repr, "%#v", c.value)
			}
		}
	})
}

func TestFromRefusesWhatHasNoCounterpart(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for want, value := range map[string]any{
			"cannot convert struct {} to Python: supported are numbers": struct{}{},
			"cannot convert chan int to Python":                         make(chan int),
			"item 1: pyinterop: cannot convert func() to Python":        []any{1, func() {}},
			"key a: item 1: pyinterop: cannot convert struct {}":        map[string]any{"a": struct{}{}},
			"cannot convert a zero Object to Python: it is no object":   pyinterop.Object{},
		} {
			_, err := py.From(value)
			assert.ErrorContains(t, err, want)
			assert.ErrorIs(t, err, pyinterop.ErrConvert)
		}
		_, err := py.From("\xff is not UTF-8")
		assert.True(t, pyinterop.IsPyErr(err, "UnicodeDecodeError"), "%v", err)
		_, err = py.From(map[string]any{"ok": "\xff"})
		assert.True(t, pyinterop.IsPyErr(err, "ValueError"), "a UnicodeDecodeError is a ValueError")
	})
}

func to[T any](t *testing.T, py pyinterop.Python, expression string, want T) {
	t.Helper()
	got, err := pyinterop.To[T](eval(t, py, expression))
	require.NoError(t, err, expression)
	assert.Equal(t, want, got, expression)
}

func toFails[T any](t *testing.T, py pyinterop.Python, expression string, sentinel error, want string) {
	t.Helper()
	got, err := pyinterop.To[T](eval(t, py, expression))
	require.Error(t, err, "%s gave %v", expression, got)
	if sentinel != nil {
		assert.ErrorIs(t, err, sentinel)
	}
	assert.ErrorContains(t, err, want)
}

func TestToConvertsNumbersWithTheirLimits(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		to(t, py, "-128", int8(-128))
		to(t, py, "255", uint8(255))
		to(t, py, "-2**15", int16(math.MinInt16))
		to(t, py, "2**16-1", uint16(math.MaxUint16))
		to(t, py, "2**31-1", int32(math.MaxInt32))
		to(t, py, "2**32-1", uint32(math.MaxUint32))
		to(t, py, "-2**63", int64(math.MinInt64))
		to(t, py, "2**64-1", uint64(math.MaxUint64))
		to(t, py, "True", 1)
		to(t, py, "np.int32(-7)", int64(-7))
		to(t, py, "np.uint64(2**64-1)", uint64(math.MaxUint64))
		to(t, py, "-1", named(-1))
		to(t, py, "2**100", new(big.Int).Lsh(big.NewInt(1), 100))
		to(t, py, "-(2**200)", new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), 200)))
		to(t, py, "1.5", float32(1.5))
		to(t, py, "3", 3.0)
		to(t, py, "np.float32(0.25)", 0.25)
		to(t, py, "float('inf')", math.Inf(1))
		to(t, py, "1-2j", complex128(1-2i))
		to(t, py, "np.complex64(1j)", complex64(1i))
		to(t, py, "2.5", complex128(2.5))
		to(t, py, "True", true)
		to(t, py, "np.bool_(False)", false)
		to(t, py, "True", ndview.Bool(1))

		toFails[int8](t, py, "128", pyinterop.ErrRange, "cannot convert int 128 to int8: it does not fit")
		toFails[uint8](t, py, "256", pyinterop.ErrRange, "uint8")
		toFails[uint64](t, py, "-1", pyinterop.ErrRange, "cannot convert int -1 to uint64")
		toFails[int64](t, py, "2**63", pyinterop.ErrRange, "cannot convert int 9223372036854775808 to int64: it does not fit; *big.Int holds any int")
		toFails[int64](t, py, "10**100", pyinterop.ErrRange, "int 1000000000000000000000000000 … ")
		toFails[int](t, py, "1.0", nil, "TypeError")
		toFails[int](t, py, "'1'", nil, "TypeError")
		toFails[float64](t, py, "'1.5'", nil, "TypeError: must be real number, not str")
		toFails[float64](t, py, "10**400", pyinterop.ErrRange, "float64")
		toFails[complex128](t, py, "'1j'", pyinterop.ErrConvert, "parse it first")
		toFails[bool](t, py, "1", pyinterop.ErrConvert, "it is no bool; Truth gives bool(x) of anything")
		toFails[chan int](t, py, "1", pyinterop.ErrConvert, "this Go type is not supported")
	})
}

func TestToConvertsTextBytesAndContainers(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		to(t, py, `'hé\0𝄞'`, "hé\x00𝄞")
		to(t, py, "''", "")
		to(t, py, `b'a\0\xff'`, []byte("a\x00\xff"))
		to(t, py, "bytearray(b'xy')", []byte("xy"))
		to(t, py, "[1, 2, 3]", []int{1, 2, 3})
		to(t, py, "range(3)", []int64{0, 1, 2})
		to(t, py, "(x*x for x in range(3))", []float64{0, 1, 4})
		to(t, py, "[1, 2]", []uint8{1, 2})
		to(t, py, "np.arange(3.)", []float64{0, 1, 2})
		to(t, py, "[[1], [2, 3], []]", [][]int{{1}, {2, 3}, {}})
		to(t, py, "(1, 2)", [2]int{1, 2})
		to(t, py, "(1, 'x', None)", pyinterop.Tuple{int64(1), "x", nil})
		to(t, py, "{'a': 1, 'b': 2}", map[string]int{"a": 1, "b": 2})
		to(t, py, "{1: [2]}", map[int][]int{1: {2}})
		to(t, py, "{'a': [1.5, (2,)], 'b': {}}", map[string]any{"a": []any{1.5, pyinterop.Tuple{int64(2)}}, "b": map[string]any{}})
		five := 5
		to(t, py, "5", &five)
		to(t, py, "None", (*int)(nil))
		to(t, py, "[None, 5]", []*int{nil, &five})

		toFails[string](t, py, "5", nil, "TypeError")
		toFails[string](t, py, `'a\udc80b'`, pyinterop.ErrConvert, `cannot convert str "a\\udc80b" to string: it holds a lone surrogate, which UTF-8 cannot carry; encode it in Python`)
		toFails[[]byte](t, py, "[300]", pyinterop.ErrRange, "item 0: ")
		toFails[[]int](t, py, "5", nil, "TypeError: 'int' object is not iterable")
		toFails[[]int](t, py, "[1, 'x']", nil, "item 1: TypeError")
		toFails[[2]int](t, py, "[1, 2, 3]", pyinterop.ErrConvert, "it has 3 items, wanted 2")
		toFails[[2]int](t, py, "[1]", pyinterop.ErrConvert, "it has 1 items, wanted 2")
		toFails[map[string]int](t, py, "{1: 1}", nil, "key 1: ")
		toFails[map[string]int](t, py, "{'a': 'b'}", nil, "value of 'a': ")
		toFails[map[string]int](t, py, "[1]", nil, "AttributeError")
		toFails[any](t, py, "{(1, 2): 3}", pyinterop.ErrConvert, "cannot be a map key")
		toFails[[]int](t, py, "(1//0 for x in [1])", nil, "ZeroDivisionError")
	})
}

func TestToAnyTakesTheNearestGoType(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for expression, want := range map[string]any{
			"None": nil, "True": true, "5": int64(5), "2**70": new(big.Int).Lsh(big.NewInt(1), 70), "1.5": 1.5, "1j": 1i, "'s'": "s", "b'b'": []byte("b"),
			"(1, 2.0)": pyinterop.Tuple{int64(1), 2.0}, "[1, [2]]": []any{int64(1), []any{int64(2)}}, "{'a': 1}": map[string]any{"a": int64(1)},
			"{1: 2}": map[any]any{int64(1): int64(2)}, "{7}": []any{int64(7)}, "frozenset([8])": []any{int64(8)},
			"np.float32(0.5)": 0.5, "np.int8(3)": int64(3), "np.array(2.5)": 2.5, "np.bool_(True)": true, "np.str_('n')": "n",
		} {
			to(t, py, expression, want)
		}
		toFails[any](t, py, "object()", pyinterop.ErrConvert, "cannot convert object to any: it has no natural Go type")
		toFails[any](t, py, "np.zeros(3)", pyinterop.ErrConvert, "cannot convert numpy.ndarray to any")
	})
}

func TestWhatHoldsItselfIsRefused(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		_, err := pyinterop.To[any](eval(t, py, "(lambda l: l.append(l) or l)([])"))
		assert.ErrorIs(t, err, pyinterop.ErrConvert)
		assert.ErrorContains(t, err, "it is nested more than 1000 deep, or holds itself")
		loop := map[string]any{}
		loop["loop"] = loop
		_, err = py.From(loop)
		assert.ErrorIs(t, err, pyinterop.ErrConvert)

		deep, err := pyinterop.To[any](eval(t, py, "__import__('functools').reduce(lambda inner, _: [inner], range(400), 7)"))
		require.NoError(t, err)
		_, err = py.From(deep)
		assert.NoError(t, err, "and the count begins again")
	})
}

func TestConversionsRoundTrip(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, v := range []any{nil, true, int64(-3), new(big.Int).Lsh(big.NewInt(-3), 99), 0.1, 1 + 2i, "text", []byte{0, 1}, pyinterop.Tuple{int64(1)},
			[]any{"a", []any{}}, map[string]any{"k": map[string]any{"n": nil}}} {
			o, err := py.From(v)
			require.NoError(t, err)
			back, err := pyinterop.To[any](o)
			require.NoError(t, err)
			assert.Equal(t, v, back)
		}
	})
}

func TestAttributesItemsAndCalls(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		ns := eval(t, py, "__import__('types').SimpleNamespace(a=1)")
		require.NoError(t, ns.SetAttr("b", []int{1, 2}))
		b, err := ns.Attr("b")
		require.NoError(t, err)
		assert.Equal(t, "[1, 2]", b.String())
		has, err := ns.HasAttr("b")
		assert.True(t, has && err == nil)
		require.NoError(t, ns.DelAttr("b"))
		has, err = ns.HasAttr("b")
		assert.True(t, !has && err == nil)
		_, err = ns.Attr("b")
		assert.True(t, pyinterop.IsPyErr(err, "AttributeError"))
		raising := eval(t, py, "type('R', (), {'x': property(lambda self: 1//0)})()")
		_, err = raising.HasAttr("x")
		assert.True(t, pyinterop.IsPyErr(err, "ZeroDivisionError"), "only AttributeError means no")

		d := eval(t, py, "{}")
		require.NoError(t, d.SetItem("k", 5))
		require.NoError(t, d.SetItem(pyinterop.Tuple{1, 2}, nil))
		item, err := d.Item(1, 2)
		require.NoError(t, err)
		assert.True(t, item.IsNone())
		require.NoError(t, d.DelItem("k"))
		_, err = d.Item("k")
		assert.EqualError(t, err, "KeyError: 'k'")
		n, err := d.Len()
		assert.True(t, n == 1 && err == nil)

		f := eval(t, py, "lambda *args, **kw: (args, kw)")
		r, err := f.Call(1, "two", pyinterop.Kwargs{"c": 3.5, "b": nil})
		require.NoError(t, err)
		assert.Equal(t, "((1, 'two'), {'b': None, 'c': 3.5})", r.String())
		r, err = f.CallKw([]any{1}, pyinterop.Kwargs{"x": 1})
		require.NoError(t, err)
		assert.Equal(t, "((1,), {'x': 1})", r.String())
		r, err = f.Call(pyinterop.Tuple{1})
		require.NoError(t, err)
		assert.Equal(t, "(((1,),), {})", r.String())
		r, err = eval(t, py, "'a-b'").CallMethod("split", "-", pyinterop.Kwargs{"maxsplit": 1})
		require.NoError(t, err)
		assert.Equal(t, "['a', 'b']", r.String())
		_, err = f.CallMethod("nope")
		assert.True(t, pyinterop.IsPyErr(err, "AttributeError"))
		_, err = eval(t, py, "5").Call()
		assert.EqualError(t, err, "TypeError: 'int' object is not callable")
		assert.True(t, f.Callable())
		assert.False(t, d.Callable())
	})
}

func TestQuestionsToObjects(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a := eval(t, py, "np.zeros((2, 3), 'f4')")
		assert.Equal(t, "numpy.ndarray", a.TypeName())
		assert.Equal(t, "int", eval(t, py, "5").TypeName())
		repr, err := eval(t, py, "'x'").Repr()
		assert.True(t, repr == "'x'" && err == nil)
		kind, err := a.Type()
		require.NoError(t, err)
		is, err := a.IsInstance(kind)
		assert.True(t, is && err == nil)
		is, err = py.None().IsInstance(kind)
		assert.True(t, !is && err == nil)
		yes, err := eval(t, py, "[0]").Truth()
		assert.True(t, yes && err == nil)
		_, err = a.Truth()
		assert.True(t, pyinterop.IsPyErr(err, "ValueError"), "%v", err)
		equal, err := eval(t, py, "[1, 2]").Equal([]int{1, 2})
		assert.True(t, equal && err == nil)
		less, err := eval(t, py, "1").Less(2)
		assert.True(t, less && err == nil)
		assert.True(t, py.None().Is(eval(t, py, "None")))
		assert.True(t, eval(t, py, "None").IsNone())
		assert.True(t, pyinterop.Object{}.IsZero())
		assert.Equal(t, "<zero Object>", pyinterop.Object{}.String())
		assert.Contains(t, eval(t, py, "type('B', (), {'__str__': lambda self: 1//0})()").String(), "<str() failed: ZeroDivisionError")
		again, err := py.FromHandle(a.Handle())
		assert.True(t, err == nil && again.Is(a))
	})
}

func TestObjectsThatAreNoneOfThisScopeAreRefused(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "5")
		_, err := o.IsInstance(pyinterop.Object{})
		assert.ErrorIs(t, err, pyinterop.ErrConvert)
		_, err = py.FromHandle(0)
		assert.ErrorIs(t, err, pyinterop.ErrConvert)
		var class pyinterop.Object
		python(t, func(py pyinterop.Python) { class = eval(t, py, "type('Short', (), {})") })
		assert.Contains(t, scopeError(t, func() { o.IsInstance(class) }).Why, "its scope has ended")
	})
}

func TestIteration(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		var got []string
		for item, err := range eval(t, py, "[1, 'a', None]").Iter() {
			require.NoError(t, err)
			got = append(got, item.String())
		}
		assert.Equal(t, []string{"1", "a", "None"}, got)

		// A generator is asked for one item at a time, and for no more than were wanted.
		require.NoError(t, py.Exec(`
			made = []
			def gen():
			    for i in range(10):
			        made.append(i)
			        yield i`))
		o, err := py.Eval("gen()")
		require.NoError(t, err)
		for item, err := range o.Iter() {
			require.NoError(t, err)
			if n, _ := item.Int(); n == 2 {
				break
			}
		}
		o, err = py.Eval("made")
		require.NoError(t, err)
		assert.Equal(t, "[0, 1, 2]", o.String())

		var last error
		n := 0
		for _, err := range eval(t, py, "(10 // (2 - i) for i in range(5))").Iter() {
			if last = err; err == nil {
				n++
			}
		}
		assert.Equal(t, 2, n)
		assert.True(t, pyinterop.IsPyErr(last, "ZeroDivisionError"))
		for _, err := range eval(t, py, "5").Iter() {
			last = err
		}
		assert.EqualError(t, last, "TypeError: 'int' object is not iterable")
	})
}

func TestExecEvalAndNamespaces(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec("in_main = 41"))
		o, err := py.Eval(" in_main + one ", pyinterop.Kwargs{"one": 1})
		require.NoError(t, err)
		assert.Equal(t, "42", o.String())
		_, err = py.Eval("one")
		assert.True(t, pyinterop.IsPyErr(err, "NameError"), "vars of another Eval are gone")
		o, err = py.Eval("[x * k for x in xs]", pyinterop.Kwargs{"xs": []int{1, 2}, "k": 10})
		require.NoError(t, err)
		assert.Equal(t, "[10, 20]", o.String())

		own, err := py.Dict()
		require.NoError(t, err)
		require.NoError(t, py.ExecIn("a = 5\ndef f(): return a", own))
		o, err = py.EvalIn("f()", own)
		require.NoError(t, err)
		assert.Equal(t, "5", o.String())
		require.NoError(t, py.ExecIn("def late():\n    import math\n    return len('abc') + math.floor(0.5)", own))
		o, err = py.EvalIn("late()", own)
		require.NoError(t, err, "a namespace has Python's builtins, as with exec()")
		assert.Equal(t, "3", o.String())
		_, err = py.Eval("f()")
		assert.True(t, pyinterop.IsPyErr(err, "NameError"))

		require.NoError(t, py.Exec("\n\t\tif True:\n\t\t\tindented = 1\n\n\t\tmore = 2\n\t"))
		assert.True(t, pyinterop.IsPyErr(py.Exec("if True\n  x"), "SyntaxError"))
		_, err = py.Eval("a = 5")
		assert.True(t, pyinterop.IsPyErr(err, "SyntaxError"))
		assert.ErrorContains(t, py.Exec("x = '\x00'"), "must not contain a NUL")
		set, err := py.Set(1, 1, 2)
		require.NoError(t, err)
		assert.Equal(t, "{1, 2}", set.String())
		_, err = py.Set([]int{1})
		assert.True(t, pyinterop.IsPyErr(err, "TypeError"))
	})
}

func TestImport(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		m, err := py.Import("os.path")
		require.NoError(t, err)
		joined, err := m.CallMethod("join", "a", "b")
		require.NoError(t, err)
		assert.Equal(t, "a/b", joined.String())

		info, _ := pyinterop.Info()
		_, err = py.Import("surely_not_installed.part")
		assert.True(t, pyinterop.IsPyErr(err, "ModuleNotFoundError"))
		assert.ErrorContains(t, err, `pyinterop: module "surely_not_installed.part" is not installed for `+info.Executable+" (Python "+info.Version)
		assert.ErrorContains(t, err, "install it with `"+info.Executable+" -m pip install surely_not_installed`")
	})
}

func TestArraysAllocatedFromGo(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		z, err := pyinterop.Zeros[int16](py, 2, 3)
		require.NoError(t, err)
		assert.Equal(t, "[[0 0 0]\n [0 0 0]] int16", z.String()+" "+attr(t, z, "dtype"))
		e, err := pyinterop.Empty[complex64](py, 4, 0, 2)
		require.NoError(t, err)
		assert.Equal(t, "(4, 0, 2) complex64", attr(t, e, "shape")+" "+attr(t, e, "dtype"))
		f, err := pyinterop.Full(py, ndview.Bool(1), 2)
		require.NoError(t, err)
		assert.Equal(t, "[ True  True] bool", f.String()+" "+attr(t, f, "dtype"))
		s, err := pyinterop.Full[float32](py, 2.5)
		require.NoError(t, err)
		assert.Equal(t, "2.5 ()", s.String()+" "+attr(t, s, "shape"))
		h, err := pyinterop.Zeros[ndview.Float16](py, 1)
		require.NoError(t, err)
		assert.Equal(t, "float16", attr(t, h, "dtype"))

		data := []uint32{1, 2, 3, 4, 5, 6}
		o, err := pyinterop.FromSlice(py, data, 3, 2)
		require.NoError(t, err)
		data[0] = 99
		assert.Equal(t, "[[1 2]\n [3 4]\n [5 6]]", o.String(), "a copy")
		o, err = pyinterop.FromSlice(py, []float64{})
		require.NoError(t, err)
		assert.Equal(t, "[] (0,)", o.String()+" "+attr(t, o, "shape"))

		_, err = pyinterop.FromSlice(py, data, 4)
		assert.ErrorIs(t, err, ndview.ErrShape)
		_, err = pyinterop.Zeros[int8](py, 2, -1)
		assert.ErrorIs(t, err, ndview.ErrShape)
		_, err = pyinterop.Zeros[int64](py, math.MaxInt/4, 8)
		assert.ErrorIs(t, err, ndview.ErrOverflow)
		_, err = pyinterop.Empty[float64](py, 1<<50)
		assert.True(t, pyinterop.IsPyErr(err, "MemoryError"), "%v", err)
		_, err = pyinterop.Zeros[ndview.BFloat16](py, 1)
		assert.ErrorIs(t, err, pyinterop.ErrConvert)
	})
}

func attr(t *testing.T, o pyinterop.Object, name string) string {
	a, err := o.Attr(name)
	require.NoError(t, err)
	return text(t, a)
}

func TestPyErrorCarriesTypeMessageAndTraceback(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		err := py.Exec(`
			def inner(x):
			    return 1 // x
			def outer():
			    try:
			        inner(0)
			    except ZeroDivisionError as e:
			        raise LookupError("not found") from e
			outer()`)
		var e *pyinterop.PyError
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "LookupError", e.Type)
		assert.Equal(t, "not found", e.Message)
		assert.EqualError(t, err, "LookupError: not found")
		for _, want := range []string{"Traceback (most recent call last):", "return 1 // x", "ZeroDivisionError: ", "The above exception was the direct cause", "<exec at object_test.go:", "in outer"} {
			assert.Contains(t, e.Traceback, want)
		}
		assert.True(t, strings.HasSuffix(e.Traceback, "LookupError: not found\n"))
		assert.Equal(t, e.Traceback, sprintf("%+v", err))
		assert.Equal(t, "LookupError: not found", sprintf("%v", err))
		assert.Equal(t, `"LookupError: not found"`, sprintf("%q", err))
	})
}

func TestTracebacksShowTheLinesOfTheLatestSources(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for i := range 300 {
			require.NoError(t, py.Exec(sprintf("x = %d", i)))
		}
		err := py.Exec("x = 1 // 0  # the latest")
		require.Contains(t, sprintf("%+v", err), "x = 1 // 0  # the latest")
	})
}

func TestPyErrorKnowsTheBasesOfItsClass(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		_, err := py.Eval("open('/nonexistent/file')")
		for _, name := range []string{"FileNotFoundError", "OSError", "Exception", "BaseException"} {
			assert.True(t, pyinterop.IsPyErr(err, name), name)
		}
		assert.False(t, pyinterop.IsPyErr(err, "ValueError"))
		assert.False(t, pyinterop.IsPyErr(nil, "ValueError"))
		assert.False(t, pyinterop.IsPyErr(errors.New("x"), "ValueError"))

		var e *pyinterop.PyError
		require.ErrorAs(t, err, &e)
		x, err := e.Exception(py)
		require.NoError(t, err)
		number, err := x.Attr("errno")
		require.NoError(t, err)
		assert.Equal(t, "2", number.String())

		_, err = eval(t, py, "np.zeros(3)").CallMethod("sum", pyinterop.Kwargs{"axis": 5})
		assert.True(t, pyinterop.IsPyErr(err, "numpy.exceptions.AxisError") || pyinterop.IsPyErr(err, "numpy.AxisError"), "%v", err) // NumPy 2 or 1
		assert.True(t, pyinterop.IsPyErr(err, "AxisError"))
		assert.True(t, pyinterop.IsPyErr(err, "IndexError"))
	})
}

func TestExceptionsThatMisbehaveStillArrive(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec(`
			class BadStr(Exception):
			    def __str__(self): raise RuntimeError("in __str__")
			class Surrogate(Exception):
			    def __str__(self): return "lone \udc80 one"
			class NotText(Exception):
			    def __str__(self): return 5
			def deep(): return deep()
			def group(): raise ExceptionGroup("several", [ValueError(1), KeyError("k")])`))
		for source, want := range map[string]string{
			"raise BadStr":             "BadStr: <exception str() failed>",
			"raise NotText":            "NotText: <exception str() failed>",
			"raise Surrogate":          `Surrogate: lone \udc80 one`,
			"raise KeyboardInterrupt":  "KeyboardInterrupt",
			"raise SystemExit(7)":      "SystemExit: 7",
			"raise StopIteration(3)":   "StopIteration: 3",
			"raise ValueError('é\\n')": "ValueError: é\n",
			"group()":                  "ExceptionGroup: several (2 sub-exceptions)",
			"assert False, 'why'":      "AssertionError: why",
			"raise 5":                  "TypeError: exceptions must derive from BaseException",
		} {
			err := py.Exec(source)
			assert.EqualError(t, err, want, source)
			var e *pyinterop.PyError
			require.ErrorAs(t, err, &e)
			assert.NotEmpty(t, e.Traceback)
		}
		err := py.Exec("deep()")
		assert.True(t, pyinterop.IsPyErr(err, "RecursionError"), "%v", err)
		o, err := py.Eval("1 + 1")
		require.NoError(t, err)
		assert.Equal(t, "2", o.String(), "and Python goes on")
	})
}

func TestErrorsHoldNoReferencesAfterTheyAreForgotten(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "[]")
		before := refcount(t, o)
		python(t, func(inner pyinterop.Python) { // the bound methods belong to a scope, too
			o, err := o.In(inner)
			require.NoError(t, err)
			for range 20 {
				_, err := o.CallMethod("pop")
				require.Error(t, err)
			}
		})
		assert.Equal(t, before, refcount(t, o))
	})
}
