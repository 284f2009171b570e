package ndview_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// FuzzSliceText holds SliceText against the parts it is made of, and against
// Slice with the same index: both must accept and refuse alike, and every
// element of the result must be one of the view's.
func FuzzSliceText(f *testing.F) {
	for _, text := range []string{"", "()", ":", "1:-1, ::2, ..., None", "...", "-1", "0, 0, 0", "::-1, ::-1", "None, ..., None", "5:1:-2", "1:2:0",
		"9223372036854775807:", ":-9223372036854775808:-1", "Ellipsis, np.newaxis", " 1 , 2 ,", "[0, 1]", "True", "..., ...", "1_0"} {
		for shape := range uint8(4) {
			f.Add(text, shape)
		}
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		if len(text) > 1000 {
			return
		}
		shape := [][]int{{}, {5}, {3, 4}, {2, 0, 3}, {2, 3, 2, 2}, {2, 1, 2, 1, 2}}[which%6]
		for _, s := range []ndtest.Source[int32]{
			ndtest.Direct(shape, func(k int) int32 { return int32(k) }),
			lastSource(shape),
		} {
			w, err := s.View.SliceText(text)
			items, parsed := layout.ParseIndex(text)
			if parsed != nil {
				require.ErrorIs(t, err, ndview.ErrSyntax)
				continue
			}
			v, panicked := sliced(s.View, items)
			require.Equal(t, err != nil, panicked, "%q of %v: %v", text, shape, err)
			if err != nil {
				continue
			}
			require.Equal(t, v, w)
			for index := range ndtest.Indices(w.Shape()) {
				x := w.At(index...)
				require.Less(t, int(x), len(s.Values))
				w.Set(x, index...)
			}
			require.NoError(t, s.Intact())
		}
	})
}

// lastSource returns elements in the last class of memory that the shape can have.
func lastSource(shape []int) ndtest.Source[int32] {
	all := ndtest.Sources(shape, func(k int) int32 { return int32(k) })
	return all[len(all)-1]
}

// sliced applies parsed items by Slice.
func sliced(v ndview.MutView[int32], items []layout.Index) (w ndview.MutView[int32], panicked bool) {
	defer func() { panicked = recover() != nil }()
	index := make([]ndview.Index, len(items))
	for k, item := range items {
		index[k] = indexOf(item)
	}
	return v.Slice(index...), false
}

func indexOf(item layout.Index) ndview.Index {
	switch r := item.Range; {
	case item.Kind == layout.IndexAt:
		return ndview.At(item.At)
	case item.Kind == layout.IndexNewAxis:
		return ndview.NewAxis
	case item.Kind == layout.IndexEllipsis:
		return ndview.Ellipsis
	default:
		ix := ndview.All
		switch r.Has &^ layout.HasStep {
		case layout.HasStart:
			ix = ndview.From(r.Start)
		case layout.HasStop:
			ix = ndview.To(r.Stop)
		case layout.HasStart | layout.HasStop:
			ix = ndview.Span(r.Start, r.Stop)
		}
		if r.Has&layout.HasStep != 0 {
			ix = ix.By(r.Step)
		}
		return ix
	}
}
