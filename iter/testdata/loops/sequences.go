package main

import (
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func elements(v ndview.View[int32]) (sum int32) {
	for x := range iter.Elements(v) {
		sum += x
	}
	return sum
}

func indexedElements(v ndview.View[int32]) (sum int32) {
	for k, x := range iter.IndexedElements(v, iter.F) {
		sum += x ^ int32(k)
	}
	return sum
}

func pointers(v ndview.MutView[float64]) {
	for p := range iter.Pointers(v) {
		*p *= 2
	}
}

func indexedPointers(v ndview.MutView[float64]) {
	for k, p := range iter.IndexedPointers(v, iter.K) {
		*p = float64(k)
	}
}

func positions(v ndview.View[float64]) (sum float64) {
	for p := range iter.Positions(v) {
		sum += p.Get()
	}
	return sum
}

func mutPositions(v ndview.MutView[float64]) {
	for p := range iter.MutPositions(v) {
		p.Set(2 * p.Get())
	}
}

func runs(v ndview.View[uint8]) (sum int) {
	for run := range iter.Runs(v) {
		for i := range run.Len() {
			sum += int(run.At(i))
		}
	}
	return sum
}

func indexedRuns(v ndview.View[uint8], out []uint8) {
	for k, run := range iter.IndexedRuns(v, iter.C) {
		run.CopyTo(out[k:])
	}
}

func mutRuns(v ndview.MutView[int16]) {
	for run := range iter.MutRuns(v) {
		for i := range run {
			run[i]++
		}
	}
}

func indexedMutRuns(v ndview.MutView[int16]) {
	for k, run := range iter.IndexedMutRuns(v) {
		for i := range run {
			run[i] = int16(k + i)
		}
	}
}

func rows(v ndview.View[float64]) (sum float64) {
	for row := range iter.Rows(v) {
		sum += row.At(0)
	}
	return sum
}

func columns(v ndview.View[float64]) (sum float64) {
	for column := range iter.Columns(v) {
		sum += column.At(0)
	}
	return sum
}

func mutRows(v ndview.MutView[float64]) {
	for row := range iter.MutRows(v) {
		row.Set(0, 1)
	}
}

func mutColumns(v ndview.MutView[float64]) {
	for column := range iter.MutColumns(v) {
		column.Set(0, 1)
	}
}

func zip(a ndview.View[float64], b ndview.View[int8]) (sum float64) {
	for x, y := range iter.Zip(a, b) {
		sum += x * float64(y)
	}
	return sum
}

func mutZip(dst ndview.MutView[float64], b ndview.View[int8]) {
	for p, y := range iter.MutZip(dst, b) {
		*p += float64(y)
	}
}

func zip3(a ndview.View[float64], b ndview.View[int8]) (sum float64) {
	for v := range iter.Zip3(a, b, a) {
		sum += v.A * float64(v.B) * v.C
	}
	return sum
}

func mutZip3(dst ndview.MutView[float64], b ndview.View[int8]) {
	for v := range iter.MutZip3(dst, b, dst.View) {
		*v.Dst = float64(v.A) + v.B
	}
}

func mutZipRuns(dst ndview.MutView[float64], b ndview.View[int8]) {
	for d, y := range iter.MutZipRuns(dst, b) {
		for i := range d {
			d[i] = float64(y.At(i))
		}
	}
}

func zipLanes(a ndview.View[float64], b ndview.View[int8]) (sum float64) {
	for x, y := range iter.ZipLanes(a, b, 1) {
		for i := range x.Len() {
			sum += x.At(i) * float64(y.At(i))
		}
	}
	return sum
}

// sequences keeps the functions in the program.
func sequences() {
	i, f, u, h, b := ndview.Make[int32](2, 3), ndview.Make[float64](2, 3), ndview.Make[uint8](2, 3), ndview.Make[int16](2, 3), ndview.Make[int8](3)
	println(elements(i.View), indexedElements(i.View), positions(f.View), runs(u.View), rows(f.View), columns(f.View))
	pointers(f)
	indexedPointers(f)
	mutPositions(f)
	indexedRuns(u.View, make([]uint8, 6))
	mutRuns(h)
	indexedMutRuns(h)
	mutRows(f)
	mutColumns(f)
	println(zip(f.View, b.View), zip3(f.View, b.View), zipLanes(f.View, b.View))
	mutZip(f, b.View)
	mutZip3(f, b.View)
	mutZipRuns(f, b.View)
}
