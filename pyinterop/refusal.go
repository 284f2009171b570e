package pyinterop

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

var (
	// ErrNotExporter: the object does not have the buffer protocol.
	ErrNotExporter = errors.New("not a buffer exporter")
	// ErrRefused: the exporter said no, or what it said cannot be true.
	ErrRefused = errors.New("refused by the exporter")
)

// RefusedError says why an object was not borrowed: every requirement that it does not meet. It wraps the
// sentinel of each, and the exporter's *PyError if there is one.
type RefusedError struct {
	Op     string   // "BorrowMut[float64]"
	Object string   // what it was asked of: type, shape, dtype, strides in bytes
	Unmet  []string // wanted against found
	WayOut string

	causes     []error
	found      elem.Type // Invalid when it could not be told
	unsound    bool      // shape, strides or length cannot be true
	unreadable bool      // the format is outside the grammar
	opaque     bool      // format and itemsize contradict each other
}

func (e *RefusedError) Error() string {
	s := "pyinterop: " + e.Op + " of " + e.Object + ": " + strings.Join(e.Unmet, "; ")
	if e.WayOut != "" {
		s += ". Way out: " + e.WayOut
	}
	return s
}

// Unwrap returns the sentinels and the exporter's exception.
func (e *RefusedError) Unwrap() []error { return e.causes }

func (e *RefusedError) add(cause error, format string, args ...any) {
	e.Unmet = append(e.Unmet, fmt.Sprintf(format, args...))
	e.causes = append(e.causes, cause)
}

// refuse explains a borrow that failed (Raised: nothing is held; OK: the buffer is held and does not do),
// and leaves nothing held.
func (l *loan) refuse(o Object, d demand, st cpy.Status) error {
	e := &RefusedError{Op: d.String()}
	if st == cpy.OK {
		e.judge(l, d)
		if d.mut && l.slot.ReadOnly() {
			e.add(ndview.ErrReadOnly, "writable: wanted for writing, found read-only, though the exporter granted it")
		}
		e.Object = l.describeObject(o.TypeName())
		l.giveBack()
	} else {
		exception := l.exception(o.py)
		e.exporterRefused(l, o, d, exception)
		loans.put(l)
	}
	e.WayOut = wayOut(e, d)
	return e
}

// refuseKept is refuse without a scope: it opens one for the explanation.
func (l *loan) refuseKept(k *Kept, d demand, st cpy.Status) (err error) {
	scopeErr := Do(func(py Python) error {
		l.scope = py.s
		err = l.refuse(Object{py, k.r.p}, d, st)
		return nil
	})
	if scopeErr != nil {
		l.scope = nil
		l.giveBack()
		return scopeErr
	}
	return err
}

func (l *loan) giveBack() {
	if l.unhold() {
		loans.put(l)
	}
}

// exception is what the exporter raised, nil if it refused without raising.
func (l *loan) exception(py Python) *PyError {
	p := l.slot.TakeException()
	if p == 0 {
		p, _ = py.s.held.TakeError()
	}
	if p == 0 {
		return nil
	}
	return py.describe(p)
}

// exporterRefused finds out what it was that the exporter did not like, by asking for less.
func (e *RefusedError) exporterRefused(l *loan, o Object, d demand, exception *PyError) {
	e.Object = o.TypeName()
	if yes, _ := l.scope.held.IsExporter(o.p); !yes {
		e.add(ErrNotExporter, "wanted an object with the buffer protocol (a NumPy array, bytes, array.array …), found none in it")
		return
	}
	if d.mut && l.again(o, cpy.BufFullRO) {
		e.Object = l.describeObject(o.TypeName())
		e.judge(l, d)
		e.add(ndview.ErrReadOnly, "writable: wanted for writing, found read-only")
		e.because(exception)
		l.unhold()
		return
	}
	if l.again(o, cpy.BufIndirect) {
		e.Object = l.describeObject(o.TypeName())
		e.add(ndview.ErrType, "dtype: wanted one that a buffer format can describe, found %s", o.dtype())
		if d.mut && l.slot.ReadOnly() {
			e.add(ndview.ErrReadOnly, "writable: wanted for writing, found read-only")
		}
		e.because(exception)
		l.unhold()
		return
	}
	text := "the exporter refused without giving a reason"
	if exception != nil {
		text = "the exporter refused: " + exception.Error()
	}
	e.add(ErrRefused, "%s", text)
	e.because(exception)
}

func (e *RefusedError) because(exception *PyError) {
	if exception != nil {
		e.causes = append(e.causes, exception)
	}
}

func (l *loan) again(o Object, flags int) bool {
	if l.scope.held.Borrow(l.slot, o.p, flags) == cpy.OK {
		return true
	}
	l.exception(o.py)
	return false
}

func (o Object) dtype() string {
	if d, err := o.Attr("dtype"); err == nil {
		return d.String()
	}
	return "another"
}

// judge lists everything that is wrong with the buffer that is held, apart from being read-only.
func (e *RefusedError) judge(l *loan, d demand) {
	s := l.slot
	lay, sound := e.judgeLayout(l)
	e.unsound = !sound
	item, err := l.itemType()
	switch {
	case err != nil:
		e.unreadable = true
		e.add(ndview.ErrType, "format: %v", err)
	case item.Opaque != "":
		e.opaque = true
		e.add(ndview.ErrType, "format: %q contradicts the itemsize %d: %s", s.Format(maxFormat), s.Itemsize(), item.Opaque)
	default:
		e.found = item.Type
		e.judgeItem(item, d)
		if sound && !d.raw() {
			e.judgeAlignment(l, &lay)
		}
	}
}

func (e *RefusedError) judgeItem(item elem.Item, d demand) {
	typ := item.Type
	switch {
	case d.raw() && d.mut && holdsObjects(typ):
		e.add(ndview.ErrType, "dtype: wanted items that may be written as bytes, found references to Python objects (%s)", typ)
	case d.raw():
	case typ.Kind != d.kind:
		e.add(ndview.ErrType, "dtype: wanted %s, found %s", d.kind, typ)
	}
	if !d.raw() && typ.Swapped {
		e.add(ndview.ErrByteOrder, "byte order: wanted native (%s), found %s", orderName(false), orderName(true))
	}
}

func orderName(swapped bool) string {
	little := elem.KindInt16.Type().Typestr()[0] == '<'
	if little != swapped {
		return "little-endian"
	}
	return "big-endian"
}

// judgeAlignment measures by the type found: where that is not the wanted one, this is what the right
// Borrow would meet.
func (e *RefusedError) judgeAlignment(l *loan, lay *layout.Layout) {
	align := e.found.Kind.Align()
	if lay.Empty() || align <= 1 {
		return
	}
	if !lay.Indirect() && !mem.Aligned(l.base(), align) {
		e.add(ndview.ErrAlign, "alignment: wanted an address that is a multiple of %d bytes, found %#x (%d too far)",
			align, mem.Uint(l.base()), mem.Uint(l.base())%uintptr(align))
	}
	if !lay.AlignedTo(align) {
		e.add(ndview.ErrAlign, "alignment: wanted strides that are multiples of %d bytes, found %s",
			align, layout.FormatShape(lay.AppendStrides(nil)))
	}
}

// judgeLayout lists what is unsound about shape, strides and length.
func (e *RefusedError) judgeLayout(l *loan) (lay layout.Layout, sound bool) {
	s := l.slot
	switch {
	case s.TooManyAxes():
		e.add(ndview.ErrShape, "ndim: wanted 0 to %d, found %d", cpy.MaxNdim, s.Ndim())
		return lay, false
	case s.NoShape() && s.Ndim() > 0:
		e.add(ndview.ErrShape, "shape: wanted %d lengths, found none (NULL)", s.Ndim())
		return lay, false
	}
	lay, err := layout.New(s.Shape(), s.Strides(), s.Suboffsets(), s.Itemsize())
	if err != nil {
		e.add(err, "%v", err)
		return lay, false
	}
	if n, ok := lay.NBytes(s.Itemsize()); !ok || n != s.Len() {
		e.add(ndview.ErrShape, "length: wanted %d bytes for shape %s of %d-byte items, found %d",
			n, layout.FormatShape(s.Shape()), s.Itemsize(), s.Len())
		return lay, false
	}
	if !l.addressable(&lay) {
		e.add(ndview.ErrBounds, "address: wanted memory that can exist, found shape %s with strides %s and suboffsets %s at %#x",
			layout.FormatShape(s.Shape()), layout.FormatShape(lay.AppendStrides(nil)), layout.FormatShape(s.Suboffsets()), mem.Uint(s.Base()))
		return lay, false
	}
	return lay, true
}

// describeObject is the exporter in words: numpy.ndarray, shape (3, 4), dtype int32, strides (16, 4).
func (l *loan) describeObject(typeName string) string {
	s := l.slot
	if s.TooManyAxes() || s.NoShape() && s.Ndim() > 0 {
		return typeName
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, shape %s", typeName, layout.FormatShape(s.Shape()))
	if item, err := l.itemType(); err == nil && item.Opaque == "" {
		fmt.Fprintf(&b, ", dtype %s", item.Type)
	}
	if strides := s.Strides(); len(strides) > 0 {
		fmt.Fprintf(&b, ", strides %s", layout.FormatShape(strides))
	}
	return b.String()
}

// wayOut says what to do.
func wayOut(e *RefusedError, d demand) string {
	has := func(sentinel error) bool { return errors.Is(e, sentinel) }
	switch {
	case has(ErrNotExporter):
		return "numpy.asarray(x) makes an array of numbers and sequences; To converts single values"
	case has(ErrRefused):
		return "numpy.array(x) may copy it"
	case e.unsound || e.unreadable:
		return "what the exporter says cannot be true, numpy.array(x) may copy it"
	case has(ndview.ErrType) && d.raw() && holdsObjects(e.found):
		return "BorrowRaw reads the references, Python sets items (Object.SetItem)"
	case has(ndview.ErrType) && d.raw():
		return `borrow a.view("i8") for datetime64 and timedelta64, a.view("u2") for bfloat16, or one field of a record (a["name"])`
	case has(ndview.ErrType):
		return e.otherType(d)
	}
	var out []string
	if has(ndview.ErrByteOrder) {
		out = append(out, `a.astype(a.dtype.newbyteorder("=")) copies into native order, BorrowRaw with ndview.As views it in place`)
	}
	if has(ndview.ErrAlign) {
		out = append(out, `a.copy() or numpy.require(a, requirements="A") copies into aligned memory, BorrowRaw with ndview.As views it in place`)
	}
	if has(ndview.ErrReadOnly) {
		out = append(out, "Borrow reads it, a.copy() can be written")
	}
	return strings.Join(out, "; ")
}

func (e *RefusedError) otherType(d demand) string {
	convert := fmt.Sprintf(`a.astype("%s") copies into a native, aligned, writable array`, d.kind)
	op, asItIs := d.op, "BorrowRaw"
	if errors.Is(e, ndview.ErrReadOnly) {
		op = "Borrow"
	}
	switch {
	case e.opaque:
		return "BorrowRaw takes the items as bytes without a meaning; " + convert
	case e.found.Kind == elem.Invalid:
		return `a.view("i8") for datetime64 and timedelta64, a.view("u2") for bfloat16; ` + convert
	case e.found.Kind == elem.KindRecord:
		return `borrow one field (a["name"]), or the records with BorrowRaw`
	case !e.found.Kind.IsNumeric():
	case errors.Is(e, ndview.ErrByteOrder) || errors.Is(e, ndview.ErrAlign):
		asItIs = fmt.Sprintf("BorrowRaw with ndview.As[%s]", e.found.Kind.GoName())
	default:
		asItIs = fmt.Sprintf("%s[%s]", op, e.found.Kind.GoName())
	}
	return asItIs + " takes it as it is; " + convert
}
