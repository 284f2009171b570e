package ndview_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	gen := exec.Command("go", "run", "./internal/gen", dir)
	out, err := gen.CombinedOutput()
	require.NoError(t, err, string(out))
	made, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	here, err := filepath.Glob("*_gen.go")
	require.NoError(t, err)
	require.Len(t, here, len(made))
	require.NotEmpty(t, made)
	for _, f := range made {
		want, err := os.ReadFile(f)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Base(f))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s: run go generate in ndview", filepath.Base(f))
	}
}

// Every method of View and of Raw that returns a view exists on the mutable type,
// with that type's own name in its result unless the result is read-only.
func TestMutableTypesHaveTheMethodsOfTheReadOnlyOnes(t *testing.T) {
	checkParity[ndview.View[float64], ndview.MutView[float64]](t, "Clone", "CloneF")
	checkParity[ndview.Raw, ndview.MutRaw](t)
}

func checkParity[R, M any](t *testing.T, makeMutable ...string) {
	read, mut := reflect.TypeFor[R](), reflect.TypeFor[M]()
	views := 0
	for m := range read.Methods() {
		results := viewResults(m.Type, read, mut)
		if len(results) == 0 {
			continue
		}
		views++
		other, ok := mut.MethodByName(m.Name)
		require.True(t, ok, "%s.%s", mut, m.Name)
		assert.Equal(t, signature(m.Type), signature(other.Type), "parameters of %s", m.Name)
		for i, r := range viewResults(other.Type, read, mut) {
			switch {
			case slices.Contains(makeMutable, m.Name):
				assert.Equal(t, mut, r, "%s makes new memory", m.Name)
			case m.Name == "Raw":
			case slices.Contains(readOnlyVerbs, m.Name):
				assert.Equal(t, read, r, "%s is read-only", m.Name)
			default:
				assert.Equal(t, read, results[i], "%s.%s", read, m.Name)
				assert.Equal(t, mut, r, "%s.%s", mut, m.Name)
			}
		}
	}
	assert.GreaterOrEqual(t, views, 23)
	raw, ok := mut.MethodByName("Raw")
	if ok {
		assert.Equal(t, reflect.TypeFor[ndview.MutRaw](), raw.Type.Out(0))
	}
}

// viewResults returns the results of a method that are views, of one of the types
// or untyped.
func viewResults(m reflect.Type, types ...reflect.Type) (results []reflect.Type) {
	types = append(types, reflect.TypeFor[ndview.Raw](), reflect.TypeFor[ndview.MutRaw]())
	for r := range m.Outs() {
		if slices.Contains(types, r) {
			results = append(results, r)
		}
	}
	return results
}

func signature(m reflect.Type) string {
	var in []string
	for p := range m.Ins() {
		in = append(in, p.String())
	}
	return strings.Join(in[1:], ", ") // without the receiver
}

func TestVerbsExistOnAllFourTypes(t *testing.T) {
	verbs := map[string]bool{}
	for _, r := range verbRows([]int{2, 3}) {
		verbs[r.verb] = true
	}
	for m := range reflect.TypeFor[ndview.View[int8]]().Methods() {
		first := m.Type.NumOut() > 0 && m.Type.Out(0) == reflect.TypeFor[ndview.View[int8]]()
		assert.True(t, !first || verbs[m.Name], "%s has rows in the verbs' table", m.Name)
	}
	for verb := range verbs {
		for _, typ := range []reflect.Type{reflect.TypeFor[ndview.View[int8]](), reflect.TypeFor[ndview.MutView[int8]](),
			reflect.TypeFor[ndview.Raw](), reflect.TypeFor[ndview.MutRaw]()} {
			_, ok := typ.MethodByName(verb)
			assert.True(t, ok, "%s.%s", typ, verb)
		}
	}
}

// The names without type parameters: a line for each element type, checked
// against the kinds that package elem knows.
func TestEveryElementTypeHasNames(t *testing.T) {
	src, err := os.ReadFile("names_gen.go")
	require.NoError(t, err)
	for k := elem.KindBool; k.IsNumeric(); k++ {
		goName := k.GoName()
		name := strings.ToUpper(goName[:1]) + goName[1:]
		alias := name
		if name == goName { // Bool, Float16, BFloat16 name the element
			alias += "View"
		}
		for _, line := range []string{
			fmt.Sprintf("type %s = View[%s]\n", alias, goName),
			fmt.Sprintf("type Mut%s = MutView[%s]\n", name, goName),
			fmt.Sprintf("func As%s(raw Raw) (%s, error)", name, alias),
			fmt.Sprintf("func AsMut%s(raw MutRaw) (Mut%s, error)", name, name),
			fmt.Sprintf("func From%ss(s []%s, shape ...int) (Mut%s, error)", name, goName, name),
			fmt.Sprintf("func Make%s(shape ...int) Mut%s", name, name),
		} {
			assert.Contains(t, string(src), line)
		}
	}
	assert.Equal(t, 15, strings.Count(string(src), "= View["))
}

func TestNamesWorkWithoutTypeParameters(t *testing.T) {
	v, err := ndview.FromFloat64s([]float64{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	var w ndview.MutFloat64 = v.T()
	w.Set2(0, 1, 7)
	read, err := ndview.AsFloat64(v.Raw().Raw)
	require.NoError(t, err)
	var column ndview.Float64 = read.Col(0)
	assert.Equal(t, 7.0, column.At1(1))
	write, err := ndview.AsMutFloat64(v.Raw())
	require.NoError(t, err)
	assert.Equal(t, v, write)
	var flags ndview.BoolView = ndview.MakeBool(2).View
	assert.Equal(t, ndview.BoolOf(false), flags.At1(0))
	half := ndview.MakeFloat16()
	half.Set(0x3c00)
	assert.Equal(t, ndview.Float16(0x3c00), half.At())
	_, err = ndview.AsInt32(v.Raw().Raw)
	assert.ErrorIs(t, err, ndview.ErrType)
}
