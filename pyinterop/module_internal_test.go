package pyinterop

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
)

func TestSignaturesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"f()":                           "f()",
		"f( a,b = 2 )":                  "f(a, b=2)",
		"f(a, /, b, *, c=(1, 2))":       "f(a, /, b, *, c=(1, 2))",
		"f(a, /)":                       "f(a, /)",
		"f(*, a)":                       "f(*, a)",
		`f(a="x, y", b=[1, 2], c='\'')`: `f(a="x, y", b=[1, 2], c='\'')`,
		`f(a='\\', b="\\\"", c=1)`:      `f(a='\\', b="\\\"", c=1)`,
		"grün(größe=1)":                 "grün(größe=1)",
	} {
		s, err := parseSignature(text)
		if assert.NoError(t, err, text) {
			assert.Equal(t, want, s.text(), text)
		}
	}
	s, err := parseSignature("f(a, /, b, *, c)")
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2, 3}, []int{s.positionalOnly, s.positional, len(s.params)})
	for _, text := range []string{"", "f", "f(", "1f()", "f(a", "f(a, a)", "f(a=1, b)", "f(/)", "f(a, /, /)", "f(*, *)", "f(*, a, /)", "f(a=)", "f(*args)", "f(a,)", "f(from=1)", "pass()"} {
		_, err := parseSignature(text)
		assert.Error(t, err, text)
	}
}

func TestMistakesInADefinitionPanicWhereItStands(t *testing.T) {
	m := NewModule("m", "")
	view := func(a ndview.View[float64]) {}
	none := func() (None, error) { return None{}, nil }
	arrays := func([]ndview.Raw, []ndview.MutRaw) (None, error) { return None{}, nil }
	for why, define := range map[string]func(){
		"2 parameters and the Go function 1":                           func() { m.Def("f(a, b)", "", view) },
		"wanted a func":                                                func() { m.Def("f(a)", "", 3) },
		"without variadic":                                             func() { m.Def("f(a)", "", func(...int) {}) },
		"cannot have the default 3":                                    func() { m.Def("f(a=3)", "", view) },
		"b is no array":                                                func() { m.Def("f(a)", "", view, NDim("b", 1)) },
		"it cannot drop the GIL":                                       func() { m.Def("f(a)", "", func(Object) {}, DropGIL()) },
		"borrows 5 arrays, and 4 is the most":                          func() { m.Def("f(a, b, c, d, e)", "", func(a, b, c, d, e ndview.View[int8]) {}) },
		"converted to the Go type chan int":                            func() { m.Def("f(a)", "", func(chan int) {}) },
		"the Go type pyinterop.Optional[int]":                          func() { Def1(m, "f(a)", "", func(Optional[int]) (None, error) { return None{}, nil }) },
		"it cannot drop the GIL, since":                                func() { m.Def("f(a)", "", func(map[string][]Object) {}, DropGIL()) },
		"has a NUL in it":                                              func() { m.Def("f(a)", "a\x00b", view) },
		"its doc is no UTF-8":                                          func() { NewModule("m", "\xff") },
		"it has 33 parameters, and 32 is the most":                     func() { many(m, 33) },
		`function "f(": wanted name(parameter, par`:                    func() { m.Def("f(", "", view) },
		"f(a)\": the signature has 1 parameters and the Go function 0": func() { Def0(m, "f(a)", "", none) },
		"the signature has 2 parameters and the Go function 3":         func() { DefArrays(m, "f(a, b)", "", 2, 1, arrays) },
		"it borrows 5 arrays":                                          func() { DefArrays(m, "f(a, b, c, d, e)", "", 3, 2, arrays) },
		"the array out cannot have the default 3":                      func() { DefArrays(m, "f(a, out=3)", "", 1, 1, arrays) },
		"parameter b is none of the Go function's and has no default":  func() { m.Def("f(a, b)", "", view, Otherwise()) },
		"since it has a parameter that is an Object":                   func() { m.Def("f(a)", "", func(Python, ndview.View[float64]) {}, DropGIL()) },
	} {
		func() {
			defer func() { assert.Contains(t, recover(), why) }()
			define()
		}()
	}
	assert.NotPanics(t, func() { m.Def("f(a)", "", view, NDim("a", 1, 2), Shape("a", -1, 3), KeepGIL()) })
	assert.Contains(t, m.Stub(), "def f(a: Buffer) -> None:")
}

// many defines a function of n parameters.
func many(m *Module, n int) {
	types, names := make([]reflect.Type, n), make([]string, n)
	for i := range types {
		types[i], names[i] = reflect.TypeFor[int](), fmt.Sprint("p", i)
	}
	f := reflect.Zero(reflect.FuncOf(types, nil, false))
	m.Def("f("+strings.Join(names, ", ")+")", "", f.Interface())
}

func TestFinalErrorsAreFinalWhenTheyWereWrapped(t *testing.T) {
	err := errors.New("no")
	assert.True(t, isFinal(Final(err)))
	assert.True(t, isFinal(fmt.Errorf("while working: %w", Final(err))))
	assert.True(t, isFinal(errors.Join(err, Final(err))))
	assert.False(t, isFinal(fmt.Errorf("while working: %w", err)))
}
