//go:build linux

// Package jupyter_test runs the notebooks of this folder top to bottom, in kernels that it installs itself, and looks at
// what they show; and it holds package npy against NumPy, file by file.
package jupyter_test

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

//go:generate go run ../../pyinterop/embedded/internal/genrequirements -without macOS.*x86_64

// requirements are Jupyter's client and its Python kernel, NumPy and matplotlib, all pinned.
//
//go:embed requirements/jupyter.txt
var requirements string

// python is the interpreter of an environment with the requirements.
var python = sync.OnceValues(func() (string, error) {
	env, err := embedded.Python(context.Background(), embedded.WithRequirements(requirements))
	return env.Executable, err
})

// patience is what is kept of a test's time to stop a program in. When the time is up a test binary just ends, and would
// leave behind what it has started.
const patience = 30 * time.Second

// command is a program that is interrupted in time before the test is, so that it ends what it has started itself, such as
// kernels; half the patience later it is killed.
func command(t testing.TB, program string, args ...string) *exec.Cmd {
	ctx := context.Background()
	if test, ok := t.(*testing.T); ok { // a benchmark has no deadline
		if end, ok := test.Deadline(); ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, end.Add(-patience))
			t.Cleanup(cancel)
		}
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = patience / 2
	return cmd
}

// runPython runs a program of Python and returns what it printed.
func runPython(t testing.TB, environment []string, args ...string) string {
	t.Helper()
	interpreter, err := python()
	require.NoError(t, err)
	cmd := command(t, interpreter, args...)
	cmd.Env = append(os.Environ(), environment...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Run(), "%s", &errs)
	return out.String()
}

// installKernel builds GoNB and what it needs at run time, pinned in the module of the folder kernel, installs the
// kernel into a folder of the test, and returns the environment that finds it.
func installKernel(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin") + string(filepath.Separator)
	build := command(t, "go", "build", "-C", "kernel", "-o", bin, "github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports")
	build.Env = append(os.Environ(), "GOWORK=off")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	repo, err := filepath.Abs("../..")
	require.NoError(t, err)
	interpreter, err := python()
	require.NoError(t, err)
	shared := "/dev/shm/inplace-test-" + rand.Text() + ".npy"
	t.Cleanup(func() { os.Remove(shared) }) // it is there still if a cell before the last one failed
	environment := []string{
		"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"JUPYTER_DATA_DIR=" + filepath.Join(dir, "data"),
		"JUPYTER_RUNTIME_DIR=" + filepath.Join(dir, "runtime"),
		"IPYTHONDIR=" + filepath.Join(dir, "ipython"),
		"INPLACE_REPO=" + repo,
		"INPLACE_PYTHON=" + interpreter,
		"INPLACE_SHARED=" + shared,
		"GOWORK=off",
		"GOFLAGS=" + strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=mod"),
	}
	install := command(t, bin+"gonb", "--install", "--force_deps")
	install.Env = append(os.Environ(), environment...)
	out, err = install.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return environment
}

// A notebook is what Jupyter writes, as far as it is looked at.
type notebook struct {
	Cells []struct {
		Type    string `json:"cell_type"`
		Source  text
		Outputs []struct {
			Type  string                     `json:"output_type"`
			Text  text                       `json:"text"`
			Data  map[string]json.RawMessage `json:"data"`
			Value string                     `json:"evalue"` // of an error
		}
	}
}

// text is a string, or a list of its lines.
type text string

func (s *text) UnmarshalJSON(b []byte) error {
	var lines []string
	if json.Unmarshal(b, &lines) == nil {
		*s = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

func read(t *testing.T, path string) (n notebook) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &n))
	return n
}

// stream is what code cell k printed.
func (n *notebook) stream(k int) (all string) {
	for _, o := range n.Cells[k].Outputs {
		if o.Type == "stream" {
			all += string(o.Text)
		}
	}
	return all
}

// shown is what cell k displayed in one form.
func (n *notebook) shown(t *testing.T, k int, mime string) string {
	t.Helper()
	for _, o := range n.Cells[k].Outputs {
		if data, ok := o.Data[mime]; ok {
			var s text
			require.NoError(t, json.Unmarshal(data, &s))
			return string(s)
		}
	}
	require.Fail(t, "nothing shown", "cell %d has no %s", k, mime)
	return ""
}

// The notebooks share a run: a kernel's start is quick, the compilation of its first cell is not.
func TestNotebooksRunFromTopToBottom(t *testing.T) {
	environment := installKernel(t)
	out := t.TempDir()
	runPython(t, environment, "run.py", out, "shared_python.ipynb+shared_go.ipynb", "borrow.ipynb", "terrain.ipynb")

	t.Run("two kernels see each other's writes", func(t *testing.T) {
		py, g := read(t, filepath.Join(out, "shared_python.ipynb")), read(t, filepath.Join(out, "shared_go.ipynb"))
		assert.Equal(t, "66.0\n", py.stream(2))
		assert.Equal(t, "sum 66\n", g.stream(2))
		assert.Equal(t, "[[ 0.  2.  4.  6.]\n [ 8. 10. 12. 14.]\n [16. 18. 20. 22.]]\n", py.stream(3))
		assert.Equal(t, "from Python: -1 from the cell above: 131\n", g.stream(3))
		assert.Equal(t, "99.0\n", py.stream(4))
	})
	t.Run("Go changes an array of NumPy", func(t *testing.T) {
		n := read(t, filepath.Join(out, "borrow.ipynb"))
		assert.Contains(t, n.stream(2), "[[-80.  -7. -60.  -5. -40.  -3.]")
		html := n.shown(t, 2, "text/html")
		assert.Contains(t, html, "float64")
		assert.Contains(t, html, "shape (4, 6)")
		assert.Contains(t, html, "strides (48, 8)")
		assert.Contains(t, html, "background-color:#6baed6", "the greatest value is the bluest")
		assert.NotContains(t, html, "<script")
	})
	t.Run("a terrain is loaded, computed and drawn", func(t *testing.T) {
		n := read(t, filepath.Join(out, "terrain.ipynb"))
		var rows, columns int
		var ours, numpys float64
		_, err := fmt.Sscanf(n.stream(2), "[%d %d] cells, trend %f m per column, NumPy says %f", &rows, &columns, &ours, &numpys)
		require.NoError(t, err, n.stream(2))
		assert.Equal(t, []int{344, 403}, []int{rows, columns})
		assert.InDelta(t, numpys, ours, 1e-6)
		png, err := base64.StdEncoding.DecodeString(strings.TrimSpace(n.shown(t, 2, "image/png")))
		require.NoError(t, err)
		picture, _, err := image.Decode(bytes.NewReader(png))
		require.NoError(t, err)
		colours := map[[3]uint32]bool{}
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				r, g, b, _ := picture.At(x, y).RGBA()
				colours[[3]uint32{r, g, b}] = true
			}
		}
		assert.Greater(t, len(colours), 20, "lines and text on a grid")
	})
}
