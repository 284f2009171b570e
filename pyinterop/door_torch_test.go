//go:build cgo && torch

package pyinterop_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// PyTorch, which is gigabytes to download, so it is asked by who names a Python that has it:
//
//	INPLACE_PYTHON=…/bin/python3 go test -tags torch -run Torch -bench Torch ./pyinterop

func torchOf(t testing.TB, py pyinterop.Python) func(expression string) pyinterop.Object {
	t.Helper()
	names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
	require.NoError(t, py.ExecIn("import torch, numpy as np", names), "the Python that INPLACE_PYTHON names needs PyTorch")
	return func(expression string) pyinterop.Object {
		t.Helper()
		if expression == "globals()" {
			return names
		}
		o, err := py.EvalIn(expression, names)
		require.NoError(t, err, expression)
		return o
	}
}

func TestTorchTensorsAreBorrowed(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		torch := torchOf(t, py)
		for expression, borrow := range map[string]func(pyinterop.Object) error{
			"torch.tensor([1.5, 2])":                                     reads(t, float32(1.5)),
			"torch.tensor([1.5, 2], dtype=torch.float64)":                reads(t, 1.5),
			"torch.tensor([1.5, 2], dtype=torch.float16)":                reads(t, ndview.Float16(0x3e00)),
			"torch.tensor([1.5, 2], dtype=torch.bfloat16)":               reads(t, ndview.BFloat16(0x3fc0)),
			"torch.tensor([True, False])":                                reads(t, ndview.Bool(1)),
			"torch.tensor([1+2j])":                                       reads(t, complex64(1+2i)),
			"torch.tensor([1+2j], dtype=torch.complex128)":               reads(t, 1+2i),
			"torch.tensor([-7], dtype=torch.int8)":                       reads(t, int8(-7)),
			"torch.tensor([7])":                                          reads(t, int64(7)),
			"torch.arange(12.)[4::3]":                                    reads(t, float32(4)),
			"torch.arange(12.).reshape(3, 4).T[1:]":                      reads2(t, float32(1)),
			"torch.ones(3, requires_grad=True).detach()":                 reads(t, float32(1)),
			"torch.nn.Parameter(torch.ones(3), requires_grad=False)":     reads(t, float32(1)),
			"torch.tensor([1+2j]).conj().resolve_conj()":                 reads(t, complex64(1-2i)),
			"torch.tensor([1+2j]).conj().imag.resolve_neg()":             reads(t, float32(-2)),
			"torch.tensor([1+2j]).conj().real":                           reads(t, float32(1)),
			"torch.full((2,), 4).share_memory_()":                        reads(t, int64(4)),
			"torch.from_numpy(np.arange(3.))[1:]":                        reads(t, 1.0),
			"torch.ones(5).expand(2, 5)":                                 reads2(t, float32(1)),
			"torch.zeros(2, 3, 4, dtype=torch.float64).permute(2, 0, 1)": func(o pyinterop.Object) error { return raw(t, o, "float64") },
			"torch.zeros(0)":                                             func(o pyinterop.Object) error { return raw(t, o, "float32") },
			"torch.tensor(3)":                                            func(o pyinterop.Object) error { return raw(t, o, "int64") },
		} {
			assert.NoError(t, borrow(torch(expression)), expression)
		}
		for expression, text := range map[string]string{
			"torch.ones(3, requires_grad=True)":         "require gradient",
			"torch.nn.Parameter(torch.ones(3))":         "require gradient",
			"torch.tensor([1+2j]).conj()":               "conjugate bit set",
			"torch.tensor([1+2j]).conj().imag":          "x.resolve_neg() copies it",
			"torch.eye(3).to_sparse()":                  "",
			"torch.ones(3, device='meta')":              "meta",
			"torch.zeros(3, dtype=torch.float8_e4m3fn)": "DLPack's code",
			"torch._efficientzerotensor(3)":             "address: wanted memory that can exist",
		} {
			err := pyinterop.BorrowRaw(torch(expression), func(ndview.Raw) error { return nil })
			var refused *pyinterop.RefusedError
			if assert.ErrorAs(t, err, &refused, expression) {
				assert.ErrorContains(t, err, text, expression)
			}
			fmt.Println(expression, "→", err)
		}
		names := torch("globals()")
		require.NoError(t, py.ExecIn("x = torch.arange(6.).reshape(2, 3)", names))
		require.NoError(t, pyinterop.BorrowMut(torch("x"), func(v ndview.MutView[float32]) error {
			v.Set2(1, 0, 30)
			return nil
		}))
		assert.Equal(t, "[[0.0, 1.0, 2.0], [30.0, 4.0, 5.0]]", text(t, torch("x.tolist()")))
		k := must[*pyinterop.Kept](t)(torch("x[1]").Keep())
		h, err := pyinterop.AcquireMut[float32](k)
		require.NoError(t, err)
		k.Drop()
		require.NoError(t, py.ExecIn("del x", names))
		v := h.View()
		assert.Equal(t, float32(30), v.At1(0), "Go keeps the memory")
		require.NoError(t, h.Release())
	})
}

func TestTorchWritesWhatGoLent(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		torch := torchOf(t, py)
		names := torch("globals()")
		m := ndview.Make[float64](3, 4)
		l := must[*pyinterop.Lent](t)(py.LendMut(m.T().Raw()))
		require.NoError(t, names.SetItem("lent", l.Object()))
		require.NoError(t, py.ExecIn("x = torch.from_dlpack(lent); x[2, 1] = 7; x.add_(1)", names))
		assert.Equal(t, 8.0, m.At2(1, 2))
		assert.Equal(t, "(4, 3) (1, 4) torch.float64", text(t, torch("' '.join(map(str, (tuple(x.shape), x.stride(), x.dtype)))")))
		assert.Equal(t, 1, l.Exports())
		b := ndview.Make[ndview.BFloat16](2)
		b.Set1(1, ndview.BFloat16(0x3fc0))
		require.NoError(t, names.SetItem("lent", must[*pyinterop.Lent](t)(py.LendMut(b.Raw())).Object()))
		assert.Equal(t, "tensor([0.0000, 1.5000], dtype=torch.bfloat16)", text(t, torch("torch.from_dlpack(lent)")))
		require.NoError(t, py.ExecIn("x = lent = None", names))
		assert.Zero(t, l.Exports())
	})
}

func BenchmarkTorch(b *testing.B) {
	each := func(name, expression string, f func(o pyinterop.Object)) {
		b.Run(name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				o := torchOf(b, py)(expression)
				b.ReportMetric(fastest(func() { f(o) }), "ns/op")
			})
		})
	}
	borrow := func(o pyinterop.Object) {
		if err := pyinterop.Borrow(o, func(ndview.View[float32]) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	each("borrow", "torch.zeros(1000)", borrow)
	each("borrow of a subclass without the table", "type('Own', (torch.Tensor,), {'__dlpack_c_exchange_api__': None})(torch.zeros(1000))", borrow)
	each("buffer of NumPy's", "np.zeros(1000, 'f4')", borrow)
	for name, statement := range map[string]string{"numpy.from_dlpack": "np.from_dlpack(x)", "Tensor.numpy": "x.numpy()", "__dlpack__": "x.__dlpack__(max_version=(1, 0))"} {
		b.Run(name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				ns := torchOf(b, py)(fmt.Sprintf("min(__import__('timeit').Timer(%q, globals={'np': np, 'x': torch.zeros(1000)}).repeat(50, 200)) * 5e6", statement))
				b.ReportMetric(must[float64](b)(pyinterop.To[float64](ns)), "ns/op")
			})
		})
	}
}
