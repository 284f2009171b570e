package iter_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// numberings number the elements from 1 in C order through a sequence, and call body
// after each piece with the number of elements that have one.
var numberings = map[string]func(v ndview.MutView[int64], body func(n int)){
	"MutPositions": func(v ndview.MutView[int64], body func(n int)) {
		for p := range iter.MutPositions(v) {
			p.Set(int64(p.Index() + 1))
			body(p.Index() + 1)
		}
	},
	"MutRuns": func(v ndview.MutView[int64], body func(n int)) {
		for k, run := range iter.IndexedMutRuns(v, iter.C) {
			for i := range run {
				run[i] = int64(k + i + 1)
			}
			body(k + len(run))
		}
	},
	"MutZip": func(v ndview.MutView[int64], body func(n int)) {
		n := 0
		for p := range iter.MutZip(v, v.View, iter.C) {
			n++
			*p = int64(n)
			body(n)
		}
	},
	"MutZipRuns": func(v ndview.MutView[int64], body func(n int)) {
		n := 0
		for run := range iter.MutZipRuns(v, v.View, iter.C) {
			for i := range run {
				n++
				run[i] = int64(n)
			}
			body(n)
		}
	},
	"MutZipLanes4": func(v ndview.MutView[int64], body func(n int)) {
		n := 0
		for l := range iter.MutZipLanes4(v, v.View, v.View, v.View, -1) {
			for i := range l.Dst.Len() {
				n++
				l.Dst.Set(i, int64(n))
			}
			body(n)
		}
	},
}

// However a body ends, what it wrote is in memory, and no more.
func TestWhatABodyWroteIsInMemoryHoweverItEnds(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	shapes := append(ndtest.Shapes(), []int{3, 700}, []int{2, 3, 2, 2, 2, 3})
	for _, shape := range shapes {
		size := ndtest.Size(shape)
		if size == 0 {
			continue
		}
		for _, class := range ndtest.Classes {
			for name, number := range numberings {
				a := ndtest.New[int64](rng, class, shape...)
				a.Fill(make([]int64, size))
				a.Remember()
				way := []string{"panic", "Goexit"}[rng.IntN(2)]
				least := 1 + rng.IntN(size)
				done, written := make(chan bool), 0
				go func() {
					defer close(done)
					defer func() { _ = recover() }()
					number(a.V, func(n int) {
						if written = n; n < least {
							return
						}
						if way == "panic" {
							panic("in the body")
						}
						runtime.Goexit()
					})
				}()
				<-done
				require.GreaterOrEqual(t, written, least)
				for k, x := range a.Values() {
					want := int64(k + 1)
					if k >= written {
						want = 0
					}
					if x != want {
						require.Failf(t, "wrong", "%s of %v: %s after %d: element %d is %d", name, a, way, written, k, x)
					}
				}
				a.OnlyElements(t, name)
				seen.Add(name, way)
			}
		}
	}
	seen.AtLeast(t, 2*len(numberings), 100)
}

// A slice that a sequence yields has no room behind it: append copies.
func TestAppendToARunDoesNotReachTheNext(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[int16](rng, class, 3, 4)
		a.Fill(ndtest.Small[int16](rng, 12))
		before := a.Values()
		a.Remember()
		for run := range iter.MutRuns(a.V, iter.C) {
			_ = append(run, 77, 77)
		}
		for run := range iter.MutZipRuns(a.V, a.V.View) {
			_ = append(run, 77, 77)
		}
		for lane := range iter.MutLanes(a.V, 1) {
			if s, ok := lane.Slice(); ok {
				_ = append(s, 77, 77)
			}
		}
		assert.Equal(t, before, a.Values())
		a.Unchanged(t, "append")
	}
}

// Two loops over one view do not disturb each other, also with windows.
func TestSequencesMayBeNestedOverOneView(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[int64](rng, class, 3, 5)
		a.Fill(ndtest.Small[int64](rng, 15))
		want := int64(0)
		for _, x := range a.Values() {
			for _, y := range a.Values() {
				want += x * y
			}
		}
		sums := [4]int64{}
		for x := range iter.Elements(a.V.View) {
			for y := range iter.Elements(a.V.View, iter.F) {
				sums[0] += x * y
			}
		}
		for p := range iter.Positions(a.V.View) {
			for q := range iter.MutPositions(a.V, iter.K) {
				sums[1] += p.Get() * q.Get()
			}
		}
		for r := range iter.Runs(a.V.View) {
			for s := range iter.Runs(a.V.View, iter.C, iter.Reversed) {
				for i := range r.Len() {
					for j := range s.Len() {
						sums[2] += r.At(i) * s.At(j)
					}
				}
			}
		}
		for x, y := range iter.Zip(a.V.View, a.V.View) {
			require.Equal(t, x, y)
			for z := range iter.Zip3(a.V.View, a.V.View, a.V.View) {
				sums[3] += x * z.B
			}
		}
		assert.Equal(t, [4]int64{want, want, want, want}, sums, "%v", a)
	}
}

// Sequences are values: they may be kept, walked again, and walked from one place.
func TestAllSequencesMayBeStoredAndRepeated(t *testing.T) {
	v, err := ndview.FromSlice([]int32{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	elements, runs, zip := iter.Elements(v.View, iter.F), iter.MutRuns(v), iter.Zip3(v.View, v.View, v.View)
	for range 3 {
		got := []int32{}
		for x := range elements {
			got = append(got, x)
		}
		assert.Equal(t, []int32{1, 4, 2, 5, 3, 6}, got)
		n := 0
		for run := range runs {
			n += len(run)
		}
		for x := range zip {
			require.Equal(t, x.A, x.C)
			n++
		}
		assert.Equal(t, 12, n)
	}
}

// What is written through one view is seen by a sequence of another one where the
// elements lie, and not in a window that was filled before.
func TestWritesDuringALoopAreSeenWhereElementsLie(t *testing.T) {
	v, err := ndview.FromSlice([]int32{1, 2, 3, 4}, 4)
	require.NoError(t, err)
	got := []int32{}
	for k, x := range iter.IndexedElements(v.View) {
		got = append(got, x)
		if k < 3 {
			v.Set1(k+1, 10*x)
		}
	}
	assert.Equal(t, []int32{1, 10, 100, 1000}, got)

	a := ndtest.New[int32](ndtest.Seeded(t), ndtest.Swapped, 4)
	a.Fill([]int32{1, 2, 3, 4})
	got = got[:0]
	for k, x := range iter.IndexedElements(a.V.View) {
		got = append(got, x)
		if k < 3 {
			a.V.Set1(k+1, 10*x)
		}
	}
	assert.Equal(t, []int32{1, 2, 3, 4}, got, "a window")
	assert.Equal(t, []int32{1, 10, 20, 30}, a.Values())
}

func TestSequencesOfViewsWithoutAxesAndWithoutElements(t *testing.T) {
	one := ndview.Make[int32]()
	for p := range iter.Pointers(one) {
		*p = 7
	}
	for p := range iter.MutPositions(one, iter.Reversed) {
		assert.Equal(t, []int{}, p.MultiIndex([]int{}))
		p.Set(p.Get() + 1)
	}
	for run := range iter.MutRuns(one) {
		require.Len(t, run, 1)
		run[0]++
	}
	for v := range iter.MutZip3(one, one.View, one.View) {
		*v.Dst += v.A
	}
	assert.Equal(t, int32(18), one.At())

	empty := ndview.Make[int32](3, 0)
	for range iter.Elements(empty.View) {
		assert.Fail(t, "no elements")
	}
	for range iter.MutRuns(empty) {
		assert.Fail(t, "no runs")
	}
	for range iter.Zip(empty.View, one.View) {
		assert.Fail(t, "nothing together")
	}
	rows := 0
	for row := range iter.Rows(empty.View) {
		assert.Zero(t, row.Len())
		rows++
	}
	for range iter.MutColumns(empty) {
		assert.Fail(t, "no columns")
	}
	assert.Equal(t, 3, rows)
}

func TestRowsAndColumnsAreThoseOfAMatrix(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		i := 0
		for row := range iter.Rows(a.V.View) {
			for j := range row.Len() {
				require.Equal(t, a.Get([]int{i, j}), row.At(j))
			}
			i++
		}
		assert.Equal(t, 3, i)
		j := 4
		for column := range iter.MutColumns(a.V, iter.Reversed) {
			j--
			for i := range column.Len() {
				require.Equal(t, a.Get([]int{i, j}), column.At(i))
				column.Set(i, float64(10*i+j))
			}
		}
		assert.Zero(t, j)
		i = 0
		for row := range iter.MutRows(a.V) {
			require.Equal(t, float64(10*i+2), row.At(2))
			row.Set(2, -1)
			i++
		}
		for column := range iter.Columns(a.V.View) {
			require.Equal(t, 3, column.Len())
		}
		assert.Equal(t, []float64{0, 1, -1, 3, 10, 11, -1, 13, 20, 21, -1, 23}, a.Values())
	}
	flat := ndview.Make[int8](3)
	for name, loop := range map[string]func(){
		"iter.Rows": func() {
			for range iter.Rows(flat.View) {
			}
		},
		"iter.MutColumns": func() {
			for range iter.MutColumns(flat) {
			}
		},
	} {
		err := recovered(loop)
		assert.ErrorIs(t, err, ndview.ErrShape)
		assert.EqualError(t, err, "inplace: "+name+": a view of 1 axes has no rows and columns; want 2 axes, or use Lanes along one")
	}
}

// Scoped borrows are checked before each lane and run.
func TestSequencesAfterTheEndOfTheBorrowPanicByName(t *testing.T) {
	rng := ndtest.Seeded(t)
	open := lease.Count()
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		v, release := lent(a)
		release()
		for name, loop := range holding(v) {
			assert.ErrorIs(t, recovered(func() { loop(func() bool { return true }) }), ndview.ErrReleased, "%s of %v", name, a)
		}
		v, release = lent(a)
		a.Remember()
		n := 0
		err := recovered(func() {
			for column := range iter.MutColumns(v) {
				n++
				release()
				if !v.Plain() && class != ndtest.Indirect {
					column.Set(0, -1) // into the window
				}
			}
		})
		assert.ErrorIs(t, err, ndview.ErrReleased)
		assert.Equal(t, 1, n)
		a.Unchanged(t, "a window of a borrow that has ended")
	}
	assert.Equal(t, open, lease.Count(), "no borrow is open")
}
