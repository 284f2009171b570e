package embedded

import (
	"os"
	"path/filepath"
)

const (
	baseExecutable  = "python.exe"
	baseBin         = "."
	stdlib          = "Lib"
	baseLibrary     = "python314.dll"
	envExecutable   = `Scripts\python.exe`
	envScripts      = "Scripts"
	envSitePackages = `Lib\site-packages`
)

func relink(string) error { return nil }

// linkInterpreter makes the interpreter of the environment: the launcher that the distribution has for this purpose,
// which reads pyvenv.cfg and starts the interpreter of the distribution.
func linkInterpreter(base, env string) error {
	if err := os.MkdirAll(filepath.Join(env, envScripts), 0o755); err != nil {
		return err
	}
	launcher, err := os.ReadFile(filepath.Join(base, `Lib\venv\scripts\nt\venvlauncher.exe`))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(env, envExecutable), launcher, 0o755)
}
