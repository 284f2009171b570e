package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A routine is one method of gonum's interfaces.
type routine struct {
	name   string // Dgemm
	family string // gemm; Dznrm2 is nrm2
	elem   string // Go type of the arrays
	params []param
	result string // Go type, or ""
}

type param struct {
	name string
	typ  string // int, []float64, float64, blas.Transpose …
}

func (p param) array() bool { return strings.HasPrefix(p.typ, "[]") }
func (p param) flag() bool  { return strings.HasPrefix(p.typ, "blas.") }

func (r routine) complex() bool { return strings.HasPrefix(r.elem, "complex") }

// level is 1, 2 or 3: the family says it.
func (r routine) level() int { return families[r.family].level }

// goNumRoutines reads the interfaces of gonum.org/v1/gonum/blas and returns the routines
// whose family has a line in the table, in the order of the interfaces.
func goNumRoutines() ([]routine, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "gonum.org/v1/gonum").Output()
	if err != nil {
		return nil, fmt.Errorf("finding gonum: %w", err)
	}
	file := filepath.Join(strings.TrimSpace(string(out)), "blas", "blas.go")
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var found []routine
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		spec := g.Specs[0].(*ast.TypeSpec)
		methods, ok := spec.Type.(*ast.InterfaceType)
		if !ok || !strings.Contains(spec.Name.Name, "Level") {
			continue
		}
		for _, m := range methods.Methods.List {
			r := read(m, spec.Name.Name)
			if _, known := families[r.family]; known {
				found = append(found, r)
			} else if !slices.Contains(left, r.family) {
				return nil, fmt.Errorf("%s has no line in families.go, and is not among those that are left to gonum", r.name)
			}
		}
	}
	return found, nil
}

func read(m *ast.Field, in string) routine {
	r := routine{name: m.Names[0].Name}
	r.family = familyOf(r.name)
	r.elem, _, _ = strings.Cut(strings.ToLower(in), "level")
	t := m.Type.(*ast.FuncType)
	for _, group := range t.Params.List {
		for _, n := range group.Names {
			r.params = append(r.params, param{n.Name, typeName(group.Type)})
		}
	}
	if t.Results != nil {
		r.result = typeName(t.Results.List[0].Type)
	}
	for i, p := range r.params {
		// Some of the packed routines call their array a.
		if p.name == "a" && (i+1 == len(r.params) || r.params[i+1].name != "lda") && p.array() {
			r.params[i].name = "ap"
		}
	}
	return r
}

// familyOf drops what names the precision: Dgemm, Zdscal, Dznrm2, Scasum, Idamax.
func familyOf(name string) string {
	lower := strings.ToLower(name)
	for _, mixed := range []string{"dsdot", "sdsdot"} {
		if lower == mixed {
			return mixed
		}
	}
	for _, prefix := range []string{"is", "id", "ic", "iz"} {
		if rest, ok := strings.CutPrefix(lower, prefix); ok && rest == "amax" {
			return "iamax"
		}
	}
	for _, prefix := range []string{"dz", "sc", "zd", "cs"} {
		if rest, ok := strings.CutPrefix(lower, prefix); ok && slices.Contains([]string{"nrm2", "asum", "scal"}, rest) {
			return rest
		}
	}
	return lower[1:]
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ArrayType:
		return "[]" + typeName(e.Elt)
	case *ast.Ident:
		if ast.IsExported(e.Name) {
			return "blas." + e.Name
		}
		return e.Name
	}
	panic(fmt.Sprintf("a type that gonum's interfaces did not have: %T", e))
}
