package main

import (
	"errors"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

// A task is one problem of linear algebra, solved by plain gonum on borrowed arrays.
type task struct {
	name string
	// with borrows what the task works on and calls f with the work itself, to be done as often as f likes.
	with func(p problems, f func(work func() error) error) error
}

func (t task) do(p problems) error {
	return t.with(p, func(work func() error) error { return work() })
}

var tasks = []task{
	{"a @ b", func(p problems, f func(func() error) error) error {
		return p.matrices(func(m []*mat.Dense) error {
			a, b, c := m[0], m[1], m[2]
			return f(func() error { c.Mul(a, b); return nil })
		}, "a", "b", "product")
	}},
	{"a @ b in float32", func(p problems, f func(func() error) error) error {
		return p.singles(func(m []blas32.General) error {
			return f(func() error {
				blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, m[0], m[1], 0, m[2])
				return nil
			})
		}, "a32", "b32", "product32")
	}},
	{"solve", func(p problems, f func(func() error) error) error {
		return p.matrices(func(m []*mat.Dense) error {
			a, b, x := m[0], m[1], m[2]
			return f(func() error { return x.Solve(a, b) })
		}, "a", "b", "x")
	}},
	{"svd", func(p problems, f func(func() error) error) error {
		return p.matrices(func(m []*mat.Dense) error {
			a, u, v := m[0], m[1], m[2]
			return p.vector("values", func(s []float64) error {
				return f(func() error {
					var svd mat.SVD
					if !svd.Factorize(a, mat.SVDFull) {
						return errors.New("no convergence")
					}
					svd.Values(s)
					svd.UTo(u)
					svd.VTo(v)
					return nil
				})
			})
		}, "a", "u", "v")
	}},
	{"eigh", func(p problems, f func(func() error) error) error {
		return p.views(func(v []ndview.MutView[float64]) error {
			s, err := ndmat.Sym(v[0], blas.Upper)
			if err != nil {
				return err
			}
			vectors, err := ndmat.Dense(v[1])
			if err != nil {
				return err
			}
			return p.vector("eigenvalues", func(w []float64) error {
				return f(func() error {
					var eigen mat.EigenSym
					if !eigen.Factorize(s, true) {
						return errors.New("no convergence")
					}
					eigen.Values(w)
					eigen.VectorsTo(vectors)
					return nil
				})
			})
		}, "symmetric", "vectors")
	}},
	{"qr", func(p problems, f func(func() error) error) error {
		return p.matrices(func(m []*mat.Dense) error {
			tall, q, r := m[0], m[1], m[2]
			return f(func() error {
				var qr mat.QR
				qr.Factorize(tall)
				qr.QTo(q)
				qr.RTo(r)
				return nil
			})
		}, "tall", "q", "r")
	}},
	{"cholesky", func(p problems, f func(func() error) error) error {
		return p.views(func(v []ndview.MutView[float64]) error {
			a, err := ndmat.Sym(v[0], blas.Upper)
			if err != nil {
				return err
			}
			l, err := ndmat.Tri(v[1], blas.Lower)
			if err != nil {
				return err
			}
			return f(func() error {
				var cholesky mat.Cholesky
				if !cholesky.Factorize(a) {
					return errors.New("not positive definite")
				}
				cholesky.LTo(l)
				return nil
			})
		}, "definite", "factor")
	}},
	{"lstsq", func(p problems, f func(func() error) error) error {
		return p.matrices(func(m []*mat.Dense) error {
			tall, right, x := m[0], m[1], m[2]
			return f(func() error { return x.Solve(tall, right) })
		}, "tall", "right", "solution")
	}},
}

// views borrows arrays for writing, all at once.
func (p problems) views(f func(v []ndview.MutView[float64]) error, names ...string) error {
	return borrowAll(p, nil, f, names)
}

func borrowAll[T ndview.Element](p problems, have []ndview.MutView[T], f func(v []ndview.MutView[T]) error, names []string) error {
	if len(names) == 0 {
		return f(have)
	}
	o, err := p.arrays.Item(names[0])
	if err != nil {
		return err
	}
	return pyinterop.BorrowMut(o, func(v ndview.MutView[T]) error {
		return borrowAll(p, append(have, v), f, names[1:])
	})
}

// matrices are gonum's matrices over the arrays.
func (p problems) matrices(f func(m []*mat.Dense) error, names ...string) error {
	return p.views(func(views []ndview.MutView[float64]) error {
		m := make([]*mat.Dense, len(views))
		for i, v := range views {
			var err error
			if m[i], err = ndmat.Dense(v); err != nil {
				return err
			}
		}
		return f(m)
	}, names...)
}

// singles are raw matrices: gonum has none of float32 but for its BLAS.
func (p problems) singles(f func(m []blas32.General) error, names ...string) error {
	return borrowAll(p, nil, func(views []ndview.MutView[float32]) error {
		m := make([]blas32.General, len(views))
		for i, v := range views {
			var err error
			if m[i], err = ndmat.RawGeneral32(v); err != nil {
				return err
			}
		}
		return f(m)
	}, names)
}

// vector is a one-dimensional array as a slice.
func (p problems) vector(name string, f func(s []float64) error) error {
	return p.views(func(v []ndview.MutView[float64]) error {
		x, err := ndmat.RawVector(v[0])
		if err != nil {
			return err
		}
		return f(x.Data)
	}, name)
}
