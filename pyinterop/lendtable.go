package pyinterop

import (
	"runtime"
	"sync"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// lendings are the Lents that Python has objects of, by the numbers under which C knows them: Python keeps Go's memory
// alive by an entry here. Records for few axes are used again.
var lendings lendingTable

type lendingTable struct {
	sync.Mutex
	list    []*Lent // at id-1
	vacant  []int64 // ids
	records []lendingRecord
}

// A lendingRecord is what a lending has in C, and what pins its memory: a Pinner that is new costs an allocation
// with a finalizer, as much as the rest of a lending.
type lendingRecord struct {
	cpy.Lending
	pins *runtime.Pinner
}

const (
	fewAxes  = 4
	maxSpare = 1 << 10 // that are kept
)

func init() {
	cpy.LendingEnded = func(id int64) { lendings.take(id).ended() }
	cpy.LendingIdle = func(id int64) { lendings.at(id).nowIdle() }
}

func (t *lendingTable) enter(l *Lent) (id int64) {
	t.Lock()
	defer t.Unlock()
	if n := len(t.vacant); n > 0 {
		id = t.vacant[n-1]
		t.vacant = t.vacant[:n-1]
		t.list[id-1] = l
		return id
	}
	t.list = append(t.list, l)
	return int64(len(t.list))
}

func (t *lendingTable) at(id int64) *Lent {
	t.Lock()
	defer t.Unlock()
	return t.list[id-1]
}

// take takes the entry out, which happens once.
func (t *lendingTable) take(id int64) *Lent {
	t.Lock()
	defer t.Unlock()
	l := t.list[id-1]
	t.list[id-1] = nil
	t.vacant = append(t.vacant, id)
	return l
}

// record is a record for so many axes; the zero Lending is in it if there is no memory.
func (t *lendingTable) record(axes int) lendingRecord {
	t.Lock()
	if n := len(t.records); n > 0 && axes <= fewAxes {
		r := t.records[n-1]
		t.records = t.records[:n-1]
		t.Unlock()
		return r
	}
	t.Unlock()
	return lendingRecord{cpy.NewLending(max(axes, fewAxes)), new(runtime.Pinner)}
}

// giveUp takes a record back, which pins nothing.
func (t *lendingTable) giveUp(r lendingRecord) {
	t.Lock()
	if r.Room() == fewAxes && len(t.records) < maxSpare {
		t.records = append(t.records, r)
		t.Unlock()
		return
	}
	t.Unlock()
	r.Free()
}

// nowIdle wakes who waits for the last export to end.
func (l *Lent) nowIdle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wake()
}
