package main

import (
	"errors"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// components centres the digits in place and lets gonum find their principal components. What gonum returns is written into
// NumPy's arrays, and so is the product of the digits and the first two components.
func (d digits) components() error {
	var o [4]pyinterop.Object
	for i, name := range []string{"x", "variances", "vectors", "scores"} {
		var err error
		if o[i], err = d.names.Item(name); err != nil {
			return err
		}
	}
	return pyinterop.Borrow4(pyinterop.Write[float64](o[0]), pyinterop.Write[float64](o[1]), pyinterop.Write[float64](o[2]), pyinterop.Write[float64](o[3]),
		func(x, variances, vectors, scores ndview.MutView[float64]) error {
			return d.py.AllowThreadsErr(func() error { return components(x, variances, vectors, scores) })
		})
}

func components(x, variances, vectors, scores ndview.MutView[float64]) error {
	if err := centre(x); err != nil {
		return err
	}
	m, err := ndmat.Dense(x)
	if err != nil {
		return err
	}
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		return errors.New("the singular values did not converge")
	}
	v, err := ndmat.Vec(variances)
	if err != nil {
		return err
	}
	v.CopyVec(mat.NewVecDense(x.Len(1), pc.VarsTo(nil)))
	directions, err := ndmat.Dense(vectors)
	if err != nil {
		return err
	}
	pc.VectorsTo(directions)
	coordinates, err := ndmat.Dense(scores)
	if err != nil {
		return err
	}
	coordinates.Mul(m, directions.Slice(0, vectors.Len(0), 0, scores.Len(1)))
	return nil
}

// centre subtracts from each column its mean.
func centre(x ndview.MutView[float64]) error {
	means := ndview.MakeFloat64(x.Len(1))
	if err := ops.MeanTo(means, x.View, ops.Axes(0)); err != nil {
		return err
	}
	return ops.Sub(x, x.View, means.View)
}

// cluster moves the centres until no digit changes its cluster, and returns how often.
func (d digits) cluster() (rounds int, err error) {
	var o [3]pyinterop.Object
	for i, name := range []string{"centres", "cluster", "x"} {
		if o[i], err = d.names.Item(name); err != nil {
			return 0, err
		}
	}
	err = pyinterop.Borrow3(pyinterop.Write[float64](o[0]), pyinterop.Write[int64](o[1]), pyinterop.Read[float64](o[2]),
		func(centres ndview.MutView[float64], cluster ndview.MutView[int64], x ndview.View[float64]) error {
			return d.py.AllowThreadsErr(func() error {
				rounds, err = kMeans(centres, cluster, x)
				return err
			})
		})
	return rounds, err
}

// kMeans is Lloyd's algorithm: each point goes to the nearest centre, each centre to the mean of its points, until nothing changes.
func kMeans(centres ndview.MutView[float64], cluster ndview.MutView[int64], x ndview.View[float64]) (rounds int, err error) {
	n, k := x.Len(0), centres.Len(0)
	a := assignment{
		distances: ndview.MakeFloat64(n, k), squares: ndview.MakeFloat64(k, x.Len(1)), norms: ndview.MakeFloat64(k),
		nearest: ndview.MakeInt64(n), members: ndview.MakeBool(n),
	}
	for {
		if err := a.assign(centres.View, x); err != nil {
			return rounds, err
		}
		if err := ops.NotEqual(a.members, a.nearest.View, cluster.View); err != nil {
			return rounds, err
		}
		if !ops.Any(a.members.View) {
			return rounds, nil
		}
		if err := ops.Copy(cluster, a.nearest.View); err != nil {
			return rounds, err
		}
		if err := a.move(centres, x); err != nil {
			return rounds, err
		}
		rounds++
	}
}

// An assignment is the memory that the rounds share.
type assignment struct {
	distances, squares, norms ndview.MutFloat64
	nearest                   ndview.MutInt64
	members                   ndview.MutBool // of one cluster, and before that: whose cluster changes
}

// assign finds the nearest centre c of each point x: |x-c|² is |x|² - 2x·c + |c|², and |x|² is the same for all centres.
func (a assignment) assign(centres, x ndview.View[float64]) error {
	if err := ops.MatMul(a.distances, x, centres.T()); err != nil {
		return err
	}
	if err := ops.Scale(a.distances, -2); err != nil {
		return err
	}
	if err := ops.Mul(a.squares, centres, centres); err != nil {
		return err
	}
	if err := ops.SumTo(a.norms, a.squares.View, ops.Axes(1)); err != nil {
		return err
	}
	if err := ops.Add(a.distances, a.distances.View, a.norms.View); err != nil {
		return err
	}
	return ops.ArgMinTo(a.nearest, a.distances.View, ops.Axes(1))
}

// move makes each centre the mean of the points that are nearest to it.
func (a assignment) move(centres ndview.MutView[float64], x ndview.View[float64]) error {
	for j := range centres.Len(0) {
		number, err := ndview.FromSlice([]int64{int64(j)})
		if err != nil {
			return err
		}
		if err := ops.Equal(a.members, a.nearest.View, number.View); err != nil {
			return err
		}
		column := a.members.View.Slice(ndview.All, ndview.NewAxis)
		if err := ops.MeanTo(centres.IndexAxis(0, j), x, ops.Axes(0), ops.When(column)); err != nil {
			return err
		}
	}
	return nil
}
