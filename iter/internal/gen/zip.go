package main

import (
	"fmt"
	"strings"
)

// A way is what the views are walked by.
type way string

const (
	elements way = ""
	lanes    way = "Lanes"
	runs     way = "Runs"
)

// A zip is one function.
type zip struct {
	way way
	n   int
	mut bool
}

// letters are the type parameters; the arguments are named alike, but dst.
func letters(n int, mut bool) []string {
	if mut {
		return []string{"D", "A", "B", "C"}[:n]
	}
	return []string{"A", "B", "C", "D"}[:n]
}

func argument(letter string, mut bool) string {
	if mut && letter == "D" {
		return "dst"
	}
	return strings.ToLower(letter)
}

var numbers = map[int]string{2: "two", 3: "three", 4: "four"}

// tuples returns the types that stand for three and four values.
func tuples(n int, mut bool) string {
	var b strings.Builder
	params := strings.Join(letters(n, mut), ", ")
	name, dst := "", ""
	if mut {
		name, dst = "Mut", ", that of dst to be read and written in place"
	}
	fmt.Fprintf(&b, "\n// %sValues%d are the elements of %s views at one place%s.\n", name, n, numbers[n], dst)
	fmt.Fprintf(&b, "type %sValues%d[%s ndview.Element] struct {\n", name, n, params)
	for _, l := range letters(n, mut) {
		if mut && l == "D" {
			b.WriteString("Dst *D // valid in the loop body that received it\n")
			continue
		}
		fmt.Fprintf(&b, "%s %s\n", l, l)
	}
	b.WriteString("}\n")
	for _, kind := range []string{"Lanes", "Runs"} {
		fmt.Fprintf(&b, "\n// %s%s%d are %s of %s views at one place, all of one length%s.\n", name, kind, n, strings.ToLower(kind), numbers[n], dst)
		fmt.Fprintf(&b, "type %s%s%d[%s ndview.Element] struct {\n", name, kind, n, params)
		for _, l := range letters(n, mut) {
			value := strings.TrimSuffix(kind, "s") + "[" + l + "]"
			switch {
			case !mut || l != "D":
				fmt.Fprintf(&b, "%s %s\n", l, value)
			case kind == "Lanes":
				b.WriteString("Dst MutLane[D]\n")
			default:
				b.WriteString("Dst []D\n")
			}
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// name is the function's name.
func (z *zip) name() string {
	name := "Zip" + string(z.way)
	if z.mut {
		name = "Mut" + name
	}
	if z.n > 2 {
		name += fmt.Sprint(z.n)
	}
	return name
}

// params are the type parameters.
func (z *zip) params() string { return strings.Join(letters(z.n, z.mut), ", ") }

// yielded is the type that yield takes, or the types of its two values.
func (z *zip) yielded() string {
	if z.n > 2 {
		kind := string(z.way)
		if z.way == elements {
			kind = "Values"
		}
		if z.mut {
			kind = "Mut" + kind
		}
		return fmt.Sprintf("%s%d[%s]", kind, z.n, z.params())
	}
	var types []string
	for _, l := range letters(z.n, z.mut) {
		dst := z.mut && l == "D"
		switch {
		case z.way == elements && dst:
			types = append(types, "*D")
		case z.way == elements:
			types = append(types, l)
		case z.way == lanes && dst:
			types = append(types, "MutLane[D]")
		case z.way == lanes:
			types = append(types, "Lane["+l+"]")
		case dst:
			types = append(types, "[]D")
		default:
			types = append(types, "Run["+l+"]")
		}
	}
	return strings.Join(types, ", ")
}

func (z *zip) seq() string {
	if z.n > 2 {
		return "Seq[" + z.yielded() + "]"
	}
	return "Seq2[" + z.yielded() + "]"
}

// source returns the function, and for one that writes the function that it uses
// where lanes stand in windows.
func (z *zip) source() string {
	var b strings.Builder
	b.WriteString(z.comment())
	var params, arrays []string
	for _, l := range letters(z.n, z.mut) {
		arg, kind := argument(l, z.mut), "View"
		if z.mut && l == "D" {
			kind = "MutView"
		}
		params = append(params, fmt.Sprintf("%s ndview.%s[%s]", arg, kind, l))
		arrays = append(arrays, arg+".Array()")
	}
	start := strings.ToLower(string(z.way))
	if z.way == elements {
		start = "elements"
	}
	if z.way == lanes {
		params = append(params, "axis int")
	}
	fmt.Fprintf(&b, "func %s[%s ndview.Element](%s, order ...Order) stditer.%s {\n", z.name(), z.params(), strings.Join(params, ", "), z.seq())
	fmt.Fprintf(&b, "return func(yield func(%s) bool) {\nvar j joint\n", z.yielded())
	axis := ""
	if z.way == lanes {
		axis = "axis, "
	}
	begin := fmt.Sprintf("j.%s(stretch{%q, %t}, %sorder, %s)", start, "iter."+z.name(), z.mut, axis, strings.Join(arrays, ", "))
	if z.mut {
		fmt.Fprintf(&b, "more := %s\nif j.mayStage() {\nstaged%s(&j, more, yield)\nreturn\n}\nfor ; more; more = j.next() {\n", begin, z.name())
		z.loop(&b, "")
	} else {
		fmt.Fprintf(&b, "for more := %s; more; more = j.next() {\n", begin)
		z.loop(&b, "j.stop()\n")
	}
	b.WriteString("}\n}\n}\n")
	if z.mut {
		fmt.Fprintf(&b, "\n// staged%s is %s where lanes may have to be moved back, however the loop body ends.\n", z.name(), z.name())
		fmt.Fprintf(&b, "func staged%s[%s ndview.Element](j *joint, more bool, yield func(%s) bool) {\n", z.name(), z.params(), z.yielded())
		b.WriteString("defer j.end()\nfor ; more; more = j.next() {\n")
		z.loop(&b, "")
		b.WriteString("}\n}\n")
	}
	return b.String()
}

// loop writes the loop over the lanes of a block.
func (z *zip) loop(b *strings.Builder, stop string) {
	b.WriteString("for i := range j.rows {\nif j.ended() {\npanic(j.released())\n}\n")
	staged := strings.Contains(b.String(), "defer j.end()")
	if z.way == elements {
		z.elementLoop(b, stop)
	} else {
		var values []string
		for k, l := range letters(z.n, z.mut) {
			place := fmt.Sprintf("mem.Add(j.p[%d], i*j.step[%d])", k, k)
			value := fmt.Sprintf("Lane[%s]{%s, j.n, j.stride[%d]}", l, place, k)
			dst := z.mut && l == "D"
			switch {
			case z.way == lanes && dst:
				value = "MutLane[D]{" + value + "}"
			case z.way == runs && dst:
				value = fmt.Sprintf("mem.Slice[D](%s, j.n)", place)
			case z.way == runs:
				value = fmt.Sprintf("Run[%s]{%s, j.n}", l, place)
			}
			values = append(values, value)
		}
		fmt.Fprintf(b, "if !yield(%s) { // M2: the starts of lane i\n%sreturn\n}\n", z.tuple(values), stop)
	}
	if staged {
		b.WriteString("j.back()\n")
	}
	b.WriteString("}\n")
}

func (z *zip) elementLoop(b *strings.Builder, stop string) {
	var values, offsets, zeros, next []string
	for k, l := range letters(z.n, z.mut) {
		fmt.Fprintf(b, "p%d, s%d := mem.Add(j.p[%d], i*j.step[%d]), j.stride[%d] // M2: the start of lane i\n", k, k, k, k, k)
		load := "LoadAt"
		if z.mut && l == "D" {
			load = "PtrAt"
		}
		values = append(values, fmt.Sprintf("mem.%s[%s](p%d, o%d)", load, l, k, k))
		offsets, zeros = append(offsets, fmt.Sprintf("o%d", k)), append(zeros, "0")
		next = append(next, fmt.Sprintf("o%d+s%d", k, k))
	}
	o := strings.Join(offsets, ", ")
	fmt.Fprintf(b, "%s := %s\nfor range j.n {\n", o, strings.Join(zeros, ", "))
	fmt.Fprintf(b, "if !yield(%s) { // M1–M4: in the lanes, checked before them, plain or in windows\n%sreturn\n}\n", z.tuple(values), stop)
	fmt.Fprintf(b, "%s = %s\n}\n", o, strings.Join(next, ", "))
}

// tuple returns the arguments of yield.
func (z *zip) tuple(values []string) string {
	all := strings.Join(values, ", ")
	if z.n == 2 {
		return all
	}
	return z.yielded() + "{" + all + "}"
}
