package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	_ "embed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

// What the tests install beside goops: NumPy, pytest, pip, and the back-end that builds the wheel.
//
//go:embed requirements/test.txt
var requirements string

// TestPipInstallsGoopsAndItsTestsPass does what a user does, in a virtual environment of its own: pip builds the wheel and
// installs it, and pytest runs the package's tests against what was installed.
func TestPipInstallsGoopsAndItsTestsPass(t *testing.T) {
	python := freshEnvironment(t)
	wheels := t.TempDir()
	run(t, ".", python, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--disable-pip-version-check", "-w", wheels, ".")
	built, err := filepath.Glob(filepath.Join(wheels, "*.whl"))
	require.NoError(t, err)
	require.Len(t, built, 1)
	assert.Contains(t, filepath.Base(built[0]), "-cp311-abi3-"+runtime.GOOS+"_")
	run(t, ".", python, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", built[0])

	tests, err := filepath.Abs("tests")
	require.NoError(t, err)
	out := run(t, t.TempDir(), python, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests)
	assert.Regexp(t, `\d{3} passed`, out)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, shown, _ := strings.Cut(string(readme), "```python\n")
	shown, _, ok := strings.Cut(shown, "```")
	require.True(t, ok, "README.md shows the first lines of Python")
	printed := run(t, t.TempDir(), python, "-c", shown+"print(row.shape, np.allclose(row, a.sum(axis=0)))")
	assert.Equal(t, "(1000,) True\n", printed)
	where := run(t, t.TempDir(), python, "-c", "import goops; print(goops.__file__)")
	assert.True(t, strings.HasPrefix(where, filepath.Dir(filepath.Dir(python))), "the installed one: %s", where)
}

// freshEnvironment is a new virtual environment that sees the packages of the requirements.
func freshEnvironment(t *testing.T) (python string) {
	t.Helper()
	base, err := embedded.Python(t.Context(), embedded.WithRequirements(requirements), embedded.WithProgress(os.Stderr))
	require.NoError(t, err)
	folder := filepath.Join(t.TempDir(), "venv")
	run(t, ".", base.Executable, "-m", "venv", "--without-pip", folder)
	python = filepath.Join(folder, "bin", "python3")
	site := strings.TrimSpace(run(t, ".", python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
	require.NoError(t, os.WriteFile(filepath.Join(site, "requirements.pth"), []byte(base.SitePackages+"\n"), 0o644))
	return python
}

func run(t *testing.T, folder, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %s\n%s", name, strings.Join(args, " "), out)
	return string(out)
}
