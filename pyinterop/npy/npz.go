package npy

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-inplace/inplace/ndview"
)

// A Member is one array of a .npz file.
type Member struct {
	Name       string // without the .npy of its file in the archive
	Header     Header
	Compressed bool // it can be copied, and not be mapped
}

// Members lists the arrays of a .npz file in the order in which they lie there. Files in it that are no arrays are left
// out. Compressed members are decompressed as far as their headers go.
//
// The error wraps [ErrFormat] for what is no .npz file, or what [ReadHeader] returns, with the name of the member.
func Members(path string) ([]Member, error) {
	a, err := openArchive("Members", path)
	if err != nil {
		return nil, err
	}
	defer a.file.Close()
	var list []Member
	for _, f := range a.zip.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
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
//
// The error is that of [Open], or wraps [ErrCompressed] for what numpy.savez_compressed wrote: [CopyMember] copies it.
func OpenMember[T ndview.Element](path, name string) (*File[ndview.View[T]], error) {
	return openMember(wantOf[T]("OpenMember", false), path, name, view[T])
}

// OpenMemberRaw is OpenMember for items of any type.
func OpenMemberRaw(path, name string) (*File[ndview.Raw], error) {
	return openMember(want{op: "OpenMemberRaw"}, path, name, raw)
}

// CopyMember copies an array of a .npz file, compressed or not, into new Go memory, and checks its sum.
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
	v, err := copyMember(f)
	if err != nil {
		return ndview.MutRaw{}, refuse(op, path+":"+name, err, "")
	}
	return v, nil
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
	if f.Method != zip.Store || f.Flags&1 != 0 {
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

// find finds a member; the empty name is that of ".npy".
func (a *archive) find(op, path, name string) (member *zip.File, err error) {
	var names []string
	for _, m := range a.zip.File {
		if m.Name == name+".npy" || m.Name == name {
			member = m // the last one counts, as in Python
		}
		names = append(names, strings.TrimSuffix(m.Name, ".npy"))
	}
	if member == nil {
		return nil, refuse(op, path+":"+name, fmt.Errorf("no such member: %w", os.ErrNotExist), "there are "+strings.Join(names, ", "))
	}
	return member, nil
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
func copyMember(f *zip.File) (v ndview.MutRaw, err error) {
	if f.UncompressedSize64 > f.CompressedSize64*inflation+aligned {
		return v, fmt.Errorf("%w: %d bytes cannot be compressed to %d", ErrFormat, f.UncompressedSize64, f.CompressedSize64)
	}
	r, err := f.Open()
	if err != nil {
		return v, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer r.Close()
	h, err := readHeader(r)
	if err != nil {
		return v, err
	}
	var unmet refusal
	want{}.judge(&h, int64(f.UncompressedSize64), &unmet)
	if len(unmet.causes) > 0 {
		return v, fmt.Errorf("%s: %w", strings.Join(unmet.unmet, "; "), errors.Join(unmet.causes...))
	}
	_, n, err := h.layout()
	if err != nil {
		return v, err
	}
	var data bytes.Buffer
	if _, err := io.Copy(&data, r); err != nil { // to the end, where the sum is checked
		return v, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if data.Len() < n {
		return v, fmt.Errorf("%w: wanted %d bytes of items, found %d", ErrTruncated, n, data.Len())
	}
	l, _, _ := h.layout()
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
