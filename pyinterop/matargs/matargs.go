// Package matargs lets functions that Python calls have parameters that are matrices of gonum:
//
//	import _ "github.com/go-inplace/inplace/pyinterop/matargs"
//
//	pyinterop.Def2(module, "solve(a, b)", "Solves a·x = b, in place of b.", func(a mat.Matrix, b *mat.VecDense) (pyinterop.None, error) {
//		return pyinterop.None{}, b.SolveVec(a, b)
//	})
//
// The matrices are the memory of the arguments, nothing is copied:
//
//	*mat.Dense      a 2-d float64 array for writing, its rows contiguous (ndmat.Dense)
//	*mat.VecDense   a 1-d float64 array for writing, of positive stride (ndmat.Vec)
//	mat.Matrix      a 2-d float64 array for reading, of any layout, fast where the layout allows it (ndmat.ReadOnly)
//	mat.Vector      a 1-d float64 array for reading, of any layout
//
// and pyinterop.Optional of them. What gonum cannot take is a ValueError that names the argument, the stride that is in the way and the
// way out. The matrices are empty when the call has ended. To return a matrix of the function's own, return its view,
// ndmat.FromDense(m), which becomes a NumPy array of the same memory.
package matargs

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

func init() {
	pyinterop.ParamFrom(ndmat.Dense)
	pyinterop.ParamFrom(ndmat.Vec)
	pyinterop.ParamFrom(func(v ndview.View[float64]) (mat.Matrix, error) {
		if err := wantNDim(v, 2); err != nil {
			return nil, err
		}
		m, _ := ndmat.ReadOnly(v)
		return m, nil
	})
	pyinterop.ParamFrom(func(v ndview.View[float64]) (mat.Vector, error) {
		if err := wantNDim(v, 1); err != nil {
			return nil, err
		}
		return ndmat.Vector(v), nil
	})
}

func wantNDim(v ndview.View[float64], ndim int) error {
	if v.NDim() == ndim {
		return nil
	}
	return fmt.Errorf("ndim: wanted %d, found %d; reshape the array: %w", ndim, v.NDim(), ndview.ErrShape)
}
