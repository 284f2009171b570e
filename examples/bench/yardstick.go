package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed yardstick/yardstick.c
var yardstickSource []byte

// yardstickFlags let the compiler do what it can. Of -ffast-math they name the parts: as a whole it also makes the library
// switch the thread that loads it to flushing denormal numbers to zero, and then NumPy and ours would compute otherwise.
var yardstickFlags = []string{"-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros",
	"-fassociative-math", "-ffinite-math-only", "-freciprocal-math"}

// compileYardstick makes a library of the loops in C, and says which compiler did; there is none where the
// machine has no compiler. It is compiled here, and not through cgo when the benchmark is built, because its code is
// for the processor that it runs on, and Python loads it because its arrays are Python's.
func compileYardstick(folder string) (library, compiler string, err error) {
	for _, name := range []string{os.Getenv("CC"), "cc", "gcc", "clang"} {
		if name == "" {
			continue
		}
		if compiler, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if compiler == "" {
		return "", "", nil
	}
	source, library := filepath.Join(folder, "yardstick.c"), filepath.Join(folder, "yardstick.so")
	if err := os.WriteFile(source, yardstickSource, 0o644); err != nil {
		return "", "", err
	}
	arguments := append([]string{"-shared", "-fPIC", "-o", library, source}, yardstickFlags...)
	if text, err := exec.Command(compiler, append(arguments, "-lm")...).CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("%s: %w\n%s", compiler, err, text)
	}
	return library, compiler, nil
}
