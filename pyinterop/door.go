package pyinterop

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The other doors
//
// A borrow asks for a buffer first (PEP 3118). Where that cannot carry the memory, other protocols may, and the object's
// class says which it has. They are tried in this order:
//
//	no format    the buffer without its format, and the items by the object's NumPy dtype: datetime64, bfloat16 of ml_dtypes
//	DLPack       __dlpack__: tensors on the CPU
//	interface    __array_interface__, or __array_struct__
//	Arrow        __arrow_c_array__, or __arrow_c_stream__ of one array
//
// One that refuses leaves it to the next; the last refusal is the one that is told, or that of a device that is not the CPU. What is no
// refusal (KeyboardInterrupt, MemoryError: urgent), wherever it is raised, is told at once, and nothing else is asked.
// All but the first end at an object of our own over the memory (the shim's door.c), of which a buffer is got as of any
// other: nothing is believed that is not checked of a buffer. A borrow that met the buffer protocol never comes here.

// A door is what was found behind one: the object to take the buffer of, and the request for it.
type door struct {
	o    cpy.Object // a reference that is the door's; 0: the object itself
	w    want
	gaps int // values of an Arrow array that are missing
	bits validityBits
}

// otherDoor borrows o through another door than the buffer's, which refused. taken reports whether there was one.
func (l *loan) otherDoor(o Object, w *want) (_ *loan, err error, taken bool) {
	var refused error
	if w.formatted() && !w.literal && !w.nullable {
		got, err, done := l.tensor(o, w)
		if done {
			return got, err, true
		}
		if refused = err; urgent(err) {
			loans.put(l)
			return nil, err, true
		}
	}
	exception := l.slot.TakeException()
	if exception == 0 {
		exception, _ = o.py.s.held.TakeError()
	}
	if o.py.s.held.Urgent(exception) {
		l.slot.PutException(exception)
		return nil, nil, false
	}
	d, err, taken := openDoor(o, *w, refused) // a copy, since what is looked for keeps it: a request that meets no door is not allocated
	if !taken {
		l.slot.PutException(exception)
		return nil, nil, false
	}
	if exception != 0 {
		o.py.own(exception)
	}
	loans.put(l)
	if err != nil {
		return nil, err, true
	}
	l, err = d.acquire(o)
	return l, err, true
}

// acquire takes the buffer behind a door.
func (d *door) acquire(o Object) (*loan, error) {
	if d.o == 0 {
		return acquireInside(o, &d.w)
	}
	l, err := acquireInside(Object{o.py, d.o}, &d.w)
	o.py.s.held.DecRef([]cpy.Object{d.o})
	return l, err
}

// openDoor finds the door of o. taken is false if there is none, and what the buffer protocol said stands. refused is what the
// tensor said that was asked for before, if there was one.
func openDoor(o Object, w want, refused error) (_ *door, err error, taken bool) {
	t := o.py.s.held.Thread
	if exports, _ := t.IsExporter(o.p); exports {
		d, err := withoutFormat(o, &w)
		granted := false
		if d != nil {
			granted, err = grants(o, cpy.BufIndirect)
		}
		switch { // JAX refuses its bfloat16 without a format, too
		case err != nil:
			return nil, err, true
		case granted:
			return d, nil, true
		case !w.formatted():
			return nil, nil, false
		}
		if granted, err = grants(o, cpy.BufFullRO, cpy.BufIndirect); granted || err != nil {
			return nil, err, err != nil
		}
	}
	if errors.Is(refused, ErrDevice) {
		return nil, refused, true
	}
	has, st := t.Doors(o.p)
	if st != cpy.OK {
		return nil, o.py.failure(st, w.op), true
	}
	if has == 0 {
		return nil, nil, false
	}
	if err = refused; err != nil {
		has &^= cpy.HasDLPack
	}
	k := knock{o: o, w: &w}
	if has == cpy.HasCUDA {
		return nil, k.refuse(ErrDevice, "device: wanted memory of the CPU, found that of a CUDA device (__cuda_array_interface__)", copiesToCPU), true
	}
	for _, way := range k.ways(has) {
		var m lended
		if m, err = way(); err == nil {
			return k.finish(m)
		}
		if errors.Is(err, ErrDevice) || urgent(err) {
			break
		}
	}
	return nil, err, true
}

// ways are the doors that the class of the object has, in the order in which they are tried. Where values may be missing
// only Arrow says which.
func (k *knock) ways(has int) (ways []func() (lended, error)) {
	add := func(bit int, way func() (lended, error)) {
		if has&bit != 0 {
			ways = append(ways, way)
		}
	}
	arrow := func() {
		add(cpy.HasArrowArray, func() (lended, error) { return k.arrow(false) })
		if has&cpy.HasArrowArray == 0 {
			add(cpy.HasArrowStream, func() (lended, error) { return k.arrow(true) })
		}
	}
	if k.w.nullable {
		arrow()
		if len(ways) > 0 { // after its refusal another door would show values that are missing as if they were there
			return ways
		}
	}
	add(cpy.HasDLPack, k.dlpack)
	add(cpy.HasArrayInterface, k.arrayInterface)
	add(cpy.HasArrayStruct, k.arrayStruct)
	if !k.w.nullable {
		arrow()
	}
	return ways
}

// grants reports whether o gives a buffer for one of these requests: for reading, with or without a format, means that it was
// another request that it refused, not its memory. The error is an urgent one.
func grants(o Object, requests ...int) (bool, error) {
	l, err := loans.takeIn(o.py.s)
	if err != nil {
		return true, nil
	}
	defer loans.put(l)
	for _, flags := range requests {
		l.slot.Ask(o.p, flags)
		if o.py.s.held.Borrow(l.slot) == cpy.OK {
			o.py.s.held.Release(l.slot)
			return true, nil
		}
		if e := l.exception(o.py); e != nil && urgent(e) {
			return false, e
		}
	}
	return false, nil
}

// withoutFormat is the first door: w without its format, if o has a dtype that stands for it. The error is an urgent one.
func withoutFormat(o Object, w *want) (*door, error) {
	if w.literal || !w.formatted() {
		return nil, nil
	}
	var typ elem.Type
	err := Do(func(py Python) error { // in a scope of its own, with which an exception goes that refers to o
		d, ok, err := py.attrUnlessUrgent(o, "dtype")
		switch {
		case err != nil:
			return err
		case !ok:
			return ErrConvert
		}
		typ, err = DTypeOf(d)
		return err
	})
	if urgent(err) {
		return nil, err
	}
	if err != nil || elem.FormatOf(typ) != "" || typ.Kind == elem.KindVoid || holdsObjects(typ) || !w.raw() && typ.Kind != w.kind {
		return nil, nil
	}
	without := *w
	without.flags &^= cpy.BufFormat
	without.typ, without.door = &typ, "dtype"
	return &door{w: without}, nil
}

// A knock is the way through one of the other doors. What the object's class is called is asked for in refusals alone: it
// costs as much as a third of a borrow, and puts something else into the frame.
type knock struct {
	o Object
	w *want
}

// A lended is memory behind a door, and what its items are.
type lended struct {
	rec      cpy.Lending
	typ      elem.Type
	protocol string
	gaps     int
	bits     validityBits
}

// finish makes an object of what is behind a door, and the request for its buffer.
func (k *knock) finish(m lended) (*door, error, bool) {
	t := k.o.py.s.held.Thread
	format := elem.FormatOf(m.typ)
	m.rec.SetItems(format, numpyType(m.typ))
	p, st := t.Lend(m.rec)
	if st != cpy.OK {
		t.CloseDoor(m.rec)
		err := k.o.py.failure(st, k.w.op)
		if m.bits.o != 0 {
			t.DecRef([]cpy.Object{m.bits.o})
		}
		return nil, err, true
	}
	d := &door{o: p, w: *k.w, gaps: m.gaps, bits: m.bits}
	d.w.door, d.w.of = m.protocol, k.o
	if format == "" && d.w.formatted() {
		d.w.flags &^= cpy.BufFormat
		d.w.typ = &m.typ
	}
	if m.gaps > 0 && !k.w.nullable {
		t.DecRef([]cpy.Object{p})
		return nil, k.refuse(ndview.ErrType, fmt.Sprintf("nulls: wanted a value at each place, found %d missing", m.gaps),
			"BorrowNullable borrows the values and which of them are there; fill_null(x) or drop_null() copies"), true
	}
	return d, nil, true
}

// refuse is the refusal of what a door showed.
func (k *knock) refuse(cause error, unmet, wayOut string) error {
	e := &RefusedError{Op: k.w.String(), Object: k.o.TypeName(), WayOut: wayOut}
	e.add(cause, "%s", unmet)
	return e
}

// refuseBecause is refuse for what a protocol did not give; err, if there is one, is what the object raised.
func (k *knock) refuseBecause(err error, unmet, wayOut string) error {
	e := &RefusedError{Op: k.w.String(), Object: k.o.TypeName(), WayOut: wayOut}
	e.add(ErrRefused, "%s", unmet)
	if err != nil {
		e.causes = append(e.causes, err)
	}
	return e
}

const copiesToCPU = "x.cpu() (PyTorch), x.get() (CuPy), x.copy_to_host() (Numba) or jax.device_put(x, jax.devices(\"cpu\")[0]) copies it there"

// failed explains what a door answered.
func (k *knock) failed(st cpy.Status, protocol string) error {
	found, more := k.o.py.s.held.Found()
	var raised error
	if st < cpy.DoorDevice {
		raised = k.o.py.failure(st, k.w.op)
	}
	copies := "numpy.array(x) may copy it"
	switch st {
	case cpy.DoorDevice:
		return k.refuse(ErrDevice, fmt.Sprintf("device: wanted memory of the CPU, found %s %d", deviceName(found), more),
			copiesToCPU)
	case cpy.DoorCapsule:
		return k.refuse(ErrRefused, protocol+": wanted an unused capsule of the protocol, found something else, or one that was used", copies)
	case cpy.DoorVersion:
		return k.refuse(ErrRefused, fmt.Sprintf("%s: wanted version 1 of the structure, found %d", protocol, found), copies)
	case cpy.DoorNDim:
		return k.refuse(ndview.ErrShape, fmt.Sprintf("ndim: wanted 0 to %d, found %d", cpy.MaxNdim, found), copies)
	case cpy.DoorShape:
		return k.refuse(ndview.ErrShape, fmt.Sprintf("shape: wanted %d lengths, found none (NULL)", found), copies)
	case cpy.DoorNegated:
		return k.refuse(ErrRefused, protocol+": wanted values as they lie in memory, found a tensor that negates them when they are read (is_neg)",
			"x.resolve_neg() copies it")
	case cpy.DoorPieces:
		if found == 0 {
			return k.refuse(ndview.ErrLayout, "pieces: wanted a column in one piece, found none, as a column of no chunks has it", "combine_chunks() (Arrow) makes an empty piece")
		}
		return k.refuse(ndview.ErrLayout, "pieces: wanted a column in one piece, found two or more, which lie apart",
			"x.rechunk() (Polars) or combine_chunks() (Arrow) puts them together; one chunk of it can be borrowed")
	case cpy.DoorItems:
		return k.refuse(ndview.ErrType, fmt.Sprintf("dtype: wanted numbers of whole bytes, found DLPack's code %d with %d bits and %d lanes", found, more>>16, more&0xffff), copies)
	}
	return k.refuseBecause(raised, fmt.Sprintf("%s: the object refused: %v", protocol, raised), copies)
}

// arrayInterface reads the description of version 3.
//
// https://numpy.org/doc/stable/reference/arrays.interface.html
func (k *knock) arrayInterface() (lended, error) {
	rec, text, size, st := k.o.py.s.held.OpenInterface(k.o.p)
	switch st {
	case cpy.OK:
		if typ, err := elem.ParseTypestr(text); err == nil && typ.Size == size {
			return lended{rec: rec, typ: typ, protocol: "__array_interface__"}, nil
		}
		k.o.py.s.held.CloseDoor(rec)
	case cpy.Raised:
		return lended{}, k.failed(st, "__array_interface__")
	}
	return k.readInterface()
}

// readInterface is arrayInterface for all that is not usual, and for what it says about it.
func (k *knock) readInterface() (lended, error) {
	var raised error // by the last entry that was asked for
	bad := func(what string, err error) (lended, error) {
		text := "__array_interface__: wanted " + what
		if err == nil {
			err = raised
		}
		if err != nil {
			text += fmt.Sprintf(": %v", err)
		}
		return lended{}, k.refuseBecause(err, text, "numpy.array(x) may copy it")
	}
	d, err := k.o.Attr("__array_interface__")
	if err != nil {
		return bad("a description, found none", err)
	}
	entry := func(name string) (v Object, ok bool) {
		if !urgent(raised) { // else nothing more is asked
			v, raised = d.CallMethod("get", name)
		}
		return v, raised == nil && !v.IsNone()
	}
	m, err := k.readEntries(entry, bad)
	if urgent(raised) {
		return bad("a description, found none", raised)
	}
	return m, err
}

// readEntries reads the entries of a description.
func (k *knock) readEntries(entry func(name string) (Object, bool), bad func(what string, err error) (lended, error)) (lended, error) {
	if _, masked := entry("mask"); masked {
		return lended{}, k.refuse(ErrMasked, "mask: wanted an array of which every element counts, found a mask", "borrow the data and the mask as two arrays")
	}
	lengths, ok := entry("shape")
	if !ok {
		return bad("a shape", nil)
	}
	shape, err := To[[]int](lengths)
	if err != nil {
		return bad("a shape", err)
	}
	if len(shape) > cpy.MaxNdim {
		return lended{}, k.refuse(ndview.ErrShape, fmt.Sprintf("ndim: wanted 0 to %d, found %d", cpy.MaxNdim, len(shape)), "numpy.array(x) may copy it")
	}
	typ, err := interfaceType(entry)
	if err != nil {
		return bad("a type that is known", err)
	}
	data, ok := entry("data")
	if !ok {
		return bad("data as (address, read-only)", nil)
	}
	pair, err := To[[]any](data)
	if err != nil || len(pair) != 2 {
		return bad("data as (address, read-only)", err)
	}
	base, ok := pair[0].(int64)
	if !ok {
		return bad("data as (address, read-only)", nil)
	}
	readonly, err := truthOfItem(data, 1)
	if err != nil {
		return bad("data as (address, read-only)", err)
	}
	strides := cStrides(shape, typ.Size)
	if s, ok := entry("strides"); ok {
		if strides, err = To[[]int](s); err != nil || len(strides) != len(shape) {
			return bad(fmt.Sprintf("%d strides", len(shape)), err)
		}
	}
	rec, st := k.o.py.s.held.OpenMemory(k.o.p, uintptr(base), typ.Size, !readonly, shape, strides)
	if st != cpy.OK {
		return lended{}, k.failed(st, "__array_interface__")
	}
	return lended{rec: rec, typ: typ, protocol: "__array_interface__"}, nil
}

// truthOfItem is whether an item is true in Python: 0 and 1 are common where False and True are meant.
func truthOfItem(o Object, i int) (bool, error) {
	item, err := o.Item(i)
	if err != nil {
		return false, err
	}
	return item.Truth()
}

// cStrides are the strides of C order; where they overflow, the shape cannot be true, and is refused as that.
func cStrides(shape []int, itemsize int) []int {
	if c, err := layout.C(shape, itemsize); err == nil {
		return c.AppendStrides([]int{})
	}
	return slices.Repeat([]int{math.MaxInt}, len(shape))
}

func interfaceType(entry func(string) (Object, bool)) (elem.Type, error) {
	s, ok := entry("typestr")
	if !ok {
		return elem.Type{}, &ConvertError{"__array_interface__", "a dtype", "it has no typestr", ErrConvert}
	}
	text, err := s.Text()
	if err != nil {
		return elem.Type{}, err
	}
	typ, err := elem.ParseTypestr(text)
	if err != nil || typ.Kind != elem.KindVoid {
		return typ, err
	}
	descr, ok := entry("descr")
	if !ok {
		return typ, nil
	}
	fields, err := To[[]any](descr)
	if err != nil || len(fields) == 1 && slices.Equal(fieldName(fields[0]), []string{""}) {
		return typ, err
	}
	return descrType(fields, typ.Size, 0)
}

func fieldName(field any) []string {
	if t, ok := field.(Tuple); ok && len(t) > 0 {
		if name, ok := t[0].(string); ok {
			return []string{name}
		}
	}
	return nil
}

// descrType is the record that a descr lists: (name, type[, shape]), the name possibly as (title, name).
func descrType(list []any, size, depth int) (elem.Type, error) {
	wrong := &ConvertError{"__array_interface__", "a dtype", "its descr is no list of (name, type[, shape])", ErrConvert}
	if depth > maxRecords {
		return elem.Type{}, wrong
	}
	var fields []elem.Field
	offset := 0
	for _, entry := range list {
		t, ok := entry.(Tuple)
		if !ok || len(t) < 2 || len(t) > 3 {
			return elem.Type{}, wrong
		}
		name, ok := t[0].(string)
		if both, titled := t[0].(Tuple); titled && len(both) == 2 {
			name, ok = both[1].(string)
		}
		if !ok {
			return elem.Type{}, wrong
		}
		f := elem.Field{Name: name, Offset: offset}
		var err error
		switch of := t[1].(type) {
		case string:
			f.Type, err = elem.ParseTypestr(of)
		case []any:
			f.Type, err = descrType(of, -1, depth+1)
		default:
			err = wrong
		}
		if err != nil {
			return elem.Type{}, err
		}
		if len(t) == 3 {
			shape, ok := t[2].(Tuple)
			if !ok {
				shape = Tuple{t[2]}
			}
			for _, n := range shape {
				length, ok := n.(int64)
				if !ok || length < 0 || length > math.MaxInt32 {
					return elem.Type{}, wrong
				}
				f.Shape = append(f.Shape, int(length))
			}
		}
		if n, err := layout.C(f.Shape, f.Type.Size); err != nil {
			return elem.Type{}, err
		} else if bytes, ok := n.NBytes(f.Type.Size); ok {
			offset += bytes
		}
		if name != "" || f.Type.Kind != elem.KindVoid { // the rest is padding
			fields = append(fields, f)
		}
	}
	if size < 0 {
		size = offset
	}
	return elem.RecordOf(size, fields...)
}

func (k *knock) arrayStruct() (lended, error) {
	capsule, err := k.o.Attr("__array_struct__")
	if err != nil {
		return lended{}, k.refuseBecause(err, fmt.Sprintf("__array_struct__: wanted a capsule, found none: %v", err), "numpy.array(x) may copy it")
	}
	rec, st := k.o.py.s.held.OpenStruct(k.o.p, capsule.p)
	if st != cpy.OK {
		return lended{}, k.failed(st, "__array_struct__")
	}
	letter, items := k.o.py.s.held.Found()
	size, swapped := int(items>>1), items&1 != 0
	count := size
	if letter == 'U' {
		count /= 4
	}
	typ, err := elem.ParseTypestr(fmt.Sprintf("%c%d", rune(letter), count))
	if err != nil || typ.Size != size {
		k.o.py.s.held.CloseDoor(rec)
		return lended{}, k.refuse(ndview.ErrType, fmt.Sprintf("__array_struct__: wanted a type that is known, found kind %q of %d bytes", rune(letter), size), "numpy.array(x) may copy it")
	}
	typ.Swapped = swapped && typ.Size > 1 && !strings.ContainsRune("SVO", rune(letter))
	return lended{rec: rec, typ: typ, protocol: "__array_struct__"}, nil
}
