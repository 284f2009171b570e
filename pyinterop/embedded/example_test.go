package embedded_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

func ExamplePython() {
	env, err := embedded.Python(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	out, err := exec.Command(env.Executable, "-c", "import numpy; print(numpy.arange(6).reshape(2, 3).sum())").Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print("Python ", env.Version, ", sum ", string(out))
	// Output: Python 3.14.6, sum 15
}

func ExampleWithRequirements() {
	// Without packages there is nothing to download: the standard library is part of the program.
	env, err := embedded.Python(context.Background(), embedded.WithRequirements(""))
	if err != nil {
		log.Fatal(err)
	}
	out, err := exec.Command(env.Executable, "-c", "print(memoryview(b'abc').nbytes)").Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(out))
	// Output: 3
}

// What is downloaded and unpacked is told to a writer; io.Discard or nil keeps it quiet. Nothing is, when all is there.
func ExampleWithProgress() {
	env, err := embedded.Python(context.Background(), embedded.WithProgress(io.Discard), embedded.WithRequirements(""))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Python", env.Version)
	// Output: Python 3.14.6
}

// A program may keep its Pythons beside its other files. The folder may be shared by programs, and is safe to delete.
func ExampleWithCacheDir() {
	cache, err := os.UserCacheDir()
	if err != nil {
		log.Fatal(err)
	}
	cache = filepath.Join(cache, "inplace") // which is the default
	env, err := embedded.Python(context.Background(), embedded.WithCacheDir(cache), embedded.WithRequirements(""))
	if err != nil {
		log.Fatal(err)
	}
	within, err := filepath.Rel(cache, env.Executable)
	fmt.Println(filepath.IsLocal(within), err)
	// Output: true <nil>
}

func ExampleGallery() {
	env, err := embedded.Python(context.Background(), embedded.Gallery())
	if err != nil {
		log.Fatal(err)
	}
	out, err := exec.Command(env.Executable, "-c", "from importlib.util import find_spec; print(bool(find_spec('numpy')), bool(find_spec('matplotlib')))").Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(out))
	// Output: True True
}
