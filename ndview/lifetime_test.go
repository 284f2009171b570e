package ndview_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// theBorrow stands for the closure of a scoped borrow, whose name the panics show.
func theBorrow() {}

var place = reflect.ValueOf(theBorrow).Pointer()

// lent returns v as a view of a borrow that is open.
func lent(v ndview.MutView[int32], slot *lease.Slot) ndview.MutView[int32] {
	a := v.Array()
	return ndview.NewMutView[int32](mem.New(a.Base, *a.L(), slot, slot.Open(place), a.Item()))
}

func TestUseAfterReleasePanicsAndNamesTheBorrow(t *testing.T) {
	for _, shape := range [][]int{{3}, {2, 3}, {2, 3, 2}, {2, 2, 1, 2}, {2, 1, 1, 2, 2}} {
		for _, s := range ndtest.Sources(shape, func(k int) int32 { return int32(k) }) {
			var slot lease.Slot
			v := lent(s.View, &slot)
			raw := v.Raw()
			views := []ndview.MutView[int32]{v, v.T(), v.Flip(0), v.SliceAxis(0, ndview.From(1)), v.InsertAxis(0)}
			first := make([]int, len(shape))
			require.Equal(t, s.Values[0], v.At(first...))
			require.True(t, v.Live() && raw.Live())
			slot.Close()

			require.False(t, v.Live() || raw.Live())
			for _, w := range views {
				index := make([]int, w.NDim())
				late(t, func() { atN(&w.View, index) })
				late(t, func() { setN(&w, 1, index) })
				late(t, func() { w.At(index...) })
				late(t, func() { w.Set(1, index...) })
				late(t, func() { w.Data() })
				late(t, func() { w.UnsafeSlice() })
				late(t, func() { w.UnsafePointerTo(index...) })
				late(t, func() { w.Raw().Data() })
				require.Equal(t, w.Shape(), w.Raw().Shape(), "the layout outlives the memory")
			}
			if strings.HasPrefix(s.Name, "rows behind") {
				late(t, func() { v.IndexAxis(0, 0) }) // would read the table of pointers
			} else if !s.View.Indirect() {
				v.IndexAxis(0, 0)
			}
			again := lent(s.View, &slot)
			require.Equal(t, s.Values[0], again.At(first...), "the slot's next borrow is live")
			late(t, func() { v.At(first...) })
			slot.Close()
		}
	}
}

// late calls f, which must panic with a ReleasedError that names theBorrow.
func late(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		err, ok := recover().(error)
		require.True(t, ok, "no panic")
		require.IsType(t, ndview.ReleasedError{}, err)
		require.ErrorIs(t, err, ndview.ErrReleased)
		require.Regexp(t, `^inplace: view used after the borrow in .*ndview_test\.theBorrow \(.*lifetime_test\.go:\d+\) was released; `+
			`use it inside the borrow's closure, or copy what must outlive it$`, err.Error())
	}()
	f()
}

func TestViewsOfGoMemoryLiveForEver(t *testing.T) {
	v := ndview.Make[float64](3)
	assert.True(t, v.Live())
	assert.True(t, v.Raw().DType() == ndview.DTypeOf[float64]())
}
