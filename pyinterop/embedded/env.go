package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// provideEnv makes the environment for requirements unless it is there and complete. The lock must be held and
// the distribution be complete.
func (s store) provideEnv(ctx context.Context, base, env, requirements string, p *progress) error {
	if isComplete(env) {
		return nil
	}
	err := s.publish(env, func(tree string) error {
		if err := makeVenv(base, tree); err != nil {
			return fileError("make the environment", env, err)
		}
		if names := requirementNames(requirements); len(names) > 0 {
			if err := installPackages(ctx, tree, requirements, names, p); err != nil {
				return err
			}
		}
		if err := rewriteScripts(tree, env); err != nil {
			return fileError("write the scripts of the environment", env, err)
		}
		p.step("checking the environment")
		return checkEnv(ctx, tree)
	})
	if err != nil {
		return err
	}
	p.step("ready: %s", env)
	return nil
}

// makeVenv lays out a virtual environment (PEP 405) over the distribution: from pyvenv.cfg beside or above the
// interpreter CPython's start-up finds the standard library, so that neither a process of its own nor an interpreter
// inside another program needs PYTHONHOME.
func makeVenv(base, env string) error {
	if err := os.MkdirAll(filepath.Join(env, envSitePackages), 0o755); err != nil {
		return err
	}
	if err := linkInterpreter(base, env); err != nil {
		return err
	}
	config := fmt.Sprintf("home = %s\ninclude-system-site-packages = false\nversion = %s\nexecutable = %s\n",
		filepath.Join(base, baseBin), Version, filepath.Join(base, baseExecutable))
	return os.WriteFile(filepath.Join(env, "pyvenv.cfg"), []byte(config), 0o644)
}

// rewriteScripts corrects the scripts that packages bring: pip wrote the interpreter's path as it was in tree.
func rewriteScripts(tree, env string) error {
	scripts, err := os.ReadDir(filepath.Join(tree, envScripts))
	if err != nil {
		return err
	}
	for _, e := range scripts {
		path := filepath.Join(tree, envScripts, e.Name())
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(text, []byte("#!")) {
			continue
		}
		text = bytes.ReplaceAll(text, []byte(tree), []byte(env))
		if err := os.WriteFile(path, text, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}

// checkScript starts the environment's interpreter as a program will. Importing NumPy proves that its libraries fit this
// system and processor, and compiles it and its part of the standard library to bytecode.
const checkScript = `
import importlib.util, sys
assert sys.prefix != sys.base_prefix, sys.prefix
if importlib.util.find_spec("numpy"):
    import numpy
`

func checkEnv(ctx context.Context, env string) error {
	out, err := pythonCommand(ctx, env, "-I", "-c", checkScript).CombinedOutput()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if _, started := errors.AsType[*exec.ExitError](err); !started {
		return startError(err)
	}
	return &Error{
		Doing: "start the Python that was just installed", Kind: ErrBroken,
		Err: fmt.Errorf("%w: %s", err, lastLines(string(out), 3)), WayOut: wayOutOther, Log: string(out),
	}
}

// pythonCommand runs the interpreter of env, untouched by variables meant for another Python.
func pythonCommand(ctx context.Context, env string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(env, envExecutable), args...)
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(name, "PYTHON") && name != "__PYVENV_LAUNCHER__" {
			cmd.Env = append(cmd.Env, v)
		}
	}
	return cmd
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
