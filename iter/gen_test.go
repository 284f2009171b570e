package iter_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.Command("go", "run", "./internal/gen", dir).CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(filepath.Join(dir, "zip_gen.go"))
	require.NoError(t, err)
	got, err := os.ReadFile("zip_gen.go")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run go generate in iter")
}
