// Package forbidden does what requests do not allow. It is checked, never built.
package forbidden

import (
	"github.com/go-inplace/inplace/ndview"
	p "github.com/go-inplace/inplace/pyinterop"
)

// The answer to each request has no methods for what was not asked.

func simple(o p.Object) {
	p.AskSimple.Borrow(o, func(v p.Simple) error {
		_ = v.Nbytes()
		_ = v.UnsafeBytes()
		_ = v.Shape()      // want "v.Shape undefined"
		_ = v.NDim()       // want "v.NDim undefined"
		_ = v.Itemsize()   // want "v.Itemsize undefined"
		_ = v.Size()       // want "v.Size undefined"
		_ = v.Strides()    // want "v.Strides undefined"
		_ = v.Suboffsets() // want "v.Suboffsets undefined"
		_ = v.Format()     // want "v.Format undefined"
		_ = v.DType()      // want "v.DType undefined"
		_ = v.Bytes()      // want "v.Bytes undefined"
		_ = v.MutView()    // want "v.MutView undefined"
		return nil
	})
}

func dense(o p.Object) {
	p.AskND.Borrow(o, func(v p.Dense) error {
		_ = v.Shape()
		_ = v.Strides()     // want "v.Strides undefined"
		_ = v.ContiguousC() // want "v.ContiguousC undefined"
		_ = v.Format()      // want "v.Format undefined"
		_ = v.Raw()         // want "v.Raw undefined"
		_ = v.Bytes()       // want "v.Bytes undefined"
		return nil
	})
	p.AskNDFormat.Borrow(o, func(v p.DenseRaw) error {
		_ = v.Format()
		_ = v.Strides()                // want "v.Strides undefined"
		_ = v.MutRaw()                 // want "v.MutRaw undefined"
		_, _ = v.As(ndview.DType{})    // want "v.As undefined"
		_, _ = v.AsMut(ndview.DType{}) // want "v.AsMut undefined"
		return nil
	})
}

// Memory of any strides has no bytes to hand out as one slice, for reading or for writing.
func strided(o p.Object) {
	p.AskStrided.Borrow(o, func(v p.StridedItems) error {
		_ = v.Strides()
		_ = v.Suboffsets()  // want "v.Suboffsets undefined"
		_ = v.Format()      // want "v.Format undefined"
		_ = v.UnsafeBytes() // want "v.UnsafeBytes undefined"
		_ = v.View()        // want "v.View undefined"
		return nil
	})
	p.AskStridedFormatMut.Borrow(o, func(v p.MutStridedRaw) error {
		_ = v.MutRaw()
		_ = v.Bytes()       // want "v.Bytes undefined"
		_ = v.UnsafeBytes() // want "v.UnsafeBytes undefined"
		_ = v.MutView()     // want "v.MutView undefined"
		return nil
	})
	p.AskFullMut.Borrow(o, func(v p.MutIndirectRaw) error {
		_ = v.Suboffsets()
		_ = v.Bytes()       // want "v.Bytes undefined"
		_ = v.UnsafeBytes() // want "v.UnsafeBytes undefined"
		return nil
	})
}

// Borrowed for reading, nothing writes.
func reading(o p.Object) {
	p.AskC.Borrow(o, func(v p.Contiguous) error {
		_ = v.UnsafeBytes()
		_ = v.Bytes()                  // want "v.Bytes undefined"
		_ = v.CopyFrom(nil)            // want "v.CopyFrom undefined"
		_, _ = v.AsMut(ndview.DType{}) // want "v.AsMut undefined"
		return nil
	})
	p.AskFull.Borrow(o, func(v p.IndirectRaw) error {
		_ = v.Raw()
		_ = v.MutRaw()      // want "v.MutRaw undefined"
		_ = v.CopyFrom(nil) // want "v.CopyFrom undefined"
		return nil
	})
	p.AskFlatC[float64]().Borrow(o, func(v p.Flat[float64]) error {
		_ = v.UnsafeSlice()
		_ = v.Data()        // want "v.Data undefined"
		v.Set1(0, 1)        // want "v.Set1 undefined"
		_ = v.CopyFrom(nil) // want "v.CopyFrom undefined"
		return nil
	})
	p.Borrow(o, func(v ndview.View[float64]) error {
		v.Set1(0, 1) // want "v.Set1 undefined"
		return nil
	})
	p.Borrow2(p.Read[float64](o), p.Write[float64](o), func(a ndview.View[float64], b ndview.MutView[float64]) error {
		b.Set1(0, a.At1(0))
		a.Set1(0, 1) // want "a.Set1 undefined"
		return nil
	})
}

// A slice of strided memory may not exist, so there is no way to get it without looking.
func options(o p.Object) {
	p.BorrowMut(o, func(v ndview.MutView[float64]) error {
		var data []float64
		data = v.Data() // want "assignment mismatch"
		_ = data
		return nil
	})
	p.AskFlatCMut[float64]().Borrow(o, func(v p.MutFlat[float64]) error {
		var data []float64 = v.Data()
		_ = data
		return nil
	})
}

// The request decides what the function receives.
func types(o p.Object) {
	p.AskSimple.Borrow(o, func(v p.MutSimple) error { return nil })                                         // want "cannot use (func(v p.MutSimple) error literal)"
	p.AskStrided.Borrow(o, func(v p.IndirectItems) error { return nil })                                    // want "cannot use (func(v p.IndirectItems) error literal)"
	p.AskFlatF[float32]().Borrow(o, func(v p.Flat[float64]) error { return nil })                           // want "cannot use (func(v p.Flat[float64]) error literal)"
	p.Borrow2(p.Read[int8](o), p.AskND.Of(o), func(a ndview.View[int8], b p.DenseRaw) error { return nil }) // want "does not match"
	_ = p.Request[p.Simple]{Flags: 1}                                                                       // want "unknown field Flags"
}
