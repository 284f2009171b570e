package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	link    = regexp.MustCompile(`\[([^][]*)\]\(([^)\s]+)\)`)
	source  = regexp.MustCompile(`[\w-]+\.(go|c|py|md|ipynb)$`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
	inline  = regexp.MustCompile("`[^`\n]*`")
)

// TestLinksOfThePagesLeadSomewhere looks at links to files of the tree and to headings, of all pages that lead a reader; a link that is
// named after a file leads to it.
func TestLinksOfThePagesLeadSomewhere(t *testing.T) {
	links := 0
	for _, page := range pages(t) {
		text := inline.ReplaceAllString(fenced.ReplaceAllString(readPage(t, page), ""), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[2], "://") {
				continue
			}
			links++
			path, anchor, _ := strings.Cut(m[2], "#")
			if file := source.FindString(m[1]); file != "" && path != "" {
				assert.Equal(t, file, filepath.Base(path), "%s links to %s under another name", page, path)
			}
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			_, err := os.Stat(filepath.Join(root, target))
			if assert.NoError(t, err, "%s links to %s", page, m[2]) && anchor != "" {
				assert.Contains(t, anchorsOf(readPage(t, target)), anchor, "%s links to %s", page, m[2])
			}
		}
	}
	assert.Greater(t, links, 40)
	index := readPage(t, "README.md")
	for _, page := range guides(t) {
		assert.Contains(t, index, "("+page+")", "README.md leads to each guide")
	}
}

// anchorsOf are the names that a page's headings have on the web: small letters, no punctuation, hyphens for spaces.
func anchorsOf(text string) (anchors []string) {
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		a := regexp.MustCompile(`[^\p{L}\p{N}\- _]`).ReplaceAllString(strings.ToLower(m[1]), "")
		a = strings.ReplaceAll(a, " ", "-")
		if !slices.Contains(anchors, a) {
			anchors = append(anchors, a)
		}
	}
	return anchors
}
