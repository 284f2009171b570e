//go:build cgo

package pyinterop_test

import (
	"fmt"
	"slices"
	"strings"
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
    begun, pressed = threading.Event(), []
    def press():
        begun.wait(); time.sleep(after)
        pressed.append(time.monotonic()); os.kill(os.getpid(), signal.SIGINT)
    presses = threading.Thread(target=press); presses.start()
    try: begun.set(); said = f(*args)
    except BaseException as e: said = type(e).__name__
    late = time.monotonic() - pressed[-1]
    presses.join()
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

// interrupting defines interrupted(what, f, *args), which presses Ctrl-C while f works, and prints how long f went on.
const interrupting = `
import os, signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
def interrupted(what, f, *args, after=0.1):
    pressed, begun, over = [], threading.Event(), threading.Event()
    def press():  # what is pressed before the work has begun is Python's
        wait = after
        begun.wait()
        while not over.wait(wait):
            pressed.append(time.monotonic()); os.kill(os.getpid(), signal.SIGINT); wait = 2
    presses = threading.Thread(target=press); presses.start()
    try: begun.set(); said = f(*args)
    except BaseException as e: said = type(e).__name__
    over.set()
    late = time.monotonic() - pressed[-1]
    presses.join()
    print(what, said, "%.1f ms" % (1000*late), late < 5)
`

// Each of these would take minutes, or for ever. What is interrupted is a verb that knows no context.
func TestCtrlCEndsVerbs(t *testing.T) {
	lines := kernels(t, interrupting+`n = 1 << 18
a, m = np.ones(n), np.ones((512, 512))
interrupted("contiguous", kernels.endless, "add", a.copy(), a, a)
interrupted("strided", kernels.endless, "divide", m.T.copy()[::-1], m, m[:, :1])
interrupted("turned", kernels.endless, "add", m.copy(), m.T, m)
interrupted("cast", kernels.endless, "arctan2", np.zeros(n, "f4"), np.zeros(n, "i2"), a)
interrupted("copied", kernels.copy, np.zeros((512, 512), "f4"), m.T)
interrupted("one lane", kernels.slow, np.broadcast_to(1.0, 1 << 27), np.empty(1 << 27, "f4"))
many = np.broadcast_to(1.0, (1 << 20, 1 << 20))
interrupted("reduced", kernels.reduce, "sum", np.zeros(()), np.broadcast_to(m, (1 << 24, 512, 512)))
interrupted("staged", kernels.reduce, "max", np.zeros(()), np.broadcast_to(np.zeros(512, ">i2"), (1 << 30, 512)))
interrupted("product", kernels.product, np.zeros((500, 500)), np.broadcast_to(np.ones(500)[:, None], (500, 1 << 24)), np.broadcast_to(np.ones(500), (1 << 24, 500)))
ours = signal.signal(signal.SIGINT, lambda *_: print('handled', end=' '))
interrupted("by itself", kernels.endless, "add", a.copy(), a, a)
signal.signal(signal.SIGINT, signal.default_int_handler)
def other():
    for _ in range(20): kernels.reduce("sum", np.zeros(()), np.broadcast_to(m, (20, 512, 512)))
    done.append(True)
done = []
thread = threading.Thread(target=other); thread.start()
interrupted("beside another thread", kernels.endless, "add", a.copy(), a, a)
thread.join(); print(done, signal.getsignal(signal.SIGINT) is signal.default_int_handler, kernels.total(np.ones(n)) == n)
`)
	for i, what := range []string{"contiguous", "strided", "turned", "cast", "copied", "one lane", "reduced", "staged", "product", "handled by itself", "beside another thread"} {
		t.Log(lines[i])
		assert.Regexp(t, "^"+what+` KeyboardInterrupt \d+\.\d ms True$`, lines[i])
	}
	assert.Equal(t, "[True] True True", lines[11])
}

// What is not a verb by its name, and functions of the program that take a millisecond for each of their items, however few.
func TestCtrlCEndsAllLongWork(t *testing.T) {
	few := []string{"MapEach", "Zip2Each", "Zip3Each", "ReduceEach", "ReduceFuncTo", "StencilEach", "ForEach"}
	many := []string{"Map", "histogram", "bincount", "lookup", "take", "put", "searchsorted", "arange", "softmax", "extract", "sum", "flip", "cumsum",
		"einsum", "dot", "fused", "fused sum"}
	lines := kernels(t, interrupting+fmt.Sprintf(`
for what in %q.split(","): interrupted(what, kernels.work, what, 500, after=0.03)
for what in %q.split(","): interrupted(what, kernels.work, what, 1 << 20, after=0.03)
interrupted("a thousand", kernels.slower, np.zeros(1000), after=0.03)
interrupted("turned", kernels.slower, np.zeros((40, 40)).T[::-1], after=0.03)
interrupted("cast", kernels.slower, np.zeros(1000, ">i2"), after=0.03)
interrupted("masked", lambda: kernels.slower(np.zeros(1000), where=np.arange(1000) %% 2 == 0), after=0.03)
interrupted("in place", lambda a=np.zeros(1000): kernels.slower(a[::-1], a), after=0.03)
interrupted("shared", kernels.slowest, np.zeros((64, 64)), np.zeros((64, 64)), after=0.03)
interrupted("shared lane", kernels.slowest, np.zeros(5000), np.zeros(5000), np.zeros(5000), after=0.03)
interrupted("accumulated", kernels.scan, "maximum", np.zeros(1 << 22), np.zeros(1 << 22, "i2"), after=0.03)
`, strings.Join(few, ","), strings.Join(many, ",")))
	for i, what := range slices.Concat(few, many, []string{"a thousand", "turned", "cast", "masked", "in place", "shared", "shared lane", "accumulated"}) {
		t.Log(lines[i])
		assert.Regexp(t, "^"+what+` KeyboardInterrupt \d+\.\d ms True$`, lines[i])
	}
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
