package main

import (
	"fmt"
	"strings"
)

// A verb is one line of the table.
type verb struct {
	name   string // method name
	params string // parameter list
	call   string // function of verbs.go and its arguments after the array
	form   form
	doc    string // doc comment, starting with the method's name
}

// A form says what a verb returns.
type form int

const (
	plain    form = iota // a view
	fallible             // a view or an error
	readOnly             // a read-only view, of every type, or an error
	pair                 // two views
)

// A kind is one of the four types.
type kind struct {
	recv, result string // receiver's name, its type
	read, cut    string // the read-only type, and the selector that leads to it
}

var kinds = []kind{
	{"v", "View[T]", "View[T]", ""},
	{"v", "MutView[T]", "View[T]", ".View"},
	{"r", "Raw", "Raw", ""},
	{"r", "MutRaw", "Raw", ".Raw"},
}

func views() string {
	var b strings.Builder
	for _, v := range verbs {
		for _, k := range kinds {
			method(&b, v, k)
		}
	}
	return b.String()
}

// The bodies copy the receiver into a variable of their own: the compiler turns
// that into one copy less than changing the receiver itself.
func method(b *strings.Builder, v verb, k kind) {
	b.WriteString("\n")
	for line := range strings.Lines(v.doc) {
		b.WriteString("// " + line)
	}
	call := strings.TrimSuffix(strings.Replace(v.call, "(", "(&w.a, ", 1), ", )")
	call = strings.TrimSuffix(call, ")") + ")"
	fmt.Fprintf(b, "\nfunc (%s %s) %s(%s) ", k.recv, k.result, v.name, v.params)
	switch v.form {
	case plain:
		fmt.Fprintf(b, "%s {\nw := %s\n%s\nreturn w\n}\n", k.result, k.recv, call)
	case fallible:
		fallibleBody(b, k.result, k.recv, call)
	case readOnly:
		fallibleBody(b, k.read, k.recv+k.cut, call)
	case pair:
		call = strings.Replace(call, "&w.a", "&w.a, &x.a", 1)
		fmt.Fprintf(b, "(%s, %s) {\nw, x := %s, %s\n%s\nreturn w, x\n}\n", k.result, k.result, k.recv, k.recv, call)
	}
}

func fallibleBody(b *strings.Builder, result, from, call string) {
	fmt.Fprintf(b, "(%s, error) {\nw := %s\nif err := %s; err != nil {\nreturn %s{}, err\n}\nreturn w, nil\n}\n",
		result, from, call, result)
}
