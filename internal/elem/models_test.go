package elem

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Random records are laid out first and then written as each exporter writes them. Parse may find
// the text opaque, but what it types must be the layout that the text came from, strides of
// sub-arrays included.

// dtype is a type whose layout is known.
type dtype struct {
	native   string // code under '@'
	standard string // code under the other marks
	size     int
	align    int
	swapped  bool
	name     string // as Type.String prints it
	fields   []dfield
	record   bool
}

type dfield struct {
	name   string
	offset int
	typ    *dtype
	shape  []int
}

var leaves = []dtype{
	{native: "?", size: 1, align: 1, name: "bool"},
	{native: "b", size: 1, align: 1, name: "int8"},
	{native: "B", size: 1, align: 1, name: "uint8"},
	{native: "h", size: 2, align: 2, name: "int16"},
	{native: "I", size: 4, align: 4, name: "uint32"},
	{native: "l", standard: "q", size: 8, align: 8, name: "int64"},
	{native: "f", size: 4, align: 4, name: "float32"},
	{native: "d", size: 8, align: 8, name: "float64"},
	{native: "Zf", size: 8, align: 4, name: "complex64"},
	{native: "Zd", size: 16, align: 8, name: "complex128"},
	{native: "g", size: 16, align: 16, name: "float128"},
	{native: "h", size: 2, align: 2, name: ">i2", swapped: true},
	{native: "l", standard: "q", size: 8, align: 8, name: ">i8", swapped: true},
	{native: "d", size: 8, align: 8, name: ">f8", swapped: true},
	{native: "O", size: 8, align: 8, name: "object"},
	{native: "3s", size: 3, align: 1, name: "|S3"},
	{native: "2w", size: 8, align: 4, name: "<U2"},
	{native: "5x", size: 5, align: 1, name: "|V5"},
}

func (d *dtype) ordered() bool {
	return d.size > 1 && d.native != "O" && d.native != "3s" && d.native != "5x"
}

func (d *dtype) code(standard bool) string {
	if standard && d.standard != "" {
		return d.standard
	}
	return d.native
}

func describeDtype(d *dtype) string {
	var fields []string
	for _, f := range d.fields {
		typ := f.typ.name
		if f.typ.record {
			typ = "{" + describeDtype(f.typ) + "}"
		}
		stride := 0
		if product(f.shape) > 1 {
			stride = f.typ.size
		}
		fields = append(fields, fmt.Sprintf("%d %s %v/%d", f.offset, typ, f.shape, stride))
	}
	return strings.Join(fields, "; ")
}

type modeller struct {
	*rand.Rand
	seen map[string]int
	c    bool // only layouts of C: aligned, of leaves that C has
}

// record makes a random record, aligned as C does, packed, or with gaps of its own.
func (m *modeller) record(depth int) *dtype {
	d := &dtype{record: true, align: 1}
	style := "aligned"
	if !m.c {
		style = []string{"aligned", "packed", "gaps"}[m.IntN(3)]
	}
	m.seen[style]++
	for i := range 1 + m.IntN(4) {
		f := dfield{name: fmt.Sprintf("n%d", i), typ: m.leaf()}
		if depth < 2 && m.IntN(4) == 0 {
			f.typ = m.record(depth + 1)
			m.seen["nested"]++
		}
		if m.IntN(5) == 0 {
			f.shape = append(f.shape, 1+m.IntN(3))
			if m.IntN(2) == 0 {
				f.shape = append(f.shape, 1+m.IntN(3))
			}
			if f.typ.record {
				m.seen["array of records"]++
			}
		}
		switch style {
		case "aligned":
			d.size = roundUp(d.size, f.typ.align)
			d.align = max(d.align, f.typ.align)
		case "gaps":
			d.size += []int{0, 0, 0, 1, 2, 4, 8}[m.IntN(7)]
		}
		f.offset = d.size
		d.size += product(f.shape) * f.typ.size
		d.fields = append(d.fields, f)
	}
	d.size = roundUp(d.size, d.align)
	if style == "gaps" {
		d.size += []int{0, 0, 0, 1, 3, 8}[m.IntN(6)]
	}
	return d
}

func (m *modeller) leaf() *dtype {
	for {
		d := leaves[m.IntN(len(leaves))]
		if m.c && (d.swapped || d.native == "O" || d.native == "5x" || d.native == "2w") {
			continue
		}
		return &d
	}
}

func shapeText(shape []int) string {
	if shape == nil {
		return ""
	}
	return "(" + strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", ",") + ")"
}

// numpyWriter follows NumPy's account of itself in numpy/core/src/multiarray/buffer.c: the running
// offset counts what has been written, gaps up to the next field are x, inner trailing padding is
// left to the next gap. '@' where address, stride and offset are aligned, else '=' or '^'; types
// without byte order take no mark.
type numpyWriter struct {
	strings.Builder
	base, itemsize int
	mark           byte
	offset         int
}

func (w *numpyWriter) setMark(mark byte) {
	if w.mark != mark {
		w.WriteByte(mark)
		w.mark = mark
	}
}

func (w *numpyWriter) write(d *dtype) {
	if !d.record {
		w.leaf(d)
		return
	}
	start := w.offset
	w.WriteString("T{")
	for _, f := range d.fields {
		for w.offset < start+f.offset {
			w.WriteByte('x')
			w.offset++
		}
		w.WriteString(shapeText(f.shape))
		before := w.offset
		w.write(f.typ)
		w.offset = before + (w.offset-before)*product(f.shape)
		w.WriteString(":" + f.name + ":")
	}
	w.WriteByte('}')
}

func (w *numpyWriter) leaf(d *dtype) {
	aligned := w.base%d.align == 0 && w.itemsize%d.align == 0 && w.offset%d.align == 0
	w.offset += d.size
	switch {
	case !d.ordered():
	case d.swapped:
		w.setMark('>')
	case aligned:
		w.setMark('@')
	case d.native == "g":
		w.setMark('^')
	default:
		w.setMark('=')
	}
	w.WriteString(d.code(w.mark == '=' || w.mark == '>'))
}

func newModeller(t *testing.T) *modeller {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return &modeller{Rand: rand.New(rand.NewPCG(seed, 2)), seen: map[string]int{}}
}

// judge parses, and compares if the result is typed.
func (m *modeller) judge(t *testing.T, format string, d *dtype) bool {
	it, err := Parse(format, d.size)
	require.NoError(t, err, "%q", format)
	if it.Opaque != "" {
		m.seen["opaque"]++
		return false
	}
	m.seen["typed"]++
	require.Equal(t, describeDtype(d), describe(it.Type.Rec), "%q, itemsize %d", format, d.size)
	return true
}

func TestNumpyDtypesAreNeverMisread(t *testing.T) {
	m := newModeller(t)
	for range 30_000 {
		d := m.record(0)
		w := numpyWriter{mark: '@', itemsize: d.size}
		if m.IntN(3) == 0 {
			w.base = m.IntN(16)
			m.seen["misaligned base"]++
		}
		w.write(d)
		m.judge(t, w.String(), d)
	}
	for _, class := range []string{"aligned", "packed", "gaps", "nested", "array of records", "misaligned base", "typed", "opaque"} {
		assert.Greater(t, m.seen[class], 500, class)
	}
	assert.Greater(t, m.seen["typed"], 10*m.seen["opaque"], "too much is opaque")
}

// The format that Cython's view.array gives a C struct: nothing but codes and names.
func cythonFormat(d *dtype) string {
	if !d.record {
		return d.native
	}
	text := "T{"
	for _, f := range d.fields {
		text += shapeText(f.shape) + cythonFormat(f.typ) + ":" + f.name + ":"
	}
	return text + "}"
}

func TestCythonStructsAreNeverMisread(t *testing.T) {
	m := newModeller(t)
	m.c = true
	for range 20_000 {
		d := m.record(0)
		m.judge(t, cythonFormat(d), d)
	}
	for _, class := range []string{"nested", "array of records", "typed", "opaque"} {
		assert.Greater(t, m.seen[class], 100, class)
	}
	assert.Greater(t, m.seen["typed"], 3*m.seen["opaque"], "too much is opaque")
}

// paddedFormat writes every gap, the last one included, and one mark before every field: pybind11
// with '^', ctypes from Python 3.12 with '<'. Without gaps it is ctypes up to 3.11.
func paddedFormat(d *dtype, mark string, gaps bool) string {
	if !d.record {
		return mark + d.code(mark == "<")
	}
	text, end := "T{", 0
	pad := func(n int) {
		if gaps && n > 0 {
			text += fmt.Sprintf("%dx", n)
		}
	}
	for _, f := range d.fields {
		pad(f.offset - end)
		text += shapeText(f.shape) + paddedFormat(f.typ, mark, gaps) + ":" + f.name + ":"
		end = f.offset + f.typ.size*product(f.shape)
	}
	pad(d.size - end)
	return text + "}"
}

func TestExportersThatWriteAllPaddingAreTyped(t *testing.T) {
	m := newModeller(t)
	m.c = true
	for range 10_000 {
		d := m.record(0)
		m.judge(t, paddedFormat(d, "^", true), d)
		m.judge(t, paddedFormat(d, "<", true), d)
	}
	assert.Greater(t, m.seen["array of records"], 500)
	// What is left looks like NumPy's: one field that is a repeated record without padding of its
	// own, and padding behind it.
	assert.Less(t, m.seen["opaque"], 20)
}

func TestOldCtypesStructsAreNeverMisread(t *testing.T) {
	m := newModeller(t)
	m.c = true
	for range 10_000 {
		d := m.record(0)
		complete := paddedFormat(d, "<", true) == paddedFormat(d, "<", false)
		if m.judge(t, paddedFormat(d, "<", false), d) {
			require.True(t, complete)
		}
	}
	assert.Greater(t, m.seen["typed"], 500)
	assert.Greater(t, m.seen["opaque"], 500)
}
