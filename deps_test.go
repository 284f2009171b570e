// Package inplace_test holds the module's import policy as a test, after the
// model of Go's own go/build/deps_test.go.
package inplace_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/go-inplace/inplace"

// mayImport lists, for each room, the rooms below it that it may use directly in
// code that is not a test. ARCHITECTURE.md draws the same arrows. A package that
// is missing here fails the test: put it where it belongs.
var mayImport = map[string][]string{
	"internal/layout":  {},
	"internal/elem":    {},
	"internal/lease":   {},
	"internal/workers": {},
	"internal/cpu":     {},
	"internal/mem":     {"internal/layout", "internal/lease"},
	"internal/vmath":   {"internal/cpu"},
	"internal/kernel":  {"internal/cpu", "internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/vmath", "internal/workers"},
	"internal/product": {"internal/cpu", "internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel", "internal/workers"},
	"internal/ndtest":  {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel", "ndview"},

	"ndview":              {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel"},
	"ndview/internal/gen": {},
	"iter/internal/gen":   {},
	"iter":                {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel", "internal/workers", "ndview"},
	"ops":                 {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/vmath", "internal/kernel", "ndview", "iter", "internal/product", "internal/rawblas"},
	"ops/fused":           {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel", "internal/workers", "ndview", "iter", "ops"},
	"internal/rawblas":    {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/product"},
	"ndview/ndmat":        {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/kernel", "ndview", "iter", "ops", "internal/rawblas"},

	"pyinterop/internal/cpy":          {},
	"pyinterop/internal/ledger":       {"internal/layout"},
	"pyinterop/internal/cmd/testvenv": {},
	"pyinterop":                       {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "internal/workers", "ndview", "pyinterop/internal/cpy", "pyinterop/internal/ledger"},
	"pyinterop/internal/cblas":        {},
	"pyinterop/modgen":                {},
	"pyinterop/matargs":               {"ndview", "ndview/ndmat", "pyinterop"},
	"pyinterop/vectorize":             {"internal/workers", "ndview", "ops", "pyinterop"},
	"pyinterop/npblas":                {"internal/workers", "pyinterop", "pyinterop/internal/cblas"},
	"pyinterop/npblas/internal/gen":   {},
	"pyinterop/npy":                   {"internal/layout", "internal/elem", "internal/lease", "internal/mem", "ndview"},
	"pyinterop/npy/internal/gen":      {},
	"pyinterop/conformance":           {},
}

// usesUnsafe and usesC are the rooms of unsafe and of cgo.
var (
	usesUnsafe = []string{"internal/mem", "internal/kernel", "pyinterop/internal/cpy", "pyinterop/internal/cblas"}
	usesC      = []string{"pyinterop/internal/cpy", "pyinterop/internal/cblas"}
)

// thirdParty lists who may import which other module, tests apart.
var thirdParty = map[string][]string{
	"gonum.org/v1/gonum": {"internal/rawblas", "ops", "ndview/ndmat", "pyinterop/npblas", "pyinterop/matargs"},
}

// nested are the folders of the nested modules and of data, which have their own rules.
var nested = []string{"examples", "pyinterop/embedded", "internal/asm"}

// A file is one Go file of the core module with what it imports.
type file struct {
	room    string // folder, relative to the module
	name    string
	test    bool
	imports []string
}

func coreFiles(t *testing.T) []file {
	var files []file
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		p = filepath.ToSlash(p)
		if d.IsDir() {
			if slices.Contains(nested, p) || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != "." {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(p) != ".go" || path.Dir(p) == "." {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		g := file{room: path.Dir(p), name: p, test: strings.HasSuffix(p, "_test.go")}
		for _, s := range f.Imports {
			imported, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				return err
			}
			g.imports = append(g.imports, imported)
		}
		files = append(files, g)
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func TestEachRoomImportsOnlyTheRoomsBelowIt(t *testing.T) {
	for _, f := range coreFiles(t) {
		allowed, known := mayImport[f.room]
		if !assert.True(t, known, "%s: room %s has no line in the import policy", f.name, f.room) || f.test {
			continue
		}
		for _, imported := range f.imports {
			if room, ok := strings.CutPrefix(imported, module+"/"); ok {
				assert.Contains(t, allowed, room, "%s imports %s", f.name, room)
			}
		}
	}
}

func TestPolicyHasNoCycle(t *testing.T) {
	var visit func(room string, above []string)
	visit = func(room string, above []string) {
		require.NotContains(t, above, room, "cycle in the policy")
		for _, below := range mayImport[room] {
			visit(below, append(slices.Clone(above), room))
		}
	}
	for _, room := range slices.Sorted(maps.Keys(mayImport)) {
		visit(room, nil)
	}
}

func TestViewsAndVerbsNeverReachPython(t *testing.T) {
	for _, f := range coreFiles(t) {
		if strings.HasPrefix(f.room, "pyinterop") {
			continue
		}
		for _, imported := range f.imports {
			assert.NotContains(t, imported, module+"/pyinterop", f.name)
		}
	}
}

// The nested modules lie below the core's path, so that the compiler would let them in.
func TestNestedModulesUseThePublicPackagesOnly(t *testing.T) {
	for _, folder := range nested {
		found := 0
		require.NoError(t, filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
			if err != nil || path.Ext(p) != ".go" {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			found++
			for _, s := range f.Imports {
				room, ours := strings.CutPrefix(strings.Trim(s.Path.Value, `"`), module+"/")
				if ours && !strings.HasPrefix(room, filepath.ToSlash(folder)+"/") {
					assert.NotContains(t, "/"+room+"/", "/internal/", "%s imports %s", p, room)
				}
			}
			return nil
		}))
		assert.Positive(t, found, folder)
	}
}

func TestUnsafeAndCStayInTheirRooms(t *testing.T) {
	for _, f := range coreFiles(t) {
		if slices.Contains(f.imports, "unsafe") {
			assert.Contains(t, usesUnsafe, f.room, "%s imports unsafe", f.name)
		}
		if slices.Contains(f.imports, "C") {
			assert.Contains(t, usesC, f.room, "%s imports C", f.name)
		}
	}
}

func TestEveryUseOfUnsafeNamesItsInvariant(t *testing.T) {
	for _, f := range coreFiles(t) {
		if f.test || !slices.Contains(f.imports, "unsafe") {
			continue
		}
		src, err := os.ReadFile(f.name)
		require.NoError(t, err)
		lines := strings.Split(string(src), "\n")
		for i, line := range lines {
			code, _, hasComment := strings.Cut(line, "//")
			if !strings.Contains(code, "unsafe.") || strings.Contains(code, "unsafe.Pointer ") {
				continue
			}
			above := i > 0 && strings.Contains(lines[i-1], "//")
			assert.True(t, hasComment || above, "%s:%d uses unsafe without a word on why it is sound", f.name, i+1)
		}
	}
}

func TestTestHelpersStayInTests(t *testing.T) {
	for _, f := range coreFiles(t) {
		if f.test || f.room == "internal/ndtest" {
			continue
		}
		for _, imported := range f.imports {
			assert.NotEqual(t, module+"/internal/ndtest", imported, f.name)
			assert.NotEqual(t, "testing", imported, f.name)
			assert.False(t, strings.HasPrefix(imported, "github.com/stretchr/testify"), f.name)
		}
	}
}

func TestOtherModulesAreUsedOnlyWhereThePolicySaysSo(t *testing.T) {
	for _, f := range coreFiles(t) {
		for _, imported := range f.imports {
			first, _, _ := strings.Cut(imported, "/")
			if !strings.Contains(first, ".") || strings.HasPrefix(imported, module+"/") {
				continue
			}
			if f.test && strings.HasPrefix(imported, "github.com/stretchr/testify/") {
				continue
			}
			allowed := false
			for m, rooms := range thirdParty {
				if imported == m || strings.HasPrefix(imported, m+"/") {
					allowed = f.test || slices.Contains(rooms, f.room)
				}
			}
			assert.True(t, allowed, "%s imports %s", f.name, imported)
		}
	}
}

func TestGoModRequiresGonumAndTestifyOnly(t *testing.T) {
	src, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	var direct []string
	for line := range strings.Lines(string(src)) {
		fields := strings.Fields(line)
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") && strings.Contains(fields[0], ".") && !strings.Contains(line, "// indirect") {
			direct = append(direct, fields[0])
		}
	}
	assert.ElementsMatch(t, []string{"github.com/stretchr/testify", "gonum.org/v1/gonum"}, direct)
}
