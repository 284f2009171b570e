//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Objects that raise E where they are asked for something, over an array that they would otherwise lend by another way. asked counts.
const raisingDoors = `
import numpy as np
asked = []

def told(what):
    asked.append(what)
    raise E

class Interface:
    "The last way, which is open: what was raised before must not be lost on it."
    @property
    def __array_interface__(self): return np.arange(3.0).__array_interface__

class AtTheTensor(Interface):
    def __dlpack__(self, **names): told("__dlpack__")
    def __dlpack_device__(self): return (2, 0)

class AtTheDevice(Interface):
    def __dlpack__(self, **names): raise BufferError("not today")
    def __dlpack_device__(self): told("__dlpack_device__")

class AtNegation(Interface):
    def __dlpack__(self, **names): return np.arange(3.0).__dlpack__(**names)
    def __dlpack_device__(self): return (1, 0)
    def is_neg(self): told("is_neg")

class AtAProperty(AtNegation):
    @property
    def is_neg(self): told("is_neg")

class Meta(type):
    @property
    def __dlpack__(cls): told("the class's")

class AtTheClass(Interface, metaclass=Meta): pass

class AtTheInterface:
    @property
    def __array_interface__(self): told("__array_interface__")
    @property
    def __array_struct__(self): return np.arange(3.0).__array_struct__

class Description(dict):
    def get(self, name, *default): told("get")

class AtTheEntries:
    @property
    def __array_interface__(self): return Description(shape=3)

class Silent(dict):
    def get(self, name, *default): raise LookupError(name)

class NoEntries:
    @property
    def __array_interface__(self): return Silent()

class Address:
    def __index__(self): told("__index__")

class AtANumber:
    @property
    def __array_interface__(self): return {**np.arange(3.0).__array_interface__, "data": (Address(), False)}
    @property
    def __array_struct__(self): return np.arange(3.0).__array_struct__

class AtTheStruct:
    @property
    def __array_struct__(self): told("__array_struct__")

class AtTheArrow:
    def __arrow_c_array__(self, requested_schema=None): told("__arrow_c_array__")
`

// What is no refusal (Ctrl-C, an exit, no memory) comes through every door at once, whatever else the object has to offer.
func TestUrgentExceptionsOfExportersAreNotTakenForRefusals(t *testing.T) {
	classes := []string{"AtTheTensor", "AtTheDevice", "AtNegation", "AtAProperty", "AtTheClass", "AtTheInterface", "AtTheEntries", "AtANumber", "AtTheStruct", "AtTheArrow"}
	for _, exception := range []string{"KeyboardInterrupt", "SystemExit", "MemoryError", "GeneratorExit"} {
		for _, class := range classes {
			require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
				names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
				require.NoError(t, py.ExecIn("E = "+exception+raisingDoors, names))
				o, err := py.EvalIn(class+"()", names)
				require.NoError(t, err)
				for name, borrow := range map[string]func() error{
					"Borrow": func() error { return pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil }) },
					"BorrowNullable": func() error {
						return pyinterop.BorrowNullable(o, func(ndview.View[float64], *pyinterop.Validity) error { return nil })
					},
					"Borrow2": func() error {
						return pyinterop.Borrow2(pyinterop.Read[float64](o), pyinterop.Read[float64](o), func(_, _ ndview.View[float64]) error { return nil })
					},
				} {
					err := borrow()
					assert.Truef(t, pyinterop.IsPyErr(err, exception), "%s of %s: %s is wanted: %v", name, class, exception, err)
					n, err := py.EvalIn("len(asked), asked.clear()", names)
					require.NoError(t, err)
					n, err = n.Item(0)
					require.NoError(t, err)
					count, err := pyinterop.To[int](n)
					require.NoError(t, err)
					assert.Equalf(t, 1, count, "%s of %s: how often it was asked", name, class)
				}
				return nil
			}))
		}
	}
	assert.Zero(t, pyinterop.OpenBorrows())
}

// An exporter's own exceptions are told where its way is the last; attributes that are not there, and methods that are others of the
// same name, are not missed.
func TestExceptionsOfExportersAreToldAndAbsenceIsNot(t *testing.T) {
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		for _, c := range []struct{ exception, class, told string }{
			{"LookupError", "AtTheInterface", ""}, // __array_struct__ is open
			{"LookupError", "AtTheArrow", "LookupError"},
			{"LookupError", "NoEntries", "LookupError"},
			{"LookupError", "AtTheStruct", "LookupError"},
			{"AttributeError", "AtNegation", ""},
			{"AttributeError", "AtAProperty", ""},
			{"TypeError", "AtNegation", ""},
			{"AttributeError", "AtTheClass", ""},
			{"LookupError", "AtTheClass", "LookupError"},
		} {
			names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
			require.NoError(t, py.ExecIn("E = "+c.exception+raisingDoors, names))
			o, err := py.EvalIn(c.class+"()", names)
			require.NoError(t, err)
			err = pyinterop.Borrow(o, func(a ndview.View[float64]) error {
				assert.Equal(t, 3, a.Size())
				return nil
			})
			if c.told == "" {
				assert.NoErrorf(t, err, "%+v", c)
				continue
			}
			assert.Truef(t, pyinterop.IsPyErr(err, c.told), "%+v: %v", c, err)
		}
		return nil
	}))
	assert.Zero(t, pyinterop.OpenBorrows())
}
