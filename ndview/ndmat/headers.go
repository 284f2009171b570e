package ndmat

import (
	"sync"
	"weak"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// One header of gonum's for one view.
//
// gonum lets a receiver share memory with an operand only if both are the same
// pointer, so two adaptations of one view must be one *mat.Dense. And a *mat.Dense
// knows nothing of leases, so somebody must take its memory away when the borrow
// ends. Both are the work of the headers that are remembered here, by what gonum
// would read of them: the address of the data and the numbers beside it.
//
//	H1  A header that was handed out for a borrow is found, and emptied, when the
//	    borrow ends: it is on a shelf of the slot's store, or its user has let go
//	    of it.
//	H2  A header is handed out again only while it still describes the same
//	    memory. A user may have Reset it.
//	H3  A store never keeps memory of Go alive. For borrowed memory it holds the
//	    first headers of each type itself, which costs least; all others, and all
//	    of Go's memory, it holds weakly, so that a loop over a million tiles does
//	    not hold a million matrices.

// A store holds the headers over the memory of one slot.
type store struct {
	mu       sync.Mutex
	weakOnly bool // memory of Go: H3
	used     bool // since the latest Detach

	dense   shelf[mat.Dense]
	vec     shelf[mat.VecDense]
	sym     shelf[mat.SymDense]
	tri     shelf[mat.TriDense]
	band    shelf[mat.BandDense]
	symBand shelf[mat.SymBandDense]
	triBand shelf[mat.TriBandDense]
	diag    shelf[mat.DiagDense]
	tridiag shelf[mat.Tridiag]
	complex shelf[mat.CDense]

	shared []weak.Pointer[mat.Tridiag] // of other stores, with a diagonal in this memory
	swept  int                         // alive at the latest sweep of shared

	owner owner // of the memory of a handle
}

// ofGo holds the headers over memory of Go, which is never released.
var ofGo = &store{weakOnly: true}

func storeOf(a *mem.Array) *store {
	if a.Slot == lease.Forever {
		return ofGo
	}
	if s, ok := a.Slot.Attachment().(*store); ok {
		return s
	}
	return a.Slot.Attach(new(store)).(*store)
}

// lock returns a's store, locked, with its borrow open (E5 of package lease). It
// panics with a ReleasedError otherwise.
func lock(a *mem.Array) *store {
	s := storeOf(a)
	s.mu.Lock()
	if !a.Slot.Holds(a.Epoch()) {
		s.mu.Unlock()
		a.Check()
	}
	s.used = true
	if a.Owned() {
		s.remember(a)
	}
	return s
}

// Detach empties all headers: it is called when the borrow ends.
func (s *store) Detach() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.used {
		return
	}
	s.used = false
	s.dense.empty()
	s.vec.empty()
	s.sym.empty()
	s.tri.empty()
	s.band.empty()
	s.symBand.empty()
	s.triBand.empty()
	s.diag.empty()
	s.tridiag.empty()
	s.complex.empty()
	for _, p := range s.shared {
		if h := p.Value(); h != nil {
			*h = mat.Tridiag{}
		}
	}
	s.shared, s.swept = nil, 0
	s.forget()
}

// A key is the address of a header's data and the numbers beside it. The address
// is a number, so that a key keeps no memory alive (H3).
type key [6]int

const (
	kept  = 16 // headers of a type that a store holds itself
	batch = 8  // of them that are allocated together: an allocation costs more than all else
)

// A shelf holds headers of one type.
type shelf[H any] struct {
	first *node[H]
	n     int       // from first on
	spare []node[H] // allocated, never handed out
	weak  map[key]weak.Pointer[node[H]]
	lost  []weak.Pointer[node[H]] // not what they were handed out as (H2), still to be emptied
	swept int                     // headers alive at the latest sweep of weak
}

type node[H any] struct {
	header H
	next   *node[H]
	place  int // of its key, to tell most headers apart without asking them
}

// find returns the header of want, or nil.
func (s *shelf[H]) find(want key, keyOf func(*H) key) *H {
	for n := s.first; n != nil; n = n.next {
		if n.place == want[0] && keyOf(&n.header) == want {
			return &n.header
		}
	}
	if len(s.weak) == 0 {
		return nil
	}
	p, ok := s.weak[want]
	if !ok {
		return nil
	}
	if n := p.Value(); n != nil {
		if keyOf(&n.header) == want {
			return &n.header
		}
		s.lost = append(s.lost, p)
	}
	return nil
}

// has reports whether h is one of the headers. Those that the shelf holds itself are
// not looked into: another goroutine may be emptying h, which is on another shelf.
func (s *shelf[H]) has(h *H, keyOf func(*H) key) bool {
	for n := s.first; n != nil; n = n.next {
		if &n.header == h {
			return true
		}
	}
	return len(s.weak) > 0 && s.find(keyOf(h), keyOf) == h
}

// add returns a new header for want, which the caller fills in.
func (s *shelf[H]) add(want key, weakOnly bool) *H {
	if weakOnly || s.n >= kept {
		return s.addWeak(want)
	}
	if len(s.spare) == 0 {
		s.spare = make([]node[H], batch)
	}
	n := &s.spare[0]
	s.spare = s.spare[1:]
	n.next, n.place, s.first = s.first, want[0], n
	s.n++
	return &n.header
}

func (s *shelf[H]) addWeak(want key) *H {
	if s.weak == nil {
		s.weak = map[key]weak.Pointer[node[H]]{}
	}
	if len(s.weak) >= 2*s.swept+32 {
		s.sweep()
	}
	n := new(node[H])
	s.weak[want] = weak.Make(n)
	return &n.header
}

// sweep forgets the headers that nobody uses any more.
func (s *shelf[H]) sweep() {
	for k, p := range s.weak {
		if p.Value() == nil {
			delete(s.weak, k)
		}
	}
	s.swept = len(s.weak)
	alive := s.lost[:0]
	for _, p := range s.lost {
		if p.Value() != nil {
			alive = append(alive, p)
		}
	}
	s.lost = alive
}

func (s *shelf[H]) empty() {
	if s.first == nil && s.weak == nil {
		return
	}
	var none H
	for n := s.first; n != nil; {
		n.header, n.next, n = none, nil, n.next
	}
	s.first, s.n = nil, 0
	for _, p := range s.weak {
		if n := p.Value(); n != nil {
			n.header = none
		}
	}
	for _, p := range s.lost {
		if n := p.Value(); n != nil {
			n.header = none
		}
	}
	s.weak, s.lost, s.swept = nil, nil, 0
}

// place returns the address of the first element, as a number.
func place[T float64 | complex128](data []T) int { return int(mem.Uint(mem.Of(data))) }

func keyOfDense(d *mat.Dense) key {
	g := d.RawMatrix()
	return key{place(g.Data), g.Rows, g.Cols, g.Stride}
}

func keyOfVec(x *mat.VecDense) key {
	v := x.RawVector()
	return key{place(v.Data), v.N, v.Inc}
}

func keyOfSym(m *mat.SymDense) key {
	s := m.RawSymmetric()
	return key{place(s.Data), s.N, s.Stride}
}

func keyOfTri(m *mat.TriDense) key {
	t := m.RawTriangular()
	return key{place(t.Data), t.N, t.Stride, int(t.Uplo)}
}

func keyOfBand(m *mat.BandDense) key {
	b := m.RawBand()
	return key{place(b.Data), b.Rows, b.Cols, b.KL, b.KU, b.Stride}
}

func keyOfSymBand(m *mat.SymBandDense) key {
	b := m.RawSymBand()
	return key{place(b.Data), b.N, b.K, b.Stride}
}

func keyOfTriBand(m *mat.TriBandDense) key {
	b := m.RawTriBand()
	return key{place(b.Data), b.N, b.K, b.Stride, int(b.Uplo)}
}

func keyOfDiag(m *mat.DiagDense) key {
	b := m.RawBand() // of one diagonal; its Stride is the Inc
	return key{place(b.Data), b.Rows, b.Stride}
}

func keyOfTridiag(m *mat.Tridiag) key { return keyOfTridiagonal(m.RawTridiagonal()) }

func keyOfTridiagonal(t lapack64.Tridiagonal) key {
	return key{place(t.D), t.N, place(t.DL), place(t.DU)}
}

func keyOfComplex(m *mat.CDense) key {
	g := m.RawCMatrix()
	return key{place(g.Data), g.Rows, g.Cols, g.Stride}
}

// diagOver returns a DiagDense over a vector. gonum makes one over memory that is
// given only as the diagonal of a *mat.Dense, whose Stride is one less than the Inc.
func diagOver(x blas64.Vector) mat.DiagDense {
	var square mat.Dense
	square.SetRawMatrix(blas64.General{Rows: x.N, Cols: x.N, Stride: x.Inc - 1, Data: x.Data})
	return *square.DiagView().(*mat.DiagDense)
}
