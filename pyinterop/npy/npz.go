package npy

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"github.com/go-inplace/inplace/ndview"
)

// A Member is one array of a .npz file.
type Member struct {
	Name       string // without the .npy of its file in the archive, unless that is the name of another file in it
	Header     Header
	Compressed bool // it can be copied, and not be mapped
}

// Members lists the arrays of a .npz file in the order in which they lie there. Files in it that are no arrays are left
// out. Compressed members are decompressed as far as their headers go.
//
// The error wraps [ErrFormat] for what is no .npz file, or what [ReadHeader] returns, with the name of the member, or
// errors.ErrUnsupported for a member that is encrypted, or compressed otherwise than numpy.savez_compressed does.
func Members(path string) ([]Member, error) {
	a, err := openArchive("Members", path)
	if err != nil {
		return nil, err
	}
	defer a.file.Close()
	taken := map[string]bool{}
	for _, f := range a.zip.File {
		taken[f.Name] = true
	}
	var list []Member
	for _, f := range a.zip.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
		}
		if taken[name] { // OpenMember would find that one
			name = f.Name
		}
		if err := readable("Members", path+":"+name, f); err != nil {
			return nil, err
		}
		h, err := memberHeader(f)
		if err != nil {
			return nil, refuse("Members", path+":"+name, err, "")
		}
		list = append(list, Member{Name: name, Header: h, Compressed: f.Method != zip.Store})
	}
	return list, nil
}

// OpenMember maps an array of a .npz file for reading, in place: numpy.savez stores arrays as they are. Their data lie
// at any byte of the file, so the view is often misaligned (see [ndview.View.Plain]); verbs read it through windows.
// There is no OpenMemberMut: Python checks the sums of members when it reads them. The checksum is not looked at here.
// As in NumPy a name is that of a file in the archive or, if there is none, of the file with .npy behind it.
//
// The error is that of [Open], or wraps [ErrCompressed] for what numpy.savez_compressed wrote: [CopyMember] copies it. It
// wraps errors.ErrUnsupported for members that are encrypted, or compressed otherwise.
func OpenMember[T ndview.Element](path, name string) (*File[ndview.View[T]], error) {
	return openMember(wantOf[T]("OpenMember", false), path, name, view[T])
}

// OpenMemberRaw is OpenMember for items of any type.
func OpenMemberRaw(path, name string) (*File[ndview.Raw], error) {
	return openMember(want{op: "OpenMemberRaw"}, path, name, raw)
}

// CopyMember copies an array of a .npz file, compressed or not, into new Go memory, and checks its sum. Errors are those
// of [OpenMember]; a sum that is wrong is one that wraps [ErrFormat].
func CopyMember(path, name string) (ndview.MutRaw, error) {
	const op = "CopyMember"
	a, err := openArchive(op, path)
	if err != nil {
		return ndview.MutRaw{}, err
	}
	defer a.file.Close()
	f, err := a.find(op, path, name)
	if err != nil {
		return ndview.MutRaw{}, err
	}
	label := path + ":" + name
	if err := readable(op, label, f); err != nil {
		return ndview.MutRaw{}, err
	}
	return copyMember(op, label, f)
}

func openMember[V any](w want, path, name string, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	a, err := openArchive(w.op, path)
	if err != nil {
		return nil, err
	}
	file, err := mapMember(a, w, path, name, view)
	if err != nil {
		return nil, errors.Join(err, a.file.Close())
	}
	return file, nil
}

func mapMember[V any](a *archive, w want, path, name string, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	f, err := a.find(w.op, path, name)
	if err != nil {
		return nil, err
	}
	label := path + ":" + name
	if err := readable(w.op, label, f); err != nil {
		return nil, err
	}
	if f.Method != zip.Store {
		return nil, refuse(w.op, label, ErrCompressed, "CopyMember copies it; numpy.savez writes members that can be mapped")
	}
	at, err := f.DataOffset()
	if err != nil {
		return nil, refuse(w.op, label, fmt.Errorf("%w: %w", ErrFormat, err), "")
	}
	if n := int64(f.UncompressedSize64); at < 0 || n < 0 || at > a.size || n > a.size-at || f.CompressedSize64 != f.UncompressedSize64 {
		return nil, refuse(w.op, label, fmt.Errorf("%w: the member's %d bytes from byte %d on do not fit into the archive's %d",
			ErrTruncated, f.UncompressedSize64, at, a.size), "")
	}
	h, err := readHeader(io.NewSectionReader(a.file, at, int64(f.UncompressedSize64)))
	if err != nil {
		return nil, refuse(w.op, label, err, "")
	}
	h.as(w.kind)
	return mapFile(w, label, a.file, at+int64(f.UncompressedSize64), at, h, view)
}

// An archive is an open .npz file.
type archive struct {
	file *os.File
	size int64
	zip  *zip.Reader
}

// openArchive opens a .npz file.
func openArchive(op, path string) (*archive, error) {
	f, size, err := openRegular(path, os.O_RDONLY)
	if err != nil {
		return nil, refuse(op, path, err, "")
	}
	a := &archive{file: f, size: size}
	if a.zip, err = zip.NewReader(f, size); err != nil {
		return nil, errors.Join(refuse(op, path, fmt.Errorf("%w: %w", ErrFormat, err), "numpy.savez writes .npz files; Open opens .npy files"), f.Close())
	}
	return a, nil
}

// find finds a member as NumPy does: the file of that name, or else the one with .npy behind it. The empty name is that of
// ".npy".
func (a *archive) find(op, path, name string) (*zip.File, error) {
	var names []string
	var whole, stem *zip.File
	for _, m := range a.zip.File {
		switch m.Name { // the last one of several counts, as in Python
		case name:
			whole = m
		case name + ".npy":
			stem = m
		}
		names = append(names, strings.TrimSuffix(m.Name, ".npy"))
	}
	switch {
	case whole != nil:
		return whole, nil
	case stem != nil:
		return stem, nil
	case len(names) == 0:
		names = []string{"none"}
	}
	return nil, refuse(op, path+":"+name, fmt.Errorf("no such member: %w", os.ErrNotExist), "there are "+strings.Join(names, ", "))
}

// readable refuses a member whose bytes nothing here can read.
func readable(op, label string, f *zip.File) error {
	switch {
	case f.Flags&1 != 0:
		return refuse(op, label, fmt.Errorf("encrypted: %w", errors.ErrUnsupported), "numpy.savez writes arrays as they are")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return refuse(op, label, fmt.Errorf("%w by method %d of the zip format: %w", ErrCompressed, f.Method, errors.ErrUnsupported),
			"numpy.load reads it in Python; numpy.savez and numpy.savez_compressed write members that are read here, too")
	}
	return nil
}

func memberHeader(f *zip.File) (Header, error) {
	r, err := f.Open()
	if err != nil {
		return Header{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer r.Close()
	return readHeader(r)
}

// inflation bounds how much longer what was deflated can be.
const inflation = 1032

// copyMember reads a member whole. It believes the archive's word for a size only as far as it can be true.
func copyMember(op, label string, f *zip.File) (v ndview.MutRaw, err error) {
	if f.UncompressedSize64 > f.CompressedSize64*inflation+aligned {
		return v, refuse(op, label, fmt.Errorf("%w: %d bytes cannot be compressed to %d", ErrFormat, f.UncompressedSize64, f.CompressedSize64), "")
	}
	r, err := f.Open()
	if err != nil {
		return v, refuse(op, label, fmt.Errorf("%w: %w", ErrFormat, err), "")
	}
	defer r.Close()
	sum := crc32.NewIEEE() // Package zip takes the sum 0 for none; Python does not.
	summed := io.TeeReader(r, sum)
	h, err := readHeader(summed)
	if err != nil {
		return v, refuse(op, label, err, wayOutOfHeader(err))
	}
	if err := (want{op: op}).refusal(label, &h, int64(f.UncompressedSize64)); err != nil {
		return v, err
	}
	l, n, err := h.layout()
	if err != nil {
		return v, refuse(op, label, err, "")
	}
	var data bytes.Buffer
	_, err = io.Copy(&data, summed) // to the end, where the sum is checked
	if err == nil && sum.Sum32() != f.CRC32 {
		err = zip.ErrChecksum
	}
	switch {
	case err != nil:
		return v, refuse(op, label, fmt.Errorf("%w: %w", ErrFormat, err), "")
	case data.Len() < n:
		return v, refuse(op, label, fmt.Errorf("%w: wanted %d bytes of items, found %d", ErrTruncated, n, data.Len()), "")
	}
	return ndview.FromBytes(alignedCopy(data.Bytes()[:n]), 0, h.DType, h.Shape, l.AppendStrides(nil))
}

// alignedCopy returns b in memory that is aligned for items of any kind.
func alignedCopy(b []byte) []byte {
	words := make([]complex128, (len(b)+15)/16)
	v, err := ndview.FromSlice(words)
	if err != nil {
		return b
	}
	all, _ := v.Raw().Data()
	return all[:copy(all, b):len(b)]
}
