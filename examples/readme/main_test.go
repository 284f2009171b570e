package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeExampleIsThisProgram keeps the README honest: what it shows is what
// is compiled and run here.
func TestReadmeExampleIsThisProgram(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(readme), "```go\n")
	require.True(t, ok, "README.md has a Go example")
	shown, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	program, err := os.ReadFile("main.go")
	require.NoError(t, err)
	assert.Equal(t, string(program), shown)
}

func TestReadmeExampleScalesEveryThirdColumnInPlace(t *testing.T) {
	out := output(t, exec.Command(os.Args[0], "-test.run=^TestMainProgram$"), "INPLACE_README_EXAMPLE=1")
	assert.Contains(t, out, "[[  0.   1.   2.  30.]\n [ 40.   5.   6.  70.]\n [ 80.   9.  10. 110.]]")
}

// TestMainProgram is the program itself when the test above starts it.
func TestMainProgram(t *testing.T) {
	if os.Getenv("INPLACE_README_EXAMPLE") == "" {
		return
	}
	main()
}

func output(t *testing.T, cmd *exec.Cmd, env ...string) string {
	t.Helper()
	var out bytes.Buffer
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout = &out
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Run())
	return out.String()
}
