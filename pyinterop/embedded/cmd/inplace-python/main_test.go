package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

func runCommand(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestPrintsOnePath(t *testing.T) {
	numpy, err := embedded.Python(t.Context())
	require.NoError(t, err)
	gallery, err := embedded.Python(t.Context(), embedded.Gallery())
	require.NoError(t, err)
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, numpy.Executable},
		{[]string{"-gallery"}, gallery.Executable},
		{[]string{"-lib"}, numpy.Library},
		{[]string{"-home"}, numpy.Home},
		{[]string{"-gallery", "-lib"}, numpy.Library},
	} {
		status, stdout, stderr := runCommand(t, c.args...)
		assert.Zero(t, status, stderr)
		assert.Equal(t, c.want+"\n", stdout, "%v", c.args)
		assert.Empty(t, stderr, "%v", c.args)
		_, err := os.Stat(c.want)
		assert.NoError(t, err)
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{"-nothing"}, {"-lib", "-home"}, {"-gallery", "-requirements", "x"}, {"-lib", "--", "-V"}, {"-home", "-run"}, {"script.py"},
	} {
		status, stdout, stderr := runCommand(t, args...)
		assert.Equal(t, 2, status, "%v", args)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "usage: inplace-python", "%v", args)
	}
}

func TestHelp(t *testing.T) {
	status, stdout, stderr := runCommand(t, "-h")
	assert.Zero(t, status)
	assert.Empty(t, stdout)
	for _, want := range []string{"usage: inplace-python", "-gallery", "-lib", "-home", "-requirements file", "-run", "INPLACE_CACHE"} {
		assert.Contains(t, stderr, want)
	}
}

func TestFailureIsReported(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	t.Setenv("INPLACE_CACHE", filepath.Join(file, "cache"))
	status, stdout, stderr := runCommand(t)
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "cannot make the cache directory")

	status, _, stderr = runCommand(t, "-requirements", filepath.Join(file, "none"))
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, filepath.Join(file, "none"))
}

func TestInterruptIsReported(t *testing.T) {
	t.Setenv("INPLACE_CACHE", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	assert.Equal(t, 1, run(ctx, nil, &out, &errs))
	assert.Empty(t, out.String())
	assert.Contains(t, errs.String(), "context canceled")
}

func TestStartsTheInterpreter(t *testing.T) {
	command := filepath.Join(t.TempDir(), "inplace-python")
	out, err := exec.Command("go", "build", "-o", command, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	env, err := embedded.Python(t.Context())
	require.NoError(t, err)

	t.Setenv("PYTHONHOME", "/nowhere")
	script := "import sys, numpy; print(sys.executable, sys.argv[1:], sys.stdin.read()); sys.exit(7)"
	for _, how := range [][]string{{"--"}, {"-run"}, {"--run"}} {
		cmd := exec.Command(command, append(how, "-c", script, "-a b", "-gallery")...)
		cmd.Stdin = strings.NewReader("from stdin")
		out, err := cmd.Output()
		exit, ok := err.(*exec.ExitError)
		require.True(t, ok, "%v", err)
		assert.Equal(t, 7, exit.ExitCode(), "%v: %s", how, exit.Stderr)
		assert.Equal(t, env.Executable+" ['-a b', '-gallery'] from stdin", strings.TrimSpace(string(out)), "%v", how)
	}

	cmd := exec.Command(command, "-run")
	cmd.Stdin = strings.NewReader("print('from a script on stdin')")
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "from a script on stdin\n", string(out))
}
