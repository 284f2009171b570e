package vmath

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// goFunc writes the program as a Go function of one item; hard items go to the function fix.
func goFunc(name, fix string, p *Program) string {
	var b strings.Builder
	args := []string{"x", "y"}[:len(p.In)]
	typ := "float64"
	if p.single {
		typ = "float32"
	}
	fmt.Fprintf(&b, "func %s(%s %s) %s {\n", name, strings.Join(args, ", "), typ, typ)
	w := goWriter{b: &b, names: map[*Value]string{}, name: name, single: p.single, dialect: dialectOf(p)}
	for i, v := range p.In {
		w.names[v] = args[i]
	}
	give := func(v *Value) string { return w.dialect.Replace(w.num(v)) }
	giveUp := func() {
		if p.hard == nil {
			return
		}
		fmt.Fprintf(&b, "if %s {\n", w.names[p.hard])
		if p.single {
			fmt.Fprintf(&b, "return float32(%s(%s))\n}\n", fix, strings.Join(wide(args), ", "))
		} else {
			fmt.Fprintf(&b, "return %s(%s)\n}\n", fix, strings.Join(args, ", "))
		}
	}
	for _, v := range p.live(withBits) {
		if !v.rare {
			w.statement(v)
		}
	}
	if p.wanted != nil {
		fmt.Fprintf(&b, "if %s {\n", w.names[p.wanted])
		for _, v := range p.live(withBits) {
			if v.rare {
				w.statement(v)
			}
		}
		giveUp()
		fmt.Fprintf(&b, "return %s\n}\n", give(p.last))
	} else {
		giveUp()
	}
	fmt.Fprintf(&b, "return %s\n}\n\n", give(p.result))
	return w.tables.String() + b.String()
}

func wide(args []string) (w []string) {
	for _, a := range args {
		w = append(w, "float64("+a+")")
	}
	return w
}

type goWriter struct {
	b       *strings.Builder
	names   map[*Value]string
	name    string
	tables  strings.Builder
	single  bool
	dialect *strings.Replacer
}

// isBits reports whether a value is a uint64 in Go.
func isBits(v *Value) bool {
	switch v.op {
	case opAnd, opAndNot, opOr, opXor, opIAdd, opISub, opShl, opShr:
		return true
	}
	return false
}

// num returns a value as a float64, bits as a uint64.
func (w *goWriter) num(v *Value) string {
	switch {
	case v.op == opConst:
		return w.constant(v.imm)
	case isBits(v):
		return "math.Float64frombits(" + w.names[v] + ")"
	}
	return w.names[v]
}

func (w *goWriter) bits(v *Value) string {
	switch {
	case v.op == opConst:
		return fmt.Sprintf("%#x", v.imm)
	case isBits(v):
		return w.names[v]
	}
	return "math.Float64bits(" + w.names[v] + ")"
}

// constant returns a number by its bits, in the type of the program.
func (w *goWriter) constant(b uint64) string {
	switch {
	case !w.single:
		return goFloat(b)
	case b>>23&0xff == 0xff || b == 1<<31:
		return fmt.Sprintf("math.Float64frombits(%#x)", b)
	}
	return "float64(" + goFloat(math.Float64bits(float64(math.Float32frombits(uint32(b))))) + ")"
}

// dialectOf turns the words of float64 into those of the type that a program computes in.
func dialectOf(p *Program) *strings.Replacer {
	if !p.single {
		return strings.NewReplacer()
	}
	return strings.NewReplacer("float64(", "float32(", "float64{", "float32{", "math.Float64", "math.Float32", "math.Sqrt(", "root32(", "math.FMA(", "fma32(",
		"math.RoundToEven(", "round32(", "scaled(", "scaled32(")
}

func goFloat(b uint64) string {
	x := math.Float64frombits(b)
	switch {
	case x != x || math.IsInf(x, 0) || b == 1<<63:
		return fmt.Sprintf("math.Float64frombits(%#x)", b)
	case x == math.Trunc(x) && math.Abs(x) < 1e6:
		return strconv.FormatFloat(x, 'f', -1, 64) + ".0"
	}
	return strconv.FormatFloat(x, 'x', -1, 64)
}

func (w *goWriter) statement(v *Value) {
	if v.op == opIn {
		return
	}
	name := fmt.Sprintf("v%d", v.at)
	w.names[v] = name
	a := func(i int) string { return w.num(v.in[i]) }
	u := func(i int) string { return w.bits(v.in[i]) }
	m := func(i int) string { return w.names[v.in[i]] }
	set := func(f string, args ...any) { w.dialect.WriteString(w.b, name+" := "+fmt.Sprintf(f, args...)+"\n") }
	switch v.op {
	case opAdd:
		set("%s + %s", a(0), a(1))
	case opSub:
		set("%s - %s", a(0), a(1))
	case opMul:
		set("float64(%s * %s)", a(0), a(1))
	case opDiv:
		set("%s / %s", a(0), a(1))
	case opSqrt:
		set("math.Sqrt(%s)", a(0))
	case opMin:
		set("lesser(%s, %s)", a(0), a(1))
	case opMax:
		set("greater(%s, %s)", a(0), a(1))
	case opRound:
		set("math.RoundToEven(%s)", a(0))
	case opFMA:
		set("math.FMA(%s, %s, %s)", a(0), a(1), a(2))
	case opFNMA:
		set("math.FMA(-(%s), %s, %s)", a(0), a(1), a(2))
	case opFMS:
		set("math.FMA(%s, %s, -(%s))", a(0), a(1), a(2))
	case opAnd:
		set("%s & %s", u(0), u(1))
	case opAndNot:
		set("%s &^ %s", u(0), u(1))
	case opOr:
		set("%s | %s", u(0), u(1))
	case opXor:
		set("%s ^ %s", u(0), u(1))
	case opIAdd:
		set("%s + %s", u(0), u(1))
	case opISub:
		set("%s - %s", u(0), u(1))
	case opShl:
		set("%s << %d", u(0), v.imm)
	case opShr:
		set("%s >> %d", u(0), v.imm)
	case opScale:
		if v.imm == nearScale {
			set("math.Float64frombits(%s + %s<<%d)", u(0), u(2), v.p.fraction())
			return
		}
		set("scaled(%s, %s)", a(0), u(2))
	case opNumber:
		set("float64(int32(%s))", u(0))
	case opLookup:
		var entries []string
		for _, x := range v.table {
			if w.single {
				x = float64(float32(x))
			}
			entries = append(entries, goFloat(math.Float64bits(x)))
		}
		table := fmt.Sprintf("%sTable%d", w.name, v.at)
		w.dialect.WriteString(&w.tables, fmt.Sprintf("var %s = [...]float64{%s}\n\n", table, strings.Join(entries, ", ")))
		set("%s[%s&%d]", table, u(0), len(v.table)-1)
	case opLess:
		set("%s < %s", a(0), a(1))
	case opLessEq:
		set("%s <= %s", a(0), a(1))
	case opEq:
		set("%s == %s", a(0), a(1))
	case opNotLess:
		set("!(%s < %s)", a(0), a(1))
	case opNotLessEq:
		set("!(%s <= %s)", a(0), a(1))
	case opNaN:
		set("%s != %s", a(0), a(0))
	case opOdd:
		least, greatest := v.p.normal()
		set("%s < %s || !(%s <= %s)", a(0), w.constant(least), a(0), w.constant(greatest))
	case opIEq:
		set("%s == %s", u(0), u(1))
	case opMAnd:
		set("%s && %s", m(0), m(1))
	case opMOr:
		set("%s || %s", m(0), m(1))
	case opMAndNot:
		set("%s && !%s", m(0), m(1))
	case opSelect:
		set("%s\nif %s {\n%s = %s\n}", a(2), m(0), name, a(1))
	default:
		panic("no Go for an operation")
	}
}
