package ops_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every function and method that a user can call has an Example that is run. Only what errors have by their interface
// needs none; the String of a type is shown by the Example that prints it, and generated names without type parameters by
// those of the generic functions. The methods of lanes, runs and positions of package iter are shown where sequences are.
// One Example shows a method that views of several kinds have. Those of package vectorize need the Python of pyinterop's tests
// and stand there, as Example_vectorizeDef1.
func TestEveryVerbAndOptionHasAnExample(t *testing.T) {
	for _, p := range []struct {
		folder  string
		methods bool
		beside  string // how names of Examples begin that stand in the folder above
		least   int    // exported functions, so that it is seen when none were found
	}{
		{".", true, "", 150}, {"fused", true, "", 40}, {"../pyinterop/npy", true, "", 30}, {"../ndview/ndmat", true, "", 70}, {"../pyinterop/npblas", true, "", 5},
		{"../iter", false, "", 40}, {"../ndview", true, "", 100}, {"../pyinterop", true, "", 150}, {"../pyinterop/vectorize", true, "_vectorize", 5},
		{"../pyinterop/embedded", true, "", 4},
	} {
		exported, shown := functionsOf(t, p.folder)
		if p.beside != "" {
			_, shown = functionsOf(t, filepath.Dir(p.folder))
		}
		require.Greater(t, len(exported), p.least, "functions of %s", p.folder)
		for _, name := range exported {
			if !p.methods && strings.Contains(name, "_") {
				continue
			}
			why := cannotBeShown[p.folder][name]
			assert.Equal(t, why == "", isShown(shown, p.beside+name), "package %s: Example%s, run and compared (not wanted because: %q)", p.folder, name, why)
		}
	}
}

// cannotBeShown are the exceptions, with the reason.
var cannotBeShown = map[string]map[string]string{
	"../ndview": {
		"NewRaw": innerMemory, "NewMutRaw": innerMemory, "NewView": innerMemory, "NewMutView": innerMemory, "ViewOf": innerMemory, "MutViewOf": innerMemory,
		"View_Array": innerMemory, "Raw_Array": innerMemory,
	},
	"../pyinterop": {
		"MutFlat_UnsafeSlice": "it is MutFlat.Data",
		"Validity_Len":        ofNullable, "Validity_Missing": ofNullable, "Validity_Valid": ofNullable,
	},
}

const (
	innerMemory = "it takes or returns a type of package internal/mem, which users cannot name"
	ofNullable  = "ExampleBorrowNullable, which hands out the only ones, shows it"
)

// isShown reports whether there is an Example of a function, or of a method of one of the kinds of views that have it.
func isShown(shown map[string]bool, name string) bool {
	if of, method, ok := strings.Cut(name, "_"); ok && slices.Contains(views, of) {
		return slices.ContainsFunc(views, func(of string) bool { return shown[of+"_"+method] })
	}
	return shown[name]
}

var views = []string{"View", "MutView", "Raw", "MutRaw"}

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
