package pyinterop

import (
	"sync/atomic"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The requests of the buffer protocol. A shorter answer costs less: structured dtypes of NumPy pay up to a microsecond
// for a format. Those that ask for an order are refused for memory in another, with ndview.ErrLayout.
//
// https://docs.python.org/3/c-api/buffer.html#buffer-request-types
var (
	// AskSimple asks for the bytes of any C-contiguous exporter, whatever its items are (PyBUF_SIMPLE).
	AskSimple = ask("AskSimple", cpy.BufSimple, (*front).simple)
	// AskSimpleMut is AskSimple for reading and writing. NumPy arrays of Python objects are refused.
	AskSimpleMut = ask("AskSimpleMut", cpy.BufSimple|cpy.BufWritable, (*front).mutSimple)

	// AskND asks for C-contiguous items with shape and itemsize (PyBUF_ND).
	AskND = ask("AskND", cpy.BufND, (*front).dense)
	// AskNDMut is AskND for reading and writing.
	AskNDMut = ask("AskNDMut", cpy.BufND|cpy.BufWritable, (*front).mutDense)
	// AskNDFormat is AskND with the format.
	AskNDFormat = ask("AskNDFormat", cpy.BufND|cpy.BufFormat, (*front).denseRaw)
	// AskNDFormatMut is AskNDFormat for reading and writing.
	AskNDFormatMut = ask("AskNDFormatMut", cpy.BufND|cpy.BufFormat|cpy.BufWritable, (*front).mutDenseRaw)

	// AskC asks for C-contiguous items with shape and strides (PyBUF_C_CONTIGUOUS).
	AskC = ask("AskC", cpy.BufC, (*front).contiguous)
	// AskCMut is AskC for reading and writing.
	AskCMut = ask("AskCMut", cpy.BufC|cpy.BufWritable, (*front).mutContiguous)
	// AskCFormat is AskC with the format.
	AskCFormat = ask("AskCFormat", cpy.BufC|cpy.BufFormat, (*front).contiguousRaw)
	// AskCFormatMut is AskCFormat for reading and writing.
	AskCFormatMut = ask("AskCFormatMut", cpy.BufC|cpy.BufFormat|cpy.BufWritable, (*front).mutContiguousRaw)

	// AskF asks for Fortran-contiguous items (PyBUF_F_CONTIGUOUS).
	AskF = ask("AskF", cpy.BufF, (*front).contiguous)
	// AskFMut is AskF for reading and writing.
	AskFMut = ask("AskFMut", cpy.BufF|cpy.BufWritable, (*front).mutContiguous)
	// AskFFormat is AskF with the format.
	AskFFormat = ask("AskFFormat", cpy.BufF|cpy.BufFormat, (*front).contiguousRaw)
	// AskFFormatMut is AskFFormat for reading and writing.
	AskFFormatMut = ask("AskFFormatMut", cpy.BufF|cpy.BufFormat|cpy.BufWritable, (*front).mutContiguousRaw)

	// AskAny asks for items that are C- or Fortran-contiguous (PyBUF_ANY_CONTIGUOUS).
	AskAny = ask("AskAny", cpy.BufAny, (*front).contiguous)
	// AskAnyMut is AskAny for reading and writing.
	AskAnyMut = ask("AskAnyMut", cpy.BufAny|cpy.BufWritable, (*front).mutContiguous)
	// AskAnyFormat is AskAny with the format.
	AskAnyFormat = ask("AskAnyFormat", cpy.BufAny|cpy.BufFormat, (*front).contiguousRaw)
	// AskAnyFormatMut is AskAnyFormat for reading and writing.
	AskAnyFormatMut = ask("AskAnyFormatMut", cpy.BufAny|cpy.BufFormat|cpy.BufWritable, (*front).mutContiguousRaw)

	// AskStrided asks for items with any strides (PyBUF_STRIDED_RO).
	AskStrided = ask("AskStrided", cpy.BufStrides, (*front).stridedItems)
	// AskStridedMut is AskStrided for reading and writing (PyBUF_STRIDED).
	AskStridedMut = ask("AskStridedMut", cpy.BufStrides|cpy.BufWritable, (*front).mutStridedItems)
	// AskStridedFormat is AskStrided with the format (PyBUF_RECORDS_RO).
	AskStridedFormat = ask("AskStridedFormat", cpy.BufStrides|cpy.BufFormat, (*front).stridedRaw)
	// AskStridedFormatMut is AskStridedFormat for reading and writing (PyBUF_RECORDS).
	AskStridedFormatMut = ask("AskStridedFormatMut", cpy.BufStrides|cpy.BufFormat|cpy.BufWritable, (*front).mutStridedRaw)

	// AskIndirect asks for items with any strides, also behind pointers (PyBUF_INDIRECT).
	AskIndirect = ask("AskIndirect", cpy.BufIndirect, (*front).indirectItems)
	// AskIndirectMut is AskIndirect for reading and writing.
	AskIndirectMut = ask("AskIndirectMut", cpy.BufIndirect|cpy.BufWritable, (*front).mutIndirectItems)
	// AskFull asks for everything (PyBUF_FULL_RO).
	AskFull = ask("AskFull", cpy.BufFullRO, (*front).indirectRaw)
	// AskFullMut is AskFull for reading and writing (PyBUF_FULL).
	AskFullMut = ask("AskFullMut", cpy.BufFull, (*front).mutIndirectRaw)
)

func ask[V any](op string, flags int, view func(l *front) V) Request[V] {
	return Request[V]{want{op: op, flags: int32(flags), mut: flags&cpy.BufWritable != 0, literal: true}, view}
}

// AskItems asks for items of any layout without their format: dtype is the caller's word for what they are. It is the
// way to what no format carries: datetime64 and timedelta64, bfloat16 and the other dtypes of extensions. Items of
// another size, and dtypes with references to Python objects in them, are refused with ndview.ErrType.
func AskItems(dtype ndview.DType) Request[ndview.Raw] {
	w := want{op: "AskItems", flags: cpy.BufIndirect, typ: &dtype}
	return Request[ndview.Raw]{w, func(l *front) ndview.Raw { return ndview.NewRaw(l.a, l.typ) }}
}

// AskItemsMut is AskItems for reading and writing. Dtypes with pointers in them are refused.
func AskItemsMut(dtype ndview.DType) Request[ndview.MutRaw] {
	w := want{op: "AskItemsMut", flags: cpy.BufIndirect | cpy.BufWritable, typ: &dtype, mut: true}
	return Request[ndview.MutRaw]{w, func(l *front) ndview.MutRaw { return ndview.NewMutRaw(l.a, l.typ) }}
}

// Typed requests: the items are proved to be T's, in native byte order and aligned. A program that asks in a loop
// allocates nothing: each is made once.

// AskView is the request of the function Borrow.
func AskView[T ndview.Element]() Request[ndview.View[T]] {
	w := typed[T]("AskView", cpy.BufFullRO)
	if r := known[ndview.View[T]](w); r != nil {
		return *r
	}
	return know(w, func(l *front) ndview.View[T] { return ndview.ViewOf[T](&l.a) })
}

// AskMutView is the request of the function BorrowMut.
func AskMutView[T ndview.Element]() Request[ndview.MutView[T]] {
	w := typed[T]("AskMutView", cpy.BufFull)
	if r := known[ndview.MutView[T]](w); r != nil {
		return *r
	}
	return know(w, func(l *front) ndview.MutView[T] { return ndview.MutViewOf[T](&l.a) })
}

// AskFlatC asks for C-contiguous elements, which are a slice too.
func AskFlatC[T ndview.Element]() Request[Flat[T]] { return askFlat[T]("AskFlatC", cpy.BufC) }

// AskFlatCMut is AskFlatC for reading and writing.
func AskFlatCMut[T ndview.Element]() Request[MutFlat[T]] {
	return askMutFlat[T]("AskFlatCMut", cpy.BufC)
}

// AskFlatF asks for Fortran-contiguous elements, which are a slice too.
func AskFlatF[T ndview.Element]() Request[Flat[T]] { return askFlat[T]("AskFlatF", cpy.BufF) }

// AskFlatFMut is AskFlatF for reading and writing.
func AskFlatFMut[T ndview.Element]() Request[MutFlat[T]] {
	return askMutFlat[T]("AskFlatFMut", cpy.BufF)
}

// AskFlatAny asks for elements that are C- or Fortran-contiguous, which are a slice too.
func AskFlatAny[T ndview.Element]() Request[Flat[T]] { return askFlat[T]("AskFlatAny", cpy.BufAny) }

// AskFlatAnyMut is AskFlatAny for reading and writing.
func AskFlatAnyMut[T ndview.Element]() Request[MutFlat[T]] {
	return askMutFlat[T]("AskFlatAnyMut", cpy.BufAny)
}

func typed[T ndview.Element](op string, flags int) want {
	return want{op: op, kind: elem.KindOf[T](), flags: int32(flags), mut: flags&cpy.BufWritable != 0}
}

func askFlat[T ndview.Element](op string, flags int) Request[Flat[T]] {
	w := typed[T](op, flags|cpy.BufFormat)
	if r := known[Flat[T]](w); r != nil {
		return *r
	}
	return know(w, func(l *front) Flat[T] { return Flat[T]{ndview.ViewOf[T](&l.a)} })
}

func askMutFlat[T ndview.Element](op string, flags int) Request[MutFlat[T]] {
	w := typed[T](op, flags|cpy.BufFormat|cpy.BufWritable)
	if r := known[MutFlat[T]](w); r != nil {
		return *r
	}
	return know(w, func(l *front) MutFlat[T] { return MutFlat[T]{ndview.MutViewOf[T](&l.a)} })
}

// typedRequests holds each typed request from its first use on: by order (none, C, F, any), for reading and for
// writing, and by kind. Made anew, the function in it would be allocated each time.
var typedRequests [4][2][elem.KindComplex128 + 1]atomic.Value

func known[V any](w want) *Request[V] {
	r, _ := typedRequest(w).Load().(*Request[V])
	return r
}

func know[V any](w want, view func(l *front) V) Request[V] {
	r := &Request[V]{w, view}
	typedRequest(w).Store(r)
	return *r
}

func typedRequest(w want) *atomic.Value {
	order, mut := 0, 0
	switch {
	case w.asks(cpy.BufC):
		order = 1
	case w.asks(cpy.BufF):
		order = 2
	case w.asks(cpy.BufAny):
		order = 3
	}
	if w.mut {
		mut = 1
	}
	return &typedRequests[order][mut][w.kind]
}

// The answers, each made of the one borrow that its parts point at.

func (l *front) meta() Meta         { return Meta{l.ref()} }
func (l *front) shaped() Shaped     { return Shaped{l.meta()} }
func (l *front) strided() Strided   { return Strided{l.shaped()} }
func (l *front) indirect() Indirect { return Indirect{l.strided()} }

func (l *front) simple() Simple { return Simple{l.meta(), flat{l.ref()}} }
func (l *front) dense() Dense {
	return Dense{l.shaped(), flat{l.ref()}, items{l.ref()}, copies{l.ref()}}
}
func (l *front) denseRaw() DenseRaw {
	return DenseRaw{l.shaped(), flat{l.ref()}, formatted{l.ref()}, copies{l.ref()}}
}
func (l *front) contiguous() Contiguous {
	return Contiguous{l.strided(), flat{l.ref()}, items{l.ref()}, copies{l.ref()}}
}
func (l *front) contiguousRaw() ContiguousRaw {
	return ContiguousRaw{l.strided(), flat{l.ref()}, formatted{l.ref()}, copies{l.ref()}}
}
func (l *front) stridedItems() StridedItems {
	return StridedItems{l.strided(), items{l.ref()}, copies{l.ref()}}
}
func (l *front) stridedRaw() StridedRaw {
	return StridedRaw{l.strided(), formatted{l.ref()}, copies{l.ref()}}
}
func (l *front) indirectItems() IndirectItems {
	return IndirectItems{l.indirect(), items{l.ref()}, copies{l.ref()}}
}
func (l *front) indirectRaw() IndirectRaw {
	return IndirectRaw{l.indirect(), formatted{l.ref()}, copies{l.ref()}}
}

func (l *front) mutSimple() MutSimple { return MutSimple{l.simple(), mutFlat{l.ref()}} }
func (l *front) mutDense() MutDense {
	return MutDense{l.dense(), mutFlat{l.ref()}, mutItems{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutDenseRaw() MutDenseRaw {
	return MutDenseRaw{l.denseRaw(), mutFlat{l.ref()}, mutFormatted{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutContiguous() MutContiguous {
	return MutContiguous{l.contiguous(), mutFlat{l.ref()}, mutItems{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutContiguousRaw() MutContiguousRaw {
	return MutContiguousRaw{l.contiguousRaw(), mutFlat{l.ref()}, mutFormatted{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutStridedItems() MutStridedItems {
	return MutStridedItems{l.stridedItems(), mutItems{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutStridedRaw() MutStridedRaw {
	return MutStridedRaw{l.stridedRaw(), mutFormatted{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutIndirectItems() MutIndirectItems {
	return MutIndirectItems{l.indirectItems(), mutItems{l.ref()}, mutCopies{l.ref()}}
}
func (l *front) mutIndirectRaw() MutIndirectRaw {
	return MutIndirectRaw{l.indirectRaw(), mutFormatted{l.ref()}, mutCopies{l.ref()}}
}
