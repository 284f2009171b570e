package npy

import (
	"errors"

	"github.com/go-inplace/inplace/ndview"
)

// Memmap says what the bytes of a file without a header are: the arguments of numpy.memmap.
type Memmap struct {
	DType        ndview.DType
	Shape        []int
	FortranOrder bool  // order="F"
	Offset       int64 // bytes before the first item
}

// OpenMemmap maps C-contiguous items of a file without a header for reading, as
// numpy.memmap(path, dtype, "r", offset, shape) does. offset is in bytes and need not be a multiple of anything. Errors
// are those of [Open].
func OpenMemmap[T ndview.Element](path string, offset int64, shape ...int) (*File[ndview.View[T]], error) {
	return openMemmap(wantOf[T]("OpenMemmap", false), path, memmapOf[T](offset, shape), view[T])
}

// OpenMemmapMut is OpenMemmap for reading and writing.
func OpenMemmapMut[T ndview.Element](path string, offset int64, shape ...int) (*File[ndview.MutView[T]], error) {
	return openMemmap(wantOf[T]("OpenMemmapMut", true), path, memmapOf[T](offset, shape), ndview.AsMut[T])
}

// OpenMemmapRaw is OpenMemmap for items of any type and order.
func OpenMemmapRaw(path string, of Memmap) (*File[ndview.Raw], error) {
	return openMemmap(want{op: "OpenMemmapRaw"}, path, of, raw)
}

// OpenMemmapRawMut is OpenMemmapRaw for reading and writing.
func OpenMemmapRawMut(path string, of Memmap) (*File[ndview.MutRaw], error) {
	return openMemmap(want{op: "OpenMemmapRawMut", mut: true}, path, of, rawMut)
}

// CreateMemmap makes a file of zeros without a header, as long as offset and the items, and maps it, as
// numpy.memmap(path, dtype, "w+", offset, shape) does. It replaces a file as [Create] does.
func CreateMemmap[T ndview.Element](path string, offset int64, shape ...int) (*File[ndview.MutView[T]], error) {
	return createMemmap(wantOf[T]("CreateMemmap", true), path, memmapOf[T](offset, shape), ndview.AsMut[T])
}

// CreateMemmapRaw is CreateMemmap for items of any type and order.
func CreateMemmapRaw(path string, of Memmap) (*File[ndview.MutRaw], error) {
	return createMemmap(want{op: "CreateMemmapRaw", mut: true}, path, of, rawMut)
}

func memmapOf[T ndview.Element](offset int64, shape []int) Memmap {
	return Memmap{DType: ndview.DTypeOf[T](), Shape: shape, Offset: offset}
}

// header is what the file would say; its data offset is 0, since the offset is that of the map.
func (of Memmap) header() (Header, error) {
	h := Header{DType: of.DType, Shape: append([]int{}, of.Shape...), FortranOrder: of.FortranOrder}
	if of.Offset < 0 {
		return h, errors.Join(ndview.ErrBounds, errors.New("offset: wanted 0 or more bytes"))
	}
	h.DataOffset = int(of.Offset)
	_, _, err := h.layout()
	return h, err
}

func openMemmap[V any](w want, path string, of Memmap, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	h, err := of.header()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	f, size, err := openRegular(path, w.flags())
	if err != nil {
		return nil, refuse(w.op, path, err, wayIn(err, w, path))
	}
	file, err := mapFile(w, path, f, size, 0, h, view)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

func createMemmap[V any](w want, path string, of Memmap, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	h, err := of.header()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	return createWith(w, path, h, nil, view)
}
