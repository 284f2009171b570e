//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCtrlCEndsTheContextOfAFunction(t *testing.T) {
	assert.Equal(t, []string{
		"waited",
		"KeyboardInterrupt True",
		"KeyboardInterrupt True",
		"handled True RuntimeError",
		"handled True waited",
		"waited",
		"True KeyboardInterrupt True",
	}, kernels(t, `
import os, signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background of a shell ignore it
def interrupted(f, *args, after=0.05):
    timer = threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT)); timer.start(); start = time.monotonic()
    try: said = f(*args)
    except BaseException as e: said = type(e).__name__
    late = time.monotonic() - start - after
    timer.join()
    return said, late < 5
print(kernels.waits(0.01))
print(*interrupted(kernels.waits, 30))
print(*interrupted(kernels.steps, np.zeros((64, 4096))))
ours = signal.signal(signal.SIGINT, lambda *_: print('handled', end=' '))
said, soon = interrupted(kernels.waits, 30); print(soon, 'RuntimeError' if said == 'KeyboardInterrupt' else said)
signal.signal(signal.SIGINT, lambda *_: print('handled', end=' '))
print(soon, kernels.calls(lambda: (os.kill(os.getpid(), signal.SIGINT), kernels.waits(0.01))[1]))
signal.signal(signal.SIGINT, ours)
thread = threading.Thread(target=lambda: print(kernels.waits(0.01))); thread.start(); thread.join()
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, *interrupted(time.sleep, 30))
`))
}

func TestMatricesOfGonumAreArguments(t *testing.T) {
	lines := kernels(t, `
a, b = np.array([[2., 0], [0, 4]]), np.array([2., 2.])
kernels.solve(a.T[::-1], b); print(b.tolist())
print(round(kernels.largest(a), 12), a[0, 0], kernels.norm(np.array([3., 0, 4])[::-1]), kernels.norm())
told(kernels.largest, a[:, ::2])
told(kernels.largest, a.T[::-1])
told(kernels.largest, b)
told(kernels.solve, b, b.copy())
told(kernels.norm, a)
`)
	assert.Equal(t, "[1.0, 0.5]", lines[0])
	assert.Equal(t, "4.0 -1.0 5.0 -1.0", lines[1])
	assert.Equal(t, "no exception: 1.0", lines[2])
	assert.Contains(t, lines[3], "ValueError: largest() argument 'a': ")
	assert.Contains(t, lines[4], "ValueError: largest() argument 'a': ")
	assert.Contains(t, lines[5], "ValueError: solve() argument 'a': ndim: wanted 2, found 1")
	assert.Contains(t, lines[6], "ValueError: norm() argument 'v': ndim: wanted 1, found 2")
}
