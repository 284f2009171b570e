//go:build cgo

package pyinterop_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

// slowLog keeps whoever logs until it may go on.
type slowLog struct {
	slog.Handler
	reached atomic.Int32
	goOn    chan struct{}
}

func (l *slowLog) Handle(context.Context, slog.Record) error {
	l.reached.Add(1)
	<-l.goOn
	return nil
}

// eventually collects garbage until it is so, for at most some seconds.
func eventually(so func() bool) bool {
	for range 1000 {
		if so() {
			return true
		}
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

func init() {
	children["forgotten handle with headers"] = func() {
		k := keepOutside("__import__('numpy').ones((3, 4))")
		adapt := func() (*mat.Dense, error) {
			h, err := pyinterop.AcquireMut[float64](k)
			check(err)
			return ndmat.Dense(h.View())
		}
		m, err := adapt()
		check(err)
		rows, cols := m.Dims()
		fmt.Println("before:", rows, cols, pyinterop.OpenBorrows())
		gone := eventually(func() bool { return pyinterop.OpenBorrows() == 0 })
		rows, cols = m.Dims()
		fmt.Println("after:", gone, rows, cols, m.RawMatrix().Data == nil)
		runtime.KeepAlive(m)
	}
	children["forgotten handle, slow log"] = func() {
		log := &slowLog{Handler: slog.Default().Handler(), goOn: make(chan struct{})}
		slog.SetDefault(slog.New(log))
		func() {
			k := keepOutside("__import__('numpy').ones(3)")
			_, err := pyinterop.Acquire[float64](k) // k is forgotten, too
			check(err)
		}()
		fmt.Println("logging:", eventually(func() bool { return log.reached.Load() == 1 }))
		var others atomic.Int32
		for range 100 {
			runtime.AddCleanup(new([64]byte), func(n *atomic.Int32) { n.Add(1) }, &others)
		}
		fmt.Println("other cleanups meanwhile:", eventually(func() bool { return others.Load() >= 90 }))
		close(log.goOn)
		fmt.Println("released:", eventually(func() bool { return pyinterop.OpenBorrows()+pyinterop.KeptObjects() == 0 }), log.reached.Load())
	}
}

func TestTheGonumHeadersOfAForgottenHandleAreEmptied(t *testing.T) {
	r := child(t, "forgotten handle with headers")
	require.Zero(t, r.code, r.out)
	assert.Contains(t, r.out, "before: 3 4 1\n")
	assert.Contains(t, r.out, "after: true 0 0 true\n")
}

func TestTheCollectorDoesNotWaitForALog(t *testing.T) {
	r := child(t, "forgotten handle, slow log")
	require.Zero(t, r.code, r.out)
	assert.Equal(t, "logging: true\nother cleanups meanwhile: true\nreleased: true 2\n", r.out)
}
