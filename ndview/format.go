package ndview

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Printing works on all four types, and on every memory that a view can have. It
// copies the items that are printed, which are few: a view of more elements than
// the threshold shows its corners, and nothing else of it is read.
//
//	fmt.Print(v), %v, %s   as NumPy's str()
//	%#v                    as NumPy's repr()
//	%+v                    a line about the layout, then as %v
//
// The precision of a verb is the greatest number of digits after the point, its
// width the width of a line, and a blank ("% v") leaves room for a sign: %.3v,
// %120v. Other verbs do not apply. [PrintOptions] sets everything.
//
// A view whose borrow has ended prints its state and no values; printing never
// panics because of it.
//
// The files: format.go the methods, format_options.go the options,
// format_array.go corners, brackets and lines, format_item.go one column for each
// dtype, format_float.go the rules of floating-point columns, format_digits.go and
// format_real.go their digits, format_scalar.go arrays without axes,
// format_text.go strings, format_time.go dates.

// A Printable is a View, MutView, Raw or MutRaw, or a pointer to one.
type Printable interface {
	printable() *subject
}

var _ = [...]Printable{View[int8]{}, MutView[int8]{}, Raw{}, MutRaw{}}

// A subject is what printing asks of a view of any type.
type subject struct {
	a        mem.Array
	typ      elem.Type
	writable bool
	name     string // Go type
}

func (v View[T]) printable() *subject {
	return &subject{a: v.a, typ: v.DType(), name: "View[" + elem.KindOf[T]().GoName() + "]"}
}

func (v MutView[T]) printable() *subject {
	s := v.View.printable()
	s.writable, s.name = true, "Mut"+s.name
	return s
}

func (r Raw) printable() *subject { return &subject{a: r.a, typ: r.typ, name: "Raw"} }

func (r MutRaw) printable() *subject {
	return &subject{a: r.a, typ: r.typ, writable: true, name: "MutRaw"}
}

// text calls f on a live view and returns what it wrote, or the state of a view
// that has ended or ends meanwhile.
func (s *subject) text(f func(*subject) string) (text string) {
	if s.a.Slot == nil {
		return "<zero " + s.name + ">"
	}
	if !s.a.Live() {
		return s.released()
	}
	defer func() {
		if r := recover(); r != nil {
			if _, late := r.(ReleasedError); !late {
				panic(r)
			}
			text = s.released()
		}
	}()
	mem.Hold(&s.a)
	defer mem.Unhold(&s.a)
	return f(s)
}

// released describes a view whose borrow has ended.
func (s *subject) released() string {
	text := "<released " + s.name + " of dtype " + s.typ.String() + ", shape " + layout.FormatShape(s.a.L().AppendShape(nil))
	if place := s.a.Slot.Place(s.a.Epoch()); place != "" {
		text += ", borrowed in " + place
	}
	return text + ">"
}

// format is fmt.Formatter's method for all four types.
func (s *subject) format(f fmt.State, verb rune) {
	o := PrintDefaults()
	if n, ok := f.Precision(); ok {
		o.Precision = n
	}
	if n, ok := f.Width(); ok {
		o.LineWidth = n
	}
	if f.Flag(' ') {
		o.Sign = ' '
	}
	if verb == 'v' && f.Flag('+') && s.a.Slot != nil && !s.a.Live() {
		io.WriteString(f, s.headline())
		return
	}
	io.WriteString(f, s.text(func(s *subject) string {
		switch {
		case verb != 'v' && verb != 's':
			return "%!" + string(verb) + "(ndview." + s.name + "=" + s.str(o) + ")"
		case verb == 'v' && f.Flag('#'):
			return s.repr(o)
		case verb == 'v' && f.Flag('+'):
			return s.headline() + "\n" + s.str(o)
		}
		return s.str(o)
	}))
}

func asStr(s *subject) string {
	return s.text(func(s *subject) string { return s.str(PrintDefaults()) })
}

func asRepr(s *subject) string {
	return s.text(func(s *subject) string { return s.repr(PrintDefaults()) })
}

// String returns v as NumPy's str() prints it, or the state of a view whose
// borrow has ended.
func (v View[T]) String() string { return asStr(v.printable()) }

// String returns v as NumPy's str() prints it. See [View.String].
func (v MutView[T]) String() string { return asStr(v.printable()) }

// String returns r as NumPy's str() prints it. See [View.String].
func (r Raw) String() string { return asStr(r.printable()) }

// String returns r as NumPy's str() prints it. See [View.String].
func (r MutRaw) String() string { return asStr(r.printable()) }

// Repr returns v as NumPy's repr() prints it: array([[1., 2.]]), with the dtype
// where the values do not show it. A view whose borrow has ended returns its state.
func (v View[T]) Repr() string { return asRepr(v.printable()) }

// Repr returns v as NumPy's repr() prints it. See [View.Repr].
func (v MutView[T]) Repr() string { return asRepr(v.printable()) }

// Repr returns r as NumPy's repr() prints it. See [View.Repr].
func (r Raw) Repr() string { return asRepr(r.printable()) }

// Repr returns r as NumPy's repr() prints it. See [View.Repr].
func (r MutRaw) Repr() string { return asRepr(r.printable()) }

// Format implements [fmt.Formatter]: %v and %s print as NumPy's str(), %#v as its
// repr(), %+v with a line about the layout before the values. A precision limits
// the digits after the point (%.3v), a width is the width of a line (%120v).
func (v View[T]) Format(f fmt.State, verb rune) { v.printable().format(f, verb) }

// Format implements [fmt.Formatter]. See [View.Format].
func (v MutView[T]) Format(f fmt.State, verb rune) { v.printable().format(f, verb) }

// Format implements [fmt.Formatter]. See [View.Format].
func (r Raw) Format(f fmt.State, verb rune) { r.printable().format(f, verb) }

// Format implements [fmt.Formatter]. See [View.Format].
func (r MutRaw) Format(f fmt.State, verb rune) { r.printable().format(f, verb) }

// impliedByValues reports whether Python would give an array of these values this
// dtype by itself.
func impliedByValues(typ elem.Type) bool {
	switch typ.Kind {
	case elem.KindBool, elem.KindInt64, elem.KindFloat64, elem.KindComplex128:
		return !typ.Swapped
	}
	return false
}

// dtypeRepr returns the dtype as NumPy's repr of an array shows it.
func dtypeRepr(typ elem.Type) string {
	name := typ.String()
	isName := !strings.ContainsFunc(name, func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	})
	if typ.Kind == elem.KindRecord || isName {
		return name
	}
	return "'" + name + "'"
}
