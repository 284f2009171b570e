//go:build !windows

package embedded

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A program that hosts Python: it opens argv[1] with dlopen and starts CPython there with argv[2] as the program's name.
const hostProgram = `
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
	void *library = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
	if (!library) { fprintf(stderr, "%s\n", dlerror()); return 3; }
	int (*run)(int, char **) = (int (*)(int, char **))dlsym(library, "Py_BytesMain");
	return run(argc - 2, argv + 2);
}`

func buildHost(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "host.c")
	require.NoError(t, os.WriteFile(source, []byte(hostProgram), 0o644))
	host := filepath.Join(dir, "host")
	out, err := exec.Command(cmp.Or(os.Getenv("CC"), "cc"), "-o", host, source, "-ldl").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return host
}

func TestLibraryStartsInAnotherProgramWithoutPythonHome(t *testing.T) {
	env := shared(t)
	require.FileExists(t, env.Library)
	cmd := exec.Command(buildHost(t), env.Library, env.Executable, "-c", `
import json, sys, os, _testbuffer, ssl, math, numpy
print(json.dumps(dict(Executable=sys.executable, Prefix=sys.prefix, BasePrefix=sys.base_prefix,
    BaseExecutable=os.path.realpath(sys._base_executable), Stdlib=os.__file__, NumPy=numpy.__file__)))`)
	// As poor an environment as there can be.
	cmd.Env = []string{}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	var got struct{ Executable, Prefix, BasePrefix, BaseExecutable, Stdlib, NumPy string }
	require.NoError(t, json.Unmarshal(out, &got), "%s", out)
	assert.Equal(t, env.Executable, got.Executable)
	assert.Equal(t, env.Prefix, got.Prefix)
	assert.Equal(t, env.Home, got.BasePrefix)
	assert.Equal(t, filepath.Join(env.Home, baseExecutable), got.BaseExecutable)
	assert.Equal(t, filepath.Join(env.Home, stdlib, "os.py"), got.Stdlib)
	assert.Equal(t, env.SitePackages, filepath.Dir(filepath.Dir(got.NumPy)))
}

func TestHostedPythonSpawnsProcesses(t *testing.T) {
	env := shared(t)
	out, err := exec.Command(buildHost(t), env.Library, env.Executable, spawnScript(t)).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "[0, 1, 4, 9] spawned by "+env.Executable, strings.TrimSpace(string(out)))
}

func TestInterpreterSpawnsProcesses(t *testing.T) {
	env := shared(t)
	assert.Equal(t, "[0, 1, 4, 9] spawned by "+env.Executable, runPython(t, env, spawnScript(t)))
}

func spawnScript(t *testing.T) string {
	t.Helper()
	script := filepath.Join(t.TempDir(), "spawn.py")
	require.NoError(t, os.WriteFile(script, []byte(`
import multiprocessing, sys
import numpy

def square(i):
    return int(numpy.square(i)), sys.executable

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        results = pool.map(square, range(4))
    print([r for r, _ in results], "spawned by", *{e for _, e in results})
`), 0o644))
	return script
}

func TestSysconfigNamesWhatIsThere(t *testing.T) {
	env := shared(t)
	var got map[string]string
	require.NoError(t, json.Unmarshal([]byte(runPython(t, env, "-c", `
import json, sysconfig
print(json.dumps({k: sysconfig.get_config_var(k) for k in "LIBDIR LDLIBRARY INSTSONAME LIBPL LIBDEST BINDIR INSTALL DESTSHARED".split()}))`)), &got))
	same, err := os.Stat(env.Library)
	require.NoError(t, err)
	for _, name := range []string{"LDLIBRARY", "INSTSONAME"} {
		path := filepath.Join(got["LIBDIR"], got[name])
		info, err := os.Stat(path)
		require.NoError(t, err, name)
		assert.True(t, os.SameFile(same, info), "%s is another file than %s", path, env.Library)
	}
	for _, name := range []string{"LIBDIR", "LIBPL", "LIBDEST", "BINDIR", "DESTSHARED"} {
		assert.DirExists(t, got[name], name)
	}
	assert.Equal(t, "/usr/bin/install -c", got["INSTALL"], "a path of the system was changed")
}

func TestSysconfigIsRightInAnOddPath(t *testing.T) {
	cache := filepath.Join(t.TempDir(), `Ü \n "b" 'c' $HOME`)
	env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	assert.Equal(t, filepath.Dir(env.Library), runPython(t, env, "-c", "import sysconfig; print(sysconfig.get_config_var('LIBDIR'))"))
}
