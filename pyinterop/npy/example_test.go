//go:build linux || darwin

package npy_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// inFolder runs an example in a temporary folder.
func inFolder(example func(folder string) error) {
	folder, err := os.MkdirTemp("", "npy")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := example(folder); err != nil {
		fmt.Println(err)
	}
}

// An array in a file is made, changed in place, and opened again: by another process, too, or by NumPy with
// np.load("a.npy", mmap_mode="r+").
func Example() {
	inFolder(func(folder string) error {
		path := filepath.Join(folder, "a.npy")
		f, err := npy.Create[float64](path, 2, 3)
		if err != nil {
			return err
		}
		if err := ops.Fill(f.View(), 21); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		f, err = npy.OpenMut[float64](path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Do(func(v ndview.MutFloat64) error {
			if err := ops.Scale(v, 2); err != nil {
				return err
			}
			fmt.Println(v)
			return nil
		})
	})
	// Output:
	// [[42. 42. 42.]
	//  [42. 42. 42.]]
}

// A file that another process shrinks takes memory away. In Do that is an error.
func ExampleFile_Do() {
	inFolder(func(folder string) error {
		path := filepath.Join(folder, "a.npy")
		f, err := npy.Create[float64](path, 100000)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := os.Truncate(path, 1000); err != nil {
			return err
		}
		err = f.Do(func(v ndview.MutFloat64) error { return ops.Scale(v, 2) })
		fmt.Println(errors.Is(err, npy.ErrFault))
		return nil
	})
	// Output: true
}

// Records of a file are Go structs.
func ExampleCreateStructs() {
	type Point struct {
		X, Y float64
		ID   int32 `dtype:"id"`
		_    [4]byte
	}
	inFolder(func(folder string) error {
		f, err := npy.CreateStructs[Point](filepath.Join(folder, "points.npy"), 3)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Do(func(v ndview.MutRaw) error {
			points, err := ndview.StructsOf[Point](v)
			if err != nil {
				return err
			}
			for i := range points {
				points[i] = Point{X: float64(i), ID: int32(10 * i)}
			}
			fmt.Println(v)
			return nil
		})
	})
	// Output: [(0., 0.,  0) (1., 0., 10) (2., 0., 20)]
}

func ExampleReadHeader() {
	head, err := npy.Header{DType: ndview.DTypeOf[float32](), Shape: []int{480, 640}, FortranOrder: true}.Append(nil)
	if err != nil {
		log.Fatal(err)
	}
	h, err := npy.ReadHeader(bytes.NewReader(head))
	fmt.Println(h, err)
	// Output: shape (480, 640), dtype float32, Fortran order <nil>
}

func ExampleParseDType() {
	typ, err := npy.ParseDType("[('x', '<f8'), ('id', '<i4'), ('', '|V4')]")
	fmt.Println(typ, err)
	// Output: {'names': ['x', 'id'], 'formats': ['<f8', '<i4'], 'offsets': [0, 8], 'itemsize': 16} <nil>
}

// Two programs take turns.
func ExampleFile_TryLock() {
	inFolder(func(folder string) error {
		path := filepath.Join(folder, "a.npy")
		one, err := npy.Create[float64](path, 3)
		if err != nil {
			return err
		}
		defer one.Close()
		other, err := npy.OpenMut[float64](path)
		if err != nil {
			return err
		}
		defer other.Close()
		fmt.Println(one.Lock())
		fmt.Println(errors.Is(other.TryLock(), npy.ErrLocked))
		fmt.Println(one.Unlock())
		fmt.Println(other.TryLock())
		return nil
	})
	// Output:
	// <nil>
	// true
	// <nil>
	// <nil>
}
