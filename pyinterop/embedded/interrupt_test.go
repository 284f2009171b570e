//go:build !windows

package embedded

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startAndKill starts the command, and kills it some time after it said a word, or when so many modules of the wheel are there: the process alone, as the system's
// out-of-memory killer does, or with its children, as a closed terminal does. It returns what the command said.
func startAndKill(t *testing.T, cache, requirements, word string, after time.Duration, modules int, children bool) string {
	t.Helper()
	cmd := exec.Command(command, "-requirements", requirements)
	cmd.Env = append(os.Environ(), cacheVariable+"="+cache)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())

	var said strings.Builder
	heard := false
	for lines := bufio.NewScanner(stderr); !heard && lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		heard = strings.Contains(lines.Text(), word)
	}
	time.Sleep(after)
	for end := time.Now().Add(time.Minute); countModules(cache) < modules && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	victim := cmd.Process.Pid
	if children {
		victim = -victim
	}
	killed := syscall.Kill(victim, syscall.SIGKILL)
	_ = cmd.Wait()
	require.True(t, heard, "%q was never said:\n%s", word, said.String())
	require.NoError(t, killed)
	require.Equal(t, syscall.SIGKILL, cmd.ProcessState.Sys().(syscall.WaitStatus).Signal(), "it had ended before")
	return said.String()
}

// countModules counts the modules of the local wheel in the temporary folders of a cache.
func countModules(cache string) (n int) {
	folders, _ := filepath.Glob(filepath.Join(cache, tmpPrefix+"*"))
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err == nil && filepath.Base(filepath.Dir(path)) == "demo" && strings.HasSuffix(path, ".py") {
				n++
			}
			return nil // what goes meanwhile is not counted
		})
	}
	return n
}

func TestStartThatIsKilledIsMadeGoodByTheNext(t *testing.T) {
	requirements := localWheels(t, 3000)
	file := filepath.Join(t.TempDir(), "requirements.txt")
	require.NoError(t, os.WriteFile(file, []byte(requirements), 0o644))
	cache := t.TempDir()

	for _, c := range []struct {
		word     string
		after    time.Duration
		modules  int
		children bool
	}{
		{"unpacking", 200 * time.Millisecond, 0, true},
		{"unpacking", 500 * time.Millisecond, 0, false},
		{"installing", 300 * time.Millisecond, 0, false},
		{"copying", 0, 0, true},
		{"copying", 0, 200, true},
		{"copying", 0, 1, false},
	} {
		said := startAndKill(t, cache, file, c.word, c.after, c.modules, c.children)
		entries, err := os.ReadDir(cache)
		require.NoError(t, err)
		leftovers := 0
		for _, e := range entries {
			switch {
			case strings.HasPrefix(e.Name(), tmpPrefix):
				leftovers++
			case e.IsDir():
				require.True(t, isComplete(filepath.Join(cache, e.Name())), "killed %v after %q, and %s is there", c.after, c.word, e.Name())
			}
		}
		assert.Positive(t, leftovers, "killed %v after %q: nothing was interrupted", c.after, c.word)
		requireNoEnv(t, cache)
		if strings.Contains(said, "installing") {
			assert.DirExists(t, store{root: cache}.baseDir())
		}
	}

	var said bytes.Buffer
	env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(&said), WithRequirements(requirements))
	require.NoError(t, err)
	assert.NotContains(t, said.String(), "unpacking", "what was complete was made again")
	assert.Equal(t, "42 2999", runPython(t, env, "-c", "import demo, demo.m2999; print(demo.answer, demo.m2999.value)"))

	// A pip whose parent was killed may have outlived it for a moment; what it leaves goes with the next work.
	require.NoError(t, os.Remove(env.Executable))
	_, err = Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(requirements))
	require.NoError(t, err)
	requireTidy(t, cache)
}

func TestStartThatIsCancelledLeavesNothingHalfDone(t *testing.T) {
	requirements := localWheels(t, 1000)
	for _, word := range []string{"unpacking", "installing", "copying"} {
		t.Run(word, func(t *testing.T) {
			cache := t.TempDir()
			if word != "unpacking" {
				cache = cacheWithBase(t)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w := writerFunc(func(b []byte) (int, error) {
				if strings.Contains(string(b), word) {
					cancel()
				}
				return len(b), nil
			})
			_, err := Python(ctx, WithCacheDir(cache), WithProgress(w), WithRequirements(requirements))
			require.ErrorIs(t, err, context.Canceled)
			requireTidy(t, cache)
			requireNoEnv(t, cache)
		})
	}
}
