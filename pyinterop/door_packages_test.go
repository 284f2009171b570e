//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// The packages whose memory comes through the other doors, each for real, in the embedded Python.

func init() {
	children["pyarrow and ml_dtypes"] = func() {
		show("pa.array([1.5, 2.5, 4.0])", printed[float64])
		show("pa.array(range(10), pa.int16())[3:6]", printed[int16])
		show("pa.array([1, None, 3], pa.int32())", printed[int32])
		show("pa.array([1, None, 3], pa.int32())", nullable[int32])
		show("pa.array(list(range(20)) + [None], pa.uint8())[5:]", nullable[uint8])
		show("pa.array([True, False])", printed[ndview.Bool])
		show("pa.array(['a', 'b'])", printed[uint8])
		show("pa.array([1, 2], pa.timestamp('ms', 'UTC'))", dtype)
		show("pa.array([1, 2], pa.duration('ns'))", dtype)
		show("pa.chunked_array([[1.0], [2.0]])", printed[float64])
		show("pa.chunked_array([], pa.float64())", printed[float64])
		show("pa.chunked_array([[1.0, None]])", printed[float64])
		show("pa.chunked_array([[1.0, 2.0]])", printed[float64])
		show("pa.RecordBatchReader.from_batches(pa.schema([('a', pa.int8())]), (1 / 0 for _ in [0]))", printed[float64])
		show("pa.array([1.0, 2.0]).buffers()[1]", printed[int8])
		show("np.array([1.5, -2], ml.bfloat16)", printed[ndview.BFloat16])
		show("np.array([[1.5, -2]], ml.bfloat16).T", dtype)
		show("np.array([1.5, -2], ml.float8_e4m3fn)", dtype)
		show("np.array([1.5, -2], ml.bfloat16)", printed[float32])
		lend()
	}
	children["Polars and JAX"] = func() {
		show("pl.Series([1.5, 2.5])", printed[float64])
		show("pl.Series([1, None, 3])", nullable[int64])
		show("pl.Series([1, None, 3])", printed[int64])
		show("jnp.arange(3.0)", printed[float32])
		show("jnp.array([1.5, 2.5], jnp.bfloat16)", printed[ndview.BFloat16])
		show("jnp.arange(3) > 1", printed[ndview.Bool])
		show("jnp.array([1+2j])", printed[complex64])
		show("np.asarray(jax.dlpack.from_dlpack(lent))", printed[float32]) // JAX makes float32 of float64
	}
}

func printed[T ndview.Element](o pyinterop.Object) error {
	return pyinterop.Borrow(o, func(v ndview.View[T]) error {
		fmt.Println(v.String())
		return nil
	})
}

func nullable[T ndview.Element](o pyinterop.Object) error {
	return pyinterop.BorrowNullable(o, func(v ndview.View[T], valid *pyinterop.Validity) error {
		for i := range valid.Len() {
			if valid.Valid(i) {
				fmt.Print(v.At1(i), " ")
			} else {
				fmt.Print("- ")
			}
		}
		fmt.Println(valid.Missing(), "missing")
		return nil
	})
}

func dtype(o pyinterop.Object) error {
	return pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
		fmt.Println(r.DType(), r.Shape(), r.Strides())
		return nil
	})
}

// show borrows what an expression gives, and checks that nothing stays borrowed.
func show(expression string, how func(o pyinterop.Object) error) {
	check(pyinterop.Do(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSliceMut(py, []float64{1, 2})
		check(err)
		names := pyinterop.Kwargs{"lent": lent.Object()}
		for name, module := range map[string]string{"pa": "pyarrow", "ml": "ml_dtypes", "np": "numpy", "pl": "polars", "jnp": "jax.numpy", "jax": "jax"} {
			if strings.Contains(expression, name+".") {
				m, err := py.Import(module)
				check(err)
				names[name] = m
			}
		}
		o, err := py.Eval(expression, names)
		check(err)
		if err := how(o); err != nil {
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
		}
		return nil
	}))
	if n := pyinterop.OpenBorrows(); n != 0 {
		fmt.Println(n, "borrows are open")
	}
}

func lend() {
	check(pyinterop.Do(func(py pyinterop.Python) error {
		v := ndview.Make[ndview.BFloat16](2)
		v.Set1(1, ndview.BFloat16(0x3fc0))
		a, err := py.From(v)
		check(err)
		d, err := a.Attr("dtype")
		check(err)
		fmt.Println(d, a)
		return nil
	}))
}

// packages is an embedded Python with these packages.
func packages(t *testing.T) (python string) {
	t.Helper()
	cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python", "-requirements", "pyinterop/testdata/doors.txt")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestArrowAndMLDtypesAreBorrowedForReal(t *testing.T) {
	r := child(t, "pyarrow and ml_dtypes", "INPLACE_PYTHON="+packages(t))
	assert.Zero(t, r.code, r.out)
	want := []string{
		"[1.5 2.5 4. ]",
		"[3 4 5]",
		"pyinterop: Borrow[int32] of pyarrow.lib.Int32Array: nulls: wanted a value at each place, found 1 missing. Way out: BorrowNullable",
		"1 - 3 1 missing",
		"5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 - 1 missing",
		"pyinterop: Borrow[Bool] of pyarrow.lib.BooleanArray: dtype: wanted numbers or times of whole bytes, found Arrow's format \"b\"",
		"pyinterop: Borrow[uint8] of pyarrow.lib.StringArray: dtype: wanted numbers or times of whole bytes, found Arrow's format \"u\"",
		"datetime64[ms] [2] [8]",
		"timedelta64[ns] [2] [8]",
		"pyinterop: Borrow[float64] of pyarrow.lib.ChunkedArray: pieces: wanted a column in one piece, found two or more, which lie apart. Way out: x.rechunk() (Polars) or combine_chunks() (Arrow)",
		"pyinterop: Borrow[float64] of pyarrow.lib.ChunkedArray: pieces: wanted a column in one piece, found none, as a column of no chunks has it. Way out: combine_chunks() (Arrow)",
		"pyinterop: Borrow[float64] of pyarrow.lib.ChunkedArray: nulls: wanted a value at each place, found 1 missing. Way out: BorrowNullable borrows the values and which of them are there; fill_null(x) or drop_null() copies",
		"[1. 2.]",
		"pyinterop: Borrow[float64] of pyarrow.lib.RecordBatchReader: Arrow: the object refused: RuntimeError: the Arrow stream failed with the error number",
		"[  0   0   0   0   0   0 -16  63   0   0   0   0   0   0   0  64]",
		"[ 1.5 -2. ]",
		"bfloat16 [2 1] [2 2]",
		"wanted one that a buffer format can describe, found float8_e4m3fn",
		"pyinterop: Borrow[float32] of numpy.ndarray, shape (2,)",
		"bfloat16 [0 1.5]",
	}
	got := strings.Split(strings.TrimSpace(r.out), "\n")
	if assert.Len(t, got, len(want), r.out) {
		for i := range want {
			assert.Contains(t, got[i], want[i])
		}
	}
}

func TestPolarsAndJAXAreBorrowedForReal(t *testing.T) {
	r := child(t, "Polars and JAX", "INPLACE_PYTHON="+packages(t))
	assert.Zero(t, r.code, r.out)
	for _, want := range []string{"[1.5 2.5]\n", "1 - 3 1 missing\n", "nulls: wanted a value at each place, found 1 missing", "[0. 1. 2.]\n[1.5 2.5]\n", "[False False  True]\n", "[1.+2.j]\n", "[1. 2.]\n"} {
		assert.Contains(t, r.out, want)
	}
}
