package pyinterop

import (
	"fmt"
	"iter"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Arrays of Python objects: their items are references, which are read as objects of a scope and never as bytes to
// compute on. That an item is a reference is the exporter's word (format "O"); no view says so on another's.

// ObjectAt is the object that an item of r refers to, one index per axis; r is an array of Python objects, or a field
// of records that is one. Like a[i, j] in Python it is a new reference, which belongs to py's scope. An item that NumPy
// has not filled yet (NULL) is None.
//
// The array is read now, under the GIL: what Python puts into it later is seen by the next call. Python sets items
// (Object.SetItem). The error wraps ndview.ErrType if the items are no references. ObjectAt panics with an
// ndview.IndexError if the index does not fit the shape, with an ndview.ReleasedError if the borrow has ended, and with
// a *ScopeError without the GIL.
func (py Python) ObjectAt(r ndview.Raw, index ...int) (Object, error) {
	py.thread("ObjectAt")
	if err := checkReferences("ObjectAt", r); err != nil {
		return Object{}, err
	}
	return py.reference(r.Array().Addr(index...))
}

// Objects yields the objects that the items of r refer to, in C order; see ObjectAt. The references belong to py's
// scope, all of them until its end. If the items are no references, the error is yielded once.
func (py Python) Objects(r ndview.Raw) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		py.thread("Objects")
		if err := checkReferences("Objects", r); err != nil {
			yield(Object{}, err)
			return
		}
		index := make([]int, r.NDim())
		for more := r.Size() > 0; more; more = nextIndex(index, r.Shape()) {
			if !yield(py.reference(r.Array().Addr(index...))) {
				return
			}
		}
	}
}

func checkReferences(op string, r ndview.Raw) error {
	if typ := r.DType(); typ.Kind != elem.KindObject {
		return fmt.Errorf("pyinterop: %s: wanted references to Python objects, found items of type %s; ndview.As reads numbers: %w", op, typ, ndview.ErrType)
	}
	return nil
}

// reference is the object that the bytes at p refer to; packed records have them anywhere.
func (py Python) reference(p mem.Addr) (Object, error) {
	o := cpy.Object(mem.LoadUnit[uintptr](p, 1)) // M1, M2: Addr checked lease and bounds
	if o == 0 {
		return py.None(), nil
	}
	return py.hold(o, "ObjectAt")
}

// nextIndex goes to the next index in C order and reports whether there is one.
func nextIndex(index, shape []int) bool {
	for axis := len(shape) - 1; axis >= 0; axis-- {
		if index[axis]++; index[axis] < shape[axis] {
			return true
		}
		index[axis] = 0
	}
	return false
}
