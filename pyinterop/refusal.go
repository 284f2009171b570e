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
	// ErrMasked: the object is a masked array of NumPy, whose buffer would show the masked values as if they counted.
	ErrMasked = errors.New("masked array")
	// ErrDevice: the memory is that of another device than the CPU.
	ErrDevice = errors.New("on another device")
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
	order      bool      // the order of the items is among what is unmet
	objects    bool      // items are references to Python objects, wanted for writing
	urgent     error     // what was raised when more was asked, and is no refusal
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

// refuse explains a borrow that failed (OK: the buffer is held and does not do; else nothing is held), and leaves
// nothing held.
func (l *loan) refuse(o Object, w *want, st cpy.Status) error {
	e := &RefusedError{Op: w.String()}
	switch st {
	case cpy.OK:
		e.judge(l, w, w)
		if w.mut && l.slot.ReadOnly() {
			e.add(ndview.ErrReadOnly, "writable: wanted for writing, found read-only, though the exporter granted it")
		}
		e.judgeClaim(l, w)
		e.Object = l.describeObject(w.nameOf(o), w)
		l.giveBack()
	case cpy.Masked:
		e.Object = o.TypeName()
		e.add(ErrMasked, "mask: wanted an array of which every element counts, found a masked array, whose mask a buffer does not carry")
		loans.put(l)
	default:
		exception := l.exception(o.py)
		if exception != nil && urgent(exception) { // nothing else is asked
			e.Object = w.nameOf(o)
			e.add(ErrRefused, "the exporter refused: %v", exception)
			e.because(exception)
		} else {
			e.exporterRefused(l, o, w, exception)
		}
		loans.put(l)
	}
	if e.urgent != nil {
		return e.urgent
	}
	e.WayOut = wayOut(e, w)
	return e
}

// nameOf is the class of the object that was asked.
func (w *want) nameOf(o Object) string {
	if w.of.p != 0 {
		return w.of.TypeName() + " (by " + w.door + ")"
	}
	return o.TypeName()
}

// giveBackClaimed gives back a borrow that was acquired and not opened.
func (l *loan) giveBackClaimed() {
	borrowed.Leave(&l.claim)
	l.giveBack()
}

// refuseKept is refuse without a scope: it opens one for the explanation.
func (l *loan) refuseKept(k *kept, w *want, st cpy.Status) (err error) {
	scopeErr := Do(func(py Python) error {
		l.scope = py.s
		err = l.refuse(Object{py, k.p}, w, st)
		return nil
	})
	if scopeErr != nil {
		l.leaveHome()
		l.giveBack()
		return scopeErr
	}
	return err
}

func (l *loan) giveBack() {
	if _, ok := l.unhold(); ok {
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
func (e *RefusedError) exporterRefused(l *loan, o Object, w *want, exception *PyError) {
	e.Object = w.nameOf(o)
	if yes, _ := l.scope.held.IsExporter(o.p); !yes {
		e.add(ErrNotExporter, "wanted an object with the buffer protocol (a NumPy array, bytes, array.array …), found none in it")
		return
	}
	granted, explained := e.asLess(l, o, w, cpy.BufFullRO, exception)
	if !granted { // who grants all there is does not refuse formats
		_, explained = e.asLess(l, o, w, cpy.BufIndirect, exception)
	}
	if explained {
		e.because(exception)
		return
	}
	text := "the exporter refused without giving a reason"
	if exception != nil {
		text = "the exporter refused: " + exception.Error()
	}
	e.add(ErrRefused, "%s", text)
	e.because(exception)
}

// asLess asks for less than w, any layout for reading, and reports whether that was granted, and what it shows explains the refusal.
func (e *RefusedError) asLess(l *loan, o Object, w *want, flags int, exception *PyError) (granted, explained bool) {
	less := &want{flags: int32(flags)}
	e.found = elem.Type{}
	l.slot.Ask(o.p, flags)
	if l.scope.held.Borrow(l.slot) != cpy.OK {
		if raised := l.exception(o.py); raised != nil && urgent(raised) {
			e.urgent = raised
			return false, true
		}
		return false, false
	}
	defer l.unhold()
	e.judge(l, w, less)
	if w.formatted() && !less.formatted() {
		if dtype, ok, err := o.dtype(); err != nil {
			e.urgent = err
		} else if ok || exception == nil {
			e.add(ndview.ErrType, "dtype: wanted one that a buffer format can describe, found %s", dtype)
		} else {
			e.add(ndview.ErrType, "format: wanted one, found that the exporter gives its buffer without only: %v", exception)
		}
	}
	switch {
	case w.mut && (l.slot.ReadOnly() || len(e.Unmet) == 0 && exception == nil):
		e.add(ndview.ErrReadOnly, "writable: wanted for writing, found read-only")
	case w.mut && len(e.Unmet) == 0:
		e.add(ndview.ErrReadOnly, "writable: wanted for writing, found that the exporter grants reading only: %v", exception)
	}
	if len(e.Unmet) == 0 {
		return true, false
	}
	e.Object = l.describeObject(w.nameOf(o), less)
	return true, true
}

func (e *RefusedError) because(exception *PyError) {
	if exception != nil {
		e.causes = append(e.causes, exception)
	}
}

// dtype is str(o.dtype), if there is one. The scope of its own drops the exception, which refers to o, if not. The error is an urgent one.
func (o Object) dtype() (text string, ok bool, _ error) {
	err := Do(func(py Python) error {
		d, found, err := py.attrUnlessUrgent(o, "dtype")
		if found {
			text, ok = d.String(), true
		}
		return err
	})
	if urgent(err) {
		return "", false, err
	}
	if err != nil || !ok {
		return "another", false, nil
	}
	return text, true, nil
}

// judge lists everything that w finds wrong with the buffer that is held, apart from being read-only. asked is what the
// buffer was asked with: without a format its items are not judged.
func (e *RefusedError) judge(l *loan, w, asked *want) {
	s := l.slot
	if s.InPieces() {
		e.order = true
		e.add(ndview.ErrLayout, "order: wanted C-contiguous memory, found strides or suboffsets of another, which were not asked for")
	}
	lay, sound := e.judgeLayout(l)
	e.unsound = !sound
	if sound {
		e.judgeOrder(&lay, w, s.Itemsize())
	}
	if asked.formatted() {
		e.judgeItem(l, w, asked, &lay, sound)
	}
	if w.claimsReferences() {
		e.add(ndview.ErrType, "dtype: wanted one without references to Python objects, for which only the exporter can vouch, found %s", w.typ)
	}
	if w.typ != nil && w.door != "" && !asked.formatted() {
		e.found = *w.typ
		e.judgeType(*w.typ, w)
		if sound && !w.raw() {
			e.judgeAlignment(l, &lay)
		}
	}
	if w.typ != nil && s.Itemsize() != w.typ.Size {
		e.add(ndview.ErrType, "itemsize: wanted %d bytes (%s), found %d", w.typ.Size, w.typ, s.Itemsize())
	}
}

func (e *RefusedError) judgeOrder(lay *layout.Layout, w *want, itemsize int) {
	if inOrder(w, lay, itemsize) {
		return
	}
	e.order = true
	found := "strides " + layout.FormatShape(lay.AppendStrides(nil))
	if lay.Indirect() {
		found = "pointers on the way (suboffsets)"
	}
	e.add(ndview.ErrLayout, "order: wanted %s, found %s", w.order(), found)
}

// order is the order of items that w asks for.
func (w *want) order() string {
	switch {
	case !w.asks(cpy.BufStrides) || w.asks(cpy.BufC):
		return "C-contiguous memory"
	case w.asks(cpy.BufF):
		return "Fortran-contiguous memory"
	case w.asks(cpy.BufAny):
		return "C- or Fortran-contiguous memory"
	}
	return "memory without pointers on the way"
}

func (e *RefusedError) judgeItem(l *loan, w, asked *want, lay *layout.Layout, sound bool) {
	s := l.slot
	item, err := l.itemType(asked)
	if !w.formatted() { // w did not ask for the format
		if err == nil && w.mut && (holdsObjects(item.Type) || item.Pointers) {
			e.foundObjects(item.Type)
		}
		return
	}
	switch {
	case err != nil:
		e.unreadable = true
		e.add(ndview.ErrType, "format: %v", err)
	case item.Opaque != "" && w.raw():
		if w.mut && item.Pointers {
			e.foundObjects(item.Type)
		}
	case item.Opaque != "":
		e.opaque = true
		e.add(ndview.ErrType, "format: %q contradicts the itemsize %d: %s", s.Format(maxFormat), s.Itemsize(), item.Opaque)
	default:
		e.found = item.Type
		e.judgeType(item.Type, w)
		if sound && !w.raw() {
			e.judgeAlignment(l, lay)
		}
	}
}

func (e *RefusedError) judgeType(typ elem.Type, w *want) {
	switch {
	case w.raw() && w.mut && holdsObjects(typ):
		e.foundObjects(typ)
	case w.raw():
	case typ.Kind != w.kind:
		e.add(ndview.ErrType, "dtype: wanted %s, found %s", w.kind, typ)
	}
	if !w.raw() && typ.Swapped {
		e.add(ndview.ErrByteOrder, "byte order: wanted native (%s), found %s", orderName(false), orderName(true))
	}
}

func (e *RefusedError) foundObjects(typ elem.Type) {
	e.objects = true
	e.add(ndview.ErrType, "dtype: wanted items that may be written as bytes, found references to Python objects (%s)", typ)
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
	switch {
	case lay.AlignedTo(align):
	case lay.Indirect():
		e.add(ndview.ErrAlign, "alignment: wanted strides and suboffsets behind the last pointer that are multiples of %d bytes, found %s and %s",
			align, layout.FormatShape(lay.AppendStrides(nil)), layout.FormatShape(l.slot.Suboffsets()))
	default:
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
	switch {
	case !l.addressable(&lay):
		e.add(ndview.ErrBounds, "address: wanted memory that can exist, found shape %s with strides %s and suboffsets %s at %#x",
			layout.FormatShape(s.Shape()), layout.FormatShape(lay.AppendStrides(nil)), layout.FormatShape(s.Suboffsets()), mem.Uint(s.Base()))
		return lay, false
	case lay.Indirect() && !lay.Empty() && !tablesSound(&lay, s.Base()):
		e.add(ndview.ErrBounds, "pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape %s with strides %s and suboffsets %s",
			layout.FormatShape(s.Shape()), layout.FormatShape(lay.AppendStrides(nil)), layout.FormatShape(s.Suboffsets()))
		return lay, false
	}
	return lay, true
}

// describeObject is the exporter in words: numpy.ndarray, shape (3, 4), dtype int32, strides (16, 4).
func (l *loan) describeObject(typeName string, asked *want) string {
	s := l.slot
	if s.TooManyAxes() || s.NoShape() && s.Ndim() > 0 {
		return typeName
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, shape %s", typeName, layout.FormatShape(s.Shape()))
	if asked.formatted() {
		if item, err := l.itemType(asked); err == nil && item.Opaque == "" {
			fmt.Fprintf(&b, ", dtype %s", item.Type)
		}
	} else if asked.asks(cpy.BufND) {
		fmt.Fprintf(&b, ", itemsize %d", s.Itemsize())
	}
	if strides := s.Strides(); len(strides) > 0 {
		fmt.Fprintf(&b, ", strides %s", layout.FormatShape(strides))
	}
	return b.String()
}

// wayOut says what to do.
func wayOut(e *RefusedError, w *want) string {
	has := func(sentinel error) bool { return errors.Is(e, sentinel) }
	switch {
	case has(ErrNotExporter):
		return "numpy.asarray(x) makes an array of numbers and sequences; To converts single values"
	case has(ErrMasked):
		return "borrow the data and the mask as two arrays, m.data and numpy.ma.getmaskarray(m), or m.filled(x), which copies"
	case has(ErrRefused):
		return "numpy.array(x) may copy it"
	case e.unsound || e.unreadable:
		return "what the exporter says cannot be true, numpy.array(x) may copy it"
	case has(ndview.ErrType) && w.raw():
		return e.otherItems(w)
	case has(ndview.ErrType):
		return e.otherType(w)
	}
	var out []string
	if has(ndview.ErrByteOrder) {
		out = append(out, `a.astype(a.dtype.newbyteorder("=")) copies into native order, BorrowRaw with ndview.As views it in place`)
	}
	if has(ndview.ErrAlign) {
		out = append(out, `a.copy() or numpy.require(a, requirements="A") copies into aligned memory, BorrowRaw with ndview.As views it in place`)
	}
	if e.order {
		out = append(out, e.otherOrder(w))
	}
	if has(ndview.ErrReadOnly) {
		out = append(out, "Borrow reads it, a.copy() can be written")
	}
	if has(ndview.ErrOverlap) {
		out = append(out, "let that borrow end first, borrow parts that share no byte (a[:, :n] and a[:, n:]), or make one view of the other's; "+
			"Request.Aliased borrows without the check")
	}
	return strings.Join(out, "; ")
}

func (e *RefusedError) otherItems(w *want) string {
	switch {
	case w.typ != nil:
		return "name a dtype of the itemsize found"
	case e.objects:
		return "BorrowRaw reads the references, Python sets items (Object.SetItem)"
	}
	return `ask without a format and name the dtype (AskItems), borrow a.view("i8") for datetime64 and timedelta64, a.view("u2") for ` +
		`bfloat16, or one field of a record (a["name"])`
}

func (e *RefusedError) otherOrder(w *want) string {
	convert := "numpy.ascontiguousarray(a)"
	if w.asks(cpy.BufF) && !w.asks(cpy.BufC) {
		convert = "numpy.asfortranarray(a)"
	}
	return "Borrow and AskIndirect take memory of any layout as it is; " + convert + " copies"
}

func (e *RefusedError) otherType(w *want) string {
	convert := fmt.Sprintf(`a.astype("%s") copies into a native, aligned, writable array`, w.kind)
	op, asItIs := w.op, "BorrowRaw"
	if errors.Is(e, ndview.ErrReadOnly) {
		op = "Borrow"
	}
	switch {
	case e.opaque:
		return "BorrowRaw takes the items as bytes without a meaning; " + convert
	case e.found.Kind == elem.Invalid:
		return `a.view("i8") for datetime64 and timedelta64, a.view("u2") for bfloat16, or AskItems with the dtype; ` + convert
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
