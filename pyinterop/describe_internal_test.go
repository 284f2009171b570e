//go:build cgo

package pyinterop

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The shim checks the common case in C, describe.go checks every case in Go: where the shim says yes, Go must
// find the same array, and where both could answer they must agree.
func TestTheShimsCheckAgreesWithTheGeneralOne(t *testing.T) {
	sound, notSound := 0, 0
	require.NoError(t, Do(func(py Python) error {
		list, err := py.Eval(`([a for base in (
			np.arange(120.).reshape(2, 3, 4, 5), np.arange(120, dtype='i2').reshape(2, 3, 4, 5), np.zeros((0, 3, 2)), np.zeros((2, 0)), np.array(1.5),
			np.zeros((1, 5, 1)), np.frombuffer(bytearray(41), 'f8', 5, 1), np.zeros(4, [('f', 'f8'), ('b', 'i1')])['f'], np.zeros((2,) * 5), np.zeros(3, '>f8'))
			for a in (base, base.T, base[::-1] if base.ndim else base, base[..., ::2] if base.ndim else base, base[..., :0] if base.ndim else base,
				np.broadcast_to(base, (3,) + base.shape))]
			+ [b'', b'abc', bytearray(8), memoryview(bytearray(24)).cast('d', [3, 1]), (ctypes.c_double * 3)(), ((ctypes.c_int * 2) * 3)(), ctypes.c_double(1),
				array.array('d', [1, 2]), tb.ndarray(list(range(12)), shape=[3, 4], format='d', flags=tb.ND_PIL),
				tb.ndarray([1, 2, 3], shape=[3], strides=[-8], offset=16, format='d'), tb.ndarray([1], shape=[1] * 64, format='d')])`, modules(t, py))
		require.NoError(t, err)
		for o, err := range list.Iter() {
			require.NoError(t, err)
			for _, kind := range []elem.Kind{elem.KindFloat64, elem.KindInt16, elem.Invalid} {
				if compareDescriptions(t, py, o, &want{op: "Borrow", kind: kind, flags: cpy.BufFullRO}) {
					sound++
				} else {
					notSound++
				}
			}
		}
		return nil
	}))
	assert.Greater(t, sound, 100)
	assert.Greater(t, notSound, 5)
}

func modules(t *testing.T, py Python) Kwargs {
	names := Kwargs{}
	for as, module := range map[string]string{"np": "numpy", "ctypes": "ctypes", "array": "array", "tb": "_testbuffer"} {
		m, err := py.Import(module)
		require.NoError(t, err)
		names[as] = m
	}
	return names
}

func compareDescriptions(t *testing.T, py Python, o Object, w *want) (sound bool) {
	l, err := loans.takeIn(py.s)
	require.NoError(t, err)
	defer loans.put(l)
	thread := py.thread("test")
	l.slot.Ask(o.p, int(w.flags))
	require.Equal(t, cpy.OK, thread.Borrow(l.slot))
	defer thread.Release(l.slot)
	fastOK := l.describe(w)
	fast, fastType := l.a, l.typ
	generalOK := l.general(w)
	assert.Equal(t, generalOK, fastOK, "%s as %s", o, w)
	if fastOK && generalOK {
		assert.Equal(t, l.a.Base, fast.Base)
		assert.Equal(t, *l.a.L(), *fast.L(), "%s", o)
		assert.Equal(t, l.typ, fastType)
	}
	return l.slot.Sound()
}
