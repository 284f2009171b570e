package main

import (
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
)

// A plane is z ≈ at + perColumn·column + perRow·row.
type plane struct{ at, perColumn, perRow float64 }

// fitPlane fits a plane to the elevations by least squares, with gonum on the
// borrowed memory: z is a genuine *mat.Dense over NumPy's array.
//
// On a full grid the design matrix has the columns 1, column and row, so the
// right-hand side of the normal equations needs z only through products with
// vectors, which gonum's BLAS computes in place.
func fitPlane(z ndview.MutView[float64]) (plane, error) {
	m, err := ndmat.Dense(z)
	if err != nil {
		return plane{}, err
	}
	rows, cols := m.Dims()
	r, c := float64(rows), float64(cols)
	one, column, row := ones(cols), counting(cols), counting(rows)

	var sums, byColumn mat.VecDense // Σ over the columns of z, and of z·column
	sums.MulVec(m, one)
	byColumn.MulVec(m, column)

	sumC, sumR := c*(c-1)/2, r*(r-1)/2
	normal := mat.NewSymDense(3, []float64{
		r * c, r * sumC, c * sumR,
		0, r * mat.Dot(column, column), sumC * sumR,
		0, 0, c * mat.Dot(row, row),
	})
	right := mat.NewVecDense(3, []float64{mat.Sum(&sums), mat.Sum(&byColumn), mat.Dot(&sums, row)})

	var chol mat.Cholesky
	if ok := chol.Factorize(normal); !ok {
		return plane{}, mat.ErrSingular
	}
	var x mat.VecDense
	if err := chol.SolveVecTo(&x, right); err != nil {
		return plane{}, err
	}
	return plane{x.AtVec(0), x.AtVec(1), x.AtVec(2)}, nil
}

func ones(n int) *mat.VecDense {
	v := mat.NewVecDense(n, nil)
	for i := range n {
		v.SetVec(i, 1)
	}
	return v
}

// counting returns 0, 1, …, n−1.
func counting(n int) *mat.VecDense {
	v := mat.NewVecDense(n, nil)
	for i := range n {
		v.SetVec(i, float64(i))
	}
	return v
}
