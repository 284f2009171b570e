//go:build cgo

package pyinterop_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestDTypeOfReadsWhatNumPySaysItself(t *testing.T) {
	for expression, want := range map[string]string{
		"np.zeros(3)":                             "float64",
		"np.float32(1)":                           "float32",
		"np.dtype('>i4')":                         ">i4",
		"np.dtype('?')":                           "bool",
		"np.dtype('O')":                           "object",
		"np.dtype('g')":                           "float128",
		"np.dtype('S3')":                          "|S3",
		"np.dtype('>U2')":                         ">U2",
		"np.dtype('V5')":                          "|V5",
		"np.zeros(3, 'M8[25s]')":                  "datetime64[25s]",
		"np.timedelta64(3, 'ns')":                 "timedelta64[ns]",
		"np.dtype('>M8[us]')":                     ">M8[us]",
		"np.dtype('M8')":                          "datetime64",
		"np.dtype([('a', 'i4'), ('t', 'M8[D]')])": "[('a', '<i4'), ('t', '<M8[D]')]",
		"np.dtype([('a', 'f4', (2, 3)), ('b', [('x', 'u1'), ('y', '>f8')])], align=True)":                     "[('a', '<f4', (2, 3)), ('b', {'names': ['x', 'y'], 'formats': ['u1', '>f8'], 'offsets': [0, 8], 'itemsize': 16})]",
		"np.dtype({'names': ['low', 'all'], 'formats': ['u2', 'u4'], 'offsets': [0, 0]})":                     "{'names': ['low', 'all'], 'formats': ['<u2', '<u4'], 'offsets': [0, 0], 'itemsize': 4}", // overlapping
		"np.dtype({'names': ['b', 'a'], 'formats': ['u2', 'u4'], 'offsets': [4, 0]})":                         "{'names': ['b', 'a'], 'formats': ['<u2', '<u4'], 'offsets': [4, 0], 'itemsize': 6}",     // out of order
		"np.dtype({'names': ['a:b'], 'formats': ['u2'], 'titles': ['a title']})":                              "[('a:b', '<u2')]",                                                                       // a colon in the name
		"np.dtype([('in', np.dtype([('d', 'f8'), ('b', 'u1')], align=True), (2,)), ('n', 'u1')], align=True)": "{'names': ['in', 'n'], 'formats': [({'names': ['d', 'b'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}, (2,)), 'u1'], 'offsets': [0, 32], 'itemsize': 40}",
	} {
		python(t, func(py pyinterop.Python) {
			typ, err := pyinterop.DTypeOf(eval(t, py, expression))
			require.NoError(t, err, expression)
			assert.Equal(t, want, typ.String(), expression)
		})
	}
}

func TestDTypeOfRefusesWhatHasNone(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		noDType := "np.dtypes.StringDType()"
		if eval(t, py, "hasattr(np, 'dtypes')").String() == "False" {
			noDType = "'StringDType'" // NumPy 1 has none
		}
		for expression, want := range map[string]string{
			"5":                                "cannot convert int to a dtype: it has no numpy.dtype",
			"b'abc'":                           "cannot convert bytes to a dtype: it has no numpy.dtype",
			"type('C', (), {'dtype': 'f8'})()": "cannot convert C to a dtype: it has no numpy.dtype",
			noDType:                            "",
		} {
			_, err := pyinterop.DTypeOf(eval(t, py, expression))
			assert.ErrorIs(t, err, pyinterop.ErrConvert, expression)
			assert.ErrorContains(t, err, want)
			if expression == "np.dtypes.StringDType()" {
				assert.ErrorContains(t, err, "has no counterpart in Go")
			}
		}
		_, err := pyinterop.DTypeOf(eval(t, py, "type('C', (), {'dtype': property(lambda self: 1 // 0)})()"))
		assert.True(t, pyinterop.IsPyErr(err, "ZeroDivisionError"))
	})
}

func ExampleDTypeOf() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		a, err := py.Eval("__import__('numpy').zeros(3, 'M8[ns]')")
		if err != nil {
			return err
		}
		typ, err := pyinterop.DTypeOf(a)
		fmt.Println(typ)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: datetime64[ns]
}
