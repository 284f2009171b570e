package conformance_test

import (
	"bufio"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// NumPy as the judge, in a process of its own: a script of testdata answers
// queries, one line of JSON each.

//go:embed testdata/*.py
var scripts embed.FS

// A numpy is a Python that runs a script.
type numpy struct {
	in      *json.Encoder
	out     *json.Decoder
	version string // of NumPy
}

// startNumPy starts testdata/NAME.py behind testdata/serve.py. It ends with the
// test.
func startNumPy(t testing.TB, name string) *numpy {
	t.Helper()
	code := script(t, "serve") + script(t, name)
	cmd := exec.Command(python(t), "-c", code)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		if err := cmd.Wait(); err != nil || t.Failed() && complaints.Len() > 0 {
			t.Errorf("%s.py: %v\n%s", name, err, complaints.String())
		}
	})
	p := &numpy{in: json.NewEncoder(stdin), out: json.NewDecoder(bufio.NewReaderSize(stdout, 1<<20))}
	var hello struct{ NumPy, Python string }
	require.NoError(t, p.out.Decode(&hello), "%s.py does not start", name)
	p.version = hello.NumPy
	t.Logf("NumPy %s on Python %s", hello.NumPy, hello.Python)
	return p
}

// ask sends a query and reads the answer into a pointer.
func (p *numpy) ask(t testing.TB, query, answer any) {
	t.Helper()
	require.NoError(t, p.in.Encode(query))
	err := p.out.Decode(answer)
	if err == io.EOF {
		err = fmt.Errorf("the script ended")
	}
	require.NoError(t, err)
}

func script(t testing.TB, name string) string {
	t.Helper()
	src, err := scripts.ReadFile("testdata/" + name + ".py")
	require.NoError(t, err)
	return string(src)
}

// python returns the interpreter that INPLACE_PYTHON names, or the embedded one,
// which is provided if need be.
func python(t testing.TB) string {
	t.Helper()
	if p := os.Getenv("INPLACE_PYTHON"); p != "" {
		return p
	}
	p, err := embeddedPython()
	require.NoError(t, err)
	return p
}

var embeddedPython = sync.OnceValues(func() (string, error) {
	root := filepath.Join("..", "..")
	cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python")
	cmd.Dir = root
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("inplace-python: %w\n%s", err, complaints.String())
	}
	return strings.TrimSpace(string(out)), nil
})
