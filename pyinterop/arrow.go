package pyinterop

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Arrow columns: one axis of values in one piece, read-only, and beside them a bit for each that says whether it is there.
//
// https://arrow.apache.org/docs/format/CDataInterface.html

// validityBits are where the bits of a column are: behind an object of our own.
type validityBits struct {
	o              cpy.Object // a reference; 0: no value is missing
	offset, length int
}

func (k *knock) arrow(stream bool) (lended, error) {
	t := k.o.py.s.held.Thread
	rec, a, st := t.OpenArrow(k.o.p, stream)
	typ, known := arrowType(a.Format)
	switch {
	case st == cpy.DoorItems && known:
		return lended{}, k.refuse(ndview.ErrType, "Arrow: wanted an array with a length, an offset and two buffers, and with bits that say which values are missing if some are, found one without",
			"numpy.array(x) may copy it")
	case st == cpy.DoorItems:
		return lended{}, k.refuse(ndview.ErrType, fmt.Sprintf("dtype: wanted numbers or times of whole bytes, found Arrow's format %q", a.Format), arrowWayOut(a.Format))
	case st != cpy.OK:
		return lended{}, k.failed(st, "Arrow")
	}
	if !known {
		if a.Validity != (cpy.Lending{}) {
			t.CloseDoor(a.Validity)
		}
		t.CloseDoor(rec)
		return lended{}, k.refuse(ndview.ErrType, fmt.Sprintf("dtype: wanted numbers or times of whole bytes, found Arrow's format %q", a.Format), arrowWayOut(a.Format))
	}
	m := lended{rec: rec, typ: typ, protocol: "Arrow", gaps: a.Nulls, bits: validityBits{offset: a.Offset, length: a.Length}}
	if a.Validity == (cpy.Lending{}) {
		return m, nil
	}
	if !k.w.nullable {
		t.CloseDoor(a.Validity)
		return m, nil
	}
	a.Validity.SetItems("B", numpyType(elem.KindUint8.Type()))
	if m.bits.o, st = t.Lend(a.Validity); st != cpy.OK {
		t.CloseDoor(a.Validity)
		t.CloseDoor(rec)
		return lended{}, k.o.py.failure(st, k.w.op)
	}
	return m, nil
}

func arrowWayOut(format string) string {
	switch {
	case format == "b":
		return "Arrow packs eight booleans into a byte: numpy.asarray(x) or x.cast(\"uint8\") copies them into bytes"
	case strings.HasPrefix(format, "+"):
		return "borrow the children of a nested column (x.values, x.field(i)) one by one"
	}
	return "cast it to numbers, or To[[]string] for text; both copy"
}

// arrowType is the type of an Arrow format: numbers, and times that count 64-bit ticks.
func arrowType(format string) (elem.Type, bool) {
	if len(format) == 1 {
		kinds := map[byte]elem.Kind{'c': elem.KindInt8, 'C': elem.KindUint8, 's': elem.KindInt16, 'S': elem.KindUint16, 'i': elem.KindInt32, 'I': elem.KindUint32,
			'l': elem.KindInt64, 'L': elem.KindUint64, 'e': elem.KindFloat16, 'f': elem.KindFloat32, 'g': elem.KindFloat64}
		kind, ok := kinds[format[0]]
		return kind.Type(), ok
	}
	units := map[string]string{"s": "s", "m": "ms", "u": "us", "n": "ns"}
	letter, unit := "", ""
	switch stamp, ok := strings.CutPrefix(format, "ts"); {
	case ok:
		unit, _, _ = strings.Cut(stamp, ":") // a time zone says how to print ticks of UTC
		letter = "M8"
	case strings.HasPrefix(format, "tD"):
		letter, unit = "m8", format[2:]
	case format == "tdm":
		letter, unit = "M8", "m"
	}
	if units[unit] == "" {
		return elem.Type{}, false
	}
	typ, err := elem.ParseTypestr(letter + "[" + units[unit] + "]")
	return typ, err == nil
}

// A Validity says which values of a column are there. It is as long as the column, and valid as long as its borrow.
type Validity struct {
	bits   ndview.View[uint8]
	all    bool
	offset int
	length int
	gaps   int
}

// Len is the number of places.
func (v *Validity) Len() int { return v.length }

// Missing is the number of places without a value.
func (v *Validity) Missing() int { return v.gaps }

// Valid reports whether there is a value at place i. It panics with an ndview.IndexError for a place that does not exist, and
// with an *ndview.ReleasedError after the borrow.
func (v *Validity) Valid(i int) bool {
	if uint(i) >= uint(v.length) {
		panic(ndview.IndexError{Index: []int{i}, Shape: []int{v.length}})
	}
	if v.all {
		return true
	}
	at := v.offset + i
	return v.bits.At1(at/8)>>(at%8)&1 != 0
}

// BorrowNullable is Borrow for a column of Arrow's in which values may be missing (pyarrow, Polars): values has something at
// each place, which means nothing where valid says that no value is there. Neither is copied. What else Borrow takes, it takes
// too; nothing is missing there. The column must be borrowed in a scope.
func BorrowNullable[T ndview.Element](o Object, fn func(values ndview.View[T], valid *Validity) error) error {
	w := want{op: "BorrowNullable", kind: elem.KindOf[T](), flags: cpy.BufFullRO, pc: cpy.FuncPC(fn), nullable: true}
	var d *door
	l, err := acquireNullable(o, &w, &d)
	if err != nil {
		return err
	}
	valid := &Validity{all: true, length: l.a.L().Size()}
	body := func() (err error) {
		l.open(&w, w.pc)
		defer l.end(&err)
		return fn(ndview.ViewOf[T](&l.a), valid)
	}
	if d == nil || d.bits.o == 0 {
		return body()
	}
	bits := Object{o.py, d.bits.o}
	defer o.py.s.held.DecRef([]cpy.Object{d.bits.o})
	entered := false
	err = Borrow(bits, func(b ndview.View[uint8]) error {
		entered = true
		*valid = Validity{bits: b, offset: d.bits.offset, length: d.bits.length, gaps: d.gaps}
		return body()
	})
	if !entered {
		l.giveBackClaimed()
	}
	return err
}

// acquireNullable is acquire that also hands over what was found beside the values.
func acquireNullable(o Object, w *want, found **door) (*loan, error) {
	t := o.py.thread(w.op)
	exports, st := t.IsExporter(o.p)
	misuse(st, w.op)
	plain := *w
	plain.nullable = false
	if exports {
		buffer := plain
		buffer.door = "buffer" // and no other: those do not say which values are missing
		if l, err := acquire(o, &buffer); err == nil || urgent(err) {
			return l, err
		}
	}
	d, err, taken := openDoor(o, *w, nil)
	switch {
	case !taken:
		return acquire(o, &plain) // says why
	case err != nil:
		return nil, err
	}
	l, err := d.acquire(o)
	if err != nil {
		if d.bits.o != 0 {
			t.DecRef([]cpy.Object{d.bits.o})
		}
		return nil, err
	}
	*found = d
	return l, nil
}
