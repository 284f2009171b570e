package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shared provisions into the user's own cache, which all tests that only look share.
func shared(t *testing.T, opts ...Option) Env {
	t.Helper()
	env, err := Python(t.Context(), opts...)
	require.NoError(t, err)
	return env
}

func TestFreshCacheGetsNumPyAndLaterStartsNeedNoNetwork(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	var said bytes.Buffer
	env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(&said))
	require.NoError(t, err)
	requireTidy(t, cache)
	for _, step := range []string{"unpacking CPython " + Version, "installing numpy==", "the network is needed this once", "ready: " + env.Prefix} {
		assert.Contains(t, said.String(), step)
	}
	assert.NotContains(t, said.String(), "\r", "a line that is overwritten, although this is no terminal")

	var got struct{ Version, Executable, Prefix, BasePrefix, NumPy, NumPyFile string }
	require.NoError(t, json.Unmarshal([]byte(runPython(t, env, "-c", `
import json, sys, platform, numpy
print(json.dumps(dict(Version=platform.python_version(), Executable=sys.executable, Prefix=sys.prefix,
    BasePrefix=sys.base_prefix, NumPy=numpy.__version__, NumPyFile=numpy.__file__)))`)), &got))
	assert.Equal(t, Version, got.Version)
	assert.Equal(t, env.Version, got.Version)
	assert.Equal(t, env.Executable, got.Executable)
	assert.Equal(t, env.Prefix, got.Prefix)
	assert.Equal(t, env.Home, got.BasePrefix)
	assert.Contains(t, numpyRequirements, "numpy=="+got.NumPy+" ")
	assert.Equal(t, env.SitePackages, filepath.Dir(filepath.Dir(got.NumPyFile)))

	connections := deadIndex(t)
	said.Reset()
	again, err := Python(t.Context(), WithCacheDir(cache), WithProgress(&said))
	require.NoError(t, err)
	assert.Equal(t, env, again)
	assert.Empty(t, said.String(), "a start that has nothing to do says something")
	assert.Zero(t, connections.Load())

	// The other side of the coin: the dead index is where a start that must install something goes.
	_, err = Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements("demo==1.0 --hash=sha256:"+strings.Repeat("0", 64)))
	require.ErrorIs(t, err, ErrNetwork)
	assert.Positive(t, connections.Load())
}

func TestLaterStartWritesNothing(t *testing.T) {
	cache := cacheWithBase(t)
	_, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(cache, lockName)))
	_, err = Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	assert.NoFileExists(t, filepath.Join(cache, lockName), "it took the lock")
}

func TestGalleryDrawsAPicture(t *testing.T) {
	env := shared(t, Gallery())
	picture := filepath.Join(t.TempDir(), "picture.png")
	out := runPython(t, env, "-c", `
import sys, os
os.environ["MPLCONFIGDIR"] = os.path.dirname(sys.argv[1])
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt, matplotlib.cbook as cbook, numpy as np
plt.plot(np.arange(10) ** 2)
plt.savefig(sys.argv[1])
print(cbook.get_sample_data("jacksboro_fault_dem.npz")["elevation"].shape)`, picture)
	assert.Equal(t, "(344, 403)", out)
	head, err := os.ReadFile(picture)
	require.NoError(t, err)
	assert.Equal(t, "\x89PNG", string(head[:4]))
}

func TestUsersOwnRequirements(t *testing.T) {
	requirements := localWheels(t, 0)
	// Spaces, other scripts and what patterns and escapes take as special must not matter in a path.
	cache := filepath.Join(t.TempDir(), `Ünï 数学 [a] 'b'`)
	env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(requirements))
	require.NoError(t, err)
	requireTidy(t, cache)
	assert.Equal(t, "42", runPython(t, env, "-c", "import demo; print(demo.answer)"))

	script := filepath.Join(env.Prefix, envScripts, "demo-answer")
	out, err := exec.Command(script).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "42\n", string(out), "the package's script")

	t.Setenv("LC_ALL", "C")
	assert.Equal(t, env.Executable, runPython(t, env, "-X", "utf8", "-c", "import sys, demo; print(sys.executable)"))

	other, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	assert.Equal(t, env.Home, other.Home)
	assert.NotEqual(t, env.Prefix, other.Prefix)
	assert.Equal(t, "None", runPython(t, other, "-c", "import importlib.util; print(importlib.util.find_spec('demo'))"))
}

func TestSettingsForAnotherPythonChangeNothing(t *testing.T) {
	requirements := localWheels(t, 0)
	for name, value := range map[string]string{
		"PYTHONHOME": "/nowhere", "PYTHONPATH": "/nowhere", "PYTHONSTARTUP": "/nowhere", "VIRTUAL_ENV": "/nowhere",
		"PIP_TARGET": t.TempDir(), "PIP_PREFIX": t.TempDir(), "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_DRY_RUN": "1",
		"PIP_NO_BINARY": ":all:", "PIP_CONSTRAINT": "/nowhere", "PIP_QUIET": "3", "PIP_REQUIREMENT": "/nowhere",
	} {
		t.Setenv(name, value)
	}
	env, err := Python(t.Context(), WithCacheDir(cacheWithBase(t)), WithProgress(nil), WithRequirements(requirements))
	require.NoError(t, err)
	assert.Equal(t, "42", runPython(t, env, "-c", "import demo; print(demo.answer)"))
}

func TestStartsAtOnceDoTheWorkOnce(t *testing.T) {
	cache := t.TempDir()
	file := filepath.Join(t.TempDir(), "requirements.txt")
	require.NoError(t, os.WriteFile(file, []byte(localWheels(t, 300)), 0o644))

	const starts = 3
	var said, printed [starts]bytes.Buffer
	var wg sync.WaitGroup
	errs := make([]error, starts)
	for i := range starts {
		wg.Go(func() {
			cmd := exec.Command(command, "-requirements", file)
			cmd.Env = append(os.Environ(), cacheVariable+"="+cache)
			cmd.Stdout, cmd.Stderr = &printed[i], &said[i]
			errs[i] = cmd.Run()
		})
	}
	wg.Wait()
	all := ""
	for i := range starts {
		require.NoError(t, errs[i], said[i].String())
		assert.Equal(t, printed[0].String(), printed[i].String())
		all += said[i].String()
	}
	assert.Equal(t, 1, strings.Count(all, "unpacking"), all)
	assert.Equal(t, 1, strings.Count(all, "installing"), all)
	assert.Contains(t, all, "waiting for another process")
	requireTidy(t, cache)
}

func TestStartsAtOnceInOneProcess(t *testing.T) {
	cache := cacheWithBase(t)
	var mu sync.Mutex
	var said bytes.Buffer
	w := writerFunc(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return said.Write(b)
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := Python(t.Context(), WithCacheDir(cache), WithProgress(w), WithRequirements(""))
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Equal(t, 1, strings.Count(said.String(), "checking"), said.String())
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestWaitingForTheLockEndsWithTheContext(t *testing.T) {
	s := store{root: cacheWithBase(t)}
	unlock, err := s.lock(t.Context(), newProgress(nil))
	require.NoError(t, err)

	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var said bytes.Buffer
	_, err = Python(ctx, WithCacheDir(s.root), WithProgress(&said), WithRequirements(""))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Contains(t, said.String(), "waiting for another process that sets up "+s.root)
	requireTidy(t, s.root)

	unlock()
	_, err = Python(t.Context(), WithCacheDir(s.root), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
}

func TestLockFileThatWasLeftBehindStopsNobody(t *testing.T) {
	cache := cacheWithBase(t)
	require.NoError(t, os.WriteFile(filepath.Join(cache, lockName), []byte("pid 1\n"), 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := Python(ctx, WithCacheDir(cache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
}
