//go:build !windows

package embedded

import (
	"os"
	"path/filepath"
	"runtime"
)

const (
	baseExecutable  = "bin/python3.14"
	baseBin         = "bin"
	stdlib          = "lib/python3.14"
	envExecutable   = "bin/python3"
	envScripts      = "bin"
	envSitePackages = "lib/python3.14/site-packages"
)

var baseLibrary = map[string]string{
	"darwin": "lib/libpython3.14.dylib",
}[runtime.GOOS]

func init() {
	if baseLibrary == "" {
		baseLibrary = "lib/libpython3.14.so.1.0"
	}
}

// baseLinks are the links of the distribution, which arrive as copies.
var baseLinks = map[string]string{
	"bin/idle3":            "idle3.14",
	"bin/pydoc3":           "pydoc3.14",
	"bin/python":           "python3.14",
	"bin/python3":          "python3.14",
	"bin/python3-config":   "python3.14-config",
	"lib/libpython3.14.so": "libpython3.14.so.1.0",
}

// relink turns the copies into links again: 79 MB less on linux/amd64, and one libpython instead of two.
func relink(base string) error {
	for name, target := range baseLinks {
		link := filepath.Join(base, name)
		if _, err := os.Lstat(link); os.IsNotExist(err) {
			continue
		}
		if err := os.Remove(link); err != nil {
			return err
		}
		if err := os.Symlink(target, link); err != nil {
			return err
		}
	}
	return nil
}

// linkInterpreter makes the interpreter of the environment: links to that of the distribution.
func linkInterpreter(base, env string) error {
	if err := os.MkdirAll(filepath.Join(env, envScripts), 0o755); err != nil {
		return err
	}
	for _, name := range []string{"python3.14", "python3", "python"} {
		if err := os.Symlink(filepath.Join(base, baseExecutable), filepath.Join(env, envScripts, name)); err != nil {
			return err
		}
	}
	return nil
}
