package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadFindsFunctionsAndTheImportsThatWereLeftOut(t *testing.T) {
	c, problems := read(`import (
	gomat "gonum.org/v1/gonum/mat"
	"math"
)

// Add adds.
//
// In place.
func Add(a, from ndview.MutView[float64], _ int, ctx context.Context, py pyinterop.Python) error {
	strings := gomat.NewDense(1, 1, nil)
	_ = math.Pi + strings.At(0, 0)
	return ops.AddTo(a, from)
}

type T struct{}

func (T) Method() {}

func None(float64) {}

func small() {}
`)
	require.Empty(t, problems)
	assert.Equal(t, []function{{"Add", "Add(a, from_, arg3)", 10, "Add adds.\n\nIn place.", "Add"}, {"None_", "None_(arg1)", 20, "", "None"}}, c.functions)
	assert.True(t, strings.HasPrefix(c.source, `package main

import "context"
import "github.com/go-inplace/inplace/ndview"
import "github.com/go-inplace/inplace/ops"
import "github.com/go-inplace/inplace/pyinterop"
import _ "github.com/go-inplace/inplace/pyinterop/matargs"
//line cell:2:1
import (
`), c.source)
}

// Packages have the names that their clauses say, which is not always the last part of the path.
func TestCellsMayImportPackagesOfLaterVersions(t *testing.T) {
	c, problems := read(`import "math/rand/v2"

func Roll(n int) int { return rand.IntN(n) }
`)
	require.Empty(t, problems)
	assert.NotContains(t, c.source, "import \"math/rand\"")
	assert.Equal(t, 1, strings.Count(c.source, "rand/v2"))
}

func TestErrorsOfTheCompilerHaveTheirPlaces(t *testing.T) {
	problems, rest := errorsIn(`# cell
./cell:3:7: undefined: x
cell:12: too many errors
cell:4:2: cannot use f as g:
	have (int)
	want (string)
/usr/bin/ld: cannot find -lm
`)
	assert.Equal(t, []problem{{3, 7, "undefined: x"}, {12, 0, "too many errors"}, {4, 2, "cannot use f as g:\n\thave (int)\n\twant (string)"}}, problems)
	assert.Equal(t, "/usr/bin/ld: cannot find -lm", rest)
}
