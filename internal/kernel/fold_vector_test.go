//go:build unix

package kernel

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A folded is a fold of items of a kind, as a verb uses it.
type folded struct {
	name string
	kind elem.Kind
	f    *fold
}

// everyFold returns all folds, each once.
func everyFold() (all []folded) {
	seen := map[*fold]bool{}
	add := func(name string, kind elem.Kind, f *fold) {
		if f != nil && !seen[f] {
			seen[f] = true
			all = append(all, folded{name + " of " + kind.String(), kind, f})
		}
	}
	for _, name := range slices.Sorted(mapsKeys(Reducers)) {
		v := Reducers[name]
		for c := class(0); c < numClasses; c++ {
			add(name, c.kind(), v.folds[c])
			add(name+", spread", c.kind(), v.spreads[c])
		}
		for kind := range elem.Kind(elem.NumNumeric) {
			add(name, kind, v.asTheyLie[kind])
			add(name+", spread", kind, v.spreadsAsTheyLie[kind])
		}
	}
	return all
}

func mapsKeys[K comparable, V any](m map[K]V) func(yield func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Contents of lanes: what vector loops treat apart.
var contents = []string{"any", "few", "NaN", "zeros", "falling", "nothing"}

// fill sets items of a kind without gaps.
func fillFolded(kind elem.Kind, b []byte, content string, rnd *rand.Rand) {
	size := kind.Size()
	for i := range len(b) / size {
		p := mem.Of(b[i*size:])
		x := rnd.NormFloat64() * 50
		switch {
		case content == "few":
			x = float64(rnd.IntN(3)) + 1
		case content == "NaN" && rnd.IntN(40) == 0:
			x = math.NaN()
		case content == "zeros":
			x = math.Copysign(0, x)
		case content == "falling":
			x = float64(-i)
		case content == "nothing":
			x = 0
		}
		bits := rnd.Uint64()
		switch kind {
		case elem.KindFloat64:
			mem.Store(p, x)
		case elem.KindFloat32:
			mem.Store(p, float32(x))
		case elem.KindFloat16:
			mem.Store(p, elem.Float16From64(x))
		case elem.KindComplex128:
			mem.Store(p, complex(x, -2*x))
		default:
			if content != "any" && x == x {
				bits = uint64(int64(x))
			}
			for k := range size {
				b[i*size+k] = byte(bits >> (8 * k))
			}
		}
	}
}

// started returns states of a fold, one for each item, with a mean where there is one.
func (c folded) started(n int) []byte {
	states := make([]uint64, n*c.f.size/8)
	start := c.f.start
	if c.f == spreadFloats || c.f == spreadFloat32s {
		start[0] = math.Float64bits(1.25)
	}
	c.f.begin(mem.Of(states), n, &start)
	return mem.Bytes(mem.Of(states), n*c.f.size)
}

var foldLengths = func() (all []int) {
	for n := range 130 {
		all = append(all, n+1)
	}
	return all
}()

// Every lane, of each length, at the end of memory and shifted, gives the state that the Go loop
// gives, to the last bit.
func TestLanesFoldToTheSameBitsAtEveryLevel(t *testing.T) {
	page := guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, c := range everyFold() {
		size := c.kind.Size()
		for k, n := range foldLengths {
			b := page[len(page)-n*size:]
			if n*size <= 2048 && k%3 == 0 {
				b = page[k%7*size:][:n*size]
			}
			content := contents[k%len(contents)]
			fillFolded(c.kind, b, content, rnd)
			c.compare(t, fmt.Sprint(n, " items, ", content), 1, func(acc mem.Addr) { c.f.lane(acc, mem.Of(page[cap(page)-cap(b):]), size, n, 7, 1) })
		}
	}
}

// Lanes of several blocks, at every address.
func TestLongLanesFoldToTheSameBitsAtEveryLevel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, c := range everyFold() {
		size := c.kind.Size()
		room := make([]uint64, 3000*size/8+32)
		for k, n := range []int{511, 512, 513, 527, 528, 543, 1024, 1500, 2900} {
			for _, content := range contents {
				shift := (k + rnd.IntN(8)) % 8 * size
				b := mem.Bytes(mem.Of(room), 8*len(room))[shift:]
				fillFolded(c.kind, b[:n*size], content, rnd)
				kept := bytes.Clone(b)
				c.compare(t, fmt.Sprint(n, " items, ", content), 1, func(acc mem.Addr) {
					c.f.lane(acc, mem.Of(b), size, n/2, 0, 1)
					c.f.lane(acc, mem.Of(b[n/2*size:]), size, n-n/2, n/2, 1)
				})
				require.True(t, bytes.Equal(kept, b), "%s: items were written", c.name)
			}
		}
	}
}

func TestColumnsFoldToTheSameBitsAtEveryLevel(t *testing.T) {
	page := guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, c := range everyFold() {
		size := c.kind.Size()
		for k, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 70, 127, 128, 130} {
			rows := min([]int{1, 2, 3, 8, 9, 17, 33, 70}[k%8], len(page)/(n*size))
			if rows == 0 {
				continue
			}
			for _, content := range []string{contents[k%len(contents)], "any", "NaN"} {
				b := page[len(page)-n*rows*size:]
				fillFolded(c.kind, b, content, rnd)
				c.compare(t, fmt.Sprint(rows, " rows of ", n, ", ", content), n, func(acc mem.Addr) {
					c.f.columns(acc, c.f.size, mem.Of(b), size, n*size, n, rows, 3, 2)
				})
			}
		}
	}
}

// Columns of several strips and passes.
func TestManyColumnsFoldToTheSameBitsAtEveryLevel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, c := range everyFold() {
		size := c.kind.Size()
		for _, shape := range [][2]int{{40, 513}, {3, 4097}, {300, 65}, {70, 1100}} {
			rows, n := shape[0], shape[1]
			room := make([]uint64, rows*n*size/8+8)
			b := mem.Bytes(mem.Of(room), 8*len(room))
			fillFolded(c.kind, b[:rows*n*size], "any", rnd)
			c.compare(t, fmt.Sprint(shape), n, func(acc mem.Addr) {
				c.f.columns(acc, c.f.size, mem.Of(b), size, n*size, n, rows, 0, 1)
			})
		}
	}
}

// compare folds at every level, into n states.
func (c folded) compare(t *testing.T, what string, n int, fold func(acc mem.Addr)) {
	t.Helper()
	var want []byte
	for level := cpu.Go; level <= cpu.Best(); level++ {
		undo := cpu.Use(level)
		states := c.started(n)
		fold(mem.Of(states))
		undo()
		if level == cpu.Go {
			want = states
			continue
		}
		if !bytes.Equal(want, states) {
			for i := range n {
				w, g := want[i*c.f.size:][:c.f.size], states[i*c.f.size:][:c.f.size]
				require.Equal(t, w, g, "%s, %s: state %d at level %s", c.name, what, i, level)
			}
		}
	}
}
