package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ranCommands are the guides whose commands TestCommandsOfTheGuidesMakeWhatTheySay runs.
var ranCommands = []string{"docs/getting-started.md", "docs/extensions.md"}

// TestCommandsOfTheGuidesMakeWhatTheySay types what the guides tell their readers to type, block by block, beside a clone. The
// program is compiled with the same packages as all code of the guides, so it is linked and little more.
func TestCommandsOfTheGuidesMakeWhatTheySay(t *testing.T) {
	folder := t.TempDir()
	clone, err := filepath.Abs(root)
	require.NoError(t, err)
	at := folder
	sh := func(b block) string {
		t.Helper()
		code := strings.ReplaceAll(b.code, "=../inplace", "="+clone) // where it is, so that nothing is compiled for another folder
		cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", code+"pwd -P >&3\n")
		where, err := os.Create(filepath.Join(folder, "pwd"))
		require.NoError(t, err)
		defer where.Close()
		var out, errs bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = at, &out, &errs, []*os.File{where}
		cmd.Env = append(os.Environ(), "GOWORK=off") // for the folder of a reader has no go.work above it
		require.NoError(t, cmd.Run(), "%s:%d\n%s", b.page, b.line, &errs)
		end, err := os.ReadFile(where.Name())
		require.NoError(t, err)
		at = strings.TrimSpace(string(end))
		return out.String()
	}

	var program block
	printed := ""
	for _, b := range blocksOf(t, "docs/getting-started.md") {
		switch {
		case b.language == "go" && b.directive == "":
			require.Empty(t, program.code, "the page has one program")
			program = b
			require.NoError(t, os.WriteFile(filepath.Join(at, "main.go"), []byte(b.code), 0o644))
		case b.language == "sh":
			printed += sh(b)
		}
	}
	require.NotEmpty(t, program.want)
	judge(t, program, printed)

	require.NoError(t, os.Remove(filepath.Join(at, "main.go"))) // the module of the extension: "a folder with a go.mod"
	for _, b := range blocksOf(t, "docs/extensions.md") {
		if b.argument == "extension" && strings.HasPrefix(b.code, "package main\n") {
			require.NoError(t, os.WriteFile(filepath.Join(at, "kernels.go"), []byte(b.code), 0o644))
		}
		if b.language == "sh" {
			sh(b)
		}
	}
	require.FileExists(t, filepath.Join(at, "kernels.abi3.so"))
}
