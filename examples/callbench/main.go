// Callbench prints what a call from Python into Go costs, beside the same functions in C++ by nanobind and in Cython, and what
// goops.add costs beside numpy.add:
//
//	go run -C examples ./callbench [-rounds 200] [-python /usr/bin/python3]
//
// It makes a virtual environment with NumPy, nanobind and Cython in the user's cache, once, and compiles the modules; so it needs a C++
// compiler and a Python ≥ 3.11 with its headers, which the others need. All modules are called in one process, in turns, and the
// fastest of all rounds counts.
package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed modules
var sources embed.FS

func main() {
	rounds := flag.Int("rounds", 200, "how often each function is measured")
	python := flag.String("python", "python3", "a Python with headers")
	flag.Parse()
	if err := run(os.Stdout, *python, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "callbench:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, base string, rounds int) error {
	b := &bench{}
	folder, err := os.MkdirTemp("", "inplace-callbench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	b.folder = folder
	for _, step := range []func() error{func() error { return b.environment(base) }, b.sources, b.nanobind, b.cython, b.goModules} {
		if err := step(); err != nil {
			return err
		}
	}
	calls, err := b.measure("calls", rounds)
	if err != nil {
		return err
	}
	adds, err := b.measure("adds", rounds)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%-34s %8s %9s %8s %12s %10s\n", "ns per call", "Go", "nanobind", "Cython", "Go/nanobind", "Go/Cython")
	for _, what := range []struct{ name, text string }{
		{"empty", "no argument"}, {"number", "a float, a float returned"}, {"first", "one array, a float returned"}, {"three", "three arrays, one written"},
	} {
		g, n, c := calls[what.name+" gocalls"], calls[what.name+" nbcalls"], calls[what.name+" cycalls"]
		fmt.Fprintf(w, "%-34s %8.0f %9.0f %8.0f %12.2f %10.2f\n", what.text, g, n, c, g/n, g/c)
	}
	fmt.Fprintf(w, "\n%-34s %8s %9s %12s\n", "add(a, b, out=a), float64", "goops", "numpy", "goops/numpy")
	for _, n := range []string{"10", "1000", "100000"} {
		g, p := adds[n+" goops"], adds[n+" numpy"]
		fmt.Fprintf(w, "%-34s %8.0f %9.0f %12.2f\n", n+" elements", g, p, g/p)
	}
	return nil
}

// A bench is a folder with the modules, and the Python that imports them.
type bench struct{ folder, python string }

// environment makes the virtual environment, unless an earlier run did.
func (b *bench) environment(base string) error {
	version, err := output(exec.Command(base, "-c", "import sys; assert sys.version_info >= (3, 11), 'wanted Python 3.11 or later'; print(sys.version.split()[0])"))
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	venv := filepath.Join(cache, "inplace", "callbench-"+strings.TrimSpace(version))
	b.python = filepath.Join(venv, "bin", "python3")
	if _, err := output(exec.Command(b.python, "-c", "import numpy, nanobind, Cython")); err == nil {
		return nil
	}
	fmt.Fprintln(os.Stderr, "callbench: making", venv)
	if _, err := output(exec.Command(base, "-m", "venv", "--clear", venv)); err != nil {
		return err
	}
	_, err = output(exec.Command(b.python, "-m", "pip", "install", "--quiet", "numpy", "nanobind", "cython"))
	return err
}

func (b *bench) sources() error {
	modules, err := fs.Sub(sources, "modules")
	if err != nil {
		return err
	}
	return os.CopyFS(b.folder, modules)
}

func (b *bench) path(name string) string { return filepath.Join(b.folder, name) }

// nanobind compiles its module as nanobind's own build does: one file for the library, optimised, hidden symbols.
func (b *bench) nanobind() error {
	places, err := output(exec.Command(b.python, "-c", "import nanobind, sysconfig; print(nanobind.include_dir()); print(nanobind.source_dir()); print(sysconfig.get_path('include'))"))
	if err != nil {
		return err
	}
	at := strings.Split(strings.TrimSpace(places), "\n")
	include, source, python := at[0], at[1], at[2]
	if _, err := os.Stat(filepath.Join(python, "Python.h")); err != nil {
		return fmt.Errorf("%w: nanobind and Cython need Python's headers (on Debian python3-dev), or name another Python with -python", err)
	}
	args := []string{"-std=c++17", "-O3", "-DNDEBUG", "-DNB_COMPACT_ASSERTIONS", "-fPIC", "-shared", "-fvisibility=hidden", "-fno-strict-aliasing",
		"-I" + include, "-I" + filepath.Join(filepath.Dir(source), "ext", "robin_map", "include"), "-I" + source, "-I" + python,
		b.path("nbcalls.cpp"), filepath.Join(source, "nb_combined.cpp"), "-o", b.path("nbcalls.so")}
	_, err = output(exec.Command("c++", args...))
	return err
}

func (b *bench) cython() error {
	if _, err := output(exec.Command(b.python, "-m", "cython", b.path("cycalls.pyx"), "-o", b.path("cycalls.c"))); err != nil {
		return err
	}
	include, err := output(exec.Command(b.python, "-c", "import sysconfig; print(sysconfig.get_path('include'))"))
	if err != nil {
		return err
	}
	_, err = output(exec.Command("cc", "-O3", "-DNDEBUG", "-fPIC", "-shared", "-I"+strings.TrimSpace(include), b.path("cycalls.c"), "-o", b.path("cycalls.so")))
	return err
}

// goModules builds gocalls, and goops as its wheel has it.
func (b *bench) goModules() error {
	module, err := output(exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/go-inplace/inplace/examples/goops"))
	if err != nil {
		return err
	}
	goops := strings.TrimSpace(module)
	if err := os.CopyFS(b.path("goops"), os.DirFS(filepath.Join(goops, "goops"))); err != nil {
		return err
	}
	for out, folder := range map[string]string{"gocalls.abi3.so": filepath.Join(filepath.Dir(goops), "callbench", "gocalls"), "goops/_goops.abi3.so": goops} {
		build := exec.Command("go", "build", "-buildmode=c-shared", "-o", b.path(out), ".")
		build.Dir = folder
		if _, err := output(build); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) measure(what string, rounds int) (ns map[string]float64, err error) {
	cmd := exec.Command(b.python, b.path("bench.py"), what, strconv.Itoa(rounds))
	cmd.Dir = b.folder
	text, err := output(cmd)
	if err != nil {
		return nil, err
	}
	return ns, json.Unmarshal([]byte(text), &ns)
}

// output runs a command; what it wrote to its standard error is part of the error.
func output(cmd *exec.Cmd) (string, error) {
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, failure.Bytes())
	}
	return string(out), nil
}
