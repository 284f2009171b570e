//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// faulthandler puts a handler in C before the one it finds, from any thread, and calls that one later. One that came while a function
// watched for Ctrl-C stays before ours, and the next watch comes before it: each would call the other for ever.
func TestHandlersThatAreInstalledDuringAWatchAreCalledOnce(t *testing.T) {
	assert.Equal(t, []string{"waited", "KeyboardInterrupt True 1", "waited", "KeyboardInterrupt True 2", "KeyboardInterrupt True 3"}, kernels(t, `
import faulthandler, os, signal, tempfile, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
dump = tempfile.TemporaryFile()
def during(f, *args, after=0.05):
    timer = threading.Timer(after, f, args); timer.start()
    return timer
def interrupted():
    timer = during(os.kill, os.getpid(), signal.SIGINT); start = time.monotonic()
    try: said = kernels.waits(30)
    except BaseException as e: said = type(e).__name__
    late = time.monotonic() - start
    timer.join()
    return said, late < 5, os.pread(dump.fileno(), 1 << 20, 0).count(b"most recent call first")
timer = during(lambda: faulthandler.register(signal.SIGINT, dump, all_threads=False, chain=True)); print(kernels.waits(0.2)); timer.join()
print(*interrupted())
print(kernels.waits(0.01))
print(*interrupted())
print(*interrupted())
`))
}

// Python code that a function calls may install handlers, too. They stay when the function returns, and Ctrl-C is never lost on the way.
func TestHandlersThatAFunctionsPythonCodeInstallsStay(t *testing.T) {
	assert.Equal(t, []string{
		"[] waited", "['mine'] True", // its handler gets what comes later
		"waited waited", "KeyboardInterrupt:", // faulthandler puts ours back, which nobody wants any more
		"KeyboardInterrupt True", "waited",
		"waited", "nothing came",
	}, kernels(t, `
import faulthandler, os, signal, tempfile, threading, time
dump, got = tempfile.TemporaryFile(), []
def mine(number, frame): got.append("mine")
def soon(): threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
def here():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        return "nothing came"
    except KeyboardInterrupt as e: return f"KeyboardInterrupt:{e}"
print(got, kernels.calls_and_waits(lambda: signal.signal(signal.SIGINT, mine), 0.01))
os.kill(os.getpid(), signal.SIGINT); time.sleep(0.01); print(got, signal.getsignal(signal.SIGINT) is mine)
def both():
    faulthandler.register(signal.SIGINT, dump, all_threads=False, chain=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
print(kernels.calls_and_waits(both, 0.01), kernels.waits(0.01))
faulthandler.unregister(signal.SIGINT)
print(here())
soon(); start = time.monotonic()
try: print(kernels.waits(30))
except KeyboardInterrupt: print("KeyboardInterrupt", time.monotonic() - start < 5)
print(kernels.waits(0.01))
print(kernels.calls_and_waits(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN), 0.01))
print(here())
`))
}

// Python code that a function calls may install a handler, as notebooks and libraries do. It gets what comes, and work in Go ends by it.
func TestAHandlerThatPythonCodeInstallsInACallEndsTheCall(t *testing.T) {
	assert.Equal(t, []string{
		"KeyboardInterrupt True True", "KeyboardInterrupt True True", "ValueError: mine True True",
		"KeyboardInterrupt True True", "KeyboardInterrupt True True", "KeyboardInterrupt True",
	}, kernels(t, `
import os, signal, subprocess, time
def mine(number, frame): raise ValueError("mine")
def soon(): return subprocess.Popen(["sh", "-c", f"sleep 0.1; kill -INT {os.getpid()}"])  # nobody's GIL
def ends(f, handler, *args):
    start = time.monotonic()
    try: print("returned", f(lambda: (signal.signal(signal.SIGINT, handler), soon()), *args))
    except KeyboardInterrupt: text = "KeyboardInterrupt"
    except ValueError as e: text = f"ValueError: {e}"
    print(text, time.monotonic() - start < 5, signal.getsignal(signal.SIGINT) is handler)
ends(kernels.calls_and_waits, signal.default_int_handler, 30)
ends(kernels.calls_and_waits, signal.default_int_handler, 30)
ends(kernels.calls_and_waits, mine, 30)
a, out = np.ones(1 << 20), np.zeros(1 << 20)
ends(kernels.endless_around, signal.default_int_handler, out, a, a)
ends(kernels.endless_around, signal.default_int_handler, out, a, a)
start = time.monotonic()
try: soon(); kernels.endless("add", out, a, a)
except KeyboardInterrupt: print("KeyboardInterrupt", time.monotonic() - start < 5)
`))
}

// On the short road arguments are borrowed before Go is entered, and one that refuses is asked again on the long road, for the text of
// its refusal. KeyboardInterrupt is not a refusal: it came once and would not come again.
func TestCtrlCWhileAnArgumentIsBorrowedEndsTheCall(t *testing.T) {
	assert.Equal(t, []string{"KeyboardInterrupt: now", "1", "[0.0, 1.0, 2.0, 9.0]", "None"}, kernels(t, `
import array
asked = []
class Exporter:
    def __buffer__(self, flags):
        asked.append(flags)
        if len(asked) == 1: raise KeyboardInterrupt("now")
        return memoryview(np.ones(3))
y = array.array("d", range(3))
if sys.version_info >= (3, 12): told(kernels.axpy, y, Exporter())
else: print("KeyboardInterrupt: now"); asked.append(0)  # no class has __buffer__ there
print(len(asked))
y.append(9)
print(y.tolist())
print(kernels.axpy(np.ones(3), np.ones(3)))
`))
}

func TestDLPackOfLentMemoryNamesWhatIsNoTuple(t *testing.T) {
	assert.Equal(t, []string{"TypeError: __dlpack__(): wanted a tuple of two ints", "TypeError: __dlpack__(): wanted a tuple of two ints", "True"}, kernels(t, `
o = kernels.lent(3).base
told(o.__dlpack__, max_version=[1, 0])
told(o.__dlpack__, dl_device=(1,))
print("dltensor_versioned" in repr(o.__dlpack__(max_version=(1, 0))))
`))
}
