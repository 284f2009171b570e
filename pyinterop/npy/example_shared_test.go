//go:build linux

package npy_test

import (
	"fmt"
	"os"

	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// block is a name that no other process has.
func block(what string) string { return fmt.Sprintf("inplace-example-%s-%d", what, os.Getpid()) }

// shared makes a block of shared memory for an example and removes it.
func shared(what string, example func(name string, f *npy.MutFloat64) error) {
	name := block(what)
	f, err := npy.CreateShared[float64](name, 2, 2) // SharedMemory(name, create=True, size=32)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer npy.RemoveShared(name)
	defer f.Close()
	if err := example(name, f); err != nil {
		fmt.Println(err)
	}
}

func ExampleCreateShared() {
	shared("create", func(name string, f *npy.MutFloat64) error {
		if err := ops.Fill(f.View(), 3); err != nil {
			return err
		}
		fmt.Println(f.View())
		return nil
	})
	// Output:
	// [[3. 3.]
	//  [3. 3.]]
}

func ExampleOpenShared() {
	shared("open", func(name string, f *npy.MutFloat64) error {
		if err := ops.Fill(f.View(), 4); err != nil {
			return err
		}
		other, err := npy.OpenShared[float64](name, 4) // in another process, or np.ndarray(4, "f8", SharedMemory(name).buf)
		if err != nil {
			return err
		}
		defer other.Close()
		fmt.Println(other.View())
		return nil
	})
	// Output: [4. 4. 4. 4.]
}

func ExampleOpenSharedMut() {
	shared("mut", func(name string, f *npy.MutFloat64) error {
		other, err := npy.OpenSharedMut[float64](name, 2, 2)
		if err != nil {
			return err
		}
		defer other.Close()
		v := other.View()
		v.Set2(0, 1, 5)
		fmt.Println(f.View())
		return nil
	})
	// Output:
	// [[0. 5.]
	//  [0. 0.]]
}

func ExampleRemoveShared() {
	name := block("remove")
	f, err := npy.CreateShared[float64](name, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println(npy.RemoveShared(name)) // SharedMemory(name).unlink(): who has it open keeps it
	_, err = npy.OpenShared[float64](name, 2)
	fmt.Println(err != nil, f.View())
	// Output:
	// <nil>
	// true [0. 0.]
}

func ExampleSharedPath() {
	fmt.Println(npy.SharedPath("grid"))
	_, err := npy.SharedPath("a/b")
	fmt.Println(err != nil)
	// Output:
	// /dev/shm/grid <nil>
	// true
}
