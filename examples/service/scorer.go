package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// most is how many rows a request may have.
const most, classes = 1024, 3

type question struct {
	Rows [][2]float64 `json:"rows"`
}

type answer struct {
	Class       []int64            `json:"class"`
	Probability [][classes]float64 `json:"probability"`
}

// A desk is the room of one request: two arrays that NumPy owns.
type desk struct {
	rows, scores *pyinterop.Kept
}

// A scorer holds the model and its free desks.
type scorer struct {
	model *pyinterop.Kept
	desks chan desk
}

func newScorer(desks int) (*scorer, error) {
	s := &scorer{desks: make(chan desk, desks)}
	err := pyinterop.Do(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn(source, names); err != nil {
			return err
		}
		model, err := py.EvalIn("Model()", names)
		if err != nil {
			return err
		}
		if s.model, err = model.Keep(); err != nil {
			return err
		}
		for range desks {
			d, err := newDesk(py)
			if err != nil {
				return err
			}
			s.desks <- d
		}
		return nil
	})
	return s, err
}

func newDesk(py pyinterop.Python) (d desk, err error) {
	rows, err := pyinterop.Zeros[float64](py, most, 2)
	if err != nil {
		return d, err
	}
	scores, err := pyinterop.Zeros[float64](py, most, classes)
	if err != nil {
		return d, err
	}
	if d.rows, err = rows.Keep(); err != nil {
		return d, err
	}
	d.scores, err = scores.Keep()
	return d, err
}

func (s *scorer) close() {
	for range cap(s.desks) {
		d := <-s.desks
		d.rows.Drop()
		d.scores.Drop()
	}
	s.model.Drop()
}

func (s *scorer) handle(w http.ResponseWriter, r *http.Request) {
	var q question
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if len(q.Rows) > most {
		http.Error(w, fmt.Sprintf("%d rows are more than %d", len(q.Rows), most), http.StatusRequestEntityTooLarge)
		return
	}
	d := <-s.desks
	defer func() { s.desks <- d }()
	a, err := s.score(d, q.Rows)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(a)
}

// score goes through the two arrays of a desk: Go writes, Python reads and writes, Go reads and writes.
func (s *scorer) score(d desk, rows [][2]float64) (a answer, err error) {
	err = pyinterop.BorrowMut(d.rows, func(v ndview.MutView[float64]) error {
		for i, row := range rows {
			v.Set2(i, 0, row[0])
			v.Set2(i, 1, row[1])
		}
		return nil
	})
	if err != nil {
		return a, err
	}
	if err := s.callModel(d, len(rows)); err != nil {
		return a, err
	}
	a = answer{make([]int64, len(rows)), make([][classes]float64, len(rows))}
	err = pyinterop.BorrowMut(d.scores, func(v ndview.MutView[float64]) error {
		v = v.SliceAxis(0, ndview.To(len(rows)))
		if err := ops.Softmax(v, v.View, 1); err != nil {
			return err
		}
		class, err := ndview.FromSlice(a.Class, len(rows))
		if err != nil {
			return err
		}
		for i := range a.Probability {
			for j := range classes {
				a.Probability[i][j] = v.At2(i, j)
			}
		}
		return ops.ArgMaxTo(class, v.View, ops.Axes(1))
	})
	return a, err
}

// callModel needs the GIL; one request after the other has it.
func (s *scorer) callModel(d desk, n int) error {
	return pyinterop.Do(func(py pyinterop.Python) error {
		model, err1 := s.model.In(py)
		rows, err2 := d.rows.In(py)
		scores, err3 := d.scores.In(py)
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		_, err := py.Eval("model.score(rows[:n], out=scores[:n])", pyinterop.Kwargs{"model": model, "rows": rows, "scores": scores, "n": n})
		return err
	})
}

// spirals draws points near the arms that the model has learned.
func spirals(random *rand.Rand, n int) (points [][2]float64, arms []int64) {
	for range n {
		turn := math.Sqrt(random.Float64()) * 2.2 * math.Pi
		arm := random.Int64N(classes)
		sin, cos := math.Sincos(turn + float64(arm)*2*math.Pi/classes)
		points = append(points, [2]float64{turn*cos/7 + 0.02*random.NormFloat64(), turn*sin/7 + 0.02*random.NormFloat64()})
		arms = append(arms, arm)
	}
	return points, arms
}
