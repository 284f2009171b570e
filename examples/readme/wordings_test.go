package main

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The texts of errors are read from the source: what errors.New, fmt.Errorf and panic are called with, what stands in methods
// Error, and the fields of composite literals of types that are called …Error. A text may be filled in and put together; the
// pieces that stand in the source as they are must be on the page of refusals.

// speaking are the folders whose errors a user may read.
var speaking = append([]string{
	"pyinterop/matargs", "pyinterop/vectorize", "internal/layout", "internal/elem", "internal/mem", "internal/lease", "internal/kernel",
	"internal/product", "internal/workers", "pyinterop/internal/cpy", "pyinterop/internal/ledger", "pyinterop/internal/cblas",
}, refusing...)

// TestEveryErrorTextIsOnThePageOfRefusals, or in testdata/unlisted.txt with the reason.
func TestEveryErrorTextIsOnThePageOfRefusals(t *testing.T) {
	page := readPage(t, "docs/refused.md")
	unlisted := reasons(t, "testdata/unlisted.txt")
	used := map[string]bool{}
	pieces := 0
	for _, folder := range speaking {
		for _, file := range sourcesOf(t, folder) {
			for _, text := range errorTexts(file) {
				for _, piece := range piecesOf(text) {
					pieces++
					if _, known := unlisted[piece]; known {
						used[piece] = true
						assert.NotContains(t, page, piece, "testdata/unlisted.txt has what docs/refused.md has")
						continue
					}
					assert.True(t, strings.Contains(page, piece), "docs/refused.md has no %q, of %s: %q", piece, folder, text)
				}
			}
		}
	}
	assert.Greater(t, pieces, 400)
	for piece := range unlisted {
		assert.True(t, used[piece], "testdata/unlisted.txt has %q, and no source has it", piece)
	}
}

// errorTexts are the texts of one file, those of sentinels apart, which end messages and are on the page by name.
func errorTexts(file *ast.File) (texts []string) {
	take := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.ADD {
				if text, ok := joined(b); ok {
					texts = append(texts, text)
					return false
				}
			}
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil {
					texts = append(texts, text)
				}
			}
			return true
		})
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			return !strings.HasPrefix(n.Names[0].Name, "Err")
		case *ast.FuncDecl:
			if n.Name.Name == "Error" && n.Recv != nil && n.Body != nil {
				take(n.Body)
				return false
			}
		case *ast.CompositeLit:
			if strings.HasSuffix(called(n.Type), "Error") {
				take(n)
			}
		case *ast.CallExpr:
			switch called(n.Fun) {
			case "New", "Errorf", "panic":
				for _, a := range n.Args {
					take(a)
				}
			}
		}
		return true
	})
	return texts
}

// called is the last name of an expression.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

var filledIn = regexp.MustCompile(`%[-#+0-9.]*(\[\d\])?[a-zA-Z]|…|\n`)

// piecesOf are the parts of a text that stand in each message as they are, if they are words enough to be looked for.
func piecesOf(text string) (pieces []string) {
	for _, piece := range filledIn.Split(text, -1) {
		piece = strings.TrimFunc(piece, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(":;,.()[]", c) })
		if len(piece) >= 8 && strings.Contains(piece, " ") {
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// reasons reads a list of lines "text — why", comments apart.
func reasons(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	list := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		message, why, ok := strings.Cut(line, " — ")
		require.True(t, ok && len(why) > 8, "%s: %q has its reason behind a dash", path, line)
		list[message] = why
	}
	return list
}

// spoken are the texts of all errors, with … for what is filled in.
func spoken(t *testing.T) (texts []string) {
	t.Helper()
	for _, folder := range speaking {
		for _, file := range sourcesOf(t, folder) {
			for _, text := range errorTexts(file) {
				texts = append(texts, filledIn.ReplaceAllString(text, "…"))
			}
		}
	}
	return texts
}
