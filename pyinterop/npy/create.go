package npy

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Create makes a .npy file with an array of zeros in C order and maps it for reading and writing, as
// numpy.lib.format.open_memmap(path, "w+", dtype, shape) does. The disk gets the blocks of pages as they are written; a
// disk that is full then is a fault (see [File.Do]).
//
// The file is made under another name, with its header and its full length, written to the disk, and then renamed. So
// nobody ever sees a file without its header or of another length, whatever happens to this process. A file that had
// the name before is replaced; who has that one open keeps it as it was.
//
// The error is an [*OpenError]. It wraps [ndview.ErrShape], [ndview.ErrOverflow], or the error of the file system.
func Create[T ndview.Element](path string, shape ...int) (*File[ndview.MutView[T]], error) {
	return createFile(wantOf[T]("Create", true), path, Header{DType: ndview.DTypeOf[T](), Shape: shape}, ndview.AsMut[T])
}

// CreateF is Create in Fortran order: the first axis is fastest in memory.
func CreateF[T ndview.Element](path string, shape ...int) (*File[ndview.MutView[T]], error) {
	h := Header{DType: ndview.DTypeOf[T](), Shape: shape, FortranOrder: true}
	return createFile(wantOf[T]("CreateF", true), path, h, ndview.AsMut[T])
}

// CreateRaw is Create for items of any type that a file can hold, such as records ([ParseDType] reads their type,
// [DTypeOfStruct] takes it from a Go struct), in the order that h asks for. h.Version and h.DataOffset are not looked
// at. The error wraps [ndview.ErrType] for references to Python objects and types that NumPy does not have.
func CreateRaw(path string, h Header) (*File[ndview.MutRaw], error) {
	return createFile(want{op: "CreateRaw", mut: true}, path, h, rawMut)
}

// CreateStructs makes a .npy file of records that are the memory of Go structs: fields under the names that their tags
// `dtype:"name"` give, padding as gaps. ndview.StructsOf[S] of the view is a []S in the file.
func CreateStructs[S any](path string, shape ...int) (*File[ndview.MutRaw], error) {
	typ, err := DTypeOfStruct[S]()
	if err != nil {
		return nil, refuse("CreateStructs", path, err, "")
	}
	return createFile(want{op: "CreateStructs", mut: true}, path, Header{DType: typ, Shape: shape}, rawMut)
}

// DTypeOfStruct is the dtype of records that are the memory of a Go struct. The error wraps [ndview.ErrType] and lists
// the fields that no record has.
func DTypeOfStruct[S any]() (ndview.DType, error) {
	typ, err := elem.RecordOfStruct(reflect.TypeFor[S]())
	if err != nil {
		return ndview.DType{}, fmt.Errorf("npy: DTypeOfStruct: %w: %w", ndview.ErrType, err)
	}
	return typ, nil
}

// createFile makes a .npy file and maps it.
func createFile[V any](w want, path string, h Header, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	h.Shape = append([]int{}, h.Shape...)
	h.DataOffset = 0
	if _, _, err := h.layout(); err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	head, err := h.Append(nil)
	if err != nil {
		return nil, refuse(w.op, path, err, "save the fields that are numbers, strings or dates, in the order of their offsets")
	}
	h.Version, h.DataOffset = int(head[6]), len(head)
	return createWith(w, path, h, head, view)
}

// createWith makes a file that begins with head.
func createWith[V any](w want, path string, h Header, head []byte, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	size, err := h.Size()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	f, err := createWhole(path, head, size)
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	file, err := mapFile(w, path, f, size, 0, h, view)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

// createWhole makes a file of size bytes that begins with head. Under its name it is whole from the first moment on.
func createWhole(path string, head []byte, size int64) (f *os.File, err error) {
	folder, name := filepath.Split(path)
	if name == "" {
		return nil, fmt.Errorf("%w: wanted the name of a file", os.ErrInvalid)
	}
	temp := folder + ".making-" + rand.Text()
	if f, err = os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o666); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.Remove(temp) // it is not there any more if only its folder was not synced
			err = errors.Join(err, f.Close())
		}
	}()
	if _, err = f.Write(head); err != nil {
		return f, err
	}
	if err = f.Truncate(size); err != nil {
		return f, err
	}
	if err = f.Sync(); err != nil {
		return f, err
	}
	if err = os.Rename(temp, path); err != nil {
		return f, err
	}
	if folder == "" {
		folder = "."
	}
	return f, syncFolder(folder) // the file stays: it is whole
}
