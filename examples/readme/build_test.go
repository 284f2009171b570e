package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// All Go of all guides is one program: each block is a package of it, so that names do not meet, and an argument of the
// program says which to run. The packages exist in an overlay of the go command only.

const inplace = "github.com/go-inplace/inplace"

// known are the packages that fragments may use; the imports are written for them.
var known = map[string]string{
	"ndview": inplace + "/ndview", "ndmat": inplace + "/ndview/ndmat", "iter": inplace + "/iter",
	"ops": inplace + "/ops", "fused": inplace + "/ops/fused",
	"pyinterop": inplace + "/pyinterop", "npy": inplace + "/pyinterop/npy", "npblas": inplace + "/pyinterop/npblas",
	"embedded": inplace + "/pyinterop/embedded", "matargs": inplace + "/pyinterop/matargs",
	"mat": "gonum.org/v1/gonum/mat", "blas": "gonum.org/v1/gonum/blas", "blas64": "gonum.org/v1/gonum/blas/blas64",
	"blas32": "gonum.org/v1/gonum/blas/blas32", "cblas128": "gonum.org/v1/gonum/blas/cblas128",
	"fmt": "fmt", "errors": "errors", "os": "os", "context": "context", "sync": "sync", "math": "math", "log": "log",
	"strings": "strings", "time": "time", "image": "image", "draw": "image/draw", "color": "image/color", "runtime": "runtime",
	"filepath": "path/filepath", "slices": "slices", "signal": "os/signal",
}

// importsOf are the imports of the packages that a text uses by name, comments apart.
func importsOf(text string) string {
	var imports []string
	code := regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(text, "")
	code = regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"").ReplaceAllString(code, `""`)
	for _, m := range regexp.MustCompile(`(^|[^.\w])(\w+)\.[A-Z]`).FindAllStringSubmatch(code, -1) {
		if path, ok := known[m[2]]; ok && !slices.Contains(imports, path) {
			imports = append(imports, path)
		}
	}
	slices.Sort(imports)
	s := ""
	for _, path := range imports {
		s += fmt.Sprintf("import %q\n", path)
	}
	return s
}

// preludes are the texts around fragments, by name.
func preludes(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/preludes.txt")
	require.NoError(t, err)
	named := map[string]string{}
	for _, section := range strings.Split(string(text), "\n-- ")[1:] {
		name, code, ok := strings.Cut(section, " --\n")
		require.True(t, ok, section)
		named[name] = code
	}
	return named
}

// A goProgram is the program of all blocks of Go.
type goProgram struct {
	t       *testing.T
	folder  string
	overlay map[string]string
	names   []string
}

func newProgram(t *testing.T) *goProgram {
	return &goProgram{t: t, folder: t.TempDir(), overlay: map[string]string{}}
}

// file puts a file into the tree as the go command sees it, below this folder.
func (p *goProgram) file(path, text string) {
	p.t.Helper()
	real := filepath.Join(p.folder, strings.ReplaceAll(path, "/", "_"))
	require.NoError(p.t, os.WriteFile(real, []byte(text), 0o644))
	seen, err := filepath.Abs(path)
	require.NoError(p.t, err)
	p.overlay[seen] = real
}

// add makes a package of a block, with a function Main.
func (p *goProgram) add(b block, preludes map[string]string) (name string) {
	p.t.Helper()
	name = b.name()
	p.names = append(p.names, name)
	where := fmt.Sprintf("\n//line %s:%d\n", b.page, b.line)
	var text string
	switch {
	case b.directive == "" && strings.Contains(b.code, "package main\n"):
		text = where + strings.Replace(b.code, "package main\n", "package "+name+"\n", 1)
		text = strings.Replace(text, "\nfunc main() {", "\nfunc Main() error { program(); return nil }; func program() {", 1)
	default:
		around, ok := preludes[b.argument]
		require.True(p.t, ok && b.directive == "go", "%s:%d: a block of Go is a whole program or names a prelude", b.page, b.line)
		code := b.code
		if b.argument == "cell" { // GoNB: declarations, %%, the body of main
			above, body, ok := strings.Cut(code, "%%\n")
			require.True(p.t, ok, "%s:%d: a cell has a line %%%%", b.page, b.line)
			code = above + "\nfunc Main() error {\n" + body + "\nreturn nil\n}\n"
		}
		body := strings.Replace(around, "FRAGMENT", where+code, 1)
		head := ""
		if !strings.Contains(b.code, "\nimport ") && !strings.HasPrefix(b.code, "import ") {
			head = importsOf(body)
		}
		text = "package " + name + "\n\n" + head + "\n" + body
	}
	p.file("guides/"+name+"/block.go", text)
	return name
}

// name is an identifier of the block.
func (b *block) name() string {
	page := strings.TrimSuffix(filepath.Base(b.page), ".md")
	return fmt.Sprintf("%s_%d", regexp.MustCompile(`\W`).ReplaceAllString(page, "_"), b.line)
}

// build compiles all of it, and returns the program's path.
func (p *goProgram) build() string {
	p.t.Helper()
	text := "package main\n\nimport (\n\"fmt\"\n\"os\"\n_ \"" + inplace + "/pyinterop/embedded/register\"\n"
	table := ""
	for _, name := range p.names {
		text += fmt.Sprintf("%q\n", inplace+"/examples/readme/guides/"+name)
		table += fmt.Sprintf("%q: %s.Main,\n", name, name)
	}
	text += ")\n\nvar blocks = map[string]func() error{\n" + table + "}\n\nfunc main() {\nfor _, name := range os.Args[1:] {\n" +
		"if err := blocks[name](); err != nil {\nfmt.Println(err)\n}\nos.Stdout.WriteString(\"\\x00\\n\")\n}\n}\n"
	p.file("guides/main.go", text)
	return p.compile("guides", "guides")
}

// compile builds one package of the tree as the overlay shows it.
func (p *goProgram) compile(folder, name string, flags ...string) string {
	p.t.Helper()
	overlay, err := json.Marshal(map[string]any{"Replace": p.overlay})
	require.NoError(p.t, err)
	file := filepath.Join(p.folder, "overlay.json")
	require.NoError(p.t, os.WriteFile(file, overlay, 0o644))
	binary := filepath.Join(p.folder, "bin", name)
	args := append([]string{"build", "-overlay", file, "-o", binary}, flags...)
	cmd := exec.CommandContext(p.t.Context(), "go", append(args, "./"+folder)...)
	out, err := cmd.CombinedOutput()
	require.NoError(p.t, err, "%s", out)
	return binary
}

// outputs runs some blocks in one process, and returns what each has printed.
func outputs(ctx context.Context, binary string, names []string) ([]string, error) {
	cmd := exec.CommandContext(ctx, binary, names...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	printed := strings.Split(string(out), "\x00\n")
	if err != nil || len(printed) != len(names)+1 {
		return nil, fmt.Errorf("%v: %d of them have ended: %w\n%s", names, len(printed)-1, err, out)
	}
	return printed[:len(names)], nil
}

// defined are the names that the statements of a text declare.
func defined(t *testing.T, text string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+text+"\n}", 0)
	require.NoError(t, err, text)
	for _, s := range file.Decls[0].(*ast.FuncDecl).Body.List {
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, left := range a.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name != "_" {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}
