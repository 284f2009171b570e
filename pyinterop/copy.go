package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Borrowing copies nothing. These two copy, and say so: for code that needs elements side by side, aligned and in
// native byte order, whatever the array has.

// CopyOf is a copy of src's elements in new memory of Go, C-contiguous and in native byte order, whatever the layout,
// alignment and byte order of src. It is valid for ever, and src is free again.
//
// T must be the element type of src; the error then and otherwise is as for Borrow.
func CopyOf[T ndview.Element](src Source) (c ndview.MutView[T], err error) {
	w := want{op: "CopyOf", flags: cpy.BufFullRO}
	l, err := acquire(src, &w)
	if err != nil {
		return c, err
	}
	l.open(&w, 0)
	defer l.end(&err)
	v, err := ndview.As[T](ndview.NewRaw(l.a, l.typ))
	if err != nil {
		return c, wrongElement[T](w, err)
	}
	return v.Clone(), nil
}

// BorrowCopyBack borrows src for writing and calls fn with a copy of its elements as CopyOf makes it. When fn returns
// nil, the copy is written back into src, into whatever layout, alignment and byte order that has, and the borrow ends.
//
// src then has all elements as fn left them in the copy, or all as they were: if fn returns an error, panics or calls
// runtime.Goexit, nothing is written. What could make writing fail is found before fn is called: read-only memory
// (ndview.ErrReadOnly) and elements that share memory (ndview.ErrOverlap). Python code that runs in other threads
// while it is written may see some elements before others, and what it writes into src while fn runs is lost.
func BorrowCopyBack[T ndview.Element](src Source, fn func(v ndview.MutView[T]) error) (err error) {
	w := want{op: "BorrowCopyBack", flags: cpy.BufFull, mut: true, pc: cpy.FuncPC(fn)}
	l, err := acquire(src, &w)
	if err != nil {
		return err
	}
	l.open(&w, w.pc)
	defer l.end(&err)
	v, err := ndview.AsMut[T](ndview.NewMutRaw(l.a, l.typ))
	if err != nil {
		return wrongElement[T](w, err)
	}
	c := v.Clone()
	elements, _ := c.Data()
	if verdict := v.SelfOverlap(); verdict != ndview.Disjoint {
		if err := v.CopyFrom(elements); err != nil { // what is there already, if it can be written at all
			return fmt.Errorf("pyinterop: %s: %w", w.String(), err)
		}
	}
	if err := fn(c); err != nil {
		return err
	}
	return v.CopyFrom(elements)
}

func wrongElement[T ndview.Element](w want, err error) error {
	w.kind = elem.KindOf[T]()
	return fmt.Errorf("pyinterop: %s: %w", w.String(), err)
}
