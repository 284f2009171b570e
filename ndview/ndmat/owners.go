package ndmat

import (
	"sync"
	"sync/atomic"
	"weak"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"gonum.org/v1/gonum/mat"
)

// Who lends the memory of a *mat.Dense?
//
// A matrix of gonum's does not know its borrow. If that belongs to a handle, another
// goroutine may release it while a Receiver reads the matrix, so a Receiver has to
// find out. It asks the stores of the handles: those that have handed out headers are
// listed here, weakly, for a list must not keep a forgotten handle alive. Scoped
// borrows are not asked: they end on the goroutine that opened them.

// An owner is a borrow of a handle, as its store sees it.
type owner struct {
	slot   weak.Pointer[lease.Slot]
	epoch  uint64
	listed bool
}

var owners struct {
	sync.Mutex
	stores map[weak.Pointer[store]]struct{}
	count  atomic.Int32 // of stores, for those who need not look
}

// remember lists a store; its lock is held.
func (s *store) remember(a *mem.Array) {
	if s.owner.listed && s.owner.epoch == a.Epoch() {
		return
	}
	s.owner = owner{weak.Make(a.Slot), a.Epoch(), true}
	owners.Lock()
	defer owners.Unlock()
	if owners.stores == nil {
		owners.stores = map[weak.Pointer[store]]struct{}{}
	}
	for p := range owners.stores {
		if p.Value() == nil {
			delete(owners.stores, p) // of a handle that was forgotten
		}
	}
	owners.stores[weak.Make(s)] = struct{}{}
	owners.count.Store(int32(len(owners.stores)))
}

// forget takes a store off the list; its lock is held.
func (s *store) forget() {
	if !s.owner.listed {
		return
	}
	s.owner = owner{}
	owners.Lock()
	defer owners.Unlock()
	delete(owners.stores, weak.Make(s))
	owners.count.Store(int32(len(owners.stores)))
}

// ownerOf returns an array of the handle's borrow that a matrix of gonum's lies in, to
// be held. What gonum made of such a matrix (Slice, RowView) is not found.
func ownerOf(m mat.Matrix) (*mem.Array, bool) {
	if owners.count.Load() == 0 {
		return nil, false
	}
	owners.Lock()
	var listed []*store
	for p := range owners.stores {
		if s := p.Value(); s != nil {
			listed = append(listed, s)
		}
	}
	owners.Unlock()
	for _, s := range listed {
		if slot, epoch, ok := s.lends(m); ok {
			a := mem.New(nil, layout.Layout{}, slot, epoch, mem.Item{})
			return &a, true
		}
	}
	return nil, false
}

// lends reports whether a matrix is one of the store's headers.
func (s *store) lends(m mat.Matrix) (slot *lease.Slot, epoch uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch m := m.(type) {
	case *mat.Dense:
		ok = s.dense.has(m, keyOfDense)
	case *mat.VecDense:
		ok = s.vec.has(m, keyOfVec)
	case *mat.SymDense:
		ok = s.sym.has(m, keyOfSym)
	case *mat.TriDense:
		ok = s.tri.has(m, keyOfTri)
	case *mat.BandDense:
		ok = s.band.has(m, keyOfBand)
	case *mat.SymBandDense:
		ok = s.symBand.has(m, keyOfSymBand)
	case *mat.TriBandDense:
		ok = s.triBand.has(m, keyOfTriBand)
	case *mat.DiagDense:
		ok = s.diag.has(m, keyOfDiag)
	case *mat.Tridiag:
		ok = s.tridiag.has(m, keyOfTridiag)
	}
	if !ok {
		return nil, 0, false
	}
	slot = s.owner.slot.Value()
	return slot, s.owner.epoch, slot != nil
}
