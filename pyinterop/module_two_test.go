//go:build cgo

package pyinterop_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Two libraries in Go, each with its runtime, in one Python: they call each other through Python, panic, collect garbage and are
// interrupted side by side, whichever came first. Their ledgers are two.
func TestTwoGoLibrariesLiveInOnePython(t *testing.T) {
	kernels, err := kernelsDir()
	require.NoError(t, err)
	for _, order := range []string{"kernels, smokeext", "smokeext, kernels"} {
		out, code := host(t, kernels+string(os.PathListSeparator)+buildExtension(t), "import "+order+`
import numpy as np, os, signal, threading
a = np.ones(4)
kernels.scale(a, 2.); smokeext.scale(a, 3.); print(a.tolist())
kernels.calls(lambda: smokeext.scale(a, 2.)); print(a.tolist())
kernels.wraps(lambda: smokeext.scale(a, 2.), a); print(a.tolist())
for how in "nil", "panic", "index":
    try: kernels.fails(how)
    except RuntimeError as e: print(str(e).splitlines()[0])
def work():
    own = np.ones(50_000)
    for i in range(100):
        kernels.scale(own, 2.0); smokeext.scale(own, 0.5); kernels.made(100)
        if i % 20 == 0: kernels.open_borrows(); smokeext.open_borrows()
    sums.append(own.sum())
sums, threads = [], [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(sums == [50_000] * 8)
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
try: kernels.waits(30)
except KeyboardInterrupt: print("interrupted")
print(kernels.open_borrows(), smokeext.open_borrows())
`)
		require.Zero(t, code, out)
		assert.Equal(t, `[6.0, 6.0, 6.0, 6.0]
[12.0, 12.0, 12.0, 12.0]
[24.0, 24.0, 24.0, 24.0]
kernels.fails() panicked: runtime error: invalid memory address or nil pointer dereference
kernels.fails() panicked: at the disco
kernels.fails() panicked: runtime error: index out of range [5] with length 0
True
interrupted
0 0
`, out, order)
	}
}
