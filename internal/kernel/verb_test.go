package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
)

func TestEveryVerbOfTheRegistryIsWellFormed(t *testing.T) {
	for _, v := range Verbs {
		found, ok := Lookup(v.Name)
		require.True(t, ok, v.Name)
		assert.Same(t, v, found)
		assert.NotEmpty(t, v.Doc, v.Name)
		require.NotEmpty(t, v.Loops, v.Name)
		for i, l := range v.Loops {
			set := 0
			for _, is := range []bool{l.Unary != nil, l.Binary != nil, l.Ternary != nil, l.Pair != nil} {
				set += map[bool]int{true: 1}[is]
			}
			assert.Equal(t, 1, set, "%s: loop %d has one function", v.Name, i)
			in, out := 2, 1
			switch {
			case l.Unary != nil:
				in = 1
			case l.Ternary != nil:
				in = 3
			case l.Pair != nil:
				out = 2
			}
			assert.Equal(t, []int{v.In, v.Out}, []int{in, out}, "%s: loop %d has the verb's numbers of operands", v.Name, i)
			for k, kind := range l.In {
				assert.Equal(t, k < v.In, kind.IsNumeric(), "%s: input %d of loop %d", v.Name, k, i)
			}
			for k, kind := range l.Out {
				assert.Equal(t, k < v.Out, kind.IsNumeric(), "%s: output %d of loop %d", v.Name, k, i)
			}
			again, ok := v.Resolve(l.In[:v.In])
			require.True(t, ok, "%s: loop %d", v.Name, i)
			assert.Same(t, &v.Loops[i], again, "%s: loop %d is found by its own kinds", v.Name, i)
		}
	}
	_, ok := Lookup("no such verb")
	assert.False(t, ok)
}

func TestTakenIsTheFirstLoopToWhichAllOperandsCastSafely(t *testing.T) {
	add, ok := Lookup("add")
	require.True(t, ok)
	for _, c := range []struct{ a, b, want elem.Kind }{
		{elem.KindBool, elem.KindBool, elem.KindBool},
		{elem.KindInt8, elem.KindUint8, elem.KindInt16},
		{elem.KindInt64, elem.KindUint64, elem.KindFloat64},
		{elem.KindFloat32, elem.KindInt32, elem.KindFloat64},
		{elem.KindFloat16, elem.KindBFloat16, elem.KindFloat32},
		{elem.KindUint8, elem.KindBFloat16, elem.KindBFloat16},
		{elem.KindComplex64, elem.KindFloat64, elem.KindComplex128},
	} {
		l, ok := add.Resolve([]elem.Kind{c.a, c.b})
		require.True(t, ok)
		assert.Equal(t, c.want, l.Out[0], "%s + %s", c.a, c.b)
	}
	subtract, _ := Lookup("subtract")
	_, ok = subtract.Resolve([]elem.Kind{elem.KindBool, elem.KindBool})
	assert.False(t, ok, "although booleans cast to int8")
	l, ok := subtract.Resolve([]elem.Kind{elem.KindBool, elem.KindInt8})
	assert.True(t, ok && l.In[0] == elem.KindInt8)
}
