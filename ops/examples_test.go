package ops_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every function and method that a user can call has an Example that is run. Only what errors have by their interface
// needs none; the String of a type is shown by the Example that prints it, and generated names without type parameters by
// those of the generic functions. The methods of lanes, runs and positions of package iter are shown where sequences are.
func TestEveryVerbAndOptionHasAnExample(t *testing.T) {
	for _, p := range []struct {
		folder  string
		methods bool
		least   int // exported functions, so that it is seen when none were found
	}{
		{".", true, 150}, {"fused", true, 40}, {"../pyinterop/npy", true, 30}, {"../ndview/ndmat", true, 70}, {"../pyinterop/npblas", true, 5},
		{"../iter", false, 40},
	} {
		exported, shown := functionsOf(t, p.folder)
		require.Greater(t, len(exported), p.least, "functions of %s", p.folder)
		for _, name := range exported {
			if p.methods || !strings.Contains(name, "_") {
				assert.True(t, shown[name], "package %s: there is no Example%s that is run and compared", p.folder, name)
			}
		}
	}
}

// functionsOf returns what a package exports, methods as Type_Method, and of what its tests have an Example with an
// output.
func functionsOf(t *testing.T, folder string) (exported []string, shown map[string]bool) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	shown = map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			switch {
			case !ok:
			case strings.HasSuffix(name, "_test.go"):
				if of, ok := strings.CutPrefix(f.Name.Name, "Example"); ok && hasOutput(file, f) {
					shown[of] = true
					if word, variant, ok := cutLast(of); ok && !ast.IsExported(variant) {
						shown[word] = true // ExampleSum_mask is one of Sum
					}
				}
			case f.Name.IsExported() && !strings.HasSuffix(name, "_gen.go"):
				if word, ok := callable(f); ok {
					exported = append(exported, word)
				}
			}
		}
	}
	return exported, shown
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '_')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// callable is the name that an Example of a function has, unless it needs none.
func callable(f *ast.FuncDecl) (name string, ok bool) {
	name = f.Name.Name
	if f.Recv == nil {
		return name, true
	}
	typ := f.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.Ident:
			interfaces := name == "Error" || name == "Unwrap" || name == "String"
			return x.Name + "_" + name, x.IsExported() && !interfaces
		default:
			return name, true
		}
	}
}

// hasOutput reports whether go test compares what an Example prints.
func hasOutput(file *ast.File, f *ast.FuncDecl) bool {
	for _, group := range file.Comments {
		if f.Body.Pos() < group.Pos() && group.End() < f.Body.End() && strings.Contains(group.Text(), "Output:") {
			return true
		}
	}
	return false
}
