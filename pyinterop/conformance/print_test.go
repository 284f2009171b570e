// Package conformance_test holds the tests whose judge is NumPy.
package conformance_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Printing against NumPy: random arrays of every dtype are printed by both, with
// str() and repr(), under random options. The seed is printed; each dtype, class
// of values, number of axes, option and kind of layout must have occurred often
// enough, or the run fails.

var (
	printSeed  = flag.Uint64("print.seed", 0, "seed of the arrays that are printed; 0 takes the clock")
	printCases = flag.Int("print.cases", 3000, "number of random arrays that are printed")
)

// printPython answers each line of JSON with the texts of one array.
const printPython = `
import ast, base64, json, sys
import numpy as np
print(json.dumps({"version": np.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line)
    try:
        d = q["dtype"]
        dtype = np.dtype(ast.literal_eval(d) if d[0] in "[{" else d)
        a = np.ndarray(tuple(q["shape"]), dtype, base64.b64decode(q["data"]))
        with np.printoptions(**q["options"]), np.errstate(all="ignore"):
            r = {"str": str(a), "repr": repr(a)}
    except Exception as e:
        r = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(r), flush=True)
`

// oldestPrint is the NumPy whose rules ndview follows: before it, the limit of
// scientific notation did not depend on the dtype.
var oldestPrint = [2]int{2, 5}

// A printChild is a Python that prints arrays.
type printChild struct {
	in      *json.Encoder
	out     *bufio.Reader
	version string
}

type printQuery struct {
	DType   string         `json:"dtype"`
	Shape   []int          `json:"shape"`
	Data    string         `json:"data"`
	Options map[string]any `json:"options"`
}

type printAnswer struct {
	Version, Str, Repr, Error string
}

// startPrintChild starts the Python that INPLACE_PYTHON names if its NumPy is
// new enough, and the embedded one otherwise.
func startPrintChild(t *testing.T) *printChild {
	if python := os.Getenv("INPLACE_PYTHON"); python != "" {
		if c, err := newPrintChild(t, python); err != nil {
			t.Logf("INPLACE_PYTHON=%s cannot judge: %v; taking the embedded Python", python, err)
		} else if !c.newEnough() {
			t.Logf("INPLACE_PYTHON=%s has NumPy %s, wanted %d.%d; taking the embedded Python", python, c.version, oldestPrint[0], oldestPrint[1])
		} else {
			return c
		}
	}
	cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, "the embedded Python")
	c, err := newPrintChild(t, strings.TrimSpace(string(out)))
	require.NoError(t, err)
	require.True(t, c.newEnough(), "NumPy %s", c.version)
	return c
}

func newPrintChild(t *testing.T, python string) (*printChild, error) {
	cmd := exec.Command(python, "-c", printPython)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	c := &printChild{in: json.NewEncoder(stdin), out: bufio.NewReader(stdout)}
	hello, err := c.read()
	c.version = hello.Version
	return c, err
}

func (c *printChild) newEnough() bool {
	parts := strings.Split(c.version, ".")
	if len(parts) < 2 {
		return false
	}
	major, _ := strconv.Atoi(parts[0])
	minor, _ := strconv.Atoi(parts[1])
	return slices.Compare([]int{major, minor}, oldestPrint[:]) >= 0
}

func (c *printChild) read() (a printAnswer, err error) {
	line, err := c.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	return a, err
}

// ask prints an array, whose items lie in C order, with NumPy.
func (c *printChild) ask(t *testing.T, typ elem.Type, shape []int, data []byte, o ndview.PrintOptions) printAnswer {
	dtype := typ.Typestr()
	if typ.Kind == elem.KindRecord {
		dtype = typ.String()
	}
	require.NoError(t, c.in.Encode(printQuery{
		DType: dtype, Shape: shape, Data: base64.StdEncoding.EncodeToString(data),
		Options: map[string]any{
			"precision": o.Precision, "threshold": o.Threshold, "edgeitems": o.EdgeItems,
			"linewidth": o.LineWidth, "suppress": o.Suppress, "sign": string(o.Sign),
			"floatmode": printFloatModes[o.FloatMode], "nanstr": o.NaN, "infstr": o.Inf,
		},
	}))
	a, err := c.read()
	require.NoError(t, err)
	require.Empty(t, a.Error)
	return a
}

var printFloatModes = [...]string{
	ndview.FloatMaxPrec:      "maxprec",
	ndview.FloatMaxPrecEqual: "maxprec_equal",
	ndview.FloatFixed:        "fixed",
	ndview.FloatUnique:       "unique",
}

func TestPrintingIsNumPys(t *testing.T) {
	c := startPrintChild(t)
	seed := *printSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("NumPy %s, -print.seed=%d", c.version, seed)
	g := &printGen{Rand: rand.New(rand.NewPCG(seed, 1)), seen: map[string]int{}}
	kinds := printKinds(t)
	failed := 0
	for k := range *printCases {
		a := g.array(t, kinds[k%len(kinds)].printDType, kinds[k%len(kinds)].class)
		want := c.ask(t, a.typ, a.shape, a.data, a.options)
		if !a.compare(t, want) {
			t.Logf("case %d of -print.seed=%d: %s", k, seed, a.note)
			if failed++; failed == 5 {
				t.Fatal("five arrays printed differently")
			}
		}
		g.note(a, want)
	}
	g.report(t, kinds)
}

// A printKind is a dtype with one class of values.
type printKind struct {
	printDType
	class string
}

func printKinds(t *testing.T) (kinds []printKind) {
	for _, d := range printDTypes(t) {
		for _, class := range d.classes {
			kinds = append(kinds, printKind{d, class})
		}
	}
	return kinds
}

func (a *printArray) compare(t *testing.T, want printAnswer) bool {
	return assert.Equal(t, want.Str, a.options.Str(a.view), "str of %v %v %+v", a.typ, a.shape, a.options) &&
		assert.Equal(t, want.Repr, a.options.Repr(a.view), "repr of %v %v %+v", a.typ, a.shape, a.options)
}

// report fails if something was seen too rarely.
func (g *printGen) report(t *testing.T, kinds []printKind) {
	for _, k := range kinds {
		g.atLeast(t, k.name+" "+k.class, *printCases/len(kinds))
	}
	for unit := elem.UnitGeneric; unit <= elem.Attosecond; unit++ {
		g.atLeast(t, "unit "+unit.String(), *printCases/3000)
	}
	for _, key := range []string{"0-d", "1-d", "2-d", "3-d", "4-d", "empty", "summarised", "wrapped", "strided", "negative stride",
		"default options", "precision", "threshold", "edgeitems", "linewidth", "suppress", "sign", "floatmode", "nanstr"} {
		g.atLeast(t, key, *printCases/100)
	}
	keys := slices.Sorted(func(yield func(string) bool) {
		for k := range g.seen {
			if !yield(k) {
				return
			}
		}
	})
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "  %-40s %d\n", k, g.seen[k])
	}
	t.Logf("arrays printed alike: %d\n%s", *printCases, b.String())
}

func (g *printGen) atLeast(t *testing.T, key string, n int) {
	assert.GreaterOrEqual(t, g.seen[key], n, "%s occurred too rarely", key)
}

func (g *printGen) note(a *printArray, want printAnswer) {
	g.seen[a.dtype.name+" "+a.class]++
	g.seen[fmt.Sprintf("%d-d", len(a.shape))]++
	for _, key := range a.marks {
		g.seen[key]++
	}
	if strings.Contains(want.Str, "...") {
		g.seen["summarised"]++
	}
	for line := range strings.Lines(want.Str) {
		if text := strings.TrimSpace(line); text != "" && text != "..." && !strings.Contains(line, "[") {
			g.seen["wrapped"]++
			break
		}
	}
}

// TestEveryFloat16PrintsAsNumPyDoes prints all 65536 numbers, alone and in rows.
func TestEveryFloat16PrintsAsNumPyDoes(t *testing.T) {
	c := startPrintChild(t)
	typ := elem.TypeOf[elem.Float16]()
	for from := 0; from < 1<<16; from += 256 {
		var data []byte
		for h := from; h < from+256; h++ {
			data = append(data, byte(h), byte(h>>8))
		}
		typ.Swapped = !littleEndianHost
		raw, err := ndview.FromBytes(data, 0, typ, []int{256}, nil)
		require.NoError(t, err)
		o := ndview.PrintDefaults()
		for _, mode := range []ndview.FloatMode{ndview.FloatMaxPrec, ndview.FloatUnique, ndview.FloatMaxPrecEqual} {
			o.FloatMode = mode
			require.Equal(t, c.ask(t, typ, []int{256}, data, o).Repr, o.Repr(raw))
		}
		for h := range 256 {
			one := raw.IndexAxis(0, h)
			if from%4096 == 0 || h%32 == 0 { // the ends of some exponents, and a part of the rest
				require.Equal(t, c.ask(t, typ, []int{}, data[2*h:2*h+2], o).Str, o.Str(one))
			}
		}
	}
}
