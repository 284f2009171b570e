//go:build cgo

package pyinterop_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/pyinterop"
)

// What the child "start" reports about its attempt to start Python.
type startReport struct {
	Info      pyinterop.InterpreterInfo
	Error     string
	Discovery bool // the error is a *DiscoveryError
	Tried     []pyinterop.Tried
	SysPrefix string
	SysExe    string
	Libraries []string // libpython files that are mapped into the process at the end
}

func init() {
	children["start"] = func() {
		if dir := os.Getenv("INPLACE_TEST_PROVIDER"); dir != "" {
			pyinterop.RegisterProvider("test provider", func(context.Context) (string, error) {
				if text, failed := strings.CutPrefix(dir, "error "); failed {
					return "", errors.New(text)
				}
				return dir, nil
			})
		}
		var opts []pyinterop.Option
		if path := os.Getenv("INPLACE_TEST_EXPLICIT"); path != "" {
			opts = append(opts, pyinterop.WithPython(path))
		}
		var r startReport
		err := pyinterop.Start(opts...)
		if err == nil {
			r.Info, _ = pyinterop.Info()
			err = pyinterop.Do(func(py pyinterop.Python) error {
				sys, err := py.Import("sys")
				if err != nil {
					return err
				}
				for name, to := range map[string]*string{"prefix": &r.SysPrefix, "executable": &r.SysExe} {
					o, err := sys.Attr(name)
					if err != nil {
						return err
					}
					if *to, err = o.Text(); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			r.Error = err.Error()
			var d *pyinterop.DiscoveryError
			if r.Discovery = errors.As(err, &d); r.Discovery {
				r.Tried = d.Tried
			}
		}
		maps, err := os.ReadFile("/proc/self/maps")
		check(err)
		r.Libraries = slices.Compact(regexp.MustCompile(`/\S*/libpython\S*`).FindAllString(string(maps), -1))
		json.NewEncoder(os.Stdout).Encode(r)
	}
}

// clean removes everything that points at a Python from the child's environment.
var clean = []string{"INPLACE_PYTHON=", "VIRTUAL_ENV=", "CONDA_PREFIX=", "PATH=/nonexistent", "PYTHONHOME=", "PYTHONPATH="}

func start(t *testing.T, env ...string) startReport {
	t.Helper()
	res := child(t, "start", append(append([]string{}, clean...), env...)...)
	var r startReport
	require.NoError(t, json.Unmarshal([]byte(res.out), &r), "the child printed:\n%s", res.out)
	return r
}

// good is the interpreter that the tests run in, and its facts.
func good(t *testing.T) (python, prefix, library string) {
	t.Helper()
	r := start(t, "INPLACE_PYTHON="+os.Getenv("INPLACE_PYTHON"))
	require.Empty(t, r.Error)
	return r.Info.Executable, r.Info.Prefix, r.Info.Library
}

// compiler is the C compiler that cgo uses.
func compiler(args ...string) *exec.Cmd {
	name, err := exec.Command("go", "env", "CC").Output()
	check(err)
	words := append(strings.Fields(string(name)), args...)
	return exec.Command(words[0], words[1:]...)
}

// fakePython is a script that answers the questions of the probe; changes overrides single answers.
func fakePython(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := testdir(t)
	answers := map[string]string{
		"version": "3.12.9", "implementation": "cpython", "executable": filepath.Join(dir, "bin", "python3"), "prefix": dir,
		"base_prefix": dir, "pointer": "64", "LIBDIR": filepath.Join(dir, "lib"), "INSTSONAME": "libpython3.12.so.1.0",
		"LDLIBRARY": "libpython3.12.so", "Py_ENABLE_SHARED": "1", "Py_GIL_DISABLED": "0", "MULTIARCH": "x86_64-linux-gnu",
	}
	for key, value := range changes {
		answers[key] = strings.ReplaceAll(value, "DIR", dir)
	}
	script := "#!/bin/sh\n"
	for key, value := range answers {
		script += fmt.Sprintf("echo 'inplace-probe %s=%s'\n", key, value)
	}
	return script2(t, dir, script)
}

func script2(t *testing.T, dir, script string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "bin"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "lib"), 0o755))
	path := filepath.Join(dir, "bin", "python3")
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	return path
}

func TestDiscoveryRefusesWithTheReason(t *testing.T) {
	python := func(changes ...string) func(t *testing.T) string {
		return func(t *testing.T) string {
			m := map[string]string{}
			for i := 0; i < len(changes); i += 2 {
				m[changes[i]] = changes[i+1]
			}
			return fakePython(t, m)
		}
	}
	shell := func(script string) func(t *testing.T) string {
		return func(t *testing.T) string { return script2(t, testdir(t), "#!/bin/sh\n"+script) }
	}
	withLibrary := func(make func(path string) error) func(t *testing.T) string {
		return func(t *testing.T) string {
			path := fakePython(t, nil)
			require.NoError(t, make(filepath.Join(filepath.Dir(filepath.Dir(path)), "lib", "libpython3.12.so.1.0")))
			return path
		}
	}
	for name, c := range map[string]struct {
		path func(t *testing.T) string
		want []string
	}{
		"missing":        {func(t *testing.T) string { return "/nonexistent/python3" }, []string{"/nonexistent/python3: not found"}},
		"too old":        {python("version", "3.10.13"), []string{"too old: it is Python 3.10, and the stable ABI holds the buffer protocol since 3.11"}},
		"very old":       {python("version", "2.7.18", "implementation", ""), []string{"too old: it is Python 2.7"}},
		"static":         {python("Py_ENABLE_SHARED", "0", "INSTSONAME", "libpython3.12.a", "LDLIBRARY", "libpython3.12.a"), []string{"static libpython: Python 3.12.9 at ", "has no shared library (Py_ENABLE_SHARED=0)", "apt install libpython3.12", "--enable-shared"}},
		"free-threaded":  {python("Py_GIL_DISABLED", "1"), []string{"a free-threaded build (no GIL): not supported"}},
		"musl":           {python("HOST_GNU_TYPE", "x86_64-pc-linux-musl"), []string{"built for musl libc; this program uses glibc"}},
		"pypy":           {python("implementation", "pypy"), []string{"it is pypy, not CPython"}},
		"32-bit":         {python("pointer", "32"), []string{"a 32-bit Python, and this program is 64-bit"}},
		"strange":        {python("version", "three"), []string{`broken: it calls its version "three"`}},
		"fails":          {shell("echo 'error while loading shared libraries: libpython' >&2; exit 127"), []string{"broken: it does not run (error while loading shared libraries: libpython)"}},
		"fails silently": {shell("exit 3"), []string{"broken: it does not run (exit status 3)"}},
		"no python":      {shell("echo hello"), []string{`it printed "hello" instead of answers: not Python?`}},
		"mute":           {shell("exit 0"), []string{"it printed nothing: not Python?"}},
		"no library": {withLibrary(func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("this is text, not a shared library\n", 10)), 0o644)
		}), []string{"libpython3.12.so.1.0: not loadable: ", "invalid ELF header"}},
		"other library": {withLibrary(func(path string) error {
			return compiler("-shared", "-x", "c", "/dev/null", "-o", path).Run()
		}), []string{"it lacks the stable-ABI function Py_IsInitialized"}},
		"the program itself": {func(t *testing.T) string {
			self, err := os.Executable() // the child that reports is this test binary
			require.NoError(t, err)
			return self
		}, []string{"it is this program itself"}},
		"empty directory": {func(t *testing.T) string { return testdir(t) }, []string{"the directory has no bin/python3 or bin/python: not a virtual environment"}},
		"lone library": {func(t *testing.T) string {
			p := filepath.Join(testdir(t), "libpython3.12.so")
			os.WriteFile(p, nil, 0o644)
			return p
		}, []string{"no interpreter belonging to this library was found"}},
		"some other library": {func(t *testing.T) string {
			p := filepath.Join(testdir(t), "libfoo.so")
			os.WriteFile(p, nil, 0o644)
			return p
		}, []string{"is neither an interpreter, nor a virtual environment, nor a libpython3.x library"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := c.path(t)
			for _, how := range []string{"INPLACE_PYTHON", "INPLACE_TEST_EXPLICIT"} {
				r := start(t, how+"="+path)
				require.True(t, r.Discovery, "%s", r.Error)
				last := r.Tried[len(r.Tried)-1]
				assert.Equal(t, path, last.Path)
				for _, want := range c.want {
					assert.Contains(t, r.Error, want)
				}
				assert.Contains(t, r.Error, "To fix it: set INPLACE_PYTHON")
			}
		})
	}
}

// Real old interpreters, where the machine has them; the fakes above stand for them elsewhere.
func TestRealOldPythonsAreRefused(t *testing.T) {
	root, found := ndtest.PyenvRoot(), 0
	for _, pattern := range []string{"2.*", "3.[0-9].*", "3.10.*"} {
		paths, err := filepath.Glob(filepath.Join(root, "versions", pattern, "bin", "python"))
		require.NoError(t, err)
		for _, path := range paths {
			found++
			r := start(t, "INPLACE_PYTHON="+path)
			assert.True(t, r.Discovery)
			assert.Contains(t, r.Error, "INPLACE_PYTHON: "+path+": too old: it is Python ")
		}
	}
	t.Logf("%d old interpreters tried", found)
}

func TestWithoutAnyPythonEveryPlaceIsListedInOrder(t *testing.T) {
	r := start(t)
	require.True(t, r.Discovery)
	var places []string
	for _, tried := range r.Tried {
		places = append(places, tried.String())
	}
	assert.Equal(t, []string{
		"symbols already in the process: none",
		"explicit path: none given",
		"INPLACE_PYTHON: not set",
		"active virtual environment (VIRTUAL_ENV): not set",
		"active conda environment (CONDA_PREFIX): not set",
		"embedded distribution: none is linked into this program",
		"python3 on PATH: not found",
	}, places)
	for _, place := range places {
		assert.Contains(t, r.Error, "\n  - "+place)
	}
	assert.Contains(t, r.Error, "importing github.com/go-inplace/inplace/pyinterop/embedded/register;")
}

func TestDiscoveryTakesThePlacesInOrder(t *testing.T) {
	python, prefix, _ := good(t)
	bad := filepath.Join(testdir(t), "none")
	path := "PATH=" + filepath.Dir(python)
	for name, c := range map[string]struct {
		env []string
		how string
	}{
		"explicit before INPLACE_PYTHON":    {[]string{"INPLACE_TEST_EXPLICIT=" + python, "INPLACE_PYTHON=" + bad}, "explicit path"},
		"INPLACE_PYTHON before VIRTUAL_ENV": {[]string{"INPLACE_PYTHON=" + python, "VIRTUAL_ENV=" + bad}, "INPLACE_PYTHON"},
		"INPLACE_PYTHON as a directory":     {[]string{"INPLACE_PYTHON=" + prefix}, "INPLACE_PYTHON"},
		"VIRTUAL_ENV before CONDA_PREFIX":   {[]string{"VIRTUAL_ENV=" + prefix, "CONDA_PREFIX=" + bad}, "active virtual environment (VIRTUAL_ENV)"},
		"CONDA_PREFIX before a provider":    {[]string{"CONDA_PREFIX=" + prefix, "INPLACE_TEST_PROVIDER=error fetched for nothing"}, "active conda environment (CONDA_PREFIX)"},
		"a provider before PATH":            {[]string{"INPLACE_TEST_PROVIDER=" + python, path}, "test provider"},
		"PATH last":                         {[]string{path}, "python3 on PATH"},
		"PATH after a failed provider":      {[]string{"INPLACE_TEST_PROVIDER=error no network", path}, "python3 on PATH"},
		"PATH after a stale VIRTUAL_ENV":    {[]string{"VIRTUAL_ENV=" + bad, path}, "python3 on PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, c.env...)
			require.Empty(t, r.Error)
			assert.Equal(t, c.how, r.Info.How)
			assert.Equal(t, prefix, r.SysPrefix, "the virtual environment counts")
			assert.True(t, strings.HasPrefix(r.SysExe, prefix), "sys.executable %s is the interpreter, not this program", r.SysExe)
			assert.Equal(t, r.SysExe, r.Info.Executable)
			assert.FileExists(t, r.Info.Library)
			assert.True(t, r.Info.Tested)
		})
	}
	r := start(t, "INPLACE_TEST_PROVIDER=error no network", path)
	assert.Contains(t, r.Info.Tried, pyinterop.Tried{Place: "test provider", Why: "no network"})
}

// What the user named is taken or refused: another Python would be a surprise.
func TestANamedPythonThatFailsIsNotReplaced(t *testing.T) {
	python, _, _ := good(t)
	for _, how := range []string{"INPLACE_PYTHON=/nonexistent/python3", "INPLACE_TEST_EXPLICIT=/nonexistent/python3"} {
		r := start(t, how, "PATH="+filepath.Dir(python))
		assert.True(t, r.Discovery)
		assert.NotContains(t, r.Error, "python3 on PATH")
	}
}

func TestAnInterpreterWithABrokenHomeIsRefused(t *testing.T) {
	python, _, _ := good(t)
	r := start(t, "INPLACE_PYTHON="+python, "PYTHONHOME=/nonexistent")
	require.True(t, r.Discovery)
	assert.Contains(t, r.Error, "broken: it does not run (")
	assert.Contains(t, r.Error, "encodings")
}

// A program that is linked against libpython, or preloads it, but has not started it.
func TestALibraryAlreadyInTheProcessIsTheOneThatIsStarted(t *testing.T) {
	_, _, library := good(t)
	r := start(t, "LD_PRELOAD="+library, "INPLACE_PYTHON=/nonexistent")
	require.Empty(t, r.Error)
	assert.Equal(t, "symbols already in the process", r.Info.How)
	assert.Equal(t, library, r.Info.Library)

	r = start(t, "LD_PRELOAD="+library, "INPLACE_TEST_EXPLICIT=/nonexistent/python3")
	assert.Contains(t, r.Error, "is running, so /nonexistent/python3 cannot be started", "what was asked for is not replaced silently")
	assert.Empty(t, start(t, "LD_PRELOAD="+library, "INPLACE_TEST_EXPLICIT="+library).Error)
}

func TestALibraryFileFindsItsInterpreter(t *testing.T) {
	_, _, library := good(t)
	r := start(t, "INPLACE_PYTHON="+library)
	require.Empty(t, r.Error)
	assert.Equal(t, library, r.Info.Library)
	assert.NotEqual(t, filepath.Base(library), filepath.Base(r.SysExe))
}

func TestFilesInTheWorkingDirectoryAreNotImported(t *testing.T) {
	python, _, _ := good(t)
	t.Chdir(testdir(t))
	for _, module := range []string{"sysconfig", "traceback", "linecache"} {
		require.NoError(t, os.WriteFile(module+".py", []byte("raise SystemExit('the wrong "+module+"')\n"), 0o644))
	}
	r := start(t, "INPLACE_PYTHON="+python)
	assert.Empty(t, r.Error)
}

func TestAWrapperLikePyenvsShimsWorks(t *testing.T) {
	python, prefix, _ := good(t)
	dir := testdir(t)
	shim := script2(t, dir, fmt.Sprintf("#!/bin/sh\nexec %s \"$@\"\n", python))
	r := start(t, "PATH="+filepath.Dir(shim))
	require.Empty(t, r.Error)
	assert.Equal(t, python, r.SysExe)
	assert.Equal(t, prefix, r.SysPrefix)
}

func TestAnotherPython3OnPathIsTriedWhenTheFirstIsRefused(t *testing.T) {
	python, _, _ := good(t)
	old := fakePython(t, map[string]string{"version": "3.8.1"})
	r := start(t, "PATH="+filepath.Dir(old)+":"+filepath.Dir(python))
	require.Empty(t, r.Error)
	last := r.Info.Tried[len(r.Info.Tried)-1]
	assert.Equal(t, old, last.Path)
	assert.Contains(t, last.Why, "too old: it is Python 3.8")
}

// The library is older than its interpreter claims. It has to go again: the symbols of the one that is taken
// instead would be looked up in it first.
func TestARefusedLibraryIsClosedBeforeTheNextOneIsOpened(t *testing.T) {
	python, _, library := good(t)
	stale := fakePython(t, nil)
	old := filepath.Join(filepath.Dir(filepath.Dir(stale)), "lib", "libpython3.12.so.1.0")
	here, err := filepath.Abs(".")
	require.NoError(t, err)
	cmd := compiler("-shared", "-fPIC", "-w", "-I", here, "-x", "c", "-", "-o", old)
	cmd.Stdin = strings.NewReader(`
		#include <stddef.h>
		#include <stdint.h>
		#include <wchar.h>
		#include "internal/cpy/api.h"
		#define FUNCTION(ret, name, args) void name(void) { __builtin_trap(); }
		#define DATA(name) char name[64];
		#define Py_GetVersion Py_OtherGetVersion
		#define Py_IsInitialized Py_OtherIsInitialized
		CPY_REQUIRED(FUNCTION)
		CPY_DATA(DATA)
		#undef Py_GetVersion
		#undef Py_IsInitialized
		const char *Py_GetVersion(void) { return "3.9.1 (main)"; }
		int Py_IsInitialized(void) { return 0; }`)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)

	r := start(t, "VIRTUAL_ENV="+filepath.Dir(filepath.Dir(stale)), "PATH="+filepath.Dir(python))
	require.Empty(t, r.Error)
	assert.Equal(t, "python3 on PATH", r.Info.How)
	assert.Contains(t, r.Info.Tried, pyinterop.Tried{Place: "active virtual environment (VIRTUAL_ENV)", Path: filepath.Dir(filepath.Dir(stale)),
		Why: old + ": too old: it is Python 3.9.1, and the stable ABI holds the buffer protocol since 3.11"})
	assert.Equal(t, []string{library}, r.Libraries)
}

func TestStartingTwice(t *testing.T) {
	python(t, func(pyinterop.Python) {})
	require.NoError(t, pyinterop.Start())
	info, ok := pyinterop.Info()
	require.True(t, ok)
	for _, same := range []string{os.Getenv("INPLACE_PYTHON"), info.Executable, info.Library, info.Prefix} {
		assert.NoError(t, pyinterop.Start(pyinterop.WithPython(same)), same)
	}
	err := pyinterop.Start(pyinterop.WithPython("/usr/bin/other-python3"))
	require.Error(t, err)
	assert.Contains(t, err.Error(), info.Executable)
	assert.Contains(t, err.Error(), "/usr/bin/other-python3 cannot be started")
}

func TestInfoReportsWhatRuns(t *testing.T) {
	require.NoError(t, pyinterop.Start())
	info, ok := pyinterop.Info()
	require.True(t, ok)
	python(t, func(py pyinterop.Python) {
		assert.Equal(t, text(t, eval(t, py, "sys.version.split()[0]")), info.Version)
	})
	assert.False(t, info.Attached)
	assert.Contains(t, info.String(), "found through: INPLACE_PYTHON")
	assert.Contains(t, info.String(), info.Library)
}
