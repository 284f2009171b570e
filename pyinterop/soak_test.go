//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// 64 goroutines borrow, compute and release at random: for reading and for writing, whole matrices and their halves, in
// scopes and out of them, in closures and by handles, one and two at once.
//
// Each half of a matrix has one value in all its places. Who borrows a half for writing adds 1 to all of them, slowly
// enough to be met; so who reads a half must find one value, and in the end the values tell how many have written.

const (
	soakGoroutines = 64
	soakMatrices   = 24
	soakRows       = 32
)

// A soakMatrix is a NumPy array of soakRows×8 zeros; its halves are columns, so that their bounds overlap.
type soakMatrix struct {
	whole *pyinterop.Kept
	half  [2]*pyinterop.Kept
	added [2]atomic.Int64 // times that 1 was added to each half
}

type soak struct {
	t        *testing.T
	matrices []*soakMatrix
	done     sync.Map // kind → *atomic.Int64: borrows that went through
	refused  atomic.Int64
	held     atomic.Int64 // releases that were refused at first
}

// kinds of borrows, each with its work.
var soakKinds = map[string]func(s *soak, rng *rand.Rand, m *soakMatrix) error{
	"read the whole":        (*soak).readWhole,
	"read a half":           (*soak).readHalf,
	"write the whole":       (*soak).writeWhole,
	"write a half":          (*soak).writeHalf,
	"write a half in scope": (*soak).writeHalfInScope,
	"two halves at once":    (*soak).twoHalves,
	"handle to read":        (*soak).readByHandle,
	"handle to write":       (*soak).writeByHandle,
	"raw":                   (*soak).readRaw,
}

func (s *soak) same(v ndview.View[float64]) {
	first := v.At2(0, 0)
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			if x := v.At2(i, j); x != first {
				s.t.Errorf("[%d, %d] is %v where [0, 0] is %v: somebody wrote meanwhile", i, j, x, first)
				return
			}
		}
	}
	if want := first * float64(v.Size()); ops.Sum(v) != want {
		s.t.Errorf("the sum is %v, not %v", ops.Sum(v), want)
	}
}

func (s *soak) add(v ndview.MutView[float64]) error {
	for i := range v.Len(0) {
		row := v.Row(i)
		for j := range row.Len(0) {
			row.Set1(j, row.At1(j)+1)
		}
		if i%8 == 0 {
			runtime.Gosched()
		}
	}
	return nil
}

func (s *soak) readWhole(rng *rand.Rand, m *soakMatrix) error {
	return pyinterop.Borrow(m.whole, func(v ndview.View[float64]) error {
		left, right := v.SplitAt(1, 4)
		s.same(left)
		s.same(right)
		return nil
	})
}

func (s *soak) readHalf(rng *rand.Rand, m *soakMatrix) error {
	return pyinterop.Borrow(m.half[rng.IntN(2)], func(v ndview.View[float64]) error { s.same(v); return nil })
}

func (s *soak) readRaw(rng *rand.Rand, m *soakMatrix) error {
	return pyinterop.BorrowRaw(m.half[rng.IntN(2)], func(r ndview.Raw) error {
		v, err := ndview.As[float64](r)
		if err == nil {
			s.same(v)
		}
		return err
	})
}

func (s *soak) writeWhole(rng *rand.Rand, m *soakMatrix) error {
	return pyinterop.BorrowMut(m.whole, func(v ndview.MutView[float64]) error {
		m.added[0].Add(1)
		m.added[1].Add(1)
		return s.add(v)
	})
}

func (s *soak) writeHalf(rng *rand.Rand, m *soakMatrix) error {
	k := rng.IntN(2)
	return pyinterop.BorrowMut(m.half[k], func(v ndview.MutView[float64]) error {
		m.added[k].Add(1)
		return s.add(v)
	})
}

func (s *soak) writeHalfInScope(rng *rand.Rand, m *soakMatrix) error {
	k := rng.IntN(2)
	return pyinterop.Do(func(py pyinterop.Python) error {
		o, err := m.half[k].In(py)
		if err != nil {
			return err
		}
		return pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
			m.added[k].Add(1)
			return py.AllowThreadsErr(func() error { return s.add(v) })
		})
	})
}

func (s *soak) twoHalves(rng *rand.Rand, m *soakMatrix) error {
	k := rng.IntN(2)
	return pyinterop.Borrow2(pyinterop.Write[float64](m.half[k]), pyinterop.Read[float64](m.half[1-k]),
		func(v ndview.MutView[float64], w ndview.View[float64]) error {
			m.added[k].Add(1)
			s.same(w)
			return s.add(v)
		})
}

func (s *soak) readByHandle(rng *rand.Rand, m *soakMatrix) error {
	h, err := pyinterop.Acquire[float64](m.half[rng.IntN(2)])
	if err != nil {
		return err
	}
	sum := make(chan float64, 1)
	go func() { // its verb holds the handle, or comes too late
		defer close(sum)
		defer func() {
			if late, ok := recover().(error); ok && !errors.Is(late, ndview.ErrReleased) {
				s.t.Error(late)
			}
		}()
		sum <- ops.Sum(h.View())
	}()
	if rng.IntN(2) == 0 {
		runtime.Gosched()
	}
	err = s.release(h)
	if x, ok := <-sum; ok && x/(soakRows*4) != float64(int(x/(soakRows*4))) {
		s.t.Errorf("the sum %v is none of equal elements", x)
	}
	return err
}

func (s *soak) writeByHandle(rng *rand.Rand, m *soakMatrix) error {
	k := rng.IntN(2)
	h, err := pyinterop.AcquireMut[float64](m.half[k])
	if err != nil {
		return err
	}
	began, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- h.Use(func(v ndview.MutView[float64]) error {
			close(began)
			m.added[k].Add(1)
			return s.add(v)
		})
	}()
	<-began
	if err := s.release(h); err != nil {
		return err
	}
	return <-done
}

// release gives a handle back, at once or when its user is done.
func (s *soak) release(h interface{ ReleaseWithin(time.Duration) error }) error {
	err := h.ReleaseWithin(0)
	if errors.Is(err, pyinterop.ErrHeld) {
		s.held.Add(1)
		err = h.ReleaseWithin(time.Minute)
	}
	return err
}

func (s *soak) work(rng *rand.Rand, kinds []string, end time.Time) {
	for time.Now().Before(end) && !s.t.Failed() {
		kind := kinds[rng.IntN(len(kinds))]
		err := soakKinds[kind](s, rng, s.matrices[rng.IntN(len(s.matrices))])
		switch {
		case err == nil:
			n, _ := s.done.LoadOrStore(kind, new(atomic.Int64))
			n.(*atomic.Int64).Add(1)
		case errors.Is(err, ndview.ErrOverlap):
			s.refused.Add(1)
		default:
			s.t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestManyGoroutinesBorrowComputeAndReleaseAtRandom(t *testing.T) {
	seed := ndtest.Seeded(t).Uint64()
	length := 4 * time.Second
	if os.Getenv("INPLACE_LONG") == "1" {
		length = time.Minute
	}
	s := &soak{t: t}
	var refcounts []int
	for range soakMatrices {
		m := &soakMatrix{whole: kept(t, fmt.Sprintf("np.zeros((%d, 8))", soakRows))}
		for k, part := range []string{"a[:, :4]", "a[:, 4:]"} {
			python(t, func(py pyinterop.Python) {
				a, err := m.whole.In(py)
				require.NoError(t, err)
				m.half[k], err = eval(t, py, part, pyinterop.Kwargs{"a": a}).Keep()
				require.NoError(t, err)
			})
			t.Cleanup(m.half[k].Drop)
		}
		s.matrices = append(s.matrices, m)
		refcounts = append(refcounts, refcountKept(t, m.whole), refcountKept(t, m.half[0]), refcountKept(t, m.half[1]))
	}
	var kinds []string
	for kind := range soakKinds {
		kinds = append(kinds, kind)
	}

	end := time.Now().Add(length)
	deadlock := time.AfterFunc(length+2*time.Minute, func() { panic("the goroutines do not come to an end") })
	var wg sync.WaitGroup
	for g := range soakGoroutines {
		wg.Go(func() { s.work(rand.New(rand.NewPCG(seed, uint64(g))), kinds, end) })
	}
	wg.Wait()
	deadlock.Stop()

	total := int64(0)
	for _, kind := range kinds {
		n, ok := s.done.Load(kind)
		if assert.True(t, ok, "no borrow of the kind: %s", kind) {
			total += n.(*atomic.Int64).Load()
			t.Logf("%-22s %d", kind, n.(*atomic.Int64).Load())
		}
	}
	t.Logf("%d borrows, %d refused, %d releases waited", total, s.refused.Load(), s.held.Load())
	assert.NotZero(t, s.refused.Load(), "borrows that conflict")
	assert.NotZero(t, s.held.Load(), "releases of handles in use")
	assert.Zero(t, pyinterop.OpenBorrows(), pyinterop.BorrowPlaces())
	assert.Zero(t, pyinterop.OpenClaims())
	var after []int
	for _, m := range s.matrices {
		after = append(after, refcountKept(t, m.whole), refcountKept(t, m.half[0]), refcountKept(t, m.half[1]))
		for k, half := range m.half {
			require.NoError(t, pyinterop.Borrow(half, func(v ndview.View[float64]) error {
				s.same(v)
				assert.Equal(t, float64(m.added[k].Load()), v.At2(0, 0), "additions lost")
				return nil
			}))
		}
	}
	assert.Equal(t, refcounts, after, "references")
}
