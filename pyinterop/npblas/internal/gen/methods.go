package main

import (
	"fmt"
	"strings"
)

// methods writes the methods that stand before gonum's. Each asks three things, the
// cheapest first: is the work worth a call into C, would C be safe, and would it give
// gonum's answer. Any no goes to gonum, whose panics and quick returns are thereby kept.
func methods(routines []routine) string {
	var b strings.Builder
	b.WriteString("//go:build cgo && linux\n\n" + header + `package npblas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)
`)
	for _, r := range routines {
		method(&b, r)
	}
	return b.String()
}

func method(b *strings.Builder, r routine) {
	f := families[r.family]
	var params, names, args, integers []string
	for _, p := range r.params {
		params = append(params, p.name+" "+p.typ)
		names = append(names, p.name)
		args = append(args, passed(r, p))
		if p.typ == "int" {
			integers = append(integers, p.name)
		}
	}
	trans := "isTrans"
	if r.complex() {
		trans = "isPlain"
	}
	asks := []string{
		fmt.Sprintf("door.worth(cblas.%s, %s)", strings.ToUpper(r.name), f.work),
		strings.ReplaceAll(f.fits, "TRANS", trans),
		fmt.Sprintf("door.holds(%s)", strings.Join(integers, ", ")),
	}
	if f.but != "" {
		asks = append(asks, f.but)
	}
	fmt.Fprintf(b, "\nfunc (door *blasDoor) %s(%s) %s {\n\tif %s {\n", r.name, strings.Join(params, ", "), r.result, strings.Join(asks, " &&\n\t\t"))
	c := fmt.Sprintf("door.lib.%s(%s)", r.name, strings.Join(args, ", "))
	gonum := fmt.Sprintf("door.Implementation.%s(%s)", r.name, strings.Join(names, ", "))
	if r.result != "" {
		fmt.Fprintf(b, "\t\treturn %s\n\t}\n\treturn %s\n}\n", c, gonum)
		return
	}
	fmt.Fprintf(b, "\t\t%s\n\t\treturn\n\t}\n\t%s\n}\n", c, gonum)
}

func passed(r routine, p param) string {
	switch p.typ {
	case "blas.Transpose":
		if r.complex() {
			return fmt.Sprintf("complexTrans(%s)", p.name)
		}
		return fmt.Sprintf("realTrans(%s)", p.name)
	case "blas.Uplo":
		return fmt.Sprintf("uploFlag(%s)", p.name)
	case "blas.Diag":
		return fmt.Sprintf("diagFlag(%s)", p.name)
	case "blas.Side":
		return fmt.Sprintf("sideFlag(%s)", p.name)
	}
	return p.name
}
