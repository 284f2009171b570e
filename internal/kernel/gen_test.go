package kernel

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The generator of the *_gen.go files: the loops of cheap operations, each written
// out from one expression, and the tables that find them by kind. What is generated
// stands in genspec_test.go; after a change there, run
//
//	go test ./internal/kernel -run TestGeneratedLoopsAreCurrent -update

var update = flag.Bool("update", false, "write the generated files instead of comparing them")

// A tableSpec is one generated table: the loops of a verb, by the kind of the inputs.
type tableSpec struct {
	Name string // of the Go variable
	Doc  string // completes "Name holds the loops of …"
	Type string // Unary, Binary, Ternary or Pair
	Rows []rowSpec
}

// A rowSpec is what a verb computes for one family of elements.
type rowSpec struct {
	Family string // of inputs, see families
	Expr   string // of the inputs x, y, z; Go's bool if Out is "bool", two values for a Pair
	Form   form
	Out    string // family of the output where it is not that of the inputs
	Y      string // family of y where it is not that of x; such a loop walks
	Plain  string // instead of an expression, the name of a loop that exists; %s is the Go type
}

// A form says which paths a loop has. Each costs code, so a loop has those that its
// operation is fast enough to notice.
type form int

const (
	general form = iota // any strides, item by item
	dense               // and operands side by side
	scalar              // and the second operand one item for all
	scalars             // and the first one
)

// A family is a set of element types that share an expression.
type family struct {
	Suffix  string // of the names of its loops
	Members []member
	Go      string // the constraint; empty where the loop is written out for each member
}

type member struct{ Kind, Go, Load, Store string }

var (
	members = map[string]member{
		"float16":  {"Float16", "elem.Float16", ".Float32()", "elem.Float16From"},
		"bfloat16": {"BFloat16", "elem.BFloat16", ".Float32()", "elem.BFloat16From"},
		"bits16":   {"Float16", "elem.Float16", "", ""},
		"bitsb16":  {"BFloat16", "elem.BFloat16", "", ""},
		"wide16":   {"Float16", "elem.Float16", ".Float64()", "elem.Float16From64"},
		"wideb16":  {"BFloat16", "elem.BFloat16", ".Float64()", "elem.BFloat16From64"},
		"bool":     {"Bool", "elem.Bool", "", "elem.BoolOf"},
	}
	families = map[string]family{
		"bool":       of("Bool", "", "bool"),
		"signed":     of("Signed", "signed", "int8", "int16", "int32", "int64"),
		"unsigned":   of("Unsigned", "unsigned", "uint8", "uint16", "uint32", "uint64"),
		"int":        of("Int", "integer", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
		"smallint":   of("Small", "smallInt", "int8", "int16", "uint8", "uint16", "uint32", "uint64"),
		"int32":      of("Int32", "", "int32"),
		"int64":      of("Int64", "", "int64"),
		"uint64":     of("Uint64", "", "uint64"),
		"half":       of("", "", "float16", "bfloat16"),
		"halfbits":   of("", "", "bits16", "bitsb16"),
		"float16":    of("", "", "bits16"),
		"bfloat16":   of("", "", "bitsb16"),
		"wide":       of("", "", "wide16", "wideb16"),
		"float":      of("Float", "float", "float32", "float64"),
		"real":       of("Real", "realNumber", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"),
		"complex":    of("Complex", "complexNumber", "complex64", "complex128"),
		"arith":      of("Arith", "elem.Arith", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64", "complex128"),
		"float32":    of("Float32", "", "float32"),
		"float64":    of("Float64", "", "float64"),
		"complex64":  of("Complex64", "", "complex64"),
		"complex128": of("Complex128", "", "complex128"),
		"uint8":      of("Uint8", "", "uint8"),
	}
)

func of(suffix, constraint string, names ...string) family {
	f := family{Suffix: suffix, Go: constraint}
	for _, name := range names {
		m, ok := members[name]
		if !ok {
			m = member{Kind: strings.ToUpper(name[:1]) + name[1:], Go: name}
		}
		f.Members = append(f.Members, m)
	}
	return f
}

// A loopSpec is one generated function.
type loopSpec struct {
	Func, Params         string
	Type, Load           string // of the inputs
	TypeY                string // of y
	Out, Store           string // of the outputs
	Form                 form
	Expr                 string
	Unary, Ternary, Pair bool
}

// An entry is one line of a generated table.
type entry struct{ Kind, Func string }

func (t tableSpec) loops() (loops []loopSpec, entries []entry) {
	for _, row := range t.Rows {
		f, ok := families[row.Family]
		if !ok {
			panic("no family " + row.Family)
		}
		if row.Plain != "" {
			for _, m := range f.Members {
				entries = append(entries, entry{m.Kind, strings.ReplaceAll(row.Plain, "%s", m.Go)})
			}
			continue
		}
		base := strings.ToLower(t.Name[:1]) + t.Name[1:]
		if f.Go != "" {
			l := t.loop(row, member{Go: "T"})
			l.Func, l.Params = base+f.Suffix+"Loop", "[T "+f.Go+"]"
			loops = append(loops, l)
			for _, m := range f.Members {
				entries = append(entries, entry{m.Kind, l.Func + "[" + m.Go + "]"})
			}
			continue
		}
		for _, m := range f.Members {
			l := t.loop(row, m)
			l.Func = base + m.Kind + "Loop"
			loops = append(loops, l)
			entries = append(entries, entry{m.Kind, l.Func})
		}
	}
	return loops, entries
}

func (t tableSpec) loop(row rowSpec, in member) loopSpec {
	out := in
	if row.Out != "" {
		out = families[row.Out].Members[0]
	}
	y := in
	if row.Y != "" {
		y = families[row.Y].Members[0]
	}
	return loopSpec{
		TypeY: y.Go,
		Type:  in.Go, Load: in.Load, Out: out.Go, Store: out.Store, Form: row.Form, Expr: row.Expr,
		Unary: t.Type == "Unary", Ternary: t.Type == "Ternary", Pair: t.Type == "Pair",
	}
}

// Value is the expression, converted to what is stored.
func (l loopSpec) Value() string {
	if l.Store != "" {
		return l.Store + "(" + l.Expr + ")"
	}
	return l.Expr
}

// Stored converts one of a pair's two results.
func (l loopSpec) Stored(x string) string {
	if l.Store != "" {
		return l.Store + "(" + x + ")"
	}
	return x
}

const genTemplate = `// Code generated by gen_test.go; DO NOT EDIT.

package kernel

import (
	{{- if uses .Body "bits."}}
	"math/bits"
	{{- end}}
	{{- if uses .Body "math."}}
	"math"
	{{- end}}
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)
{{.Body}}`

const tableTemplate = `
{{define "table"}}
// {{.Name}} holds the loops of {{.Doc}}.
{{- if eq .Type "Pair"}}
var {{.Name}} = Table[{{.Type}}]{
{{- else}}
var {{.Name}} = vector{{.Type}}("{{.Name}}", Table[{{.Type}}]{
{{- end}}
{{- range .Entries}}
	elem.Kind{{.Kind}}: {{.Func}},
{{- end}}
}{{if ne .Type "Pair"}}){{end}}
{{range .Loops}}
{{if .Pair}}{{template "pair" .}}{{else if .Ternary}}{{template "ternary" .}}{{else if .Unary}}{{template "unary" .}}{{else}}{{template "binary" .}}{{end}}
{{- end}}{{end}}

{{define "unary"}}
func {{.Func}}{{.Params}}(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
{{- if .Form}}
	if ds == mem.SizeOf[{{.Out}}]() && as == mem.SizeOf[{{.Type}}]() {
		d := mem.Slice[{{.Out}}](dst, n)         // K1, K2
		p := mem.Slice[{{.Type}}](a, n)[:len(d)] // K1, K2
		for i := range d {
			x := p[i]{{.Load}}
			d[i] = {{.Value}}
		}
		return
	}
{{- end}}
	for {
		x := (*(*{{.Type}})(a)){{.Load}} // K1, K2
		*(*{{.Out}})(dst) = {{.Value}} // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}
{{end}}

{{define "binary"}}
func {{.Func}}{{.Params}}(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	if n == 0 {
		return
	}
{{- if .Form}}
	size := mem.SizeOf[{{.Type}}]()
	switch {
	case ds != {{if eq .Out .Type}}size{{else}}mem.SizeOf[{{.Out}}](){{end}}:
	case as == size && bs == size:
		d := mem.Slice[{{.Out}}](dst, n)         // K1, K2
		p := mem.Slice[{{.Type}}](a, n)[:len(d)] // K1, K2
		q := mem.Slice[{{.Type}}](b, n)[:len(d)] // K1, K2
		for i := range d {
			x, y := p[i]{{.Load}}, q[i]{{.Load}}
			d[i] = {{.Value}}
		}
		return
{{- if ge .Form 2}}
	case as == size && bs == 0:
		d := mem.Slice[{{.Out}}](dst, n)         // K1, K2
		p := mem.Slice[{{.Type}}](a, n)[:len(d)] // K1, K2
		y := mem.Load[{{.Type}}](b){{.Load}}     // K1, K2
		for i := range d {
			x := p[i]{{.Load}}
			d[i] = {{.Value}}
		}
		return
{{- end}}
{{- if ge .Form 3}}
	case as == 0 && bs == size:
		d := mem.Slice[{{.Out}}](dst, n)         // K1, K2
		x := mem.Load[{{.Type}}](a){{.Load}}     // K1, K2
		q := mem.Slice[{{.Type}}](b, n)[:len(d)] // K1, K2
		for i := range d {
			y := q[i]{{.Load}}
			d[i] = {{.Value}}
		}
		return
{{- end}}
	}
{{- end}}
	for {
		x, y := (*(*{{.Type}})(a)){{.Load}}, (*(*{{.TypeY}})(b)){{.Load}} // K1, K2
		*(*{{.Out}})(dst) = {{.Value}} // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a, b = unsafe.Add(dst, ds), unsafe.Add(a, as), unsafe.Add(b, bs) // K5
	}
}
{{end}}

{{define "ternary"}}
func {{.Func}}{{.Params}}(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, c mem.Addr, cs int, n int) {
	if n == 0 {
		return
	}
{{- if .Form}}
	if size := mem.SizeOf[{{.Type}}](); ds == size && as == size && bs == size && cs == size {
		d := mem.Slice[{{.Out}}](dst, n)         // K1, K2
		p := mem.Slice[{{.Type}}](a, n)[:len(d)] // K1, K2
		q := mem.Slice[{{.Type}}](b, n)[:len(d)] // K1, K2
		r := mem.Slice[{{.Type}}](c, n)[:len(d)] // K1, K2
		for i := range d {
			x, y, z := p[i]{{.Load}}, q[i]{{.Load}}, r[i]{{.Load}}
			d[i] = {{.Value}}
		}
		return
	}
{{- end}}
	for {
		x, y, z := (*(*{{.Type}})(a)){{.Load}}, (*(*{{.Type}})(b)){{.Load}}, (*(*{{.Type}})(c)){{.Load}} // K1, K2
		*(*{{.Out}})(dst) = {{.Value}} // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a, b, c = unsafe.Add(dst, ds), unsafe.Add(a, as), unsafe.Add(b, bs), unsafe.Add(c, cs) // K5
	}
}
{{end}}

{{define "pair"}}
func {{.Func}}{{.Params}}(dst mem.Addr, ds int, dst2 mem.Addr, ds2 int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	if n == 0 {
		return
	}
	for {
		x, y := (*(*{{.Type}})(a)){{.Load}}, (*(*{{.Type}})(b)){{.Load}} // K1, K2
		p, q := {{.Expr}}
		*(*{{.Out}})(dst), *(*{{.Out}})(dst2) = {{.Stored "p"}}, {{.Stored "q"}} // K1, K2
		if n--; n == 0 {
			return
		}
		dst, dst2 = unsafe.Add(dst, ds), unsafe.Add(dst2, ds2) // K5
		a, b = unsafe.Add(a, as), unsafe.Add(b, bs)            // K5
	}
}
{{end}}
`

// generate returns the text of a generated file.
func generate(tables []tableSpec) ([]byte, error) {
	functions := template.FuncMap{"uses": strings.Contains}
	t, err := template.New("file").Funcs(functions).Parse(genTemplate + tableTemplate)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	for _, spec := range tables {
		loops, entries := spec.loops()
		data := map[string]any{"Name": spec.Name, "Doc": spec.Doc, "Type": spec.Type, "Loops": loops, "Entries": entries}
		if err := t.ExecuteTemplate(&body, "table", data); err != nil {
			return nil, err
		}
	}
	var file bytes.Buffer
	if err := t.ExecuteTemplate(&file, "file", map[string]string{"Body": body.String()}); err != nil {
		return nil, err
	}
	text, err := format.Source(file.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%w in\n%s", err, file.Bytes())
	}
	return text, nil
}

func TestGeneratedLoopsAreCurrent(t *testing.T) {
	for name, tables := range generated {
		want, err := generate(tables)
		require.NoError(t, err, name)
		if *update {
			require.NoError(t, os.WriteFile(name, want, 0o644))
		}
		got, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s: run go test ./internal/kernel -run TestGeneratedLoopsAreCurrent -update", name)
	}
}
