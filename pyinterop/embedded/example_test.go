package embedded_test

import (
	"context"
	"fmt"
	"log"
	"os/exec"

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
