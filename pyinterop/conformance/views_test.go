package conformance_test

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Random chains of view operations, by ndview and by NumPy over equal memory:
// after each step both must have accepted or both refused, and shape, strides,
// place, dtype, contiguity, alignment and the bytes of every element must agree.
// viewchain_test.go draws the chains.
//
// INPLACE_SEED repeats a run, INPLACE_LONG=1 makes a long one.

const batch = 250 // chains in one query

func TestChainsOfViewsAgreeWithNumPy(t *testing.T) {
	chains, least := 4000, 5
	if os.Getenv("INPLACE_LONG") == "1" {
		chains, least = 120_000, 100
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		given, err := strconv.ParseUint(s, 10, 64)
		require.NoError(t, err, "INPLACE_SEED")
		seed = given
	}
	t.Logf("INPLACE_SEED=%d", seed)
	judge := startNumPy(t, "views")
	g := &drawer{rng: rand.New(rand.NewPCG(seed, 0)), memory: sharedMemory(t)}
	seen := tally{}
	for done := 0; done < chains; done += batch {
		drawn := make([]*chain, batch)
		for i := range drawn {
			drawn[i] = g.chain()
		}
		var theirs [][]state
		judge.ask(t, drawn, &theirs)
		require.Len(t, theirs, batch)
		for i, c := range drawn {
			if text := c.disagreement(theirs[i]); text != "" {
				t.Fatalf("INPLACE_SEED=%d, chain %d:\n%s", seed, done+i, text)
			}
			seen.add(c)
		}
	}
	seen.check(t, least)
}

// A state is a view as both sides describe it, or why there is none.
type state struct {
	Shape, Strides []int
	Offset         int // from the memory's first byte to the first item
	DType          string
	Flags          struct{ C, F, Aligned bool }
	CRC            uint32 // of the items' bytes in C order
	Refused        string
}

// UnmarshalJSON reads the array that testdata/views.py writes, or a text.
func (s *state) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, &s.Refused)
	}
	flags := []any{&s.Flags.C, &s.Flags.F, &s.Flags.Aligned}
	return json.Unmarshal(b, &[]any{&s.Shape, &s.Strides, &s.Offset, &s.DType, &flags, &s.CRC})
}

// disagreement says where NumPy's states differ from the chain's, or "".
func (c *chain) disagreement(theirs []state) string {
	if len(theirs) != len(c.states) {
		return fmt.Sprintf("%d states, want %d", len(theirs), len(c.states))
	}
	for i, s := range c.states {
		if !s.same(theirs[i]) {
			text, _ := json.Marshal(c)
			return fmt.Sprintf("%s\nafter %d operations\nndview %+v\nNumPy  %+v", text, i, s, theirs[i])
		}
	}
	return ""
}

func (s state) same(numpy state) bool {
	if s.Refused != "" || numpy.Refused != "" {
		return s.Refused != "" && numpy.Refused != ""
	}
	same := slices.Equal(s.Shape, numpy.Shape) && s.DType == numpy.DType && s.Flags == numpy.Flags && s.CRC == numpy.CRC
	if slices.Contains(s.Shape, 0) {
		return same
	}
	for k, n := range s.Shape {
		if n > 1 && s.Strides[k] != numpy.Strides[k] {
			return false
		}
	}
	return same && s.Offset == numpy.Offset
}

// describe returns the state of a Raw or MutRaw over memory that begins at an
// address.
func describe(view any, memory uintptr) state {
	raw, ok := view.(ndview.Raw)
	if !ok {
		raw = view.(ndview.MutRaw).Raw
	}
	s := state{Shape: raw.Shape(), Strides: raw.Strides(), DType: raw.DType().Typestr()}
	if raw.DType().Kind == elem.KindRecord {
		s.DType = raw.DType().String()
	}
	if raw.Size() > 0 {
		s.Offset = int(raw.Address() - memory)
	}
	s.Flags.C, s.Flags.F = raw.ContiguousC(), raw.ContiguousF()
	var bytes []byte
	if typed, ok := typedView(view); ok {
		bytes, s.Flags.Aligned = typed.items()
	} else {
		bytes, s.Flags.Aligned = recordItems(raw)
	}
	s.CRC = crc32.ChecksumIEEE(bytes)
	return s
}

// recordItems reads items that have no Go type.
func recordItems(raw ndview.Raw) (bytes []byte, aligned bool) {
	for index := range indices(raw.Shape()) {
		bytes = append(bytes, mem.Bytes(raw.Array().Addr(index...), raw.Itemsize())...)
	}
	return bytes, true // packed records need no alignment
}

// A typed is a view with its element type, behind an interface.
type typed interface {
	// items returns the elements' bytes as they lie in memory, read as T, and
	// whether base and strides are aligned for T.
	items() (bytes []byte, aligned bool)
	// view returns the View or the MutView.
	view() any
}

type typedAs[T ndview.Element] struct {
	read  ndview.View[T]
	write *ndview.MutView[T]
}

func (v *typedAs[T]) view() any {
	if v.write != nil {
		return *v.write
	}
	return v.read
}

func (v *typedAs[T]) items() (bytes []byte, aligned bool) {
	size, unit := v.read.Itemsize(), 1
	if v.read.DType().Swapped {
		unit = elem.KindOf[T]().Part().Size()
	}
	item := make([]byte, size)
	for index := range indices(v.read.Shape()) {
		mem.StoreUnit(mem.Of(item), v.read.At(index...), unit)
		bytes = append(bytes, item...)
	}
	return bytes, mem.Aligned(mem.Addr(v.read.Array().Base), mem.AlignOf[T]()) && v.read.Array().L().AlignedTo(mem.AlignOf[T]()) || v.read.Size() == 0
}

func typedView(view any) (typed, bool) {
	kind := elem.Invalid
	switch r := view.(type) {
	case ndview.Raw:
		kind = r.DType().Kind
	case ndview.MutRaw:
		kind = r.DType().Kind
	}
	switch kind {
	case elem.KindBool:
		return asType[ndview.Bool](view), true
	case elem.KindInt8:
		return asType[int8](view), true
	case elem.KindInt16:
		return asType[int16](view), true
	case elem.KindInt32:
		return asType[int32](view), true
	case elem.KindInt64:
		return asType[int64](view), true
	case elem.KindUint8:
		return asType[uint8](view), true
	case elem.KindUint16:
		return asType[uint16](view), true
	case elem.KindUint32:
		return asType[uint32](view), true
	case elem.KindUint64:
		return asType[uint64](view), true
	case elem.KindFloat16:
		return asType[ndview.Float16](view), true
	case elem.KindFloat32:
		return asType[float32](view), true
	case elem.KindFloat64:
		return asType[float64](view), true
	case elem.KindComplex64:
		return asType[complex64](view), true
	case elem.KindComplex128:
		return asType[complex128](view), true
	}
	return nil, false
}

func asType[T ndview.Element](view any) typed {
	var v typedAs[T]
	var err error
	if raw, ok := view.(ndview.MutRaw); ok {
		var w ndview.MutView[T]
		w, err = ndview.AsMut[T](raw)
		v.read, v.write = w.View, &w
	} else {
		v.read, err = ndview.As[T](view.(ndview.Raw))
	}
	if err != nil {
		panic(err)
	}
	return &v
}

// indices yields every index of a shape in C order, in one slice.
func indices(shape []int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		if slices.Contains(shape, 0) {
			return
		}
		index := make([]int, len(shape))
		for yield(index) {
			k := len(shape) - 1
			for ; k >= 0; k-- {
				if index[k]++; index[k] < shape[k] {
					break
				}
				index[k] = 0
			}
			if k < 0 {
				return
			}
		}
	}
}

// A tally counts what the chains covered.
type tally map[string]int

func (n tally) add(c *chain) {
	for i, s := range c.states {
		if i > 0 {
			verdict := "accepted"
			if s.Refused != "" {
				verdict = "refused"
			}
			n[c.operations[i-1].name+" "+verdict]++
			n[verdict]++
		}
		for _, class := range c.classes[i] {
			n[class]++
		}
	}
}

// alwaysPossible lists the operations that no view refuses.
var alwaysPossible = []string{"T", "Squeeze"}

func (n tally) check(t *testing.T, least int) {
	wanted := append([]string{"accepted", "refused"}, classNames...)
	for _, o := range operations {
		wanted = append(wanted, o.name+" accepted")
		if !slices.Contains(alwaysPossible, o.name) {
			wanted = append(wanted, o.name+" refused")
		}
	}
	for _, what := range wanted {
		assert.GreaterOrEqual(t, n[what], least, "%s", what)
	}
	t.Logf("%v", n)
}

var classNames = []string{"0-d", "empty", "axis of length 1", "C order only", "F order only", "not contiguous", "negative stride", "zero stride",
	"misaligned", "swapped", "more than 4 axes", "record", "elements share bytes", "read-only", "typed"}

// classesOf returns the classes of layout that a view belongs to.
func classesOf(view any, s state) (classes []string) {
	raw, readOnly := view.(ndview.Raw)
	if !readOnly {
		raw = view.(ndview.MutRaw).Raw
	}
	for i, is := range []bool{
		raw.NDim() == 0, raw.Size() == 0, slices.Contains(s.Shape, 1), s.Flags.C && !s.Flags.F, s.Flags.F && !s.Flags.C, !raw.Contiguous(),
		raw.HasNegativeStride(), raw.HasZeroStride(), !s.Flags.Aligned, raw.DType().Swapped, raw.NDim() > 4,
		raw.DType().Kind == elem.KindRecord, raw.Size() > 0 && raw.SelfOverlap() == ndview.Overlapping, readOnly, raw.DType().Kind.IsNumeric(),
	} {
		if is {
			classes = append(classes, classNames[i])
		}
	}
	return classes
}

// call calls a method of a view; what it refuses, by an error or by a panic with
// one, comes back as text.
func call(view any, method string, args []any) (results []reflect.Value, refused string) {
	defer func() {
		if p := recover(); p != nil {
			err, ok := p.(error)
			if _, runtime := p.(interface{ RuntimeError() }); !ok || runtime {
				panic(p)
			}
			refused = err.Error()
		}
	}()
	m := reflect.ValueOf(view).MethodByName(method)
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	if m.Type().IsVariadic() {
		results = m.CallSlice(in)
	} else {
		results = m.Call(in)
	}
	if err, ok := results[len(results)-1].Interface().(error); ok {
		return nil, err.Error()
	}
	return results, ""
}
