//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Arrays, exceptions, refusals and calls back into Python, from 8 threads of Python at once: 4,000 calls, or with INPLACE_LONG
// a million.
func TestManyCallsFromThreadsLeaveMemoryAsItWas(t *testing.T) {
	rounds := 100
	if os.Getenv("INPLACE_LONG") == "1" {
		rounds = 25_000
	}
	assert.Equal(t, []string{"0 0 0", "True", "0"}, kernels(t, fmt.Sprintf(`
import resource, threading
a, name = np.ones(8), "a name of its own"
kernels.otherwise("plus", lambda *args, **names: None)
wrong = []
def work(rounds):
    mine, big = np.ones(16), np.ones(50_000)
    for i in range(rounds):
        kernels.scale(mine, factor=1.0)
        kernels.plus(a, a, out=mine[:8]); kernels.plus(a, 1)
        if kernels.total(a) != 8 or kernels.total(big) != 50_000: wrong.append(i)
        for bad in (lambda: kernels.scale(name)), (lambda: kernels.fails("value")), (lambda: kernels.axpy(mine, mine)):
            try: bad(); wrong.append(i)
            except (TypeError, ValueError, BufferError): pass
def all_threads(rounds):
    threads = [threading.Thread(target=work, args=(rounds,)) for _ in range(8)]
    [t.start() for t in threads]; [t.join() for t in threads]
    for _ in range(3): kernels.open_borrows()
def count(): return [sys.getrefcount(o) for o in (a, name, kernels.plus)]
all_threads(50)
before, peak = count(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
all_threads(%d)
print(*[now - then for now, then in zip(count(), before)])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 16384)
print(len(wrong))
`, rounds)))
}
