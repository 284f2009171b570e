package kernel

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Short lanes are folded to what the general road makes of them, which is taken where the results
// are not side by side.
func TestShortLanesFoldAsLongOnesDo(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		kinds := []elem.Kind{elem.KindUint8, elem.KindInt8, elem.KindUint16, elem.KindInt16}
		for k, to := range []elem.Kind{elem.KindUint8, elem.KindInt16, elem.KindUint16, elem.KindInt64, elem.KindUint64, elem.KindFloat32, elem.KindFloat64} {
			for i, kind := range kinds {
				c := []int{3, 2, 4, 8, 3, 7}[(k+i)%6]
				n := 4*shortPiece/c + 1 + 31*k
				src := denseOf(bytesFrom(i, n*c*kind.Size()), kind, n, c)
				for _, verb := range []*Reducer{&ReduceSum, &ReduceMean, &ReduceMin, &ReduceMax} {
					if verb == &ReduceMean && to.IsInteger() {
						continue
					}
					size := to.Size()
					got, want, packed := make([]byte, n*size+1), make([]byte, 2*n*size), make([]byte, n*size+1)
					q := Reduction{Verb: verb, Axes: 2}
					dst, wide := denseOf(got, to, n), everyOther(want, to, n)
					require.True(t, q.runShort(to, &dst, kind, &src))
					require.False(t, q.runShort(to, &wide, kind, &src))
					require.True(t, q.Run(to, &wide, kind, &src))
					MoveOf(size, 1)(mem.Of(packed), size, mem.Of(want), 2*size, n)
					require.True(t, bytes.Equal(packed, got), "%s of %v to %v, %d items", verb.Name, kind, to, c)
				}
			}
		}
	})
}

// Results that lie among the items are not written before all of them are read.
func TestShortLanesFoldIntoTheirOwnMemory(t *testing.T) {
	const n = 4 * shortPiece
	items := bytesFrom(5, 3*n)
	want := make([]byte, n)
	for i := range want {
		want[i] = max(items[3*i], items[3*i+1], items[3*i+2])
	}
	src, dst := denseOf(items, elem.KindUint8, n, 3), denseOf(items[2*n:], elem.KindUint8, n)
	require.True(t, (&Reduction{Verb: &ReduceMax, Axes: 2}).Run(elem.KindUint8, &dst, elem.KindUint8, &src))
	require.Equal(t, want, items[2*n:])
}

func denseOf(b []byte, kind elem.Kind, shape ...int) mem.Array {
	l, err := layout.C(shape, kind.Size())
	must(err)
	return mem.New(mem.Of(b), l, lease.Forever, 0, nativeItem(kind))
}

func everyOther(b []byte, kind elem.Kind, n int) mem.Array {
	l, err := layout.New([]int{n}, []int{2 * kind.Size()}, nil, kind.Size())
	must(err)
	return mem.New(mem.Of(b), l, lease.Forever, 0, nativeItem(kind))
}
