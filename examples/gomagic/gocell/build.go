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
// of Go, the modules that the cell asks for, and the sources of the library. So it is never written twice, and a process that
// has loaded it can go on.
func compile(repository, cache, text string, modules []string) (*result, error) {
	c, problems := read(text)
	if problems != nil {
		return &result{Errors: problems}, nil
	}
	folders, queries := apart(modules)
	for _, f := range folders {
		if _, err := os.Stat(filepath.Join(f, "go.mod")); err != nil {
			return &result{Errors: []problem{{1, 1, f + " is the folder of no Go module: it has no go.mod"}}}, nil
		}
	}
	name, err := nameOf(repository, c.source, folders, queries)
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
	if err := c.write(folder, name, repository, folders); err != nil {
		return nil, err
	}
	workspace := filepath.Join(folder, "go.work")
	if len(queries) > 0 {
		if out, err := command(folder, workspace, append([]string{"get", "--"}, queries...)...); err != nil {
			r.Errors = []problem{{1, 1, said(out, err)}}
			return r, nil
		}
	}
	built := filepath.Join(folder, "built.so")
	out, err := command(folder, workspace, "build", "-trimpath", "-buildmode=c-shared", "-ldflags=-s -w", "-o", built, ".")
	if err != nil {
		r.Errors, r.Output = errorsIn(out)
		if len(r.Errors) == 0 && r.Output == "" {
			r.Output = err.Error()
		}
		return r, nil
	}
	return r, os.Rename(built, r.Library)
}

// apart are the modules that a cell asks for: folders, which the workspace gets, and what "go get" is asked for.
func apart(modules []string) (folders, queries []string) {
	for _, m := range modules {
		if filepath.IsAbs(m) {
			folders = append(folders, filepath.Clean(m))
		} else {
			queries = append(queries, m)
		}
	}
	return folders, queries
}

// said is what the Go command said of a failure, without its news.
func said(out string, err error) string {
	var lines []string
	for line := range strings.Lines(out) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "go: downloading ") {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return err.Error()
	}
	return strings.Join(lines, "\n")
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

func nameOf(repository, source string, folders, queries []string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH, repository)
	fmt.Fprintf(h, "%q %q\n", folders, queries)
	h.Write([]byte(exports("", nil)))
	h.Write([]byte(source))
	list := func(root string, skip func(d fs.DirEntry) bool) error {
		return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != root && (d.Name() == ".git" || skip(d)):
				return fs.SkipDir
			case d.IsDir() || strings.HasSuffix(path, "_test.go") || skip(d):
				return nil
			}
			info, err := d.Info()
			if err == nil {
				fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
			}
			return err
		})
	}
	err := list(repository, func(d fs.DirEntry) bool {
		if d.IsDir() {
			return d.Name() == "examples" || d.Name() == "testdata"
		}
		return !slices.Contains(sources, filepath.Ext(d.Name()))
	})
	for _, f := range folders { // all files: there may be some to embed
		if err == nil {
			err = list(f, func(fs.DirEntry) bool { return false })
		}
	}
	return "gocell_" + hex.EncodeToString(h.Sum(nil)[:8]), err
}

// write makes a module of the cell, in a workspace with the modules of the repository and those that the cell asks for. So
// packages have been compiled for a cell if they were for anything else in the repository.
func (c *cell) write(folder, name, repository string, folders []string) error {
	use := append([]string{"."}, folders...)
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

// lacks is what the Go command says of a package that no module has.
var lacks = regexp.MustCompile(`^no required module provides package ([^\s;]+)`)

// errorsIn are the errors among what the Go command printed, and the rest.
func errorsIn(out string) (problems []problem, rest string) {
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		m := place.FindStringSubmatch(line)
		switch {
		case m != nil:
			p := problem{Message: m[3]}
			if lacking := lacks.FindStringSubmatch(m[3]); lacking != nil {
				p.Message = "no module at hand has the package " + lacking[1] + ": name one behind %%go, as in %%go " + lacking[1] + "@latest"
			}
			p.Line, _ = strconv.Atoi(m[1])
			p.Column, _ = strconv.Atoi(m[2])
			problems = append(problems, p)
		case strings.HasPrefix(line, "\tgo get "): // what a notebook does instead is said above
		case strings.HasPrefix(line, "\t") && len(problems) > 0:
			problems[len(problems)-1].Message += "\n" + line
		case !strings.HasPrefix(line, "#"):
			rest += line + "\n"
		}
	}
	return problems, strings.TrimSpace(rest)
}
