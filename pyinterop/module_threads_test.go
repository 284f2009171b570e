//go:build cgo

package pyinterop_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Threads of Python that are in Go at once, more than the processors that Go was told of: calls of meet() return when n of them are there.
const meeting = `
import kernels, threading
def meet(n):
    before, met = kernels.places(), []
    threads = [threading.Thread(target=lambda: met.append(kernels.meet(n, 30.))) for _ in range(n)]
    [t.start() for t in threads]; [t.join() for t in threads]
    after = kernels.places()
    print(n, len(met), all(met), "room" if after[0] >= n else "no room", after[0] - before[0] if after[0] < n else after[0] > before[0], after[1] - before[1])
`

func TestThreadsInGoHaveRoomToRun(t *testing.T) {
	dir, err := kernelsDir()
	require.NoError(t, err)
	for _, c := range []struct{ name, setting, source, want string }{
		{"it grows with the threads, workers do not", "GOMAXPROCS=", "meet(1); kernels.places()[0] < 12 and meet(12); meet(2)", "1 1 True room False 0\n12 12 True room True 0\n2 2 True room False 0\n"},
		{"the user's choice stays", "GOMAXPROCS=2", "meet(4); print(kernels.places())", "4 4 True no room 0 0\n(2, 2)\n"},
		{"and so does the module's", "GOMAXPROCS=", "kernels.choose(2); meet(4); kernels.choose(3); meet(8); print(kernels.places())",
			"4 4 True room True 0\n8 8 True no room 0 0\n(3, 2)\n"},
	} {
		cmd := exec.Command(os.Getenv("INPLACE_PYTHON"), "-c", meeting+c.source)
		cmd.Env = withEnv(os.Environ(), "PYTHONPATH="+dir, c.setting)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Equal(t, c.want, string(out), c.name)
	}
}
