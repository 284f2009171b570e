//go:build linux || darwin

package npy_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// numbered is a new file "a.npy" of 2×3 items from 0 on, as numpy.save writes it.
func numbered(folder string) (path string, err error) {
	path = filepath.Join(folder, "a.npy")
	f, err := npy.Create[float64](path, 2, 3)
	if err != nil {
		return "", err
	}
	flat, err := f.View().Ravel()
	if err != nil {
		return "", err
	}
	return path, errors.Join(ops.Arange(flat, 0, 1), f.Close())
}

// withNumbers runs an example on such a file.
func withNumbers(example func(path string) error) {
	inFolder(func(folder string) error {
		path, err := numbered(folder)
		if err != nil {
			return err
		}
		return example(path)
	})
}

// opened runs an example on such a file that is open for writing.
func opened(example func(f *npy.MutFloat64) error) {
	withNumbers(func(path string) error {
		f, err := npy.OpenMut[float64](path)
		if err != nil {
			return err
		}
		defer f.Close()
		return example(f)
	})
}

// shown prints what a file holds and closes it.
func shown[V any](f *npy.File[V], err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Println(f.Header(), f.View())
	return nil
}

func ExampleCreate() {
	inFolder(func(folder string) error { return shown(npy.Create[int32](filepath.Join(folder, "new.npy"), 3)) })
	// Output: shape (3,), dtype int32 [0 0 0]
}

func ExampleCreateF() {
	inFolder(func(folder string) error {
		f, err := npy.CreateF[float64](filepath.Join(folder, "new.npy"), 2, 3)
		if err != nil {
			return err
		}
		defer f.Close()
		v := f.View()
		fmt.Println(v.Strides(), f.Header().FortranOrder)
		return nil
	})
	// Output: [8 16] true
}

func ExampleCreateRaw() {
	inFolder(func(folder string) error {
		dtype, err := npy.ParseDType("[('x', '<f8'), ('n', '<i4')]")
		if err != nil {
			return err
		}
		return shown(npy.CreateRaw(filepath.Join(folder, "records.npy"), npy.Header{DType: dtype, Shape: []int{2}}))
	})
	// Output: shape (2,), dtype [('x', '<f8'), ('n', '<i4')] [(0., 0) (0., 0)]
}

func ExampleOpen() {
	withNumbers(func(path string) error { return shown(npy.Open[float64](path)) })
	// Output:
	// shape (2, 3), dtype float64 [[0. 1. 2.]
	//  [3. 4. 5.]]
}

func ExampleOpenMut() {
	withNumbers(func(path string) error {
		f, err := npy.OpenMut[float64](path)
		if err != nil {
			return err
		}
		defer f.Close()
		v := f.View()
		v.Set2(1, 2, -1) // in the file
		return shown(npy.Open[float64](path))
	})
	// Output:
	// shape (2, 3), dtype float64 [[ 0.  1.  2.]
	//  [ 3.  4. -1.]]
}

func ExampleOpenRaw() {
	withNumbers(func(path string) error {
		f, err := npy.OpenRaw(path)
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Println(f.View().DType())
		return nil
	})
	// Output: float64
}

func ExampleOpenRawMut() {
	withNumbers(func(path string) error {
		f, err := npy.OpenRawMut(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return ops.Reduce("sum", ndview.Make[float64](3).Raw(), f.View().Raw, ops.Axes(0))
	})
	// Output:
}

// bare is a file of 6 numbers without a header.
func bare(folder string) (path string, err error) {
	path = filepath.Join(folder, "a.bin")
	f, err := npy.CreateMemmap[int16](path, 0, 6)
	if err != nil {
		return "", err
	}
	return path, errors.Join(ops.Arange(f.View(), 1, 1), f.Close())
}

func ExampleCreateMemmap() {
	inFolder(func(folder string) error {
		path, err := bare(folder)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Println(b)
		return err
	})
	// Output: [1 0 2 0 3 0 4 0 5 0 6 0]
}

func ExampleOpenMemmap() {
	inFolder(func(folder string) error {
		path, err := bare(folder)
		if err != nil {
			return err
		}
		return shown(npy.OpenMemmap[int16](path, 4, 2, 2)) // np.memmap(path, "i2", "r", 4, (2, 2))
	})
	// Output:
	// shape (2, 2), dtype int16 [[3 4]
	//  [5 6]]
}

func ExampleOpenMemmapMut() {
	inFolder(func(folder string) error {
		path, err := bare(folder)
		if err != nil {
			return err
		}
		f, err := npy.OpenMemmapMut[int16](path, 0, 6)
		if err != nil {
			return err
		}
		defer f.Close()
		err = ops.Scale(f.View(), 10)
		fmt.Println(f.View())
		return err
	})
	// Output: [10 20 30 40 50 60]
}

func ExampleCreateMemmapRaw() {
	inFolder(func(folder string) error {
		dtype, err := ndview.ParseDType(">u2")
		if err != nil {
			return err
		}
		return shown(npy.CreateMemmapRaw(filepath.Join(folder, "a.bin"), npy.Memmap{DType: dtype, Shape: []int{2}}))
	})
	// Output: shape (2,), dtype >u2 [0 0]
}

func ExampleOpenMemmapRaw() {
	inFolder(func(folder string) error {
		path, err := bare(folder)
		if err != nil {
			return err
		}
		return shown(npy.OpenMemmapRaw(path, npy.Memmap{DType: ndview.DTypeOf[int16](), Shape: []int{3, 2}, FortranOrder: true}))
	})
	// Output:
	// shape (3, 2), dtype int16, Fortran order [[1 4]
	//  [2 5]
	//  [3 6]]
}

func ExampleOpenMemmapRawMut() {
	inFolder(func(folder string) error {
		path, err := bare(folder)
		if err != nil {
			return err
		}
		f, err := npy.OpenMemmapRawMut(path, npy.Memmap{DType: ndview.DTypeOf[int16](), Shape: []int{6}})
		if err != nil {
			return err
		}
		defer f.Close()
		v, err := ndview.AsMut[int16](f.View())
		if err != nil {
			return err
		}
		v.Set1(0, -7)
		fmt.Println(v)
		return nil
	})
	// Output: [-7  2  3  4  5  6]
}

// members is a .npz file with a member x that can be mapped and a compressed one y, as numpy.savez would have the
// one and numpy.savez_compressed the other.
func members(folder string) (path string, err error) {
	member, err := numbered(folder)
	if err != nil {
		return "", err
	}
	array, err := os.ReadFile(member)
	if err != nil {
		return "", err
	}
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, method := range map[string]uint16{"x.npy": zip.Store, "y.npy": zip.Deflate} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method, Extra: make([]byte, 0)})
		if err != nil {
			return "", err
		}
		if _, err := w.Write(array); err != nil {
			return "", err
		}
	}
	path = filepath.Join(folder, "a.npz")
	return path, errors.Join(z.Close(), os.WriteFile(path, file.Bytes(), 0o600))
}

func ExampleMembers() {
	inFolder(func(folder string) error {
		path, err := members(folder)
		if err != nil {
			return err
		}
		found, err := npy.Members(path)
		if len(found) == 2 {
			fmt.Println(found[0].Header.Shape, found[0].Compressed != found[1].Compressed)
		}
		return err
	})
	// Output: [2 3] true
}

func ExampleOpenMember() {
	inFolder(func(folder string) error {
		path, err := members(folder)
		if err != nil {
			return err
		}
		_, err = npy.OpenMember[float64](path, "y")
		fmt.Println(errors.Is(err, npy.ErrCompressed))
		return shown(npy.OpenMember[float64](path, "x"))
	})
	// Output:
	// true
	// shape (2, 3), dtype float64 [[0. 1. 2.]
	//  [3. 4. 5.]]
}

func ExampleOpenMemberRaw() {
	inFolder(func(folder string) error {
		path, err := members(folder)
		if err != nil {
			return err
		}
		f, err := npy.OpenMemberRaw(path, "x")
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Println(f.View().DType(), f.View().Shape())
		return nil
	})
	// Output: float64 [2 3]
}

func ExampleCopyMember() {
	inFolder(func(folder string) error {
		path, err := members(folder)
		if err != nil {
			return err
		}
		copied, err := npy.CopyMember(path, "y")
		fmt.Println(copied)
		return err
	})
	// Output:
	// [[0. 1. 2.]
	//  [3. 4. 5.]]
}

func ExampleDTypeOfStruct() {
	dtype, err := npy.DTypeOfStruct[struct {
		X, Y float32
		N    int64
	}]()
	fmt.Println(dtype, err)
	// Output: [('X', '<f4'), ('Y', '<f4'), ('N', '<i8')] <nil>
}

func ExampleHeader_Size() {
	h := npy.Header{DType: ndview.DTypeOf[float64](), Shape: []int{2, 3}, DataOffset: 128}
	fmt.Println(h.Size())
	// Output: 176 <nil>
}

func ExampleHeader_Append() {
	b, err := npy.Header{DType: ndview.DTypeOf[float64](), Shape: []int{2, 3}}.Append(nil)
	fmt.Printf("%d %q %v\n", len(b), b[10:70], err)
	// Output: 128 "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } " <nil>
}

func ExampleFile_View() {
	opened(func(f *npy.MutFloat64) error {
		fmt.Println(f.View().Row(1))
		return nil
	})
	// Output: [3. 4. 5.]
}

func ExampleFile_Path() {
	opened(func(f *npy.MutFloat64) error {
		fmt.Println(filepath.Base(f.Path()))
		return nil
	})
	// Output: a.npy
}

func ExampleFile_Header() {
	opened(func(f *npy.MutFloat64) error {
		fmt.Println(f.Header().Shape, f.Header().DType, f.Header().DataOffset)
		return nil
	})
	// Output: [2 3] float64 128
}

// Other processes see what is written at once; a power cut does not, before Sync has returned.
func ExampleFile_Sync() {
	opened(func(f *npy.MutFloat64) error {
		v := f.View()
		v.Set2(0, 0, 9)
		fmt.Println(f.Sync())
		return nil
	})
	// Output: <nil>
}

func ExampleFile_Close() {
	opened(func(f *npy.MutFloat64) error {
		v := f.View()
		err := f.Close()
		fmt.Println(err, v.Live(), f.Do(func(ndview.MutFloat64) error { return nil }) != nil)
		return nil
	})
	// Output: <nil> false true
}

func ExampleFile_CloseWithin() {
	opened(func(f *npy.MutFloat64) error {
		return f.Do(func(ndview.MutFloat64) error {
			err := f.CloseWithin(time.Millisecond) // while somebody is at work
			fmt.Println(errors.Is(err, npy.ErrHeld), f.Closed())
			return nil
		})
	})
	// Output: true false
}

func ExampleFile_Closed() {
	opened(func(f *npy.MutFloat64) error {
		before := f.Closed()
		err := f.Close()
		fmt.Println(before, f.Closed())
		return err
	})
	// Output: false true
}

// again runs an example with a second opener of the same file, as another process may be.
func again(f *npy.MutFloat64, example func(other *npy.Float64) error) error {
	other, err := npy.Open[float64](f.Path())
	if err != nil {
		return err
	}
	defer other.Close()
	return example(other)
}

func ExampleFile_Lock() {
	opened(func(f *npy.MutFloat64) error {
		if err := f.Lock(); err != nil {
			return err
		}
		return again(f, func(other *npy.Float64) error {
			fmt.Println(errors.Is(other.TryRLock(), npy.ErrLocked))
			return f.Unlock()
		})
	})
	// Output: true
}

func ExampleFile_RLock() {
	opened(func(f *npy.MutFloat64) error {
		if err := f.RLock(); err != nil {
			return err
		}
		return again(f, func(other *npy.Float64) error {
			fmt.Println(other.TryRLock(), errors.Is(other.TryLock(), npy.ErrLocked)) // readers share, writers do not
			return nil
		})
	})
	// Output: <nil> true
}

func ExampleFile_TryRLock() {
	opened(func(f *npy.MutFloat64) error {
		return again(f, func(other *npy.Float64) error {
			fmt.Println(f.TryRLock(), other.TryRLock())
			return nil
		})
	})
	// Output: <nil> <nil>
}

func ExampleFile_Unlock() {
	opened(func(f *npy.MutFloat64) error {
		if err := f.Lock(); err != nil {
			return err
		}
		return again(f, func(other *npy.Float64) error {
			err := f.Unlock()
			fmt.Println(err, other.TryRLock())
			return nil
		})
	})
	// Output: <nil> <nil>
}

func ExampleOpenFiles() {
	before := npy.OpenFiles()
	opened(func(*npy.MutFloat64) error {
		fmt.Println(npy.OpenFiles() - before)
		return nil
	})
	fmt.Println(npy.OpenFiles() - before)
	// Output:
	// 1
	// 0
}
