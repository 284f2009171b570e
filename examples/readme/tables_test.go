package main

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGoInTheTablesOfTheGuidesCompiles type-checks the cells of all tables in one function, with the variables that the
// prelude "table" declares. To compile all those instances of generic functions would take longer than all else here.
func TestGoInTheTablesOfTheGuidesCompiles(t *testing.T) {
	body, cells := "", 0
	for _, page := range guides(t) {
		for _, c := range goCells(t, page) {
			body += "\n//line " + page + ":" + c.line + "\n{" + used(t, c.text) + "}\n"
			cells++
		}
	}
	assert.Greater(t, cells, 300)
	text := strings.Replace(preludes(t)["table"], "FRAGMENT", body, 1)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "tables.go", "package tables\n\n"+importsOf(text)+"\n"+text, 0)
	require.NoError(t, err)
	config := types.Config{
		Importer: importer.ForCompiler(fset, "gc", exportData(t)),
		Error:    func(err error) { t.Error(err) },
	}
	config.Check("tables", fset, []*ast.File{file}, nil)
}

// exportData finds what the compiler has written of the packages that the cells may use.
func exportData(t *testing.T) importer.Lookup {
	t.Helper()
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}"}
	out, err := exec.CommandContext(t.Context(), "go", append(args, slices.Sorted(maps.Values(known))...)...).Output()
	require.NoError(t, err)
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}

// A cell is the Go between backquotes in the second column of a table that is headed "inplace".
type cell struct{ line, text string }

var (
	tableHead = regexp.MustCompile(`^\|[^|]*\| inplace \|`)
	codeSpan  = regexp.MustCompile("`([^`]+)`")
)

func goCells(t *testing.T, page string) (cells []cell) {
	t.Helper()
	inside := false
	for i, line := range strings.Split(readPage(t, page), "\n") {
		if !strings.HasPrefix(line, "|") {
			inside = false
			continue
		}
		if tableHead.MatchString(line) {
			inside = true
			continue
		}
		if columns := columnsOf(line); inside && len(columns) > 1 {
			for _, m := range codeSpan.FindAllStringSubmatch(columns[1], -1) {
				cells = append(cells, cell{strconv.Itoa(i + 1), m[1]})
			}
		}
	}
	return cells
}

// columnsOf cuts a line of a table; a \| is a character.
func columnsOf(line string) []string {
	line = strings.ReplaceAll(line, `\|`, "\x00")
	columns := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
	for i, c := range columns {
		columns[i] = strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|"))
	}
	return columns
}

// used makes statements of a cell in which nothing is unused.
func used(t *testing.T, text string) string {
	t.Helper()
	if e, err := parser.ParseExpr(text); err == nil {
		if _, call := e.(*ast.CallExpr); call { // a statement, with results or without
			return text
		}
		return "use(" + text + ")"
	}
	if names := defined(t, text); len(names) > 0 {
		return text + "\nuse(" + strings.Join(names, ", ") + ")"
	}
	return text
}

// cellsOf is the source of all cells of a notebook.
func cellsOf(t *testing.T, notebook string) (source string) {
	t.Helper()
	var nb struct {
		Cells []struct {
			Source any `json:"source"`
		} `json:"cells"`
	}
	require.NoError(t, json.Unmarshal([]byte(notebook), &nb))
	for _, c := range nb.Cells {
		switch s := c.Source.(type) {
		case string:
			source += s
		case []any:
			for _, line := range s {
				source += line.(string)
			}
		}
		source += "\n"
	}
	return source
}
