package ndview

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDraft(t *testing.T) {
	v := Make[float64](3, 4)
	for i := range 3 {
		for j := range 4 {
			v.Set2(i, j, float64(10*i+j))
		}
	}
	w := v.T()
	require.Equal(t, 21.0, w.At2(1, 2))
	w = v.SliceAxis(1, All.By(-2))
	require.Equal(t, []int{3, 2}, w.Shape())
	require.Equal(t, 13.0, w.At2(1, 0))
	require.Panics(t, func() { w.At1(1) })
	require.Panics(t, func() { w.At2(1, 2) })
	r := w.Raw()
	x, err := AsMut[float64](r)
	require.NoError(t, err)
	require.Equal(t, 13.0, x.At2(1, 0))
	raw, err := FromBytes([]byte{0, 1, 2, 3, 4, 5, 6, 7}, 1, DType{Kind: DTypeOf[uint16]().Kind, Size: 2, Swapped: true}, []int{3}, nil)
	require.NoError(t, err)
	u, err := AsMut[uint16](raw)
	require.NoError(t, err)
	require.False(t, u.Plain())
	require.Equal(t, uint16(0x0304), u.At1(1))
	u.Set1(1, 0x0a0b)
	require.Equal(t, uint16(0x0a0b), u.At1(1))
	require.Equal(t, uint16(0x0a0b), u.At(1))
}

//go:noinline
func sumAt2(v View[int32]) (s int32) {
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			s += v.At2(i, j)
		}
	}
	return s
}

//go:noinline
func scaleAt2(v MutView[float64]) {
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			v.Set2(i, j, v.At2(i, j)*1.0001)
		}
	}
}

//go:noinline
func sliceLoop(v View[float64], n int) (t int) {
	for i := range n {
		w := v.SliceAxis(0, Span(i&7, 10))
		t += w.Len(0)
	}
	return t
}

//go:noinline
func indexLoop(v View[float64], n int) (t int) {
	for i := range n {
		w := v.IndexAxis(0, i&7)
		t += w.Len(0)
	}
	return t
}

//go:noinline
func transLoop(v View[float64], n int) (t int) {
	for range n {
		w := v.T()
		t += w.Len(0)
	}
	return t
}

func BenchmarkDraft(b *testing.B) {
	v := Make[int32](64, 64)
	f := Make[float64](64, 64)
	b.Run("sum", func(b *testing.B) {
		for range b.N {
			sumAt2(v.View)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/el")
	})
	b.Run("scale", func(b *testing.B) {
		for range b.N {
			scaleAt2(f)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/el")
	})
	b.Run("slice", func(b *testing.B) { b.ReportAllocs(); sliceLoop(f.View, b.N) })
	b.Run("index", func(b *testing.B) { b.ReportAllocs(); indexLoop(f.View, b.N) })
	b.Run("T", func(b *testing.B) { b.ReportAllocs(); transLoop(f.View, b.N) })
}
