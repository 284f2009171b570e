package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Tensors by DLPack
//
// A tensor says whether it may be written from version 1.0 of DLPack on. One without a version is borrowed for reading only: until
// then, the specification says, consumers may take it as writable, but producers of read-only memory had no way to say so
// (NumPy before 2.1 refused to export it, others did not), and a write into memory that must not change is worse than a refusal.
// NumPy's from_dlpack makes a read-only array of it, too.
//
// https://dmlc.github.io/dlpack/latest/python_spec.html

// tensor is the short way through DLPack, the door of those that are opened in loops: one call into C. Where it is not done an error
// is the door's refusal, and none that there is no such door.
func (l *loan) tensor(o Object, w *want) (_ *loan, err error, done bool) {
	through := *w
	through.door = "DLPack"
	through.flags &^= cpy.BufFormat // DLPack says what the items are
	l.slot.Ask(o.p, int(through.flags))
	if w.owned {
		l.slot.Lasting()
	}
	code, bits, lent, st := o.py.s.held.BorrowTensor(l.slot)
	typ := tensorType(code, bits)
	switch {
	case st == cpy.OK && typ != nil:
		through.typ = typ
		if l.describe(&through) {
			return l, nil, true
		}
		through.of = o
		return nil, l.failed(o, &through, st), true
	case st == cpy.DoorLent && typ != nil:
		through.typ, through.of = typ, o
		loans.put(l)
		d := door{o: lent, w: through}
		l, err = d.acquire(o)
		return l, err, true
	case st == cpy.DoorNone:
		l.slot.Ask(o.p, int(w.flags))
		return nil, nil, false
	}
	switch st {
	case cpy.OK:
		l.unhold()
	case cpy.DoorLent:
		o.py.s.held.DecRef([]cpy.Object{lent})
	default:
		return nil, tensorRefused(o, *w, st), false
	}
	return nil, itemsRefused(o, *w, code, bits), false
}

// Requests are copied for these: a borrow that is not refused allocates none.
func tensorRefused(o Object, w want, st cpy.Status) error {
	return (&knock{o: o, w: &w}).failed(st, "DLPack")
}

func itemsRefused(o Object, w want, code, bits int) error {
	return (&knock{o: o, w: &w}).unknownItems(code, bits)
}

func (k *knock) dlpack() (lended, error) {
	rec, code, bits, st := k.o.py.s.held.OpenDLPack(k.o.p)
	if st != cpy.OK {
		return lended{}, k.failed(st, "DLPack")
	}
	if typ := tensorType(code, bits); typ != nil {
		return lended{rec: rec, typ: *typ, protocol: "DLPack"}, nil
	}
	k.o.py.s.held.CloseDoor(rec)
	return lended{}, k.unknownItems(code, bits)
}

func (k *knock) unknownItems(code, bits int) error {
	return k.refuse(ndview.ErrType, fmt.Sprintf("dtype: wanted a number that Go has, found DLPack's code %d with %d bits", code, bits),
		"convert it to another dtype first, which copies")
}

// tensorType is the type that code and bits of DLPack stand for; nil for what Go has no number for.
func tensorType(code, bits int) *elem.Type {
	for kind := range spellings {
		if s := &spellings[kind]; s.bits == bits && s.code == code && bits != 0 {
			return &numericTypes[kind]
		}
	}
	return nil
}

var numericTypes = func() (types [elem.NumNumeric]elem.Type) {
	for kind := range types {
		types[kind] = elem.Kind(kind).Type()
	}
	return types
}()

// deviceName is DLPack's name for a type of device (DLDeviceType).
func deviceName(code int64) string {
	names := map[int64]string{1: "CPU", 2: "CUDA", 3: "CUDA host", 4: "OpenCL", 7: "Vulkan", 8: "Metal", 9: "VPI", 10: "ROCm", 11: "ROCm host",
		13: "CUDA managed", 14: "oneAPI", 15: "WebGPU", 16: "Hexagon", 17: "MAIA", 18: "Trainium"}
	if name := names[code]; name != "" {
		return name + " device"
	}
	return fmt.Sprintf("device of DLPack's type %d, number", code)
}
