package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The guides are Markdown. What a test needs to know of a block of code stands in a comment before it, which a reader does
// not see:
//
//	<!-- go: scope -->             a fragment; the text of that name in testdata/preludes.txt is put around it
//	<!-- go: extension -->         a file of the extension module that the Python blocks of the page import
//	<!-- cell: path.ipynb -->      a cell of a notebook, which the notebook's own test runs
//	<!-- from: path.go -->         lines of a program, which its own test runs
//
// A block of Go without one is a whole program. A block ```text after a block of code is what the code prints; a … in it
// stands for anything.

// A block is one fenced block of a page.
type block struct {
	page      string // docs/numpy.md
	line      int    // of its first line
	language  string // behind the fence
	directive string // of the comment before it: "go"
	argument  string // of that comment: "scope"
	code      string
	want      string // what it prints
}

var comment = regexp.MustCompile(`^<!-- (go|cell|from|sh): (.*) -->$`)

// guides are the pages whose code is run, by their paths in the repository.
func guides(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for i, page := range pages {
		pages[i], err = filepath.Rel(root, page)
		require.NoError(t, err)
	}
	return pages
}

// root is the repository, seen from this folder.
const root = "../.."

func readPage(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, page))
	require.NoError(t, err)
	return string(text)
}

// blocksOf returns the fenced blocks of a page. A block of output is the want of the one before it.
func blocksOf(t *testing.T, page string) (blocks []block) {
	t.Helper()
	lines := strings.Split(readPage(t, page), "\n")
	var directive, argument string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if m := comment.FindStringSubmatch(line); m != nil {
			directive, argument = m[1], m[2]
			continue
		}
		language, fenced := strings.CutPrefix(line, "```")
		if !fenced {
			if strings.TrimSpace(line) != "" {
				directive, argument = "", ""
			}
			continue
		}
		b := block{page: page, line: i + 2, language: language, directive: directive, argument: argument}
		directive, argument = "", ""
		for i++; i < len(lines) && lines[i] != "```"; i++ {
			b.code += lines[i] + "\n"
		}
		require.Less(t, i, len(lines), "%s:%d: the block ends", page, b.line)
		if language == "text" {
			last := len(blocks) - 1
			for last >= 0 && blocks[last].language == "sh" { // commands may stand between a program and what it prints
				last--
			}
			require.GreaterOrEqual(t, last, 0, "%s:%d: output of some code", page, b.line)
			before := &blocks[last]
			require.Empty(t, before.want, "%s:%d: one output", page, b.line)
			before.want = b.code
			continue
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// matches reports whether a text is what a page says, in which … stands for anything.
func matches(want, found string) bool {
	pieces := strings.Split(strings.TrimSpace(want), "…")
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	return regexp.MustCompile(`(?s)\A` + strings.Join(pieces, ".*") + `\z`).MatchString(strings.TrimSpace(found))
}
