//go:build cgo

package pyinterop_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What an exporter raises when a call asks it is what the call raises, though it would grant the next request.
func TestAnExporterIsAskedOnceForACall(t *testing.T) {
	library, err := exporterLibrary()
	require.NoError(t, err)
	source, err := filepath.Abs(filepath.Join("testdata", "exporter", "exporter.py"))
	require.NoError(t, err)
	require.NoError(t, os.Setenv("EXPORTER", source))
	defer os.Unsetenv("EXPORTER")
	assert.Equal(t, []string{
		"LookupError: total() argument 'a' of tests.Exporter: the exporter refused: LookupError: not today. Way out: numpy.array(x) may copy it",
		"LookupError('not today')",
		"True",
		"KeyboardInterrupt",
		"BufferError 1 True",
		"4.5",
	}, kernels(t, `
import os
LIBRARY = `+"'"+library+"'"+`
exec(open(os.environ["EXPORTER"]).read())
def raises(e):
    def answer(flags): raise e
    return answer
first = export(raises(LookupError("not today")), {})
told(kernels.total, first)
first = export(raises(LookupError("not today")), {})
try: kernels.total(first)
except LookupError as e: print(repr(e.__cause__))
print(log[id(first)][1] == log[id(first)][2])
told(kernels.total, export(raises(KeyboardInterrupt()), {}))
good, bad = export({}), export(raises(BufferError("no")))
try: kernels.axpy(good, bad)
except BufferError as e: print(type(e).__name__, log[id(good)][0], log[id(good)][1] == log[id(good)][2])
print(kernels.total(export({}, raises(AssertionError("asked twice")))))
`))
}
