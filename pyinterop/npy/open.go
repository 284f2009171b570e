package npy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Open maps the array of a .npy file for reading, as numpy.load(path, mmap_mode="r") does. Nothing is read but the
// header; the file may be larger than memory. What others write to it is seen at once. Bytes behind the array are left
// alone, so a file that grows stays what it was when it was opened.
//
// The items must be T's; in the other byte order or misaligned they are viewed as they are (see [ndview.View.Plain]).
// Items that ml_dtypes saved as bfloat16, for which the file says two bytes of void, are BFloat16's.
//
// The error is an [*OpenError] that lists everything unmet. It wraps [ErrFormat], [ErrTruncated], [ndview.ErrType],
// [ndview.ErrShape], [ndview.ErrOverflow], or the error of the file system. Arrays of Python objects are refused.
func Open[T ndview.Element](path string) (*File[ndview.View[T]], error) {
	return openFile(wantOf[T]("Open", false), path, view[T])
}

// OpenMut is [Open] for reading and writing, as mmap_mode="r+". What is written is seen by all who have the file open at
// once, and is on the disk after [File.Sync]; the header is never written. The error also wraps fs.ErrPermission if this
// user may not write to the file.
func OpenMut[T ndview.Element](path string) (*File[ndview.MutView[T]], error) {
	return openFile(wantOf[T]("OpenMut", true), path, ndview.AsMut[T])
}

// OpenRaw is Open for items of any type: records, strings, dates, and numbers whose type is known at run time only.
// [ndview.As] makes the view a typed one, [ndview.UnsafeStructsOf] makes Go structs of records.
func OpenRaw(path string) (*File[ndview.Raw], error) {
	return openFile(want{op: "OpenRaw"}, path, raw)
}

// OpenRawMut is OpenRaw for reading and writing; [ndview.StructsOf] makes Go structs of records.
func OpenRawMut(path string) (*File[ndview.MutRaw], error) {
	return openFile(want{op: "OpenRawMut", mut: true}, path, rawMut)
}

func view[T ndview.Element](r ndview.MutRaw) (ndview.View[T], error) { return ndview.As[T](r.Raw) }
func raw(r ndview.MutRaw) (ndview.Raw, error)                        { return r.Raw, nil }
func rawMut(r ndview.MutRaw) (ndview.MutRaw, error)                  { return r, nil }

// A want is what is asked of a file.
type want struct {
	op    string
	kind  elem.Kind // Invalid for any items
	mut   bool
	block bool // of shared memory, which is no symbolic link
}

// flags are those that the file is opened with.
func (w want) flags() (flags int) {
	if w.mut {
		flags = os.O_RDWR
	}
	if w.block {
		flags |= noFollow
	}
	return flags
}

func wantOf[T ndview.Element](op string, mut bool) want {
	kind := elem.KindOf[T]()
	return want{op: op + "[" + kind.GoName() + "]", kind: kind, mut: mut}
}

// openFile opens a .npy file.
func openFile[V any](w want, path string, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	f, size, err := openRegular(path, w.flags())
	if err != nil {
		return nil, refuse(w.op, path, err, wayIn(err, w, path))
	}
	h, err := readHeader(io.NewSectionReader(f, 0, size))
	if err != nil {
		return nil, errors.Join(refuse(w.op, path, err, wayOutOfHeader(err)), f.Close())
	}
	h.as(w.kind)
	file, err := mapFile(w, path, f, size, 0, h, view)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

// mapFile maps the array that h describes at a byte of a file, and owns the file if there is no error.
func mapFile[V any](w want, path string, f *os.File, size, at int64, h Header, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	if err := w.refusal(path, &h, size-at); err != nil {
		return nil, err
	}
	return mapArray(w, path, f, at, h, view)
}

// mapArray is mapFile of an array that nothing is found wrong with.
func mapArray[V any](w want, path string, f *os.File, at int64, h Header, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	_, n, err := h.layout()
	if err != nil {
		return nil, err
	}
	m, err := newMapping(f, at+int64(h.DataOffset), n, w.mut)
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	file, err := newFile(m, h, path, view)
	if err != nil {
		return nil, errors.Join(err, m.unmap()) // the file is still the caller's
	}
	return file, nil
}

// refusal is the error of everything that judge lists.
func (w want) refusal(path string, h *Header, size int64) error {
	var r refusal
	w.judge(h, size, &r)
	return r.err(w.op, path, h)
}

// judge lists everything that w finds wrong with an array in a file that has size bytes for it.
func (w want) judge(h *Header, size int64, r *refusal) {
	if w.kind != elem.Invalid && h.DType.Kind != w.kind {
		r.add(ndview.ErrType, "dtype: wanted %s, found %s", w.kind, h.DType)
		r.wayOut = "OpenRaw opens any items"
		if name := h.DType.Kind.GoName(); name != "" {
			r.wayOut = "Open[" + name + "] opens it as it is"
		}
	}
	h.judgeItems(r)
	if wanted, err := h.Size(); err != nil {
		r.add(err, "%v", err)
	} else if wanted > size {
		r.add(ErrTruncated, "size: wanted %d bytes, found %d: the file is truncated, or still being written", wanted, size)
		r.wayOut = joined(r.wayOut, "write the file anew, or wait for its writer; a writer that renames a finished file is never seen half way")
	}
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// openRegular opens a file that can be mapped and says how long it is.
func openRegular(path string, flags int) (*os.File, int64, error) {
	f, err := os.OpenFile(path, flags|openFlags, 0)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: wanted a regular file, found %s", ErrFormat, typeName(info.Mode()))
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// typeName is what a file is that is no regular one.
func typeName(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return mode.Type().String()
}

// wayIn says what to do about a file that could not be opened.
func wayIn(err error, w want, path string) string {
	info, _ := os.Lstat(path)
	switch {
	case w.block && info != nil && info.Mode()&fs.ModeSymlink != 0:
		return "a block is no symbolic link; OpenMemmapRaw follows links"
	case errors.Is(err, fs.ErrPermission) && w.mut:
		return "one that may be read only is opened by Open or OpenRaw"
	case errors.Is(err, fs.ErrNotExist):
		return "Create makes one"
	}
	return ""
}

func wayOutOfHeader(err error) string {
	switch {
	case errors.Is(err, ErrTruncated):
		return "wait for the writer to finish; a writer that renames a finished file is never seen half way"
	case errors.Is(err, ErrFormat):
		return "numpy.save writes .npy files; OpenMemmap maps files without a header, OpenMember arrays in .npz files"
	case errors.Is(err, ndview.ErrType):
		return "save the array with a dtype of numbers, fixed-length strings, dates, or records of them"
	}
	return ""
}
