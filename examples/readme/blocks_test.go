package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pages are all that a reader is led to, by their paths in the repository.
func pages(t *testing.T) []string {
	t.Helper()
	all := append(guides(t), "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
	more, err := filepath.Glob(filepath.Join(root, "examples", "*", "README.md"))
	require.NoError(t, err)
	for _, page := range more {
		rel, err := filepath.Rel(root, page)
		require.NoError(t, err)
		all = append(all, rel)
	}
	return all
}

// What is done with the blocks of a page. A block that is in none of these lists would be code that nothing tests.
var (
	// ranElsewhere are blocks of pages that are no guides, with the test that runs them.
	ranElsewhere = map[string]string{
		"README.md go":                    "TestReadmeExampleIsThisProgram",
		"examples/goops/README.md python": "TestPipInstallsGoopsAndItsTestsPass",
	}
	// directives are what may stand before a block of a guide, by its language.
	directives = map[string][]string{
		"go":     {"", "go", "cell", "from"}, // "": a whole program
		"python": {"", "cell"},
		"sh":     {""}, // run by TestCommandsOfTheGuidesMakeWhatTheySay
	}
)

// TestEveryBlockOfAPageIsOfAKindThatATestRuns: no page has a fenced block that nothing compiles, runs or compares.
func TestEveryBlockOfAPageIsOfAKindThatATestRuns(t *testing.T) {
	preludes, commands := preludes(t), 0
	for _, page := range pages(t) {
		for _, b := range blocksOf(t, page) {
			at := fmt.Sprintf("%s:%d: a block of %q", b.page, b.line, b.language)
			if !strings.HasPrefix(page, "docs/") {
				test := ranElsewhere[page+" "+b.language]
				if assert.NotEmpty(t, test, "%s: no test runs it", at) {
					assert.True(t, isATest(t, test), "%s: there is no test %s", at, test)
				}
				continue
			}
			known, ok := directives[b.language]
			if !assert.True(t, ok, "%s: no test knows that language", at) {
				continue
			}
			assert.Contains(t, known, b.directive, at)
			switch {
			case b.directive == "go":
				assert.True(t, preludes[b.argument] != "" || b.argument == "extension", "%s: prelude %q", at, b.argument)
			case b.directive == "" && b.language == "go":
				assert.Contains(t, b.code, "package main\n", "%s: without a comment it is a whole program", at)
			case b.language == "sh":
				commands++
				assert.Contains(t, ranCommands, page, "%s: its commands are run", at)
			}
		}
	}
	assert.GreaterOrEqual(t, commands, 3)
	for _, page := range pages(t) { // blocksOf sees fences at the start of a line only
		for i, line := range strings.Split(readPage(t, page), "\n") {
			trimmed := strings.TrimSpace(line)
			assert.False(t, line != trimmed && strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"),
				"%s:%d: a fence that no test sees", page, i+1)
		}
	}
}

// isATest looks for a test of that name in the examples.
func isATest(t *testing.T, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "examples", "*", "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}

// commandsOf are the indented lines of a page that stand outside of fences and lists: what a reader is to type.
func commandsOf(text string) (commands []string) {
	before := ""
	for line := range strings.Lines(fenced.ReplaceAllString(text, "")) {
		line = strings.TrimRight(line, "\n")
		if command, ok := strings.CutPrefix(line, "    "); ok && (before == "" || strings.HasPrefix(before, "    ")) {
			command, _, _ = strings.Cut(command, "  #")
			commands = append(commands, strings.TrimSpace(command))
		}
		before = line
	}
	return commands
}

// A kind of command, and what of it must be there. The first group of the pattern is a path from the root of the repository.
var kinds = []struct {
	pattern *regexp.Regexp
	there   func(path string) string
}{
	{regexp.MustCompile(`^go run -C examples \./(\w+)( -\w+( [\w.:/]+| '[^']+')?)*$`), func(p string) string { return filepath.Join("examples", p, "main.go") }},
	{regexp.MustCompile(`^go run \./(examples/\w+)( -\w+( [\w.:/]+| '[^']+')?)*$`), func(p string) string { return filepath.Join(p, "main.go") }},
	{regexp.MustCompile(`^go test -C examples \./(\w+)$`), func(p string) string { return filepath.Join("examples", p, p+"_test.go") }},
	{regexp.MustCompile(`^go test \./\.\.\. \./(examples)/\.\.\. \./pyinterop/embedded/\.\.\.$`), func(p string) string { return filepath.Join(p, "go.mod") }},
	{regexp.MustCompile(`^pip install \./(examples/\w+)$`), func(p string) string { return filepath.Join(p, "pyproject.toml") }},
	{regexp.MustCompile(`^(?:\w+=\S+ )*jupyter lab ([\w/.]+)$`), func(p string) string { return p }},
	{regexp.MustCompile(`^GOWORK=off go build -C ([\w/]+) -o \S+( [\w./]+)+$`), func(p string) string { return filepath.Join(p, "go.mod") }},
	{regexp.MustCompile(`^(export PATH=~/go/bin:\$PATH|gonb --install --force_deps)$`), func(string) string { return "examples/jupyter/kernel/go.mod" }},
}

// TestCommandsOfTheReadmesAreThere: each line that a README gives to type is of a known kind, and what it names is in the tree.
func TestCommandsOfTheReadmesAreThere(t *testing.T) {
	n := 0
	for _, page := range pages(t) {
		if filepath.Base(page) != "README.md" {
			continue
		}
		for _, command := range commandsOf(readPage(t, page)) {
			n++
			i := slices.IndexFunc(kinds, func(k struct {
				pattern *regexp.Regexp
				there   func(path string) string
			}) bool {
				return k.pattern.MatchString(command)
			})
			if !assert.GreaterOrEqual(t, i, 0, "%s: %q is of no kind that a test knows", page, command) {
				continue
			}
			path := kinds[i].there(kinds[i].pattern.FindStringSubmatch(command)[1])
			_, err := os.Stat(filepath.Join(root, path))
			assert.NoError(t, err, "%s: %q", page, command)
		}
	}
	assert.Greater(t, n, 20)
}

// TestEveryExampleHasAReadmeWithItsCommand, and a title, and no more than a screen.
func TestEveryExampleHasAReadmeWithItsCommand(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(root, "examples", "*", "*.go"))
	require.NoError(t, err)
	examples := map[string]bool{}
	for _, file := range folders {
		examples[filepath.Base(filepath.Dir(file))] = true
	}
	examples["gomagic"] = true
	for _, name := range []string{"hillshade", "photo", "heat", "digits", "records", "planes", "halves", "service", "jupyter"} {
		require.True(t, examples[name], name)
	}
	for name := range examples {
		path := filepath.Join("examples", name, "README.md")
		if _, err := os.Stat(filepath.Join(root, path)); !assert.NoError(t, err) {
			continue
		}
		text := readPage(t, path)
		assert.True(t, strings.HasPrefix(text, "# "), "%s begins with a title", path)
		assert.True(t, slices.ContainsFunc(commandsOf(text), func(command string) bool {
			return regexp.MustCompile(`(\./|/)` + name + `\b`).MatchString(command)
		}), "%s has a command of its own", path)
	}
}
