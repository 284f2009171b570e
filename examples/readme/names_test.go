package main

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

	"github.com/go-inplace/inplace/ops"
)

// TestEveryVerbIsInTheTablesOfNumPysWords asks the registry for all names, and the source of package ops for its functions.
func TestEveryVerbIsInTheTablesOfNumPysWords(t *testing.T) {
	page := readPage(t, "docs/numpy.md")
	words := strings.FieldsFunc(page, func(c rune) bool {
		return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
	names := slices.Concat(ops.Reductions(), ops.Products())
	for _, verb := range ops.Verbs() {
		names = append(names, verb.Name)
	}
	require.Greater(t, len(names), 120)
	for _, name := range names {
		assert.Contains(t, words, name, "docs/numpy.md says what np.%s is here", name)
	}
	functions := exportedFunctions(t, "ops")
	require.Greater(t, len(functions), 150)
	for _, name := range functions {
		assert.True(t, strings.Contains(page, "ops."+name+"(") || strings.Contains(page, "ops."+name+"["), "docs/numpy.md shows ops.%s", name)
	}
}

// exportedFunctions are the functions of a package, methods apart, from its source.
func exportedFunctions(t *testing.T, folder string) (names []string) {
	t.Helper()
	for _, file := range sourcesOf(t, folder) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// sourcesOf parses the files of a package, tests apart.
func sourcesOf(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files, folder)
	return files
}
