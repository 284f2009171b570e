package pyinterop_test

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What must not compile: each line of testdata/forbidden that ends with // want "…" is reported by the type checker
// with that text, and nothing else is.
func TestWhatWasNotAskedForDoesNotCompile(t *testing.T) {
	fset := token.NewFileSet()
	files, err := filepath.Glob("testdata/forbidden/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var parsed []*ast.File
	wanted, found := map[string]string{}, map[string]string{}
	comment := regexp.MustCompile(`// want "(.*)"$`)
	for _, name := range files {
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		for i, line := range strings.Split(string(source), "\n") {
			if m := comment.FindStringSubmatch(line); m != nil {
				wanted[place(name, i+1)] = m[1]
			}
		}
		f, err := parser.ParseFile(fset, name, source, 0)
		require.NoError(t, err)
		parsed = append(parsed, f)
	}
	config := types.Config{
		Importer: importer.ForCompiler(fset, "gc", exported(t)),
		Sizes:    types.SizesFor("gc", build.Default.GOARCH),
		Error: func(err error) {
			e := err.(types.Error)
			p := fset.Position(e.Pos)
			at := place(p.Filename, p.Line)
			found[at] += e.Msg
		},
	}
	config.Check("forbidden", fset, parsed, nil)
	assert.Greater(t, len(wanted), 30)
	for at, text := range wanted {
		assert.Contains(t, found[at], text, "%s compiles, or fails for another reason", at)
	}
	for at, text := range found {
		assert.NotEmpty(t, wanted[at], "%s: %s", at, text)
	}
}

func place(file string, line int) string {
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// exported finds the compiler's export data of the packages that the files import.
func exported(t *testing.T) importer.Lookup {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", ".", "../ndview").Output()
	require.NoError(t, err)
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}
