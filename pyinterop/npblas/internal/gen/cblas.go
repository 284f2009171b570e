package main

import (
	"fmt"
	"strings"
)

const shape = `// One function per routine: the library's function, whether its integers have 64 bits, then the arguments of
// the C interface without the order, which is row-major. Complex arrays and scalars are addresses of pairs.
`

func blasHeader(routines []routine) string {
	var b strings.Builder
	b.WriteString(header + shape + "\n#include <stdint.h>\n\n")
	for _, r := range routines {
		b.WriteString(prototype(r) + ";\n")
	}
	return b.String()
}

func blasC(routines []routine) string {
	var b strings.Builder
	b.WriteString("//go:build cgo && linux\n\n" + header + "#include \"blas_gen.h\"\n\nenum { row_major = 101 };\n")
	for _, r := range routines {
		fmt.Fprintf(&b, "\n%s {\n", prototype(r))
		for _, wide := range []bool{true, false} {
			if wide {
				b.WriteString("\tif (wide)\n\t\t")
			} else {
				b.WriteString("\telse\n\t\t")
			}
			if r.result != "" && !pairResult(r) {
				b.WriteString("return ")
			}
			fmt.Fprintf(&b, "((%s)f)(%s);\n", pointer(r, wide), arguments(r, wide))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// pairResult: complex results come back through a last argument (cblas_zdotu_sub).
func pairResult(r routine) bool { return strings.HasPrefix(r.result, "complex") }

// real is the C type of which arrays and scalars of this Go type are made.
func real(goType string) string {
	switch strings.TrimPrefix(goType, "[]") {
	case "float64", "complex128":
		return "double"
	}
	return "float"
}

func cType(p param, integer string) string {
	switch {
	case p.flag():
		return "int"
	case p.typ == "int":
		return integer
	case p.array() || strings.HasPrefix(p.typ, "complex"):
		return real(p.typ) + " *"
	}
	return real(p.typ)
}

func cResult(r routine) string {
	if r.result == "" || pairResult(r) {
		return "void"
	}
	return real(r.result)
}

func prototype(r routine) string {
	args := []string{"void *f", "int wide"}
	for _, p := range r.params {
		args = append(args, strings.TrimSuffix(cType(p, "int64_t"), " ")+" "+p.name)
	}
	if pairResult(r) {
		args = append(args, real(r.result)+" *result")
	}
	return strings.ReplaceAll(fmt.Sprintf("%s inplace_%s(%s)", cResult(r), strings.ToLower(r.name), strings.Join(args, ", ")), "* ", "*")
}

func pointer(r routine, wide bool) string {
	integer := "int32_t"
	if wide {
		integer = "int64_t"
	}
	var args []string
	if r.level() > 1 {
		args = append(args, "int")
	}
	for _, p := range r.params {
		args = append(args, cType(p, integer))
	}
	if pairResult(r) {
		args = append(args, real(r.result)+" *")
	}
	return fmt.Sprintf("%s (*)(%s)", cResult(r), strings.Join(args, ", "))
}

func arguments(r routine, wide bool) string {
	var args []string
	if r.level() > 1 {
		args = append(args, "row_major")
	}
	for _, p := range r.params {
		if p.typ == "int" && !wide {
			args = append(args, "(int32_t)"+p.name)
		} else {
			args = append(args, p.name)
		}
	}
	if pairResult(r) {
		args = append(args, "result")
	}
	return strings.Join(args, ", ")
}

// symbol is the name of the C interface.
func symbol(r routine) string {
	name := "cblas_" + strings.ToLower(r.name)
	if pairResult(r) {
		name += "_sub"
	}
	return name
}

func blasGo(routines []routine) string {
	var b strings.Builder
	b.WriteString("//go:build cgo && linux\n\n" + header + "package cblas\n\n/*\n#include \"blas_gen.h\"\n")
	for _, r := range routines {
		name := "inplace_" + strings.ToLower(r.name)
		fmt.Fprintf(&b, "#cgo noescape %s\n#cgo nocallback %s\n", name, name)
	}
	b.WriteString("*/\nimport \"C\"\n\nimport \"unsafe\"\n\n// The BLAS routines.\nconst (\n")
	for i, r := range routines {
		b.WriteString("\t" + strings.ToUpper(r.name))
		if i == 0 {
			b.WriteString(" ID = iota")
		}
		b.WriteString("\n")
	}
	b.WriteString("\tNumBLAS\n)\n\nvar blasNames = [NumBLAS]string{\n")
	for _, r := range routines {
		fmt.Fprintf(&b, "\t%s: %q,\n", strings.ToUpper(r.name), symbol(r))
	}
	b.WriteString("}\n")
	for _, r := range routines {
		goCall(&b, r)
	}
	return b.String()
}

func goCall(b *strings.Builder, r routine) {
	var params, args []string
	for _, p := range r.params {
		typ := p.typ
		if p.flag() {
			typ = "Flag"
		}
		params = append(params, p.name+" "+typ)
		args = append(args, goArgument(p))
	}
	result := r.result
	if pairResult(r) {
		result = fmt.Sprintf("(result %s)", r.result)
		args = append(args, fmt.Sprintf("(*C.%s)(unsafe.Pointer(&result))", real(r.result)))
	}
	fmt.Fprintf(b, "\n// %s calls %s.\nfunc (l *Library) %s(%s) %s {\n", r.name, symbol(r), r.name, strings.Join(params, ", "), result)
	call := fmt.Sprintf("C.inplace_%s(l.f[%s], l.wide, %s)", strings.ToLower(r.name), strings.ToUpper(r.name), strings.Join(args, ", "))
	switch {
	case pairResult(r):
		fmt.Fprintf(b, "\t%s // B1\n\treturn result\n}\n", call)
	case r.result != "":
		fmt.Fprintf(b, "\treturn %s(%s) // B1\n}\n", r.result, call)
	default:
		fmt.Fprintf(b, "\t%s // B1\n}\n", call)
	}
}

func goArgument(p param) string {
	switch {
	case p.flag():
		return fmt.Sprintf("C.int(%s)", p.name)
	case p.typ == "int":
		return fmt.Sprintf("C.int64_t(%s)", p.name)
	case p.array():
		return fmt.Sprintf("(*C.%s)(unsafe.Pointer(unsafe.SliceData(%s)))", real(p.typ), p.name)
	case strings.HasPrefix(p.typ, "complex"):
		return fmt.Sprintf("(*C.%s)(unsafe.Pointer(&%s))", real(p.typ), p.name)
	}
	return fmt.Sprintf("C.%s(%s)", real(p.typ), p.name)
}
