package ndmat_test

import (
	"runtime"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// handled returns v as memory of a borrow that belongs to a handle.
func handled(slot *lease.Slot, v ndview.MutView[float64]) ndview.MutView[float64] {
	a := v.Array()
	return ndview.NewMutView[float64](mem.New(a.Base, *a.L(), slot, slot.OpenOwned(0), a.Item()))
}

// A Receiver works on *mat.Dense operands that lie in borrows of other handles. Their
// release has to wait.
func TestReceiversHoldTheHandlesOfGonumsMatrices(t *testing.T) {
	operands := map[string]func(v ndview.MutView[float64]) mat.Matrix{
		"Dense":        func(v ndview.MutView[float64]) mat.Matrix { return denseOf(t, v) },
		"Dense.T":      func(v ndview.MutView[float64]) mat.Matrix { return denseOf(t, v).T() },
		"the 20th row": func(v ndview.MutView[float64]) mat.Matrix { return rowOf20(t, v) },
		"Sym": func(v ndview.MutView[float64]) mat.Matrix {
			return must[*mat.SymDense](t)(ndmat.Sym(v, blas.Upper)).(mat.Matrix)
		},
		"Tri": func(v ndview.MutView[float64]) mat.Matrix {
			return must[*mat.TriDense](t)(ndmat.Tri(v, blas.Lower)).(mat.Matrix)
		},
		"Mutable":       func(v ndview.MutView[float64]) mat.Matrix { return ndmat.Mutable(v) },
		"Operand, T, T": func(v ndview.MutView[float64]) mat.Matrix { m, _ := ndmat.Operand(v); return m.T().T() },
	}
	for name, adapt := range operands {
		slot := new(lease.Slot)
		v := handled(slot, ndview.Make[float64](30, 30))
		m := adapt(v)
		r, c := m.Dims()
		into, err := ndmat.Into(ndview.Make[float64](r, c))
		require.NoError(t, err)
		seen := 0
		into.Apply(func(_, _ int, x float64) float64 {
			seen = max(seen, slot.Holders())
			return x
		}, m)
		assert.Equal(t, 1, seen, name)
		assert.Zero(t, slot.Holders(), name)
		require.Zero(t, slot.CloseWithin(0))
		if name != "Operand, T, T" && name != "Dense.T" { // an emptied matrix has other dimensions
			assert.Panics(t, func() { into.Copy(m) }, name)
		}
	}
	assert.Zero(t, lease.Count())
}

// rowOf20 returns a header that its store holds weakly, after many others.
func rowOf20(t *testing.T, v ndview.MutView[float64]) (d *mat.Dense) {
	var all []*mat.Dense
	for i := range 20 {
		d = denseOf(t, v.Slice(ndview.Span(i, i+1)))
		all = append(all, d)
	}
	runtime.KeepAlive(all)
	return d
}

func TestTheListOfOwnersKeepsNoHandleAlive(t *testing.T) {
	type handle struct {
		slot lease.Slot
		_    [100]byte
	}
	gone := make(chan bool, 1)
	func() {
		h := new(handle)
		runtime.AddCleanup(h, func(int) { gone <- true }, 0)
		denseOf(t, handled(&h.slot, ndview.Make[float64](2, 2)))
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			return
		default:
		}
	}
	t.Fatal("the handle was never collected")
}

func TestTridiagonalHeadersAreHeldWeaklyByTheirOtherBorrows(t *testing.T) {
	var long lease.Slot
	side := lent(&long, ndview.Make[float64](3))
	live := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := live()
	for range 5000 {
		var short lease.Slot
		_, err := ndmat.Tridiag(side, handled(&short, ndview.Make[float64](4)), side)
		require.NoError(t, err)
		require.Zero(t, short.CloseWithin(0))
	}
	assert.Less(t, live(), before+300_000, "5000 headers of 128 bytes, and their stores")
	long.Close()
}

func TestTheZeroReceiverPanicsByName(t *testing.T) {
	d := mat.NewDense(2, 2, nil)
	var r ndmat.Receiver
	for name, f := range map[string]func(){
		"Mul":   func() { r.Mul(d, d) },
		"Add":   func() { r.Add(d, d) },
		"Scale": func() { r.Scale(2, d) },
		"Copy":  func() { r.Copy(d) },
		"Dense": func() { r.Dense() },
		"LU":    func() { new(ndmat.LU).Det() },
		"QR":    func() { _ = new(ndmat.QR).Solve(ndview.Make[float64](2)) },
	} {
		assert.PanicsWithValue(t, ndmat.ErrZeroValue, f, name)
	}
}
