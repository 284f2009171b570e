package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// known are packages that a cell may use without importing them.
var known = map[string]string{
	"inplace": "github.com/go-inplace/inplace",
	"ndview":  "github.com/go-inplace/inplace/ndview",
	"ndmat":   "github.com/go-inplace/inplace/ndview/ndmat",
	"iter":    "github.com/go-inplace/inplace/iter",
	"ops":     "github.com/go-inplace/inplace/ops",
	"fused":   "github.com/go-inplace/inplace/ops/fused",

	"pyinterop": "github.com/go-inplace/inplace/pyinterop",
	"mat":       "gonum.org/v1/gonum/mat",
	"stat":      "gonum.org/v1/gonum/stat",

	"bytes": "bytes", "cmplx": "math/cmplx", "context": "context", "errors": "errors", "fmt": "fmt", "image": "image", "math": "math",
	"os": "os", "rand": "math/rand/v2", "slices": "slices", "sort": "sort", "strconv": "strconv", "strings": "strings",
	"sync": "sync", "time": "time",
}

// matrices is the package that makes parameters of gonum's matrices possible.
const matrices = "github.com/go-inplace/inplace/pyinterop/matargs"

// A cell is a cell's text, read.
type cell struct {
	source    string // a Go file: package clause, imports that were left out, and the text
	functions []function
}

// A function is an exported one, as Python will see it.
type function struct {
	Name string `json:"name"` // in Python
	Head string `json:"head"` // Scale(v, k)
	Line int    `json:"line"`
	doc  string
	goes string // its name in Go
}

// read reads a cell. Its positions are those that the notebook shows: %%go is line 1, so the text begins in line 2.
func read(text string) (*cell, []problem) {
	file, problems := parse(header(nil), text)
	if problems != nil {
		return nil, problems
	}
	c := &cell{source: header(missing(file.file)) + text}
	for _, d := range file.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		at := file.set.Position(f.Pos())
		switch {
		case f.Name.Name == "main":
			problems = append(problems, problem{at.Line, at.Column, "a cell has no func main: Python calls its exported functions"})
		case !f.Name.IsExported():
		case f.Type.TypeParams != nil:
			problems = append(problems, problem{at.Line, at.Column, f.Name.Name + " has type parameters, and Python's functions have none: " +
				"begin its name with a small letter and export functions that call it"})
		default:
			c.functions = append(c.functions, function{pythonName(f.Name.Name, 0), file.head(f), at.Line, strings.TrimSpace(f.Doc.Text()), f.Name.Name})
		}
	}
	if len(problems) == 0 && len(c.functions) == 0 {
		problems = []problem{{2, 1, "the cell has no exported function: a name that begins with a capital letter"}}
	}
	return c, problems
}

// header is what stands in front of a cell's text in its file.
func header(imports []string) string {
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, p := range imports {
		fmt.Fprintf(&b, "import %s%q\n", map[bool]string{true: "_ "}[p == matrices], p)
	}
	b.WriteString("//line cell:2:1\n")
	return b.String()
}

type parsed struct {
	set  *token.FileSet
	file *ast.File
}

func parse(header, text string) (parsed, []problem) {
	p := parsed{set: token.NewFileSet()}
	var err error
	if p.file, err = parser.ParseFile(p.set, "cell.go", header+text, parser.ParseComments); err == nil {
		return p, nil
	}
	var problems []problem
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		for _, e := range list {
			message := e.Msg
			if strings.Contains(message, "found 'package'") {
				message = "a cell has no package clause: it begins with imports or declarations"
			}
			problems = append(problems, problem{e.Pos.Line, e.Pos.Column, message})
		}
		return p, problems
	}
	return p, []problem{{2, 1, err.Error()}}
}

// missing are the imports that a file lacks, of those that are known.
func missing(file *ast.File) []string {
	have := map[string]bool{}
	add := map[string]bool{}
	for _, spec := range file.Imports {
		name, importPath := imported(spec)
		have[name] = true
		add[matrices] = add[matrices] || importPath == known["mat"]
	}
	unresolved := map[*ast.Ident]bool{}
	for _, id := range file.Unresolved {
		unresolved[id] = true
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && unresolved[id] && !have[id.Name] && known[id.Name] != "" {
				add[known[id.Name]] = true
				add[matrices] = add[matrices] || id.Name == "mat"
			}
		}
		return true
	})
	maps.DeleteFunc(add, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(add))
}

var version = regexp.MustCompile(`^v[0-9]+$`)

func imported(spec *ast.ImportSpec) (name, importPath string) {
	importPath, _ = strconv.Unquote(spec.Path.Value)
	if spec.Name != nil {
		return spec.Name.Name, importPath
	}
	if name = path.Base(importPath); version.MatchString(name) { // math/rand/v2 is rand
		name = path.Base(path.Dir(importPath))
	}
	return name, importPath
}

// head is a function's head in Python: its name and those of its parameters.
func (p parsed) head(f *ast.FuncDecl) string {
	var names []string
	for _, field := range f.Type.Params.List {
		if p.passedByNobody(field.Type) {
			continue
		}
		for _, id := range field.Names {
			names = append(names, pythonName(id.Name, len(names)+1))
		}
		if len(field.Names) == 0 {
			names = append(names, pythonName("_", len(names)+1))
		}
	}
	return pythonName(f.Name.Name, 0) + "(" + strings.Join(names, ", ") + ")"
}

// passedByNobody reports whether a parameter is none of Python's: the scope of the call, and its context.
func (p parsed) passedByNobody(t ast.Expr) bool {
	s, ok := t.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := s.X.(*ast.Ident)
	if !ok {
		return false
	}
	from := known[id.Name]
	for _, spec := range p.file.Imports {
		if name, importPath := imported(spec); name == id.Name {
			from = importPath
		}
	}
	return from == known["pyinterop"] && s.Sel.Name == "Python" || from == "context" && s.Sel.Name == "Context"
}

// keywords are names in Go that cannot be names in Python.
var keywords = strings.Fields("False None True and as assert async await class def del elif except finally from global in is lambda " +
	"nonlocal not or pass raise try while with yield")

func pythonName(name string, position int) string {
	switch {
	case name == "_":
		return fmt.Sprint("arg", position)
	case slices.Contains(keywords, name):
		return name + "_"
	}
	return name
}
