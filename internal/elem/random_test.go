package elem

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// node is one item of a random format: what its text stands for.
type node struct {
	size     int    // of a leaf
	natural  int    // alignment of a leaf under '@'
	align    int    // 1 unless '@' was in force
	typ      string // of a leaf, as Type.String prints it
	pad      bool
	isStruct bool
	items    []*node // of a T{…}
	count    int     // repeat written before the code, -1 if none
	shape    []int
	name     string
}

// generator makes random formats out of every production of the grammar and counts them.
type generator struct {
	*rand.Rand
	text  strings.Builder
	mark  byte
	used  map[string]int
	names int
	marks bool // any written
}

func (g *generator) use(production string) { g.used[production]++ }

var marksAndPlain = []string{"", "", "", "", "@", "=", "<", ">", "!", "^"}

// oracleLeaves is what each code means on LP64: size and alignment native, size standard, and its
// printed type native, standard and swapped.
var oracleLeaves = []struct {
	code                 string
	size, align          int
	standard             int
	native, std, swapped string
}{
	{"c", 1, 1, 1, "|S1", "|S1", "|S1"},
	{"b", 1, 1, 1, "int8", "int8", "int8"},
	{"B", 1, 1, 1, "uint8", "uint8", "uint8"},
	{"?", 1, 1, 1, "bool", "bool", "bool"},
	{"h", 2, 2, 2, "int16", "int16", ">i2"},
	{"H", 2, 2, 2, "uint16", "uint16", ">u2"},
	{"i", 4, 4, 4, "int32", "int32", ">i4"},
	{"I", 4, 4, 4, "uint32", "uint32", ">u4"},
	{"l", 8, 8, 4, "int64", "int32", ">i4"},
	{"L", 8, 8, 4, "uint64", "uint32", ">u4"},
	{"q", 8, 8, 8, "int64", "int64", ">i8"},
	{"Q", 8, 8, 8, "uint64", "uint64", ">u8"},
	{"n", 8, 8, 8, "int64", "int64", ">i8"},
	{"N", 8, 8, 8, "uint64", "uint64", ">u8"},
	{"e", 2, 2, 2, "float16", "float16", ">f2"},
	{"f", 4, 4, 4, "float32", "float32", ">f4"},
	{"d", 8, 8, 8, "float64", "float64", ">f8"},
	{"g", 16, 16, 16, "float128", "float128", ">f16"},
	{"F", 8, 4, 8, "complex64", "complex64", ">c8"},
	{"D", 16, 8, 16, "complex128", "complex128", ">c16"},
	{"G", 32, 16, 32, "complex256", "complex256", ">c32"},
	{"Ze", 4, 2, 4, "complex32", "complex32", ">complex32"},
	{"Zf", 8, 4, 8, "complex64", "complex64", ">c8"},
	{"Zd", 16, 8, 16, "complex128", "complex128", ">c16"},
	{"Zg", 32, 16, 32, "complex256", "complex256", ">c32"},
	{"Z", 8, 8, 8, "pointer", "pointer", ">pointer"},
	{"z", 8, 8, 8, "pointer", "pointer", ">pointer"},
	{"P", 8, 8, 8, "pointer", "pointer", ">pointer"},
	{"O", 8, 8, 8, "object", "object", "object"},
	{"X{}", 8, 8, 8, "pointer", "pointer", ">pointer"},
	{"X{i:}:f->d}", 8, 8, 8, "pointer", "pointer", ">pointer"},
	{"&", 8, 8, 8, "pointer", "pointer", ">pointer"},
}

// list writes up to n items at the current nesting.
func (g *generator) list(n, depth int) []*node {
	var nodes []*node
	for range g.IntN(n + 1) {
		nodes = append(nodes, g.item(depth))
	}
	return nodes
}

func (g *generator) item(depth int) *node {
	n := &node{count: -1}
	if g.IntN(10) == 0 {
		g.use("blank")
		g.text.WriteByte(" \t\n\v\f\r"[g.IntN(6)])
	}
	g.prefix(n)
	lengths := []string{"s", "p", "w", "x", "x", "x"}
	switch choice := g.IntN(10); {
	case choice < 2 && depth < 4:
		g.count(n)
		g.use("T{}")
		n.isStruct = true
		g.text.WriteString("T{")
		n.items = g.list(4, depth+1)
		g.text.WriteByte('}')
	case choice < 5:
		g.length(n, lengths[g.IntN(len(lengths))])
	default:
		g.count(n)
		g.leaf(n)
	}
	g.name(n)
	return n
}

func (g *generator) setMark(mark string) {
	if mark == "" {
		g.use("no mark")
		return
	}
	g.use("mark " + mark)
	g.marks = true
	g.mark = mark[0]
	g.text.WriteString(mark)
}

// prefix writes shape and mark in either order.
func (g *generator) prefix(n *node) {
	mark := marksAndPlain[g.IntN(len(marksAndPlain))]
	if g.IntN(5) > 0 {
		g.setMark(mark)
		return
	}
	for range 1 + g.IntN(3) {
		n.shape = append(n.shape, g.IntN(4))
	}
	shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(n.shape), "[]"), " ", ",")
	if g.IntN(2) == 0 {
		g.use("shape, mark")
		g.text.WriteString("(" + shape + ")")
		g.setMark(mark)
	} else {
		g.use("mark, shape")
		g.setMark(mark)
		g.text.WriteString("( " + shape + " )")
	}
}

func (g *generator) count(n *node) {
	if g.IntN(4) > 0 {
		return
	}
	n.count = g.IntN(4)
	g.use(fmt.Sprintf("count %d", n.count))
	fmt.Fprint(&g.text, n.count)
}

func (g *generator) length(n *node, code string) {
	units := 1
	if g.IntN(2) == 0 {
		units = g.IntN(6)
		fmt.Fprint(&g.text, units)
	}
	g.use(code)
	g.text.WriteString(code)
	n.size, n.natural = units, 1
	n.pad = code == "x"
	switch code {
	case "s":
		n.typ = fmt.Sprintf("|S%d", units)
	case "p":
		n.typ = fmt.Sprintf("pascal[%d]", units)
	case "x":
		n.typ = fmt.Sprintf("|V%d", units)
	case "w":
		n.size, n.natural = 4*units, 4
		n.typ = fmt.Sprintf("%c%d", "<>"[g.swapped()], units)
		n.typ = n.typ[:1] + "U" + n.typ[1:]
	}
	g.align(n)
}

func (g *generator) swapped() int {
	if g.mark == '>' || g.mark == '!' {
		return 1
	}
	return 0
}

func (g *generator) align(n *node) {
	n.align = 1
	if g.mark == '@' {
		n.align = n.natural
	}
}

func (g *generator) leaf(n *node) {
	l := oracleLeaves[g.IntN(len(oracleLeaves))]
	g.use(l.code)
	g.text.WriteString(l.code)
	n.size, n.natural, n.typ = l.size, l.align, l.native
	switch {
	case g.mark == '@' || g.mark == '^':
	case g.swapped() == 1:
		n.size, n.typ = l.standard, l.swapped
	default:
		n.size, n.typ = l.standard, l.std
	}
	g.align(n)
	if l.code == "&" {
		g.text.WriteString([]string{"i", "&d", "(2,3)f", "T{ci}", "3h", "T{(2)T{db}:a:xx}"}[g.IntN(6)])
		if g.IntN(2) == 0 {
			// The target may change the mark for what follows.
			g.text.WriteByte(' ')
			g.setMark(marksAndPlain[g.IntN(len(marksAndPlain))])
			g.text.WriteString("0x")
			n.name = "(0x follows)"
		}
	} else if l.code == "Z" {
		g.text.WriteByte(' ') // else a following d would be taken for its part
	}
}

func (g *generator) name(n *node) {
	s := g.text.String()
	if n.name != "" || strings.HasSuffix(s, " ") { // no place for a name
		n.name = ""
		return
	}
	if g.IntN(3) == 0 {
		return
	}
	g.use("name")
	g.names++
	n.name = fmt.Sprintf("%s%d", []string{"a", "x y", "}", "T{", "\n", "é", "\xff", "f"}[g.IntN(8)], g.names+100)
	g.text.WriteString(":" + n.name + ":")
}

func (n *node) repeat() int {
	r := max(n.count, 0)
	if n.count < 0 {
		r = 1
	}
	for _, d := range n.shape {
		r *= d
	}
	return r
}

// calcsize lays a list out by the book: struct.calcsize, made recursive. With asC every item is
// aligned and every T{…} padded; without, nothing is. The text describes each field at its place.
func calcsize(nodes []*node, asC bool) (size, align int, text string) {
	align = 1
	var fields []string
	for _, n := range nodes {
		one, a, typ := n.size, n.align, n.typ
		if n.isStruct {
			var inner string
			one, a, inner = calcsize(n.items, asC)
			if asC {
				one = (one + a - 1) / a * a
			}
			typ = "{" + inner + "}"
		}
		if asC {
			for size%a != 0 {
				size++
			}
		}
		align = max(align, a)
		if !n.pad || n.name != "" {
			shape := slices.Clone(n.shape)
			if n.count >= 0 && n.count != 1 {
				shape = append(shape, n.count)
			}
			stride := 0
			if n.repeat() > 1 {
				stride = one
			}
			fields = append(fields, fmt.Sprintf("%d %s %v/%d", size, typ, shape, stride))
		}
		size += one * n.repeat()
	}
	return size, align, strings.Join(fields, "; ")
}

// describe prints a record in the form of calcsize.
func describe(r *Record) string {
	var fields []string
	for _, f := range r.Fields {
		typ := f.Type.String()
		if f.Type.Kind == KindRecord {
			typ = "{" + describe(f.Type.Rec) + "}"
		}
		stride := 0
		if product(f.Shape) > 1 {
			stride = f.Type.Size
		}
		fields = append(fields, fmt.Sprintf("%d %s %v/%d", f.Offset, typ, f.Shape, stride))
	}
	return strings.Join(fields, "; ")
}

func newGenerator(t *testing.T) *generator {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return &generator{Rand: rand.New(rand.NewPCG(seed, 1)), used: map[string]int{}}
}

// A random list of items must be laid out as struct would, and a random T{…} in one of the two ways.
func TestRandomFormatsMatchTheOracle(t *testing.T) {
	g := newGenerator(t)
	const cases = 30_000
	for range cases {
		g.text.Reset()
		g.mark, g.marks = '@', false
		if g.IntN(2) == 0 {
			g.checkList(t, g.list(5, 0))
		} else {
			lone := &node{count: -1, isStruct: true}
			g.text.WriteString("T{")
			lone.items = g.list(5, 1)
			g.text.WriteByte('}')
			g.checkStruct(t, lone)
		}
	}
	want := []string{
		"blank", "T{}", "shape, mark", "mark, shape", "name", "s", "p", "w", "x",
		"no mark", "mark @", "mark =", "mark <", "mark >", "mark !", "mark ^",
		"count 0", "count 1", "count 2", "count 3",
		"list without fields", "list of one field", "list as record", "list of a smaller itemsize",
		"struct where layouts agree", "struct as written", "struct as in C", "struct opaque", "struct with trailing padding",
	}
	for _, l := range oracleLeaves {
		want = append(want, l.code)
	}
	for _, production := range want {
		assert.GreaterOrEqual(t, g.used[production], 100, production)
	}
	assert.Len(t, g.used, len(want), "a production is counted but not listed")
}

// ambiguous looks for the two things that together leave the stride of a sub-array unknown.
func ambiguous(nodes []*node) (repeats, padding bool) {
	for _, n := range nodes {
		r, p := ambiguous(n.items)
		repeats = repeats || r || n.isStruct && n.repeat() > 1
		padding = padding || p || n.pad && n.name == "" && n.size > 0
	}
	return repeats, padding
}

// onlyField is the one node that is not padding, if it takes all the bytes that there are.
func onlyField(nodes []*node) *node {
	var only *node
	for _, n := range nodes {
		if n.pad && n.name == "" {
			if n.size*n.repeat() > 0 {
				return nil
			}
			continue
		}
		if only != nil {
			return nil
		}
		only = n
	}
	return only
}

func (g *generator) checkList(t *testing.T, nodes []*node) {
	format := g.text.String()
	only := onlyField(nodes)
	if only != nil && only.isStruct && len(only.shape) == 0 && (only.count < 0 || only.count == 1) {
		return // one T{…} after all, which checkStruct looks at
	}
	size, _, want := calcsize(nodes, true)
	it, err := Parse(format, size)
	require.NoError(t, err, "%q", format)
	require.Empty(t, it.Opaque, "%q, itemsize %d", format, size)
	require.Equal(t, size, it.Calc, "%q", format)
	require.Equal(t, size, it.Size(), "%q", format)
	switch {
	case want == "":
		g.use("list without fields")
		require.Equal(t, Type{Kind: KindVoid, Size: size}, it.Type, "%q", format)
	case only != nil:
		g.use("list of one field")
		require.Equal(t, want, describe(&Record{Fields: []Field{{Type: it.Type, Shape: it.Shape}}}), "%q", format)
	default:
		g.use("list as record")
		require.Equal(t, want, describe(it.Type.Rec), "%q", format)
	}
	if written, _, _ := calcsize(nodes, false); written > 0 {
		g.use("list of a smaller itemsize")
		small, err := Parse(format, written-1)
		require.NoError(t, err)
		require.NotEmpty(t, small.Opaque, "%q, itemsize %d", format, written-1)
	}
}

func (g *generator) checkStruct(t *testing.T, lone *node) {
	format := g.text.String()
	written, _, asWritten := calcsize(lone.items, false)
	calcC, align, asC := calcsize(lone.items, true)
	calcC = (calcC + align - 1) / align * align
	for _, itemsize := range []int{written, calcC, calcC + align*g.IntN(3), written + g.IntN(20), max(written-1, 0)} {
		it, err := Parse(format, itemsize)
		require.NoError(t, err, "%q", format)
		require.Equal(t, itemsize, it.Size(), "%q", format)
		if it.Opaque != "" {
			g.use("struct opaque")
			require.Equal(t, Type{Kind: KindVoid, Size: itemsize}, it.Type)
			// Nothing is in doubt where both layouts agree, fill the item, and leave no padding
			// that could belong between repeated records.
			repeats, padding := ambiguous(lone.items)
			if asWritten == asC && written == itemsize && calcC == itemsize && !(repeats && padding) {
				require.Fail(t, "opaque", "%q, itemsize %d: %s", format, itemsize, it.Opaque)
			}
			continue
		}
		require.Equal(t, KindRecord, it.Type.Kind, "%q", format)
		switch got := describe(it.Type.Rec); {
		case asWritten == asC:
			g.use("struct where layouts agree")
			require.Equal(t, asC, got, "%q, itemsize %d", format, itemsize)
			require.LessOrEqual(t, written, itemsize)
		case got == asWritten:
			g.use("struct as written")
			require.LessOrEqual(t, written, itemsize)
		default:
			g.use("struct as in C")
			require.Equal(t, asC, got, "%q, itemsize %d", format, itemsize)
			require.Equal(t, calcC, itemsize, "%q: the layout of C has no spare bytes", format)
		}
		if itemsize > calcC {
			g.use("struct with trailing padding")
		}
	}
}
