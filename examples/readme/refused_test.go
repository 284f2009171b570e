package main

import (
	"errors"
	"go/ast"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// TestMessagesOfThePageOfRefusalsAreWhatTheCodeSays provokes errors and looks for each on the page, and for each message of
// the page among the errors, or, where no test here can make an exporter lie, in the source.
func TestMessagesOfThePageOfRefusalsAreWhatTheCodeSays(t *testing.T) {
	var provoked []error
	provoke := func(all []provocation) {
		for _, p := range all {
			err := p.fails()
			if assert.Error(t, err, p.name) {
				provoked = append(provoked, err)
			}
		}
	}
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		require.NoError(t, py.Exec("import numpy as np"))
		provoke(borrowing(t, py))
		provoke(objecting(t, py))
		return nil
	}))
	provoke(viewing(t))
	provoke(filing(t))
	provoke(describing(t))
	provoke(computing(t))
	provoke(walking())
	provoke(seeing(t))
	provoke(defining())
	assert.Zero(t, pyinterop.OpenBorrows(), pyinterop.BorrowPlaces())

	messages := messagesOf(t)
	source := append(wordings(t), spoken(t)...)
	hit := make([]bool, len(provoked))
	seen := 0
	for _, message := range messages {
		pattern := patternOf(message)
		found := false
		for i, err := range provoked {
			if pattern.MatchString(err.Error()) {
				hit[i], found = true, true
			}
		}
		if found {
			seen++
		} else {
			t.Logf("compared with the source only: %s", message)
		}
		assert.True(t, found || slices.ContainsFunc(source, func(w string) bool { return strings.Contains(w, message) }),
			"docs/refused.md says that an error reads %q, and none was provoked, and no source has it", message)
	}
	for i, err := range provoked {
		assert.True(t, hit[i], "docs/refused.md does not have the message\n%v", err)
	}
	assert.Greater(t, seen, 250, "messages of the page that were provoked")

	for name, sentinel := range sentinels {
		assert.True(t, slices.ContainsFunc(provoked, func(err error) bool { return errors.Is(err, sentinel) }), "%s is provoked", name)
	}
	for _, row := range rowsOf(t) {
		var named []error
		for _, name := range sentinelName.FindAllString(row[1], -1) {
			if err := sentinels[name]; err != nil {
				named = append(named, err)
			}
		}
		if len(named) == 0 {
			continue
		}
		for _, m := range codeSpan.FindAllStringSubmatch(row[0], -1) {
			pattern := patternOf(m[1])
			var matched []error
			for _, err := range provoked {
				if _, isPythons := errors.AsType[*pyinterop.PyError](err); !isPythons && pattern.MatchString(err.Error()) {
					matched = append(matched, err) // exceptions wrap no sentinel: Python has classes
				}
			}
			wraps := func(err error) bool {
				return slices.ContainsFunc(named, func(sentinel error) bool { return errors.Is(err, sentinel) })
			}
			assert.True(t, len(matched) == 0 || slices.ContainsFunc(matched, wraps), "docs/refused.md says %s of %q, which is not so of %v", row[1], m[1], matched)
		}
	}
}

var sentinelName = regexp.MustCompile(`\w+\.Err\w+`)

// sentinels are those that a test provokes.
var sentinels = map[string]error{
	"ndview.ErrShape":              ndview.ErrShape,
	"ndview.ErrBounds":             ndview.ErrBounds,
	"ndview.ErrLayout":             ndview.ErrLayout,
	"ndview.ErrOverflow":           ndview.ErrOverflow,
	"ndview.ErrSyntax":             ndview.ErrSyntax,
	"ndview.ErrType":               ndview.ErrType,
	"ndview.ErrByteOrder":          ndview.ErrByteOrder,
	"ndview.ErrAlign":              ndview.ErrAlign,
	"ndview.ErrReleased":           ndview.ErrReleased,
	"ndview.ErrReadOnly":           ndview.ErrReadOnly,
	"ndview.ErrOverlap":            ndview.ErrOverlap,
	"ndview.ErrAlpha":              ndview.ErrAlpha,
	"ops.ErrVerb":                  ops.ErrVerb,
	"ops.ErrValue":                 ops.ErrValue,
	"ops.ErrEmpty":                 ops.ErrEmpty,
	"ops.ErrOption":                ops.ErrOption,
	"ndmat.ErrSingular":            ndmat.ErrSingular,
	"ndmat.ErrNotPositiveDefinite": ndmat.ErrNotPositiveDefinite,
	"ndmat.ErrZeroValue":           ndmat.ErrZeroValue,
	"ndmat.ErrUsedUp":              ndmat.ErrUsedUp,
	"pyinterop.ErrNotExporter":     pyinterop.ErrNotExporter,
	"pyinterop.ErrMasked":          pyinterop.ErrMasked,
	"pyinterop.ErrDevice":          pyinterop.ErrDevice,
	"pyinterop.ErrChanged":         pyinterop.ErrChanged,
	"pyinterop.ErrBorrowed":        pyinterop.ErrBorrowed,
	"pyinterop.ErrHeld":            pyinterop.ErrHeld,
	"pyinterop.ErrRange":           pyinterop.ErrRange,
	"pyinterop.ErrConvert":         pyinterop.ErrConvert,
	"pyinterop.ErrLent":            pyinterop.ErrLent,
	"pyinterop.ErrNotLent":         pyinterop.ErrNotLent,
	"npy.ErrFormat":                npy.ErrFormat,
	"npy.ErrTruncated":             npy.ErrTruncated,
	"npy.ErrFault":                 npy.ErrFault,
	"npy.ErrHeld":                  npy.ErrHeld,
	"npy.ErrLocked":                npy.ErrLocked,
	"npblas.ErrNotFound":           npblas.ErrNotFound,
	"npblas.ErrNotInUse":           npblas.ErrNotInUse,
	"fs.ErrInvalid":                fs.ErrInvalid,
	"fs.ErrNotExist":               fs.ErrNotExist,
}

var refusing = []string{
	"ndview", "ndview/ndmat", "iter", "ops", "ops/fused", "pyinterop", "pyinterop/npy", "pyinterop/npblas", "pyinterop/embedded", "internal/rawblas",
}

// TestEverySentinelAndEveryRequirementIsOnThePageOfRefusals reads the source: what is exported and called Err…, types of errors, and
// the wording of requirements, which say what was wanted.
func TestEverySentinelAndEveryRequirementIsOnThePageOfRefusals(t *testing.T) {
	page := readPage(t, "docs/refused.md")
	for _, folder := range refusing {
		for _, file := range sourcesOf(t, folder) {
			for _, d := range file.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.VAR {
					continue
				}
				for _, s := range g.Specs {
					for _, name := range s.(*ast.ValueSpec).Names {
						if strings.HasPrefix(name.Name, "Err") {
							assert.True(t, strings.Contains(page, "`"+file.Name.Name+"."+name.Name+"`"), "docs/refused.md names %s.%s", file.Name.Name, name.Name)
						}
					}
				}
			}
		}
	}
	source := wordings(t)
	require.Greater(t, len(source), 100)
	for _, w := range source {
		if wants.MatchString(w) {
			assert.True(t, strings.Contains(page, w), "docs/refused.md does not have the wording of a requirement: %q", w)
		}
	}
}

// rowsOf are the rows of the tables that are headed "the error says".
func rowsOf(t *testing.T) (rows [][]string) {
	t.Helper()
	inside := false
	for line := range strings.Lines(readPage(t, "docs/refused.md")) {
		switch {
		case !strings.HasPrefix(line, "|"):
			inside = false
		case strings.HasPrefix(line, "| the error says |"):
			inside = true
		case inside:
			rows = append(rows, columnsOf(line))
		}
	}
	require.Greater(t, len(rows), 100)
	return rows
}

// messagesOf are the code spans in the first column of those rows.
func messagesOf(t *testing.T) (messages []string) {
	t.Helper()
	for _, row := range rowsOf(t) {
		for _, m := range codeSpan.FindAllStringSubmatch(row[0], -1) {
			messages = append(messages, m[1])
		}
	}
	require.Greater(t, len(messages), 100)
	return messages
}

// patternOf finds a message within an error's text.
func patternOf(message string) *regexp.Regexp {
	pieces := strings.Split(message, "…")
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	return regexp.MustCompile(`(?s)` + strings.Join(pieces, ".*"))
}

var (
	verb  = regexp.MustCompile(`%[#+]?[a-zA-Z]`)
	wants = regexp.MustCompile(`\bwant(ed)? `)
)

// wordings are the texts in the sources that may stand in an error, with … for what is filled in: those of requirements, and
// those of sentinels.
func wordings(t *testing.T) (texts []string) {
	t.Helper()
	for _, folder := range refusing {
		for _, file := range sourcesOf(t, folder) {
			ast.Inspect(file, func(n ast.Node) bool {
				b, ok := n.(*ast.BinaryExpr)
				if ok && b.Op == token.ADD { // long texts in pieces
					if text, ok := joined(b); ok {
						texts = append(texts, wording(text))
						return false
					}
				}
				l, ok := n.(*ast.BasicLit)
				if ok && l.Kind == token.STRING {
					if text, err := strconv.Unquote(l.Value); err == nil {
						texts = append(texts, wording(text))
					}
				}
				return true
			})
		}
	}
	return slices.DeleteFunc(texts, func(s string) bool { return len(s) < 8 })
}

// joined is a sum of literal texts; what else is added stands as ….
func joined(b *ast.BinaryExpr) (string, bool) {
	side := func(e ast.Expr) (string, bool) {
		switch e := e.(type) {
		case *ast.BasicLit:
			text, err := strconv.Unquote(e.Value)
			return text, err == nil && e.Kind == token.STRING
		case *ast.BinaryExpr:
			return joined(e)
		}
		return "…", true
	}
	left, ok := side(b.X)
	right, also := side(b.Y)
	return left + right, ok && also && b.Op == token.ADD
}

// wording has … for the verbs of a format and no sentinel at its end.
func wording(text string) string {
	text = strings.TrimSuffix(text, ": %w")
	return verb.ReplaceAllString(text, "…")
}
