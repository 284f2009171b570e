package main

import (
	"time"

	"github.com/go-inplace/inplace/pyinterop"
)

// numpy is the namespace of numpy.py in the embedded Python.
type numpy struct {
	namespace pyinterop.Object
	version   string
}

func startNumPy(py pyinterop.Python) (n numpy, err error) {
	if n.namespace, err = py.Dict(); err != nil {
		return n, err
	}
	if err = py.ExecIn(source, n.namespace); err != nil {
		return n, err
	}
	np, err := n.namespace.Item("np")
	if err != nil {
		return n, err
	}
	version, err := np.Attr("__version__")
	if err != nil {
		return n, err
	}
	n.version, err = version.Text()
	return n, err
}

// call calls a function of numpy.py.
func (n numpy) call(name string, args ...any) (pyinterop.Object, error) {
	f, err := n.namespace.Item(name)
	if err != nil {
		return f, err
	}
	return f.Call(args...)
}

// items calls a function of numpy.py that returns several objects.
func (n numpy) items(count int, name string, args ...any) ([]pyinterop.Object, error) {
	all, err := n.call(name, args...)
	if err != nil {
		return nil, err
	}
	items := make([]pyinterop.Object, count)
	for i := range items {
		if items[i], err = all.Item(i); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// loop returns the work that a function of numpy.py prepares. What goes wrong in it
// stands in *failed.
func (n numpy) loop(failed *error, name string, args ...any) loop {
	work, err := n.call(name, args...)
	if err != nil {
		*failed = err
		return func() time.Duration { return 0 }
	}
	return func() time.Duration {
		took, err := work.Call()
		if err != nil {
			*failed = err
			return 0
		}
		ns, err := took.Int()
		if err != nil {
			*failed = err
		}
		return time.Duration(ns)
	}
}
