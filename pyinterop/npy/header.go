package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
)

// A Header says what the bytes of a .npy file are.
type Header struct {
	Version      int // 1, 2 or 3
	DType        ndview.DType
	Shape        []int
	FortranOrder bool // the first axis is fastest in memory
	DataOffset   int  // bytes before the first item
}

const (
	magic = "\x93NUMPY"
	// aligned is what NumPy aligns the data to, so that items of any kind and whole vectors are aligned in a map.
	aligned = 64
	// maxHeader bounds what is read of a file that calls itself .npy. NumPy reads no more than 10000 bytes unless it is
	// told to.
	maxHeader = 1 << 20
	// growth is the number of digits that NumPy leaves room for, so that the axis that an array grows along may be
	// written anew in place.
	growth = 21
)

// ReadHeader reads the header of a .npy file, and no byte behind it. The error wraps [ErrFormat] for what is no .npy
// file, [ErrTruncated] if it ends within the header, [ndview.ErrType] for a dtype that there is not,
// [ndview.ErrShape] or [ndview.ErrOverflow] for a shape that no array has, or is that of r. References to Python objects
// are not refused here: they can be read about.
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func ReadHeader(r io.Reader) (Header, error) {
	h, err := readHeader(r)
	if err != nil {
		return Header{}, fmt.Errorf("npy: header: %w", err)
	}
	return h, nil
}

func readHeader(r io.Reader) (h Header, err error) {
	var start [12]byte
	if err := readAll(r, start[:10]); err != nil {
		return h, err
	}
	if string(start[:6]) != magic {
		return h, fmt.Errorf("%w: wanted a file that begins with %q, found %q", ErrFormat, magic, start[:6])
	}
	h.Version, h.DataOffset = int(start[6]), 10
	size := int(binary.LittleEndian.Uint16(start[8:]))
	switch {
	case start[6] < 1 || start[6] > 3 || start[7] != 0:
		return h, fmt.Errorf("%w: wanted version 1.0, 2.0 or 3.0, found %d.%d", ErrFormat, start[6], start[7])
	case h.Version > 1:
		if err := readAll(r, start[10:]); err != nil {
			return h, err
		}
		h.DataOffset = 12
		wide := binary.LittleEndian.Uint32(start[8:])
		if wide > maxHeader {
			return h, fmt.Errorf("%w: wanted a header of at most %d bytes, found %d", ErrFormat, maxHeader, wide)
		}
		size = int(wide)
	}
	text := make([]byte, size)
	if err := readAll(r, text); err != nil {
		return h, err
	}
	h.DataOffset += size
	return h, h.parse(headerText(text, h.Version))
}

func readAll(r io.Reader, b []byte) error {
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: wanted %d bytes of header, found %d", ErrTruncated, len(b), n)
	}
	return err
}

// headerText is the text of a header: latin-1 before version 3, UTF-8 from then on.
func headerText(b []byte, version int) string {
	if version == 3 {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

// parse reads the dict {'descr': …, 'fortran_order': …, 'shape': …}.
func (h *Header) parse(text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%w: the header is no UTF-8 text", ErrFormat)
	}
	d, err := parseLiteral(text)
	if err != nil {
		return err
	}
	if d.kind != literalDict {
		return &SyntaxError{Text: text, Pos: d.at, Msg: "wanted a dict, found " + d.String()}
	}
	found := map[string]literal{}
	for i := 0; i < len(d.items); i += 2 {
		key := d.items[i]
		_, twice := found[key.text]
		if key.kind != literalString || key.text != "descr" && key.text != "fortran_order" && key.text != "shape" || twice {
			return &SyntaxError{Text: text, Pos: key.at, Msg: "wanted the keys 'descr', 'fortran_order' and 'shape', each once"}
		}
		found[key.text] = d.items[i+1]
	}
	if len(found) != 3 {
		return &SyntaxError{Text: text, Pos: d.at, Msg: "wanted the keys 'descr', 'fortran_order' and 'shape', each once"}
	}
	order := found["fortran_order"]
	if order.kind != literalBool {
		return &SyntaxError{Text: text, Pos: order.at, Msg: "wanted fortran_order to be a bool, found " + order.String()}
	}
	h.FortranOrder = order.truth
	if h.Shape, err = lengths(text, found["shape"]); err != nil {
		return err
	}
	if h.DType, err = descrType(text, found["descr"]); err != nil {
		return err
	}
	_, _, err = h.layout()
	return err
}

// layout is the layout of the items, and the number of bytes that they take.
func (h *Header) layout() (l layout.Layout, nbytes int, err error) {
	if h.FortranOrder {
		l, err = layout.F(h.Shape, h.DType.Size)
	} else {
		l, err = layout.C(h.Shape, h.DType.Size)
	}
	if err != nil {
		return l, 0, err
	}
	nbytes, ok := l.NBytes(h.DType.Size)
	if !ok || nbytes+h.DataOffset < nbytes {
		return l, 0, fmt.Errorf("%w: shape %s of items of %d bytes", ndview.ErrOverflow, layout.FormatShape(h.Shape), h.DType.Size)
	}
	return l, nbytes, nil
}

// Size is how long the file has to be, in bytes.
func (h Header) Size() (int64, error) {
	_, n, err := h.layout()
	if err != nil {
		return 0, fmt.Errorf("npy: %w", err)
	}
	return int64(h.DataOffset) + int64(n), nil
}

// Append appends the header to b as NumPy writes it, byte by byte: in the lowest version that can hold it, whatever
// h.Version says, and padded so that the data that follow are aligned to 64 bytes in the file. The error wraps
// [ndview.ErrType] for items that a .npy file cannot hold.
func (h Header) Append(b []byte) ([]byte, error) {
	descr, err := h.DType.Descr()
	if err != nil {
		return b, fmt.Errorf("npy: %w: %w", ndview.ErrType, err)
	}
	order := "False"
	if h.FortranOrder {
		order = "True"
	}
	text := "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + layout.FormatShape(h.Shape) + ", }"
	if len(h.Shape) > 0 {
		along := h.Shape[0]
		if h.FortranOrder {
			along = h.Shape[len(h.Shape)-1]
		}
		text += strings.Repeat(" ", max(0, growth-len(strconv.Itoa(along))))
	}
	text, version := encoded(text)
	prefix := 10
	if version == 1 && padded(prefix, len(text)) > 0xFFFF {
		version = 2
	}
	if version > 1 {
		prefix = 12
	}
	size := padded(prefix, len(text))
	b = append(b, magic...)
	b = append(b, byte(version), 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(size))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(size))
	}
	b = append(b, text...)
	b = append(b, strings.Repeat(" ", size-len(text)-1)...)
	return append(b, '\n'), nil
}

// padded is the length of a header's text with spaces and a line feed.
func padded(prefix, n int) int {
	n++
	return n + aligned - (prefix+n)%aligned
}

// encoded is the text in the encoding of the lowest version that has all its characters.
func encoded(text string) (string, int) {
	latin := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			return text, 3
		}
		latin = append(latin, byte(r))
	}
	return string(latin), 1
}

// String prints the header: "shape (3, 4), dtype float64, Fortran order".
func (h Header) String() string {
	s := "shape " + layout.FormatShape(h.Shape) + ", dtype " + h.DType.String()
	if h.FortranOrder && len(h.Shape) > 1 {
		s += ", Fortran order"
	}
	return s
}

// judgeItems lists what keeps the items from being mapped.
func (h *Header) judgeItems(r *refusal) {
	if h.DType.Kind == elem.Invalid {
		r.add(ndview.ErrType, "dtype: wanted one, found none")
	}
	if holdsPointers(h.DType) {
		r.add(errors.Join(ndview.ErrType, errObjects), "dtype: wanted items that are their own values, found references to Python objects (%s)", h.DType)
		r.wayOut = `numpy.load(path, allow_pickle=True) reads it in Python, a.astype("f8") or another dtype can be saved and mapped`
	}
}

// as gives void of two bytes its meaning, if bfloat16 is asked for: NumPy has no name for it to write.
func (h *Header) as(kind elem.Kind) {
	if kind == elem.KindBFloat16 && h.DType.Kind == elem.KindVoid && h.DType.Size == 2 {
		h.DType = kind.Type()
	}
}
