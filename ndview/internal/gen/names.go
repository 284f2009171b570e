package main

import (
	"fmt"
	"strings"
)

// An element is one line of the table of element types.
type element struct {
	typ   string // Go type, as written in package ndview
	name  string // part of the constructors' names
	alias string // name of the read-only alias
}

// Bool, Float16 and BFloat16 name the elements themselves, so the aliases of
// their views end in View.
var elements = []element{
	{"Bool", "Bool", "BoolView"},
	{"int8", "Int8", "Int8"},
	{"int16", "Int16", "Int16"},
	{"int32", "Int32", "Int32"},
	{"int64", "Int64", "Int64"},
	{"uint8", "Uint8", "Uint8"},
	{"uint16", "Uint16", "Uint16"},
	{"uint32", "Uint32", "Uint32"},
	{"uint64", "Uint64", "Uint64"},
	{"Float16", "Float16", "Float16View"},
	{"BFloat16", "BFloat16", "BFloat16View"},
	{"float32", "Float32", "Float32"},
	{"float64", "Float64", "Float64"},
	{"complex64", "Complex64", "Complex64"},
	{"complex128", "Complex128", "Complex128"},
}

const named = `
// %[3]s is a View of %[1]s elements.
type %[3]s = View[%[1]s]

// Mut%[2]s is a MutView of %[1]s elements.
type Mut%[2]s = MutView[%[1]s]

// As%[2]s is [As] for %[1]s elements.
func As%[2]s(raw Raw) (%[3]s, error) { return As[%[1]s](raw) }

// AsMut%[2]s is [AsMut] for %[1]s elements.
func AsMut%[2]s(raw MutRaw) (Mut%[2]s, error) { return AsMut[%[1]s](raw) }

// From%[2]ss is [FromSlice] for %[1]s elements.
func From%[2]ss(s []%[1]s, shape ...int) (Mut%[2]s, error) { return FromSlice(s, shape...) }

// Make%[2]s is [Make] for %[1]s elements.
func Make%[2]s(shape ...int) Mut%[2]s { return Make[%[1]s](shape...) }
`

func names() string {
	b := strings.Builder{}
	b.WriteString(`
// Names without type parameters, for signatures that read well and for
// interpreters and notebooks that know no generics.
`)
	for _, e := range elements {
		fmt.Fprintf(&b, named, e.typ, e.name, e.alias)
	}
	return b.String()
}
