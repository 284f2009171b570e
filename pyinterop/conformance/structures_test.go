//go:build cgo

package conformance_test

import (
	"encoding/binary"
	"fmt"
	"maps"
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

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/pyinterop"
)

// Random buffers by the thousand: structures of CPython's referee _testbuffer.ndarray, drawn by a generator of our own
// and by the one of CPython's test_buffer.py, NumPy's twins of them, and trees of pointers over memory of our own. Of
// each buffer every attribute, every element, the copies in C and Fortran order, and what is written are compared with
// what the referee says.
//
// INPLACE_SEED repeats a run, INPLACE_LONG=1 makes a million structures, which takes more than the ten minutes that go
// test allows: -timeout=60m.

const structuresAtOnce = 250 // cases of one scope

func TestStructuresOfOurGenerator(t *testing.T) {
	r := newReferee(t, 3000, 400_000)
	inside(t, func(py pyinterop.Python) { r.draw(t, module(t, py, nil, "case", "structures"), "batch") })
	r.seen.check(t, r.least(5), "0-d", "empty", "axis of length 1", "strided", "negative stride", "zero stride", "overlapping", "C order", "Fortran order",
		"suboffsets", "sliced suboffset", "read-only", "written", "byte-swapped", "struct", "text", "count", "5 axes or more",
		"order none", "order @", "order =", "order <", "order >", "order !", "struct of order none", "struct of order @", "struct of order =",
		"struct of order <", "struct of order >", "struct of order !")
	for _, class := range singleFormats() {
		assert.NotZero(t, r.seen[class], "cases of the class %q", class)
	}
}

func TestTreesOfPointers(t *testing.T) {
	r := newReferee(t, 1500, 200_000)
	inside(t, func(py pyinterop.Python) {
		namespace := module(t, py, nil, "case", "structures")
		exporters(t, namespace)
		require.NoError(t, py.ExecIn(script(t, "trees"), namespace))
		r.draw(t, namespace, "trees")
	})
	r.seen.check(t, r.least(5), "suboffsets", "suboffset on an inner axis", "suboffset on the last axis", "several suboffsets", "sliced suboffset",
		"stride that is no multiple of the itemsize", "misaligned", "empty", "negative stride", "zero stride", "overlapping", "read-only", "written",
		"byte-swapped", "struct", "text")
}

// CPython's own generator of structures is in its package test, which no embedded Python has. Where no Python at hand has
// it, bounds are judged index by index instead; .ci/run demands the generator, by demandCPythonsTests.
func TestStructuresOfCPythonsOwnTests(t *testing.T) {
	r := newReferee(t, 3000, 400_000)
	found := false
	inside(t, func(py pyinterop.Python) {
		folders := testFolders()
		namespace := module(t, py, pyinterop.Kwargs{"FOLDERS": folders}, "case", "cpython")
		require.NoError(t, py.ExecIn(fmt.Sprintf("random.seed(%d)", r.seed), namespace))
		if found = evalIn(t, namespace, "tests is not None").String() == "True"; !found {
			missing := fmt.Sprintf("no Python at hand carries CPython's own generator of structures, the module test.test_buffer (on Debian "+
				"the package libpython3-testsuite has it, and so has each Python that was built from source); looked into %q", folders)
			require.Empty(t, os.Getenv(demandCPythonsTests), missing)
			t.Log("not compared with it: " + missing)
			return
		}
		t.Log(evalIn(t, namespace, "tests.__file__").String())
		r.draw(t, namespace, "structures")
		r.n /= 4
		r.draw(t, namespace, "formats")
		checkBounds(t, r, invalidOfCPython(t, namespace, r.n), verdictOfCPython(t, namespace))
	})
	if !found {
		checkBounds(t, r, invalidOfOurs(r), verdictIndexByIndex)
		r.seen.check(t, r.least(100), "structure that leaves its memory", "structure that stays in its memory")
		return
	}
	r.seen.check(t, r.least(1), "0-d", "empty", "strided", "negative stride", "overlapping", "suboffsets", "sliced suboffset", "written",
		"order none", "order @", "order =", "order <", "order >", "order !", "struct", "NumPy", "structure that leaves its memory", "structure that stays in its memory")
	if r.long { // it draws too few of them for the quick tier
		assert.NotZero(t, r.seen["zero stride"])
	}
}

// demandCPythonsTests is an environment variable: if it is not empty, a Python must be at hand that carries CPython's tests.
const demandCPythonsTests = "INPLACE_DEMAND_CPYTHON_TESTS"

// singleFormats is every letter of the struct module under every order mark that has it.
func singleFormats() (classes []string) {
	for _, order := range []string{"", "@", "=", "<", ">", "!"} {
		letters := "?cbBhHiIlLqQefd"
		if order == "" || order == "@" {
			letters += "nNP"
		}
		for _, letter := range letters {
			classes = append(classes, "format "+order+string(letter))
		}
	}
	return classes
}

// testFolders are the folders of this machine that may be the package test of some CPython, the newest first: those of
// every Python on PATH, of pyenv's, and where Linux distributions have them.
func testFolders() (folders []string) {
	pythons := glob(filepath.SplitList(os.Getenv("PATH")), "python3", "python3.1[0-9]")
	if root := ndtest.PyenvRoot(); root != "" {
		pythons = append(pythons, glob([]string{root}, "versions/3.1[0-9]*/bin/python3")...)
	}
	for _, python := range pythons {
		lib, err := exec.Command(python, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
		if err == nil {
			folders = append(folders, filepath.Join(strings.TrimSpace(string(lib)), "test"))
		}
	}
	folders = append(folders, glob([]string{"/usr/lib", "/usr/local/lib"}, "python3.1[0-9]/test")...)
	folders = slices.DeleteFunc(folders, func(folder string) bool { return minor(folder) < 11 }) // older ones lack what we ask for
	slices.SortStableFunc(folders, func(a, b string) int { return minor(b) - minor(a) })
	return slices.Compact(folders)
}

func glob(folders []string, patterns ...string) (found []string) {
	for _, folder := range folders {
		for _, pattern := range patterns {
			paths, _ := filepath.Glob(filepath.Join(folder, pattern))
			found = append(found, paths...)
		}
	}
	return found
}

// minor is N of a folder …/python3.N/test, 0 if it is none.
func minor(folder string) int {
	_, text, _ := strings.Cut(filepath.Base(filepath.Dir(folder)), "python3.")
	n, _ := strconv.Atoi(text)
	return n
}

// A referee draws cases and compares.
type referee struct {
	seed int64
	n    int
	long bool
	rng  *rand.Rand
	seen classes
}

func newReferee(t *testing.T, quick, long int) *referee {
	r := &referee{seed: time.Now().UnixNano(), n: quick, seen: classes{}}
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		seed, err := strconv.ParseInt(s, 10, 64)
		require.NoError(t, err, "INPLACE_SEED")
		r.seed = seed
	}
	if os.Getenv("INPLACE_LONG") == "1" {
		r.n, r.long = long, true
	}
	r.rng = rand.New(rand.NewPCG(uint64(r.seed), 0))
	t.Logf("INPLACE_SEED=%d", r.seed)
	return r
}

// least is how many cases of a class a run must have seen.
func (r *referee) least(quick int) int {
	if r.long {
		return 100 * quick
	}
	return quick
}

// draw compares r.n cases of a generator.
func (r *referee) draw(t *testing.T, namespace pyinterop.Object, generator string) {
	t.Helper()
	if generator != "structures" && generator != "formats" {
		require.NoError(t, namespace.Py().ExecIn(fmt.Sprintf("rng.seed(%d)", r.seed), namespace))
	}
	for done := 0; done < r.n; {
		inside(t, func(py pyinterop.Python) {
			namespace, err := namespace.In(py)
			require.NoError(t, err)
			n := 0
			for o, err := range evalIn(t, namespace, generator, structuresAtOnce).Iter() {
				require.NoError(t, err)
				r.compare(t, readCase(t, o), namespace, fmt.Sprintf("%s, case %d", generator, done+n))
				n++
			}
			done += n
		})
	}
}

func (r *referee) compare(t *testing.T, c *structure, namespace pyinterop.Object, place string) {
	defer func() {
		if t.Failed() {
			t.Fatalf("INPLACE_SEED=%d, %s: %s", r.seed, place, c)
		}
	}()
	c.compare(t, r, evalIn(t, namespace, "reread"))
	r.seen.add(c)
}

// classes counts what a run has covered.
type classes map[string]int

func (c classes) check(t *testing.T, least int, names ...string) {
	t.Helper()
	var text []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		text = append(text, fmt.Sprintf("%s %d", name, c[name]))
	}
	t.Log(strings.Join(text, ", "))
	for _, name := range names {
		assert.GreaterOrEqual(t, c[name], least, "cases of the class %q", name)
	}
}

// A structure is a case of testdata/case.py.
type structure struct {
	object                     pyinterop.Object
	origin, format             string
	ndim, itemsize, bytes      int
	readonly, orderC, orderF   bool
	shape, strides, suboffsets []int
	bytesC, bytesF, values     []byte

	// Found while it was compared.
	swapped, isStruct, pointers, written, overlapping, misaligned bool
}

func readCase(t *testing.T, o pyinterop.Object) *structure {
	part := func(i int) pyinterop.Object {
		p, err := o.Item(i)
		require.NoError(t, err)
		return p
	}
	block := func(i int) []byte {
		b, err := part(i).Bytes()
		require.NoError(t, err)
		return b
	}
	c := &structure{object: part(0), origin: part(1).String(), format: part(3).String(), bytesC: block(4), bytesF: block(5), values: block(6)}
	var numbers []int
	for b := block(2); len(b) > 0; b = b[8:] {
		numbers = append(numbers, int(binary.NativeEndian.Uint64(b)))
	}
	c.ndim, c.itemsize, c.bytes = numbers[0], numbers[1], numbers[3]
	c.readonly, c.orderC, c.orderF = numbers[2] != 0, numbers[4] != 0, numbers[5] != 0
	numbers = numbers[6:]
	c.shape, c.strides, c.suboffsets = numbers[:c.ndim], numbers[c.ndim:2*c.ndim], numbers[2*c.ndim+1:]
	return c
}

func (c *structure) String() string {
	return fmt.Sprintf("%s, format %q, shape %v, strides %v, suboffsets %v, itemsize %d", c.origin, c.format, c.shape, c.strides, c.suboffsets, c.itemsize)
}

// indirect reports whether there is more than one pointer on the way to the items: a single one is followed when the
// memory is borrowed.
func (c *structure) indirect() bool {
	moved := false
	for axis, suboffset := range c.suboffsets {
		moved = moved || c.shape[axis] > 1
		if suboffset >= 0 && moved {
			return true
		}
	}
	return false
}

// classes lists what c is an example of.
func (c classes) add(s *structure) {
	order, rest := "none", s.format
	if s.format != "" && strings.Contains("@=<>!", s.format[:1]) {
		order, rest = s.format[:1], s.format[1:]
	}
	c["order "+order]++
	single := len(rest) == 1
	yes := func(name string, is bool) {
		if is {
			c[name]++
		}
	}
	yes("format "+s.format, single)
	yes("count", len(rest) == 2 && !strings.ContainsAny(rest, "sp"))
	yes("text", strings.ContainsAny(rest, "sp"))
	yes("struct", s.isStruct)
	yes("struct of order "+order, s.isStruct)
	yes("byte-swapped", s.swapped)
	yes("NumPy", s.origin == "NumPy")
	yes("0-d", s.ndim == 0)
	yes("5 axes or more", s.ndim >= 5)
	yes("read-only", s.readonly)
	yes("written", s.written)
	yes("pointers", s.pointers)
	empty := slices.Contains(s.shape, 0)
	yes("empty", empty)
	yes("axis of length 1", slices.Contains(s.shape, 1))
	yes("C order", s.orderC && s.ndim > 1 && !empty)
	yes("Fortran order", s.orderF && s.ndim > 1 && !empty && !s.orderC)
	yes("strided", !s.orderC && !s.orderF && len(s.suboffsets) == 0)
	misfit, negative, zero, loads, inner, last, sliced := false, false, false, 0, false, false, false
	for axis, stride := range s.strides {
		moving := s.shape[axis] > 1 && !empty
		negative = negative || moving && stride < 0
		zero = zero || moving && stride == 0
		misfit = misfit || moving && s.itemsize > 0 && stride%s.itemsize != 0 && !s.indirect()
		if len(s.suboffsets) > 0 && s.suboffsets[axis] >= 0 {
			loads++
			inner = inner || axis > 0
			last = last || axis == s.ndim-1
			sliced = sliced || s.suboffsets[axis] > 0
		}
	}
	yes("negative stride", negative)
	yes("zero stride", zero)
	yes("stride that is no multiple of the itemsize", misfit)
	yes("suboffsets", loads > 0)
	yes("several suboffsets", loads > 1)
	yes("suboffset on an inner axis", inner)
	yes("suboffset on the last axis", last)
	yes("sliced suboffset", sliced)
	yes("overlapping", s.overlapping)
	yes("misaligned", s.misaligned)
}
