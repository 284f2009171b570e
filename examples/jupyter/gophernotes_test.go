//go:build linux

package jupyter_test

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const kernelspec = `{"argv": ["gophernotes", "{connection_file}"], "display_name": "Go (gophernotes)", "language": "go", "name": "gophernotes"}`

// installGophernotes builds the kernel that the module of the folder gophernotes pins, installs it into a folder of the test,
// and returns the environment that finds it. What it compiles while it runs goes to a GOPATH of its own.
func installGophernotes(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	build := command(t, "go", "build", "-C", "gophernotes", "-modfile", mended(t, dir), "-o", bin+string(filepath.Separator), "github.com/gopherdata/gophernotes")
	build.Env = append(os.Environ(), "GOWORK=off")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	spec := filepath.Join(dir, "data", "kernels", "gophernotes")
	require.NoError(t, os.MkdirAll(spec, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(spec, "kernel.json"), []byte(kernelspec), 0o644))
	modules, err := command(t, "go", "env", "GOMODCACHE").Output()
	require.NoError(t, err)
	interpreter, err := python()
	require.NoError(t, err)
	return []string{
		"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"JUPYTER_DATA_DIR=" + filepath.Join(dir, "data"),
		"JUPYTER_RUNTIME_DIR=" + filepath.Join(dir, "runtime"),
		"IPYTHONDIR=" + filepath.Join(dir, "ipython"),
		"INPLACE_PYTHON=" + interpreter,
		"GOPATH=" + filepath.Join(dir, "go"),
		"GOMODCACHE=" + strings.TrimSpace(string(modules)),
		"GOPROXY=off",
		"GOWORK=off",
		"GOFLAGS=" + strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=mod"),
		"GODEBUG=gotypesalias=0",
	}
}

// mended returns a go.mod in which the released gophernotes is replaced by a copy that fits the newer interpreter that it is built with
// here, which leaves out generic functions on import. One method of the release is of another type than in the interface
// that it is for, and the newer interpreter looks. Upstream mended that behind the release, with the same two lines.
func mended(t *testing.T, dir string) (modfile string) {
	t.Helper()
	download := command(t, "go", "mod", "download", "-C", "gophernotes", "-json", "github.com/gopherdata/gophernotes")
	download.Env = append(os.Environ(), "GOWORK=off")
	out, err := download.Output()
	require.NoError(t, err, "%s", out)
	var module struct{ Dir string }
	require.NoError(t, json.Unmarshal(out, &module))
	kernel := filepath.Join(dir, "kernel")
	require.NoError(t, os.CopyFS(kernel, os.DirFS(module.Dir)))
	source := filepath.Join(kernel, "x_package.go")
	text, err := os.ReadFile(source)
	require.NoError(t, err)
	for _, line := range []string{"JSON_  func(interface{}) string\n", "func (P *proxy_JSONer) JSON() string {\n"} {
		require.Equal(t, 1, strings.Count(string(text), line), line)
		text = []byte(strings.Replace(string(text), line, strings.Replace(line, " string", " map[string]interface{}", 1), 1))
	}
	require.NoError(t, os.Chmod(source, 0o644)) // as in the module cache it is read-only
	require.NoError(t, os.WriteFile(source, text, 0o644))

	modfile = filepath.Join(dir, "go.mod") // with its go.sum beside it
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("gophernotes", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o644))
	}
	edit := command(t, "go", "mod", "edit", "-replace", "github.com/gopherdata/gophernotes="+kernel, modfile)
	out, err = edit.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return modfile
}

// asProgram is a notebook for gophernotes as a program in Go: its cells follow each other in one function, and the value that ends a
// cell is printed behind the cell's number, as is a panic of it.
func (n *notebook) asProgram(t *testing.T) string {
	t.Helper()
	var imports, body strings.Builder
	for k, c := range n.Cells {
		source := strings.TrimSpace(string(c.Source))
		switch {
		case c.Type != "code":
			continue
		case strings.HasPrefix(source, "import"):
			imports.WriteString(strings.ReplaceAll(source, `"../../`, `"github.com/go-inplace/inplace/`) + "\n")
			continue
		}
		statements, last := "", source
		if i := strings.LastIndexByte(source, '\n'); i >= 0 {
			statements, last = source[:i+1], source[i+1:]
		}
		if _, err := parser.ParseExpr(last); err == nil && !strings.HasPrefix(last, "fmt.") && last != "})" {
			last = fmt.Sprintf("show(%d, func() any { return %s })", k, last)
		}
		body.WriteString(statements + last + "\n")
	}
	return "package main\n\n" + imports.String() + `
func show(cell int, value func() any) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(cell, "panic:", r)
		}
	}()
	fmt.Println(cell, value())
}

func main() {
` + body.String() + "}\n"
}

// In each run of the tests, what the interpreter is asked for is Go with names that are there, and does what the notebook says; whether
// the interpreter can do it is for the test below.
func TestTheNotebookForGophernotesIsGo(t *testing.T) {
	interpreter, err := python()
	require.NoError(t, err)
	n := read(t, "gophernotes.ipynb")
	program := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(program, []byte(n.asProgram(t)), 0o644))
	run := command(t, "go", "run", program)
	run.Env = append(os.Environ(), "INPLACE_PYTHON="+interpreter)
	out, err := run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	printed := string(out)
	require.True(t, strings.HasPrefix(printed, "2 <nil>\n4 [["), printed)
	assert.Contains(t, printed, "\n"+afterSquaring+squares+"8 panic: inplace: view used after the borrow acquired in ")
	assert.True(t, strings.HasSuffix(printed, "\n9 0\n"), printed)
}

// What the notebook prints: the array when every other column is squared, and these columns as NumPy has them.
const (
	afterSquaring = "[[ 64.  -7.  36.  -5.  16.  -3.]\n [  4.  -1.   0.   1.   4.   3.]\n [ 16.   5.  36.   7.  64.   9.]\n [100.  11. 144.  13. 196.  15.]]\n"
	squares       = "[[ 64.  36.  16.]\n [  4.   0.   4.]\n [ 16.  36.  64.]\n [100. 144. 196.]]\n"
)

// The other kernel interprets Go: a borrow begins in one cell, is used in the next and ends in a third.
func TestGophernotesRunsItsNotebook(t *testing.T) {
	if os.Getenv("INPLACE_LONG") == "" {
		t.Log("in the long tier: the interpreter, and a standard library for plugins, take minutes to compile")
		return
	}
	environment := installGophernotes(t)
	out := t.TempDir()
	runPython(t, environment, "run.py", out, "gophernotes.ipynb")
	n := read(t, filepath.Join(out, "gophernotes.ipynb"))
	assert.Contains(t, n.shown(t, 4, "text/html"), "float64, shape (4, 6), strides (48, 8) bytes")
	assert.Equal(t, afterSquaring, n.stream(6))
	assert.Equal(t, squares, n.stream(8), "what NumPy has")
	assert.Contains(t, n.failed(8), "inplace: view used after the borrow acquired in ")
	assert.Contains(t, n.failed(8), "was released")
	assert.Equal(t, "0", n.shown(t, 9, "text/plain"), "open borrows")
}

// failed is the error of a cell that is meant to fail.
func (n *notebook) failed(k int) (value string) {
	for _, o := range n.Cells[k].Outputs {
		if o.Type == "error" {
			value += o.Value
		}
	}
	return value
}
