package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// A library in the cache is named after everything it was made of: the cell's text, this program's way to make it, the version
// of Go, and the sources of the library. So it is never written twice, and a process that has loaded it can go on.
func compile(repository, cache, text string) (*result, error) {
	c, problems := read(text)
	if problems != nil {
		return &result{Errors: problems}, nil
	}
	name, err := nameOf(repository, c.source)
	if err != nil {
		return nil, err
	}
	r := &result{Library: filepath.Join(cache, name+".abi3.so"), Module: name, Functions: c.functions}
	if _, err := os.Stat(r.Library); err == nil {
		r.Cached = true
		return r, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(cache, "building-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := c.write(folder, name, repository); err != nil {
		return nil, err
	}
	built := filepath.Join(folder, "built.so")
	out, err := command(folder, filepath.Join(folder, "go.work"), "build", "-trimpath", "-buildmode=c-shared", "-ldflags=-s -w", "-o", built, ".")
	if err != nil {
		r.Errors, r.Output = errorsIn(out)
		if len(r.Errors) == 0 && r.Output == "" {
			r.Output = err.Error()
		}
		return r, nil
	}
	return r, os.Rename(built, r.Library)
}

// command runs the Go command in a folder and a workspace.
func command(folder, workspace string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOWORK="+workspace, "GOFLAGS="+flags(os.Getenv("GOFLAGS")), "CGO_ENABLED=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// flags are the user's, without one that workspaces do not have.
func flags(goflags string) string {
	var kept []string
	for _, f := range strings.Fields(goflags) {
		if !strings.HasPrefix(f, "-mod=") {
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

// sources are the files that libraries are compiled from.
var sources = []string{".go", ".s", ".c", ".h", ".py", ".mod", ".work"}

func nameOf(repository, source string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH, repository)
	h.Write([]byte(exports("", nil)))
	h.Write([]byte(source))
	err := filepath.WalkDir(repository, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "examples" || name == "testdata" || name == ".git"):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains(sources, filepath.Ext(name)):
			return nil
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	return "gocell_" + hex.EncodeToString(h.Sum(nil)[:8]), err
}

// write makes a module of the cell, in a workspace with the modules of the repository. So packages have been compiled for a cell
// if they were for anything else in the repository.
func (c *cell) write(folder, name, repository string) error {
	use := []string{"."}
	out, err := command(repository, filepath.Join(repository, "go.work"), "work", "edit", "-json")
	if err != nil {
		return fmt.Errorf("%s has no workspace: %w\n%s", repository, err, out)
	}
	var modules struct{ Use []struct{ DiskPath string } }
	if err := json.Unmarshal([]byte(out), &modules); err != nil {
		return err
	}
	for _, m := range modules.Use {
		use = append(use, filepath.Join(repository, m.DiskPath))
	}
	work := "go 1.26.0\n"
	for _, u := range use {
		work += "use " + strconv.Quote(u) + "\n"
	}
	sums, err := os.ReadFile(filepath.Join(repository, "go.work.sum"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for file, text := range map[string]string{
		"go.mod":      "module cell\n\ngo 1.26.0\n",
		"go.work":     work,
		"go.work.sum": string(sums),
		"cell.go":     c.source,
		"exports.go":  exports(name, c.functions),
	} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// exports is the file that registers the functions. What a definition panics of, as of a parameter that nothing of Python is
// converted to, must not end the notebook's process: it is kept for _refused, which gomagic calls first.
func exports(name string, functions []function) string {
	var b strings.Builder
	b.WriteString(`package main

import "C"

import (
	gocellFmt "fmt"
	gocellStrings "strings"

	gocellPy "github.com/go-inplace/inplace/pyinterop"
)

var (
	gocellModule  = gocellPy.NewModule("` + name + `", "A cell of a notebook, in Go.")
	gocellRefused = map[string]string{}
)

func gocellDef(name, head, doc string, f any) {
	defer func() {
		if why := recover(); why != nil {
			_, reason, _ := gocellStrings.Cut(gocellFmt.Sprint(why), head+"\": ")
			gocellRefused[name] = name + ", " + reason
		}
	}()
	gocellModule.Def(head, doc, f)
}

func init() {
	gocellModule.Def("_refused()", "Functions that cannot be Python's, and why.", func() map[string]string { return gocellRefused })
`)
	for _, f := range functions {
		fmt.Fprintf(&b, "\tgocellDef(%q, %q, %q, %s)\n", f.Name, f.Head, f.doc, f.goes)
	}
	b.WriteString("}\n\n//export PyInit_" + name + "\nfunc PyInit_" + name + "() uintptr { return gocellModule.Init() }\n\nfunc main() {}\n")
	return b.String()
}

// place is how the compiler begins an error in the cell.
var place = regexp.MustCompile(`^(?:\./)?cell:(\d+)(?::(\d+))?: (.*)$`)

// errorsIn are the errors among what the Go command printed, and the rest.
func errorsIn(out string) (problems []problem, rest string) {
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		m := place.FindStringSubmatch(line)
		switch {
		case m != nil:
			p := problem{Message: m[3]}
			p.Line, _ = strconv.Atoi(m[1])
			p.Column, _ = strconv.Atoi(m[2])
			problems = append(problems, p)
		case strings.HasPrefix(line, "\t") && len(problems) > 0:
			problems[len(problems)-1].Message += "\n" + line
		case !strings.HasPrefix(line, "#"):
			rest += line + "\n"
		}
	}
	return problems, strings.TrimSpace(rest)
}
