package cpy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The questions that an interpreter answers about itself. The script runs on every Python from 2.6 on,
// so that an old one can be named too old. What a sitecustomize prints does not disturb it.
const probeScript = `import sys
try:
    import sysconfig
    get = sysconfig.get_config_var
except ImportError:
    get = lambda name: None
def say(key, value):
    sys.stdout.write('inplace-probe %s=%s\n' % (key, '' if value is None else value))
say('version', '%d.%d.%d' % tuple(sys.version_info[:3]))
say('implementation', getattr(getattr(sys, 'implementation', None), 'name', ''))
say('executable', sys.executable)
say('prefix', sys.prefix)
say('base_prefix', getattr(sys, 'base_prefix', sys.prefix))
say('pointer', 64 if sys.maxsize > 2**32 else 32)
for key in ('LIBDIR', 'LIBPL', 'INSTSONAME', 'LDLIBRARY', 'Py_ENABLE_SHARED', 'Py_GIL_DISABLED', 'MULTIARCH',
            'HOST_GNU_TYPE', 'SOABI', 'PYTHONFRAMEWORKPREFIX'):
    say(key, get(key))
`

const probeLimit = 30 * time.Second

// Interpreter is what an interpreter said about itself.
type Interpreter struct {
	Executable string // sys.executable: inside a virtual environment, the environment's own
	Version    Version
	Prefix     string
	BasePrefix string
	vars       map[string]string
}

// probe runs the interpreter at path. The error is the reason for refusing it.
func probe(ctx context.Context, path string) (*Interpreter, error) {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-c", probeScript)
	cmd.Env = append(os.Environ(), "PYTHONSAFEPATH=1") // a sysconfig.py in the working directory is not Python's
	cmd.WaitDelay = time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	vars := probeAnswers(out.String())
	if ctx.Err() != nil {
		return nil, fmt.Errorf("broken: it gave no answer within %v", probeLimit)
	}
	if len(vars) == 0 {
		return nil, fmt.Errorf("broken: it does not run (%s)", whatWentWrong(err, errs.String(), out.String()))
	}
	in := &Interpreter{Executable: vars["executable"], Prefix: vars["prefix"], BasePrefix: vars["base_prefix"], vars: vars}
	if in.Version, err = parseVersion(vars["version"]); err != nil {
		return nil, fmt.Errorf("broken: %w", err)
	}
	return in, in.refuse()
}

func probeAnswers(out string) map[string]string {
	vars := map[string]string{}
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "inplace-probe "); ok {
			if key, value, ok := strings.Cut(rest, "="); ok {
				vars[key] = value
			}
		}
	}
	return vars
}

func whatWentWrong(err error, stderr, stdout string) string {
	if line := telling(stderr); line != "" {
		return line
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.Error()
	case err != nil:
		return err.Error()
	case strings.TrimSpace(stdout) != "":
		return "it printed " + strconv.Quote(telling(stdout)) + " instead of answers: not Python?"
	}
	return "it printed nothing: not Python?"
}

// telling is the last line that speaks of an error, or the last line.
func telling(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	for _, line := range slices.Backward(lines) {
		if strings.Contains(strings.ToLower(line), "error") {
			return strings.TrimSpace(line)
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

func parseVersion(s string) (Version, error) {
	var v Version
	if _, err := fmt.Sscanf(s, "%d.%d.%d", &v.Major, &v.Minor, &v.Micro); err != nil {
		return v, fmt.Errorf("it calls its version %q", s)
	}
	return v, nil
}

// refuse is the reason not to use this interpreter, nil for a good one.
func (in *Interpreter) refuse() error {
	if name := in.vars["implementation"]; name != "" && name != "cpython" {
		return fmt.Errorf("it is %s, not CPython", name)
	}
	if why := refuseVersion(in.Version); why != "" {
		return errors.New(why)
	}
	if in.vars["Py_GIL_DISABLED"] == "1" {
		return errors.New(freeThreaded)
	}
	if runtime.GOOS == "linux" {
		for _, key := range []string{"MULTIARCH", "HOST_GNU_TYPE", "SOABI"} {
			if strings.Contains(in.vars[key], "musl") {
				return errors.New("built for musl libc; this program uses glibc and cannot load it")
			}
		}
	}
	if in.vars["pointer"] != strconv.Itoa(strconv.IntSize) {
		return fmt.Errorf("a %s-bit Python, and this program is %d-bit", in.vars["pointer"], strconv.IntSize)
	}
	return nil
}

// library finds the shared libpython of this interpreter. Relocated distributions keep the LIBDIR of
// the machine that built them, so the base prefix is searched as well.
func (in *Interpreter) library() (string, error) {
	short := fmt.Sprintf("%d.%d", in.Version.Major, in.Version.Minor)
	names := []string{in.vars["INSTSONAME"], in.vars["LDLIBRARY"],
		"libpython" + short + ".so.1.0", "libpython" + short + ".so", "libpython" + short + ".dylib"}
	dirs := []string{in.vars["LIBDIR"], filepath.Join(in.BasePrefix, "lib"), filepath.Join(in.BasePrefix, "lib64")}
	if arch := in.vars["MULTIARCH"]; arch != "" {
		dirs = append(dirs, filepath.Join(in.BasePrefix, "lib", arch))
	}
	dirs = append(dirs, in.vars["PYTHONFRAMEWORKPREFIX"], in.vars["LIBPL"])
	for _, dir := range dirs {
		for _, name := range names {
			if dir == "" || name == "" || strings.HasSuffix(name, ".a") {
				continue
			}
			if path := filepath.Join(dir, name); isFile(path) {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("static libpython: Python %v at %s has no shared library (Py_ENABLE_SHARED=%s); %s",
		in.Version, in.Executable, orZero(in.vars["Py_ENABLE_SHARED"]), sharedAdvice(short))
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func sharedAdvice(short string) string {
	return fmt.Sprintf("on Debian `apt install libpython%s`, with pyenv `PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install %s`", short, short)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

var libraryName = regexp.MustCompile(`^libpython(\d+\.\d+)([a-z]*)\.(so|dylib)`)

// interpreterOf finds the executable that a libpython file belongs to: bin/python3.x in a directory above.
func interpreterOf(library string) (string, error) {
	m := libraryName.FindStringSubmatch(filepath.Base(library))
	if m == nil {
		return "", fmt.Errorf("%s is neither an interpreter, nor a virtual environment, nor a libpython3.x library", library)
	}
	dir := filepath.Dir(library)
	for range 4 {
		if path := filepath.Join(dir, "bin", "python"+m[1]+m[2]); isFile(path) {
			return path, nil
		}
		dir = filepath.Dir(dir)
	}
	return "", errors.New("no interpreter belonging to this library was found in a bin directory above it; name the interpreter instead")
}
