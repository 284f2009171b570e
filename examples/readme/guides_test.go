package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

// TestCodeOfTheGuidesPrintsWhatTheySay compiles all Go of all guides in one program and runs it. Whole programs have a
// process each, as their readers give them one; the fragments of a page share one.
func TestCodeOfTheGuidesPrintsWhatTheySay(t *testing.T) {
	around := preludes(t)
	program := newProgram(t)
	var jobs [][]block
	for _, page := range guides(t) {
		var fragments []block
		for _, b := range blocksOf(t, page) {
			if b.language != "go" || b.directive == "cell" || b.directive == "from" || b.argument == "extension" {
				continue
			}
			program.add(b, around)
			if b.directive == "" {
				jobs = append(jobs, []block{b})
			} else {
				fragments = append(fragments, b)
			}
		}
		if len(fragments) > 0 {
			jobs = append(jobs, fragments)
		}
	}
	binary := program.build()

	var all sync.WaitGroup
	defer all.Wait()
	turns := make(chan struct{}, 2) // processes at a time
	for _, job := range jobs {
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			var names []string
			for _, b := range job {
				names = append(names, b.name())
			}
			all, err := outputs(t.Context(), binary, names)
			assert.NoError(t, err)
			for i, printed := range all {
				judge(t, job[i], printed)
			}
		})
	}
}

func judge(t *testing.T, b block, printed string) {
	t.Helper()
	if !matches(b.want, printed) {
		t.Errorf("%s:%d prints\n%s\nand the page says\n%s", b.page, b.line, printed, b.want)
	}
}

// TestPythonOfTheGuidesPrintsWhatTheySay runs the blocks of Python of each page one after another in one interpreter, which
// finds the extension module of that page, if it has one.
func TestPythonOfTheGuidesPrintsWhatTheySay(t *testing.T) {
	env, err := embedded.Python(t.Context(), embedded.WithProgress(os.Stderr))
	require.NoError(t, err)
	for _, page := range guides(t) {
		var python, extension []block
		for _, b := range blocksOf(t, page) {
			switch {
			case b.language == "python" && b.directive == "":
				python = append(python, b)
			case b.language == "go" && b.argument == "extension":
				extension = append(extension, b)
			}
		}
		if len(python) == 0 {
			require.Empty(t, extension, "%s: a module that nobody imports", page)
			continue
		}
		modules := ""
		if len(extension) > 0 {
			modules = buildExtension(t, extension)
		}
		script := filepath.Join(t.TempDir(), "page.py")
		text := "import sys\n"
		for _, b := range python {
			text += b.code + "\nsys.stdout.write('\\0\\n')\n"
		}
		require.NoError(t, os.WriteFile(script, []byte(text), 0o644))
		cmd := exec.CommandContext(t.Context(), env.Executable, script)
		cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH="+modules)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		require.NoError(t, err, "%s\n%s", page, out)
		for i, printed := range strings.SplitN(string(out), "\x00\n", len(python)+1)[:len(python)] {
			judge(t, python[i], printed)
		}
	}
}

var generated = regexp.MustCompile(`(?m)^//go:generate go run (\S+/modgen) -name (\w+)$`)

// buildExtension builds the module of a page as its reader would, go generate first, and returns its folder.
func buildExtension(t *testing.T, files []block) string {
	t.Helper()
	folder, name := t.TempDir(), ""
	args := []string{"build", "-buildmode=c-shared", "-o"}
	var sources []string
	for _, b := range files {
		m := generated.FindStringSubmatch(b.code)
		if m == nil {
			continue
		}
		name = m[2]
		made := filepath.Join(folder, "pyinit_gen.go")
		out, err := exec.CommandContext(t.Context(), "go", "run", m[1], "-name", name, "-o", made).CombinedOutput()
		require.NoError(t, err, "%s", out)
		sources = append(sources, made)
	}
	require.NotEmpty(t, name, "%s has a line go:generate with modgen", files[0].page)
	for _, b := range files {
		text := b.code
		if !strings.HasPrefix(text, "package ") {
			text = "package main\n\n" + importsOf(text) + "\n" + text
		}
		source := filepath.Join(folder, b.name()+".go")
		require.NoError(t, os.WriteFile(source, []byte(text), 0o644))
		sources = append(sources, source)
	}
	library := filepath.Join(folder, name+".abi3.so")
	out, err := exec.CommandContext(t.Context(), "go", append(append(args, library), sources...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return folder
}

// TestBlocksThatQuoteAreQuotations: cells of notebooks and lines of programs are where the comment says.
func TestBlocksThatQuoteAreQuotations(t *testing.T) {
	for _, page := range guides(t) {
		for _, b := range blocksOf(t, page) {
			if b.directive == "cell" || b.directive == "from" {
				source := readPage(t, b.argument)
				if b.directive == "cell" {
					source = cellsOf(t, source)
				}
				assert.Contains(t, source, strings.TrimSpace(b.code), "%s:%d", page, b.line)
			}
		}
	}
}
