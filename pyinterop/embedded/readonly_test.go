//go:build !windows

package embedded

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nobody is the user that runs the command where the test's own user, root, may write everywhere.
const nobody = 65534

// runReadOnly runs the command with a cache that it may not write to.
func runReadOnly(t *testing.T, cache string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	shareWithAll(t, filepath.Dir(cache))
	require.NoError(t, os.Chmod(cache, 0o555))
	t.Cleanup(func() { _ = os.Chmod(cache, 0o755) })
	cmd := exec.Command(command, args...)
	cmd.Dir = filepath.Dir(cache)
	cmd.Env = append(os.Environ(), cacheVariable+"="+cache)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

func TestReadOnlyCache(t *testing.T) {
	requirements := filepath.Join(t.TempDir(), "requirements.txt")
	require.NoError(t, os.WriteFile(requirements, []byte(localWheels(t, 0)), 0o644))
	shareWithAll(t, filepath.Dir(requirements))

	t.Run("that is complete is used", func(t *testing.T) {
		cache := cacheWithBase(t)
		text, err := os.ReadFile(requirements)
		require.NoError(t, err)
		env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(string(text)))
		require.NoError(t, err)
		stdout, stderr, err := runReadOnly(t, cache, "-requirements", requirements)
		require.NoError(t, err, stderr)
		assert.Equal(t, env.Executable+"\n", stdout)
		assert.Empty(t, stderr)
	})
	t.Run("that lacks something is refused", func(t *testing.T) {
		cache := cacheWithBase(t)
		stdout, stderr, err := runReadOnly(t, cache, "-requirements", requirements)
		require.Error(t, err)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "permission denied")
		assert.Contains(t, stderr, cache)
		assert.Contains(t, stderr, "Set INPLACE_CACHE to a directory of yours")
	})
	t.Run("whose parent cannot be written to is refused", func(t *testing.T) {
		parent := filepath.Join(t.TempDir(), "parent")
		require.NoError(t, os.Mkdir(parent, 0o755))
		_, stderr, err := runReadOnly(t, parent, "-requirements", requirements)
		require.Error(t, err)
		assert.Contains(t, stderr, "permission denied")
	})
}
