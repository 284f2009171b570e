package embedded

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// damages are things that happen to a file.
var damages = []struct {
	name string
	do   func(path string) error
}{
	{"removed", os.Remove},
	{"cut to nothing", func(path string) error { return os.Truncate(path, 0) }},
	{"cut by a byte", func(path string) error { return resize(path, -1) }},
	{"grown by a byte", func(path string) error { return resize(path, 1) }},
	{"replaced by a directory", func(path string) error {
		if err := os.Remove(path); err != nil {
			return err
		}
		return os.Mkdir(path, 0o755)
	}},
	{"replaced by a link", func(path string) error {
		if err := os.Remove(path); err != nil {
			return err
		}
		return os.Symlink("elsewhere", path)
	}},
}

func resize(path string, by int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()+by)
}

// smallTree makes a finished directory with names that are hard to write down.
func smallTree(t *testing.T, dir string) (files []string) {
	t.Helper()
	for i, name := range []string{"a", "b/with space", "b/c/new\nline", `b/"quoted"`, "b/Ünï 数学", "d/\xff\xfe", `e\f`, "link:"} {
		files = append(files, filepath.Join(dir, name))
		require.NoError(t, os.MkdirAll(filepath.Dir(files[i]), 0o755))
		require.NoError(t, os.WriteFile(files[i], bytes.Repeat([]byte("x"), i+2), 0o644))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "b", "__pycache__"), 0o755))
	require.NoError(t, os.Symlink("a target\nof \"two\" lines", filepath.Join(dir, "points")))
	require.NoError(t, markComplete(dir, dir))
	return files
}

func TestDamageToAnyFileIsSeen(t *testing.T) {
	root := t.TempDir()
	n := 0
	for f := range smallTree(t, filepath.Join(root, "count")) {
		for _, damage := range damages {
			dir := filepath.Join(root, fmt.Sprint(n))
			files := smallTree(t, dir)
			require.True(t, isComplete(dir))
			require.NoError(t, damage.do(files[f]))
			assert.False(t, isComplete(dir), "%q %s", files[f], damage.name)
			n++
		}
	}
	require.Equal(t, 48, n)
}

func TestDamageToALinkIsSeen(t *testing.T) {
	for name, target := range map[string]string{"removed": "", "turned": "elsewhere"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			smallTree(t, dir)
			link := filepath.Join(dir, "points")
			require.NoError(t, os.Remove(link))
			if target != "" {
				require.NoError(t, os.Symlink(target, link))
			}
			assert.False(t, isComplete(dir))
		})
	}
}

func TestStampThatIsCutShortDoesNotCount(t *testing.T) {
	dir := t.TempDir()
	smallTree(t, dir)
	stamp := filepath.Join(dir, stampName)
	whole, err := os.ReadFile(stamp)
	require.NoError(t, err)
	// Without its last byte, a line feed, a stamp is whole.
	for n := range len(whole) - 1 {
		require.NoError(t, os.WriteFile(stamp, whole[:n], 0o644))
		require.False(t, isComplete(dir), "%q", whole[:n])
	}
	require.NoError(t, os.WriteFile(stamp, whole, 0o644))
	require.True(t, isComplete(dir))
}

func TestMovedDirectoryDoesNotCount(t *testing.T) {
	root := t.TempDir()
	smallTree(t, filepath.Join(root, "here"))
	require.NoError(t, os.Rename(filepath.Join(root, "here"), filepath.Join(root, "there")))
	assert.False(t, isComplete(filepath.Join(root, "there")))
}

func TestBytecodeMayComeAndGo(t *testing.T) {
	dir := t.TempDir()
	smallTree(t, dir)
	cache := filepath.Join(dir, "b", "__pycache__")
	require.NoError(t, os.WriteFile(filepath.Join(cache, "a.pyc"), []byte("x"), 0o644))
	assert.True(t, isComplete(dir))
	require.NoError(t, os.RemoveAll(cache))
	assert.True(t, isComplete(dir))
}

func FuzzStampIsReadWithoutHarm(f *testing.F) {
	f.Add([]byte(stampHead + "\npath \"/x\"\n2 \"a\"\nend 1\n"))
	f.Add([]byte(stampHead + "\npath \"/x\"\nlink:\"q\" \"../../a\"\nend 1\n"))
	f.Add([]byte("end 0"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, stampName), text, 0o644))
		if isComplete(dir) {
			require.True(t, bytes.HasPrefix(text, fmt.Appendf(nil, "%s\npath %q\n", stampHead, dir)), "%q", text)
			require.Contains(t, string(text), "\nend ")
		}
	})
}

// What damage is repaired by the next start; the unpacked distribution and the environment are told apart by what is said.
func TestNextStartRepairs(t *testing.T) {
	requirements := localWheels(t, 0)
	cache := cacheWithBase(t)
	var said bytes.Buffer
	start := func() Env {
		said.Reset()
		env, err := Python(t.Context(), WithCacheDir(cache), WithProgress(&said), WithRequirements(requirements))
		require.NoError(t, err)
		return env
	}
	env := start()

	inEnv := func(name string) string { return filepath.Join(env.Prefix, name) }
	inBase := func(name string) string { return filepath.Join(env.Home, name) }
	type damaged struct {
		name   string
		damage func() error
		base   bool // the distribution is unpacked again
		env    bool // the environment is made again
	}
	cases := []damaged{
		{"nothing", func() error { return nil }, false, false},
		{"a module of a package", func() error { return os.Remove(filepath.Join(env.SitePackages, "demo", "__init__.py")) }, false, true},
		{"libpython", func() error { return resize(env.Library, -1) }, true, false},
		{"everything but what an interrupted start left", func() error {
			for _, dir := range []string{env.Home, env.Prefix} {
				if err := os.RemoveAll(dir); err != nil {
					return err
				}
			}
			return os.MkdirAll(filepath.Join(cache, tmpPrefix+"123", "tree", "bin"), 0o755)
		}, true, true},
	}
	if os.Getenv("INPLACE_LONG") != "" { // each takes a second or two
		cases = append(cases, []damaged{
			{"the environment's stamp", func() error { return os.Remove(inEnv(stampName)) }, false, true},
			{"the environment's configuration", func() error { return os.Truncate(inEnv("pyvenv.cfg"), 10) }, false, true},
			{"the environment's interpreter", func() error { return os.Remove(env.Executable) }, false, true},
			{"the environment, replaced by a file", func() error {
				if err := os.RemoveAll(env.Prefix); err != nil {
					return err
				}
				return os.WriteFile(env.Prefix, nil, 0o644)
			}, false, true},
			{"a module of the standard library", func() error { return os.Remove(inBase(stdlib + "/os.py")) }, true, false},
		}...)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, c.damage())
			assert.Equal(t, env, start())
			assert.Equal(t, c.base, bytes.Contains(said.Bytes(), []byte("unpacking")), said.String())
			assert.Equal(t, c.env, bytes.Contains(said.Bytes(), []byte("installing")), said.String())
			assert.Equal(t, "42", runPython(t, env, "-c", "import demo, os; print(demo.answer)"))
			requireTidy(t, cache)
		})
	}
}

func TestMovedCacheIsMadeAgain(t *testing.T) {
	root := t.TempDir()
	here, there := filepath.Join(root, "here"), filepath.Join(root, "there")
	_, err := Python(t.Context(), WithCacheDir(here), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	require.NoError(t, os.Rename(here, there))
	env, err := Python(t.Context(), WithCacheDir(there), WithProgress(nil), WithRequirements(""))
	require.NoError(t, err)
	assert.Equal(t, env.Prefix, runPython(t, env, "-c", "import sys; print(sys.prefix)"))
	assert.Equal(t, env.Home, runPython(t, env, "-c", "import sys; print(sys.base_prefix)"))
}
