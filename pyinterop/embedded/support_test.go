package embedded

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	command  string // the path of inplace-python, built once for all tests
	oneCache string // see cacheWithBase
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "inplace-python-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		// Others than the owner run it, too, where a test gives up its rights.
		if err := os.Chmod(dir, 0o755); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		command = filepath.Join(dir, "inplace-python")
		oneCache = filepath.Join(dir, "cache")
		if out, err := exec.Command("go", "build", "-o", command, "./cmd/inplace-python").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// cacheWithBase returns a cache that holds the unpacked distribution and no environment. It is always the same one, to save
// the time of unpacking, and made as it should be before each use.
func cacheWithBase(t *testing.T) string {
	t.Helper()
	_, err := Python(t.Context(), WithCacheDir(oneCache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	entries, err := os.ReadDir(oneCache)
	require.NoError(t, err)
	for _, e := range entries {
		if path := filepath.Join(oneCache, e.Name()); path != (store{root: oneCache}).baseDir() {
			require.NoError(t, os.RemoveAll(path))
		}
	}
	return oneCache
}

// runPython runs the interpreter of env and returns what it wrote, without surrounding space.
func runPython(t *testing.T, env Env, args ...string) string {
	t.Helper()
	cmd := pythonCommand(t.Context(), env.Prefix, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s", stderr.String())
	return strings.TrimSpace(string(out))
}

// deadIndex is the only way to a package index for this test and its child processes: an address that hangs up at once.
// It counts who tried.
func deadIndex(t *testing.T) (connections *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	connections = new(atomic.Int64)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			_ = c.Close()
		}
	}()
	address := "http://" + l.Addr().String()
	cleanPip(t)
	t.Setenv("PIP_INDEX_URL", address)
	t.Setenv("PIP_RETRIES", "1")
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, address)
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	return connections
}

// cleanPip removes all of pip's settings from the test and its child processes.
func cleanPip(t *testing.T) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "PIP_") {
			t.Setenv(name, "")
			require.NoError(t, os.Unsetenv(name))
		}
	}
	t.Setenv("PIP_CONFIG_FILE", os.DevNull)
}

// localWheels makes a directory with one small wheel the only source of packages and returns pinned requirements for it.
// The package is named demo; demo.answer is 42, the script demo-answer prints it, and it has the given number of
// further modules, which make its installation take as long as a test needs.
func localWheels(t *testing.T, modules int) (requirements string) {
	t.Helper()
	dir := t.TempDir()
	wheel := demoWheel(t, modules)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "demo-1.0-py3-none-any.whl"), wheel, 0o644))
	shareWithAll(t, dir)
	cleanPip(t)
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_FIND_LINKS", dir)
	sum := sha256.Sum256(wheel)
	return "demo==1.0 --hash=sha256:" + hex.EncodeToString(sum[:]) + "\n"
}

func demoWheel(t *testing.T, modules int) []byte {
	t.Helper()
	files := map[string]string{
		"demo/__init__.py":                    "answer = 42\ndef main():\n    print(answer)\n",
		"demo-1.0.dist-info/METADATA":         "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
		"demo-1.0.dist-info/WHEEL":            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
		"demo-1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo-answer = demo:main\n",
	}
	for i := range modules {
		files[fmt.Sprintf("demo/m%04d.py", i)] = fmt.Sprintf("value = %d\n", i)
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var record strings.Builder
	for _, name := range names {
		sum := sha256.Sum256([]byte(files[name]))
		fmt.Fprintf(&record, "%s,sha256=%s,%d\n", name, base64.RawURLEncoding.EncodeToString(sum[:]), len(files[name]))
	}
	const recordName = "demo-1.0.dist-info/RECORD"
	files[recordName] = record.String() + recordName + ",,\n"

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range append(names, recordName) {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(files[name]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// shareWithAll lets every user reach dir, a directory of t.TempDir.
func shareWithAll(t *testing.T, dir string) {
	t.Helper()
	for ; dir != filepath.Clean(os.TempDir()); dir = filepath.Dir(dir) {
		require.NoError(t, os.Chmod(dir, 0o755))
	}
}

// requireTidy checks that a cache holds nothing that is half-done: whole directories and the lock, nothing else.
func requireTidy(t *testing.T, cache string) {
	t.Helper()
	entries, err := os.ReadDir(cache)
	require.NoError(t, err)
	for _, e := range entries {
		if e.Name() != lockName {
			require.True(t, isComplete(filepath.Join(cache, e.Name())), "%s is not complete", e.Name())
		}
	}
}

// requireNoEnv checks that a cache has no environment.
func requireNoEnv(t *testing.T, cache string) {
	t.Helper()
	entries, err := os.ReadDir(cache)
	require.NoError(t, err)
	for _, e := range entries {
		require.False(t, strings.HasPrefix(e.Name(), "env-"), "%s is there", e.Name())
	}
}
