// Command asm writes the assembly of the core module's loops:
//
//	go run -C internal/asm .
//
// It is a module of its own, so that the core does not depend on avo. What it writes
// is checked in; a test writes it again and compares.
//
// # Why avo
//
// Three ways were weighed. The package simd/archsimd needs GOEXPERIMENT=simd in the
// build of every user of Go 1.26, stands outside the promise of compatibility, and
// has other names in Go 1.27. Assembly by hand has no names for registers, and each
// loop is needed for two widths, several element types and several forms of operands.
// avo is a library for Go programs that write assembly: a loop is a function here
// with the width as a parameter, registers are allotted, and arguments are found
// by their names.
//
// # Where what is
//
// Each package below writes the files of one room and has one function for each file;
// files lists them. The Go side, by hand in the room, declares the functions and
// chooses by cpu.Has.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"

	"github.com/go-inplace/inplace/internal/asm/folds"
	"github.com/go-inplace/inplace/internal/asm/kernels"
	"github.com/go-inplace/inplace/internal/asm/sorts"
	"github.com/go-inplace/inplace/internal/asm/vmath"
)

// files holds what is written where, below the core module's folder.
var files = map[string]func(c *build.Context){
	"internal/kernel/pack_amd64.s":        kernels.Pack,
	"internal/kernel/pixels_amd64.s":      kernels.Pixels,
	"internal/kernel/turned_amd64.s":      kernels.Turned,
	"internal/kernel/lookup_amd64.s":      kernels.Lookups,
	"internal/kernel/fill_amd64.s":        kernels.Fills,
	"internal/kernel/copy_bytes_amd64.s":  kernels.Copies,
	"internal/kernel/swap_bytes_amd64.s":  kernels.Swaps,
	"internal/kernel/compress_amd64.s":    kernels.Compresses,
	"internal/kernel/cast_avx2_amd64.s":   kernels.Casts(false),
	"internal/kernel/cast_avx512_amd64.s": kernels.Casts(true),

	"internal/kernel/complex_avx2_amd64.s":   kernels.Complexes(false),
	"internal/kernel/complex_avx512_amd64.s": kernels.Complexes(true),
	"internal/kernel/fmod_avx2_amd64.s":      kernels.Fmods(false),
	"internal/kernel/fmod_avx512_amd64.s":    kernels.Fmods(true),
	"internal/kernel/divisor_avx2_amd64.s":   kernels.Divisors(false),
	"internal/kernel/divisor_avx512_amd64.s": kernels.Divisors(true),

	"internal/kernel/transpose_avx2_amd64.s":   kernels.Transposes(false),
	"internal/kernel/transpose_avx512_amd64.s": kernels.Transposes(true),
}

// texts are files in Go that go with them.
var texts = map[string]func() ([]byte, error){
	"internal/kernel/lanes_gen_amd64.go":   kernels.Registry,
	"internal/kernel/turned_gen_amd64.go":  kernels.TurnedTable,
	"internal/kernel/cast_gen_amd64.go":    kernels.CastTable,
	"internal/kernel/complex_gen_amd64.go": kernels.ComplexTable,
	"internal/kernel/fmod_gen_amd64.go":    kernels.FmodTable,
	"internal/kernel/divisor_gen_amd64.go": kernels.DivisorTable,
}

func init() {
	for name := range kernels.Lists {
		files["internal/kernel/lanes_"+name+"_avx512_amd64.s"] = kernels.File(name, true)
		files["internal/kernel/lanes_"+name+"_avx2_amd64.s"] = kernels.File(name, false)
	}
	maps.Copy(files, folds.Assembly())
	maps.Copy(files, sorts.Assembly())
	maps.Copy(files, vmath.Assembly())
	maps.Copy(texts, vmath.Go())
	for path, write := range files {
		texts[path] = func() ([]byte, error) { return assembly(write) }
	}
}

func main() {
	for path, write := range texts {
		text, err := write()
		if err == nil {
			err = os.WriteFile(filepath.Join("../..", path), text, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, path+":", err)
			os.Exit(1)
		}
	}
}

// assembly returns the text of one file.
func assembly(write func(c *build.Context)) ([]byte, error) {
	c := build.NewContext()
	write(c)
	f, err := c.Result()
	if err != nil {
		return nil, err
	}
	if err := pass.Compile.Execute(f); err != nil {
		return nil, err
	}
	return printer.NewGoAsm(printer.Config{Name: "internal/asm"}).Print(f)
}
