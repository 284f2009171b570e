// Callbench prints what a call from Python into Go costs, beside the same functions in C++ by nanobind and in Cython, what
// goops.add costs beside numpy.add, and how many calls several threads of Python make at once:
//
//	go run -C examples ./callbench [-rounds 200] [-python /usr/bin/python3]
//
// It makes a virtual environment with NumPy, nanobind and Cython in the user's cache, once, and compiles the modules; so it needs a C++
// compiler and a Python ≥ 3.11 with its headers, which the others need. All modules are called in one process, in turns, and the
// best of all rounds counts; there are a tenth as many rounds of the threads.
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
	for _, step := range []func() error{func() error { return b.environment(base) }, b.sources, b.nanobind, b.cython, b.gocalls, b.goops} {
		if err := step(); err != nil {
			return err
		}
	}
	calls, err := b.measure("calls", rounds, "gocalls", "nbcalls", "cycalls")
	if err != nil {
		return err
	}
	adds, err := b.measure("adds", rounds, "goops", "numpy")
	if err != nil {
		return err
	}
	threads, err := b.measure("threads", max(1, rounds/10), "gocalls", "numpy")
	if err != nil {
		return err
	}
	callsTable(w, calls)
	addsTable(w, adds)
	threadsTable(w, threads)
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

const examples = "github.com/go-inplace/inplace/examples/"

func (b *bench) gocalls() error { return b.goModule("callbench/gocalls", "gocalls.abi3.so") }

// goops builds goops as its wheel has it.
func (b *bench) goops() error {
	folder, err := output(exec.Command("go", "list", "-f", "{{.Dir}}", examples+"goops"))
	if err != nil {
		return err
	}
	if err := os.CopyFS(b.path("goops"), os.DirFS(filepath.Join(strings.TrimSpace(folder), "goops"))); err != nil {
		return err
	}
	return b.goModule("goops", "goops/_goops.abi3.so")
}

func (b *bench) goModule(name, file string) error {
	_, err := output(exec.Command("go", "build", "-buildmode=c-shared", "-o", b.path(file), examples+name))
	return err
}

// measure runs bench.py: nanoseconds of a call, or calls per second, by what was called.
func (b *bench) measure(what string, rounds int, modules ...string) (figures map[string]float64, err error) {
	cmd := exec.Command(b.python, append([]string{b.path("bench.py"), what, strconv.Itoa(rounds)}, modules...)...)
	cmd.Dir = b.folder
	text, err := output(cmd)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal([]byte(text), &figures)
	return figures, err
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
