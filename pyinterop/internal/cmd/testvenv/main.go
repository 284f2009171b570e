// Command testvenv makes a virtual environment with NumPy for a given Python interpreter, once, and prints
// the path of the environment's interpreter. The tests of package pyinterop run in it:
//
//	INPLACE_PYTHON=$(go run ./pyinterop/internal/cmd/testvenv /usr/bin/python3.12) go test ./pyinterop
//
// Environments lie in the user's cache directory under inplace/test-venvs, one per interpreter and set of
// packages. An environment is made beside its place and renamed into it when it is whole, so that an
// interrupted run leaves nothing that a later one would take for good.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// packages are installed in the environment of a Python whose version begins with version; the first line that fits
// counts. The oldest Python goes with the oldest NumPy that its tests are for, so that the same time tests both.
var packages = []struct {
	version string
	names   []string
}{
	{"3.11.", []string{"numpy==1.24.*", "ml_dtypes==0.5.*"}},
	{"3.", []string{"numpy>=2.0,<3", "ml_dtypes==0.5.*"}},
}

func packagesFor(version string) []string {
	for _, p := range packages {
		if strings.HasPrefix(version, p.version) {
			return p.names
		}
	}
	return nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: testvenv /path/to/python3")
		os.Exit(2)
	}
	python, err := environment(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testvenv:", err)
		os.Exit(1)
	}
	fmt.Println(python)
}

func environment(base string) (string, error) {
	version, err := exec.Command(base, "-c", "import sys; print(sys.version); print(sys.prefix)").Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run: %w", base, err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	names := packagesFor(string(version))
	key := sha256.Sum256([]byte(string(version) + strings.Join(names, " ")))
	number, _, _ := strings.Cut(string(version), " ")
	dir := filepath.Join(cache, "inplace", "test-venvs", fmt.Sprintf("%s-%x", number, key[:6]))
	python := filepath.Join(dir, "bin", "python3")
	if exec.Command(python, "-c", "import numpy, ml_dtypes").Run() == nil {
		return python, nil
	}
	return python, build(base, dir, names)
}

// build makes the environment and moves it into place. Scripts in bin would name the old place, but python
// itself and its pyvenv.cfg do not, and only they are used.
func build(base, dir string, packages []string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "making-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := run(base, "-m", "venv", temp); err != nil {
		return fmt.Errorf("%w (on Debian the module is in the package python3-venv)", err)
	}
	install := append([]string{"-m", "pip", "install", "--quiet", "--only-binary", ":all:"}, packages...)
	if err := run(filepath.Join(temp, "bin", "python3"), install...); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(temp, dir)
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	fmt.Fprintln(os.Stderr, "+", name, strings.Join(args, " "))
	return cmd.Run()
}
