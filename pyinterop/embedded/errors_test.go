package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startFails starts with a cache that has the distribution, requires an error of a kind, and that nothing half-done is left.
func startFails(t *testing.T, kind error, requirements string) *Error {
	t.Helper()
	cache := cacheWithBase(t)
	_, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(requirements))
	require.ErrorIs(t, err, kind)
	requireTidy(t, cache)
	requireNoEnv(t, cache)
	e, ok := errors.AsType[*Error](err)
	require.True(t, ok)
	return e
}

func TestNoNetworkSaysWhatToDo(t *testing.T) {
	connections := deadIndex(t)
	err := startFails(t, ErrNetwork, galleryRequirements)
	assert.Positive(t, connections.Load())
	for _, want := range []string{
		"cannot install contourpy==", "matplotlib==", "numpy==", "no network", "connection broken by",
		"The first start downloads these packages once; later starts need no network",
		"PIP_INDEX_URL", "run inplace-python with the same INPLACE_CACHE", "PIP_NO_INDEX=1 and PIP_FIND_LINKS", "INPLACE_PYTHON",
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NotContains(t, err.Error(), "No matching distribution", "pip's misleading reason")
	assert.Contains(t, err.Log, "No matching distribution")
}

func TestWheelWithAnotherHashIsRefused(t *testing.T) {
	pinned := localWheels(t, 0)
	hash := strings.TrimSpace(pinned[strings.Index(pinned, "sha256:")+len("sha256:"):])
	zeros := strings.Repeat("0", 64)
	err := startFails(t, ErrHash, strings.Replace(pinned, hash, zeros, 1))
	for _, want := range []string{"cannot install demo==1.0", "hash mismatch", "Expected sha256 " + zeros, hash, "Nothing was installed"} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestRequirementsThatCannotBeMetAreRefused(t *testing.T) {
	pinned := localWheels(t, 0)
	for name, c := range map[string]struct{ requirements, want string }{
		"another version":  {strings.Replace(pinned, "1.0", "2.0", 1), "No matching distribution found for demo==2.0"},
		"no hash":          {"demo==1.0\n", "Hashes are required"},
		"not requirements": {"demo == ==\n", "Invalid requirement"},
	} {
		t.Run(name, func(t *testing.T) {
			err := startFails(t, ErrRequirements, c.requirements)
			assert.Contains(t, err.Error(), c.want)
			assert.Contains(t, err.Error(), "Each requirement must be pinned by == and carry the --hash")
		})
	}
}

func TestNoCacheDirectorySaysWhatToSet(t *testing.T) {
	for _, name := range []string{cacheVariable, "HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	_, err := Python(t.Context())
	require.ErrorIs(t, err, ErrCache)
	assert.Contains(t, err.Error(), "find a directory to keep Python in")
	assert.Contains(t, err.Error(), "Set INPLACE_CACHE")
	assert.Contains(t, err.Error(), "INPLACE_PYTHON")
}

func TestCacheDirectoryIsChosenInOrder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cacheVariable, filepath.Join(dir, "variable"))
	got, err := cacheRoot(filepath.Join(dir, "option"))
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "option"), got)

	got, err = cacheRoot("")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "variable"), got)

	t.Setenv(cacheVariable, "")
	user, err := os.UserCacheDir()
	require.NoError(t, err)
	got, err = cacheRoot("")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(user, "inplace"), got)

	t.Chdir(dir)
	got, err = cacheRoot("relative")
	require.NoError(t, err)
	assert.True(t, filepath.IsAbs(got), got)
}

func TestCacheBelowAFileIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	_, err := Python(t.Context(), WithCacheDir(filepath.Join(file, "cache")), WithProgress(nil))
	require.ErrorIs(t, err, ErrCache)
	assert.Contains(t, err.Error(), filepath.Join(file, "cache"))
	assert.Contains(t, err.Error(), "Set INPLACE_CACHE")
}

func TestErrorsOfFilesAreToldApart(t *testing.T) {
	for _, c := range []struct{ cause, kind error }{
		{syscall.ENOSPC, ErrSpace},
		{syscall.EDQUOT, ErrSpace},
		{syscall.EACCES, ErrPermission},
		{syscall.EPERM, ErrPermission},
		{syscall.EROFS, ErrPermission},
		{fs.ErrPermission, ErrPermission},
		{syscall.EIO, ErrCache},
		{syscall.ENOTDIR, ErrCache},
	} {
		cause := &fs.PathError{Op: "write", Path: "/x", Err: c.cause}
		err := fileError("unpack", "/x", cause)
		assert.ErrorIs(t, err, c.kind, "%v", c.cause)
		assert.ErrorIs(t, err, c.cause)
		assert.Contains(t, err.Error(), "INPLACE_CACHE")
	}
}

// The texts are pip's, cut down to the lines that matter.
func TestErrorsOfPipAreToldApart(t *testing.T) {
	for _, c := range []struct {
		kind error
		log  string
	}{
		{ErrSpace, "Installing collected packages: numpy\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"},
		{ErrSpace, "ERROR: Could not install packages due to an OSError: [Errno 122] Disk quota exceeded: '/x'\n"},
		{ErrPermission, "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'\n"},
		{ErrPermission, "ERROR: Could not install packages due to an OSError: [Errno 30] Read-only file system: '/x'\n"},
		{ErrNetwork, "WARNING: Retrying (Retry(total=2, connect=None)) after connection broken by 'NameResolutionError(\"Failed to resolve\")': /numpy/\nERROR: No matching distribution found for numpy==2.5.5\n"},
		{ErrNetwork, "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='x', port=443): Max retries exceeded with url: /numpy\n"},
		{ErrRequirements, "ERROR: Could not find a version that satisfies the requirement numpy==9 (from versions: 2.5.5)\nERROR: No matching distribution found for numpy==9\n"},
		{ErrHash, "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    numpy==2.5.5:\n        Expected sha256 00\n             Got        11\n"},
	} {
		err := pipError([]string{"numpy==2.5.5"}, c.log, errors.New("exit status 1"))
		assert.ErrorIs(t, err, c.kind, c.log)
		for _, other := range []error{ErrSpace, ErrPermission, ErrNetwork, ErrRequirements, ErrHash} {
			assert.Equal(t, other == c.kind, errors.Is(err, other), "%v: %s", other, c.log)
		}
		assert.Contains(t, err.Error(), "cannot install numpy==2.5.5")
	}
}

func TestUnsupportedPlatformListsTheSupported(t *testing.T) {
	cause := &fs.PathError{Op: "fork/exec", Path: "/x/python3", Err: syscall.ENOENT}
	err := startError(cause)
	require.ErrorIs(t, err, ErrPlatform)
	require.ErrorIs(t, err, syscall.ENOENT)
	for _, want := range []string{"linux/amd64 and linux/arm64 (with glibc)", "darwin/amd64, darwin/arm64", "windows/amd64", "INPLACE_PYTHON"} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NoError(t, platformError(), "this platform")
	assert.ErrorIs(t, startError(fmt.Errorf("fork/exec: %w", syscall.EACCES)), ErrPermission)
	assert.Contains(t, startError(syscall.EACCES).Error(), "noexec")
	assert.ErrorIs(t, startError(syscall.ENOMEM), ErrBroken)
}

func TestPackageThatDoesNotRunIsNotTakenForGood(t *testing.T) {
	cache := cacheWithBase(t)
	s := store{root: cache}
	final := filepath.Join(cache, "env-test")
	err := s.publish(final, func(tree string) error {
		if err := makeVenv(s.baseDir(), tree); err != nil {
			return err
		}
		broken := filepath.Join(tree, envSitePackages, "numpy.py")
		if err := os.WriteFile(broken, []byte("raise ImportError('libopenblas: wrong kind of processor')\n"), 0o644); err != nil {
			return err
		}
		return checkEnv(t.Context(), tree)
	})
	require.ErrorIs(t, err, ErrBroken)
	assert.Contains(t, err.Error(), "ImportError: libopenblas: wrong kind of processor")
	requireTidy(t, cache)
	requireNoEnv(t, cache)
}
