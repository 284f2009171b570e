// Vegetation is a Python extension module in Go, which every worker of Dask imports:
//
//	go build -buildmode=c-shared -o vegetation.abi3.so ./dask/vegetation
package main

import (
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

//go:generate go run github.com/go-inplace/inplace/pyinterop/modgen -name vegetation

var module = pyinterop.NewModule("vegetation", "Kernels in Go for the blocks of a satellite scene.")

func init() {
	pyinterop.Def3(module, "index(out, red, near_infrared, /)",
		"Writes (near_infrared - red) / (near_infrared + red) into out, 0 where both are 0.", index,
		pyinterop.SameShape("out", "red"), pyinterop.SameShape("out", "near_infrared"), pyinterop.DropGIL())
	pyinterop.Def2(module, "count(bins, index, /)",
		"Writes into bins how many values of index lie in each of the equally wide parts of -1 to 1.", count,
		pyinterop.NDim("bins", 1), pyinterop.DropGIL())
}

// index is the normalized difference vegetation index of C. J. Tucker, Remote Sensing of Environment 8 (1979): leaves
// absorb red light and reflect the near infrared.
func index(out ndview.MutView[float32], red, nearInfrared ndview.View[uint16]) (pyinterop.None, error) {
	for run := range iter.MutZipRuns3(out, nearInfrared, red) {
		for i := range run.Dst {
			n, r := int(run.A.At(i)), int(run.B.At(i))
			run.Dst[i] = float32(n-r) / float32(max(1, n+r))
		}
	}
	return pyinterop.None{}, nil
}

func count(bins ndview.MutView[int64], index ndview.View[float32]) (pyinterop.None, error) {
	return pyinterop.None{}, ops.Histogram(bins, index, -1, 1)
}
