package npy

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
// The file is made under another name, with its header and its full length, written to the disk, mapped, and then
// renamed. So nobody ever sees a file without its header or of another length, whatever happens to this process, and
// what cannot be made or mapped leaves the file that had the name before as it was. Otherwise that one is replaced, by a
// file with the mode of new files; who has it open keeps it. A symbolic link is replaced itself, not what it leads to;
// devices, pipes and sockets are not replaced. A process that is killed within Create may leave a file ".making-…" in the
// folder.
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

// createWith makes a file that begins with head. The name is the new file's when nothing can be refused any more.
func createWith[V any](w want, path string, h Header, head []byte, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	size, err := h.Size()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	if err := w.refusal(path, &h, size); err != nil {
		return nil, err
	}
	d, err := newDraft(path, head, size)
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	defer d.folder.Close()
	file, err := mapArray(w, path, d.file, 0, h, view)
	if err != nil {
		return nil, errors.Join(err, d.discard(d.file))
	}
	if err := os.Rename(d.file.Name(), path); err != nil {
		return nil, errors.Join(refuse(w.op, path, err, ""), d.discard(file))
	}
	if err := syncFolder(d.folder); err != nil { // the file stays: it is whole
		return nil, errors.Join(refuse(w.op, path, err, ""), file.Close())
	}
	return file, nil
}

// A draft is a whole file that has not got its name yet.
type draft struct {
	file, folder *os.File
}

// newDraft makes a file of size bytes that begins with head, in the folder of path.
func newDraft(path string, head []byte, size int64) (d draft, err error) {
	folder, name := filepath.Split(path)
	if name == "" {
		return d, fmt.Errorf("%w: wanted the name of a file", os.ErrInvalid)
	}
	// A rename puts the file into the place of a device, too. Renaming refuses folders.
	if info, err := os.Lstat(path); err == nil && info.Mode().Type()&^(fs.ModeDir|fs.ModeSymlink) != 0 {
		return d, fmt.Errorf("%w: wanted a regular file to replace, or none, found %s", os.ErrExist, typeName(info.Mode()))
	}
	if d.folder, err = os.Open(filepath.Clean(folder)); err != nil { // not later: it is needed when the name is taken
		return d, err
	}
	temp := folder + ".making-" + rand.Text()
	if d.file, err = os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o666); err != nil {
		return d, errors.Join(err, d.folder.Close())
	}
	if err = fill(d.file, head, size); err != nil {
		return d, errors.Join(err, d.discard(d.file), d.folder.Close())
	}
	return d, nil
}

// fill writes what the file has before it is mapped to the disk.
func fill(f *os.File, head []byte, size int64) error {
	if _, err := f.Write(head); err != nil {
		return err
	}
	if err := f.Truncate(size); err != nil {
		return err
	}
	return f.Sync()
}

// discard removes the file. Windows wants it closed by then: open is what has it open.
func (d draft) discard(open io.Closer) error {
	return errors.Join(open.Close(), os.Remove(d.file.Name()))
}
