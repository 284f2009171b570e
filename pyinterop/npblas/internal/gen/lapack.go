package main

import (
	"fmt"
	"strings"
)

// A lapackRoutine is one line of LAPACK's table: the Fortran parameters in order, but
// for info, which is always the last one and becomes the result.
type lapackRoutine struct {
	name   string
	params []lapackParam
}

type lapackParam struct {
	name string
	kind kind
}

// A kind says how a Fortran argument is passed: always by address.
type kind int

const (
	char    kind = iota // one letter; its length follows after all arguments, as gfortran wants it
	integer             // by address of a copy in the library's width
	reals               // an array
	indices             // an array of integers in the library's width
)

func line(name, params string) lapackRoutine {
	r := lapackRoutine{name: name}
	for _, p := range strings.Fields(params) {
		k := integer
		switch p {
		case "uplo", "diag", "side", "trans", "jobz", "jobvl", "jobvr":
			k = char
		case "a", "b", "c", "s", "u", "vt", "w", "wr", "wi", "vl", "vr", "tau", "work":
			k = reals
		case "ipiv", "iwork":
			k = indices
		}
		r.params = append(r.params, lapackParam{p, k})
	}
	return r
}

// https://www.netlib.org/lapack/explore-html/
var lapackRoutines = []lapackRoutine{
	line("dgetrf", "m n a lda ipiv"),
	line("dgetri", "n a lda ipiv work lwork"),
	line("dpotrf", "uplo n a lda"),
	line("dpotri", "uplo n a lda"),
	line("dtrtri", "uplo diag n a lda"),
	line("dgeqrf", "m n a lda tau work lwork"),
	line("dgelqf", "m n a lda tau work lwork"),
	line("dorgqr", "m n k a lda tau work lwork"),
	line("dorglq", "m n k a lda tau work lwork"),
	line("dormqr", "side trans m n k a lda tau c ldc work lwork"),
	line("dormlq", "side trans m n k a lda tau c ldc work lwork"),
	line("dgels", "trans m n nrhs a lda b ldb work lwork"),
	line("dgesdd", "jobz m n a lda s u ldu vt ldvt work lwork iwork"),
	line("dsyevd", "jobz uplo n a lda w work lwork iwork liwork"),
	line("dgeev", "jobvl jobvr n a lda wr wi vl ldvl vr ldvr work lwork"),
}

func (r lapackRoutine) prototype() string {
	args := []string{"void *f", "int wide"}
	for _, p := range r.params {
		args = append(args, [...]string{"char ", "int64_t ", "double *", "void *"}[p.kind]+p.name)
	}
	return fmt.Sprintf("int64_t inplace_%s(%s)", r.name, strings.Join(args, ", "))
}

func lapackHeader() string {
	var b strings.Builder
	b.WriteString(header + "// One function per routine: the library's Fortran function, whether its integers have 64 bits, then its\n// arguments but for info, which is returned. Arrays of integers have the library's width.\n\n#include <stdint.h>\n\n")
	for _, r := range lapackRoutines {
		b.WriteString(r.prototype() + ";\n")
	}
	return b.String()
}

func lapackC() string {
	var b strings.Builder
	b.WriteString("//go:build cgo && linux\n\n" + header + "#include <stddef.h>\n#include \"lapack_gen.h\"\n")
	for _, r := range lapackRoutines {
		fmt.Fprintf(&b, "\n%s {\n\tif (wide) {\n%s\t}\n%s}\n", r.prototype(), r.call("int64_t", "_8", "\t\t"), r.call("int32_t", "_4", "\t"))
	}
	return b.String()
}

func (r lapackRoutine) call(integerType, suffix, indent string) string {
	var copies, types, args []string
	lengths := 0
	for _, p := range r.params {
		switch p.kind {
		case char:
			types, args = append(types, "char *"), append(args, "&"+p.name)
			lengths++
		case integer:
			copies = append(copies, fmt.Sprintf("%s%s = (%s)%s", p.name, suffix, integerType, p.name))
			types, args = append(types, integerType+" *"), append(args, "&"+p.name+suffix)
		case reals:
			types, args = append(types, "double *"), append(args, p.name)
		case indices:
			types, args = append(types, integerType+" *"), append(args, p.name)
		}
	}
	copies = append(copies, "info = 0")
	types, args = append(types, integerType+" *"), append(args, "&info")
	for range lengths {
		types, args = append(types, "size_t"), append(args, "1")
	}
	return fmt.Sprintf("%[1]s%[2]s %[3]s;\n%[1]s((void (*)(%[4]s))f)(%[5]s);\n%[1]sreturn info;\n",
		indent, integerType, strings.Join(copies, ", "), strings.Join(types, ", "), strings.Join(args, ", "))
}

func lapackGo() string {
	var b strings.Builder
	b.WriteString("//go:build cgo && linux\n\n" + header + "package cblas\n\n/*\n#include \"lapack_gen.h\"\n")
	for _, r := range lapackRoutines {
		fmt.Fprintf(&b, "#cgo noescape inplace_%[1]s\n#cgo nocallback inplace_%[1]s\n", r.name)
	}
	b.WriteString("*/\nimport \"C\"\n\nimport \"unsafe\"\n\n// The LAPACK routines.\nconst (\n")
	for i, r := range lapackRoutines {
		b.WriteString("\t" + strings.ToUpper(r.name))
		if i == 0 {
			b.WriteString(" ID = NumBLAS + iota")
		}
		b.WriteString("\n")
	}
	b.WriteString("\tNumRoutines\n)\n\nvar lapackNames = [NumRoutines - NumBLAS]string{\n")
	for _, r := range lapackRoutines {
		fmt.Fprintf(&b, "\t%s - NumBLAS: %q,\n", strings.ToUpper(r.name), r.name)
	}
	b.WriteString("}\n")
	for _, r := range lapackRoutines {
		var params, args []string
		for _, p := range r.params {
			params = append(params, p.name+" "+[...]string{"byte", "int", "[]float64", "Ints"}[p.kind])
			args = append(args, fmt.Sprintf([...]string{"C.char(%s)", "C.int64_t(%s)", "(*C.double)(unsafe.Pointer(unsafe.SliceData(%s)))", "%s.address()"}[p.kind], p.name))
		}
		title := strings.ToUpper(r.name[:1]) + r.name[1:]
		fmt.Fprintf(&b, "\n// %s calls LAPACK's %s on column-major matrices and returns its info.\nfunc (l *Library) %s(%s) (info int) {\n\treturn int(C.inplace_%s(l.f[%s], l.wide, %s)) // B1\n}\n",
			title, r.name, title, strings.Join(params, ", "), r.name, strings.ToUpper(r.name), strings.Join(args, ", "))
	}
	return b.String()
}
