// Command dask lets Dask map a kernel in Go over the blocks of an array that is larger than the memory of a worker:
//
//	go run -C examples ./dask                  # workers that are processes, started by Dask
//	go run -C examples ./dask -by-command      # a scheduler and workers started by command, as on several machines
//	go run -C examples ./dask -kill            # one worker is killed on the way
//
// It builds the extension module vegetation, provides a Python with Dask, and runs scene.py in it.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

//go:generate go run ../../pyinterop/embedded/internal/genrequirements

//go:embed requirements/dask.txt
var requirements string

//go:embed scene.py
var scene []byte

// settings say how large the scene is, and who computes it.
type settings struct {
	side, block     int // pixels
	workers         int
	memory          string // of each worker, as Dask writes it
	byCommand, kill bool
	check           bool
}

func main() {
	log.SetFlags(0)
	var s settings
	flag.IntVar(&s.side, "side", 16384, "height and width of the scene in pixels")
	flag.IntVar(&s.block, "block", 1024, "height and width of a block")
	flag.IntVar(&s.workers, "workers", 2, "how many processes")
	flag.StringVar(&s.memory, "memory", "400MB", "what each worker may use")
	flag.BoolVar(&s.byCommand, "by-command", false, "start scheduler and workers by command")
	flag.BoolVar(&s.kill, "kill", false, "kill a worker after a quarter of the blocks")
	flag.BoolVar(&s.check, "check", false, "compare every pixel with NumPy's")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr, s); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, stdout, stderr io.Writer, s settings) error {
	python, err := embedded.Python(ctx, embedded.WithRequirements(requirements), embedded.WithProgress(stderr))
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "inplace-dask-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := buildModule(ctx, folder, stderr); err != nil {
		return err
	}
	script := filepath.Join(folder, "scene.py")
	if err := os.WriteFile(script, scene, 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, python.Executable, append([]string{script}, s.arguments()...)...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	// Dask gives each worker one thread; Go should not take more either. Workers find the module as they find scene.py:
	// by PYTHONPATH.
	cmd.Env = append(os.Environ(), "PYTHONPATH="+folder, "GOMAXPROCS=1")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that Dask ends its processes
	cmd.WaitDelay = 20 * time.Second
	return cmd.Run()
}

func (s settings) arguments() []string {
	args := []string{
		"--side", strconv.Itoa(s.side), "--block", strconv.Itoa(s.block),
		"--workers", strconv.Itoa(s.workers), "--memory", s.memory,
	}
	for _, option := range []struct {
		name string
		set  bool
	}{{"--by-command", s.byCommand}, {"--kill", s.kill}, {"--check", s.check}} {
		if option.set {
			args = append(args, option.name)
		}
	}
	return args
}

// buildModule compiles the kernel, which needs the sources: the command is run where they lie.
func buildModule(ctx context.Context, folder string, stderr io.Writer) error {
	const kernel = "github.com/go-inplace/inplace/examples/dask/vegetation"
	cmd := exec.CommandContext(ctx, "go", "build", "-buildmode=c-shared", "-o", filepath.Join(folder, "vegetation.abi3.so"), kernel)
	cmd.Stdout, cmd.Stderr = stderr, stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the kernel was not built: %w", err)
	}
	return nil
}
