//go:build linux

// Package gomagic_test installs gomagic as pip does and runs its notebook in a real kernel of IPython.
package gomagic_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

// provide returns a Python with the pinned requirements of another example.
func provide(t *testing.T, requirements string) (python string) {
	t.Helper()
	text, err := os.ReadFile(requirements)
	require.NoError(t, err)
	env, err := embedded.Python(t.Context(), embedded.WithRequirements(string(text)), embedded.WithProgress(os.Stderr))
	require.NoError(t, err)
	return env.Executable
}

// install lets pip build and install the package into a folder of its own.
func install(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	pip := provide(t, "../goops/requirements/test.txt")
	run(t, nil, pip, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--disable-pip-version-check", "--target", folder, ".")
	return folder
}

// run runs a program that is interrupted in time before the test is, so that it ends the kernels that it has started.
func run(t *testing.T, environment []string, name string, args ...string) string {
	t.Helper()
	ctx := t.Context()
	if end, ok := t.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-30*time.Second))
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 15 * time.Second
	cmd.Env = append(append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1"), environment...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %s\n%s", name, strings.Join(args, " "), out)
	return string(out)
}

// A shown is what a cell of code printed, and its error.
type shown struct{ Printed, Error, Traceback string }

// All of it in one kernel: cells that are compiled, called, wrong, and edited.
func TestTheNotebookRunsFromTopToBottom(t *testing.T) {
	site := install(t)
	python := provide(t, "../jupyter/requirements/jupyter.txt")
	here := t.TempDir()
	out := run(t, []string{
		"PYTHONPATH=" + site,
		"GOMAGIC_CACHE=" + filepath.Join(here, "cache"),
		"JUPYTER_RUNTIME_DIR=" + filepath.Join(here, "runtime"),
		"IPYTHONDIR=" + filepath.Join(here, "ipython"),
	}, python, "testdata/run.py", "gomagic.ipynb", "testdata/more.ipynb")
	var cells [][]shown
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &cells), out)
	first, more := cells[0], cells[1]

	assert.Equal(t, "Go: Relax(v)\n", first[1].Printed)
	assert.Equal(t, "4237 sweeps; 25.000 in the middle; the same memory: True\n", first[2].Printed)
	assert.Contains(t, first[3].Printed, "[[1.     0.     1.     0.     1.     0.     1.     0.     1.    ]\n [0.     0.     0.3125 0.     0.25   0.     0.3125 0.     0.    ]",
		"the columns between are untouched")
	assert.Contains(t, first[3].Printed, "RuntimeError: wanted a grid with 2 axes, found 1")
	assert.Contains(t, first[3].Printed, "Relax(v)\n    Relax lets every inner point", "help() has the comment")
	assert.Equal(t, "GoError", first[4].Error)
	assert.Equal(t, `
GoError: 1 in this cell
cell:10:30: invalid operation: beyond * (x - v.At2(i, j)) (mismatched types int and float64)
    				v.Set2(i, j, v.At2(i, j)+beyond*(x-v.At2(i, j)))
    				                         ^`, "\n"+strings.TrimSpace(first[4].Traceback))
	assert.Equal(t, "175 sweeps; 25.000 in the middle; the same memory: True\n", first[6].Printed, "the edited cell is in force")

	const refused = "cell:20:1: Wait, parameter c: nothing of Python is converted to the Go type chan int"
	for k, message := range map[int]string{
		1:  refused,
		4:  "cell:3:22: missing ','",
		5:  "cell:2:1: the cell has no exported function",
		6:  "cell:4:1: a cell has no func main",
		7:  "cell:2:1: a cell has no package clause",
		8:  "cell:4:23: cannot use \"text\"",
		10: refused,
	} {
		assert.Equal(t, "GoError", more[k].Error)
		assert.Contains(t, more[k].Traceback, message)
	}
	assert.Contains(t, more[2].Printed, "2.5 7 8\n", "the other functions of that cell are there")
	assert.Contains(t, more[2].Printed, "TypeError Mean() argument 'm' of numpy.ndarray, shape (6,), dtype int64")
	assert.Contains(t, more[2].Printed, "Fault() panicked: runtime error: invalid memory address")
	assert.Contains(t, more[2].Printed, "main.Fault()\n\tcell:15 ", "the stack has the cell's lines, too")
	assert.Contains(t, more[2].Printed, "False False\n")
	assert.Equal(t, "1.0 0.9 by two libraries beside a third\n", more[3].Printed)
	assert.Equal(t, "0 more\n", more[11].Printed, "the same text is loaded already")

	assert.Equal(t, "21.0\nedited\n", more[14].Printed, more[13].Traceback)
	assert.Equal(t, "210.0\n", more[16].Printed, "the folder of a module is looked at again")
	for k, message := range map[int]string{
		17: "cell:2:8: no module at hand has the package example.com/nowhere/else: name one behind %%go",
		18: "cell:1:1: go: not/a/module@v1.0.0: malformed module path",
		19: "mine is the folder of no Go module: it has no go.mod",
	} {
		assert.Equal(t, "GoError", more[k].Error)
		assert.Contains(t, more[k].Traceback, message)
	}
}
