//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

func check(err error) {
	if err != nil {
		fmt.Printf("%+v\n", err)
		os.Exit(1)
	}
}

func init() {
	children["shutdown"] = func() {
		check(pyinterop.Do(func(py pyinterop.Python) error {
			check(py.Exec(`
				import atexit, sys
				atexit.register(print, "atexit ran", end="")`))
			o, err := py.Eval("bytearray(8)")
			check(err)
			check(pyinterop.Borrow(o, func(ndview.View[uint8]) error {
				err := pyinterop.Shutdown()
				fmt.Println("refused:", errors.Is(err, pyinterop.ErrBorrowed), err)
				return nil
			}))
			check(py.Exec("print('still runs')"))
			return nil
		}))
		k := keepOutside("bytearray(8)")
		fmt.Println("first:", pyinterop.Shutdown())
		fmt.Println("\nsecond:", pyinterop.Shutdown())
		fmt.Println("do:", pyinterop.Do(func(pyinterop.Python) error { return nil }) == pyinterop.ErrShutdown)
		fmt.Println("start:", pyinterop.Start() == pyinterop.ErrShutdown)
		fmt.Println("borrow:", pyinterop.Borrow(k, func(ndview.View[uint8]) error { return nil }) == pyinterop.ErrShutdown)
		fmt.Println("main:", pyinterop.RunOnMain(func(pyinterop.Python) error { return nil }) == pyinterop.ErrShutdown)
		k.Drop()
		runtime.GC()
		time.Sleep(50 * time.Millisecond)
	}
	children["shutdown meanwhile"] = func() {
		inAtexit, goOn := stayInAtexit()
		k := keepOutside("bytearray(8)")
		shut, ended := make(chan error, 1), make(chan struct{})
		go func() { shut <- pyinterop.Shutdown() }()
		inAtexit()
		go func() {
			defer close(ended)
			check(pyinterop.Borrow(k, func(ndview.View[uint8]) error {
				goOn()
				fmt.Println("shut:", <-shut, pyinterop.OpenBorrows())
				return nil
			}))
		}()
		<-ended
		fmt.Println("open:", pyinterop.OpenBorrows())
	}
	children["shutdown before start"] = func() {
		fmt.Println(pyinterop.Shutdown(), pyinterop.Do(nil) == pyinterop.ErrShutdown)
	}
	children["output"] = func() {
		for i := range 3 {
			check(pyinterop.Do(func(py pyinterop.Python) error {
				check(py.Exec(fmt.Sprintf("print('python line', %d); print('half', end='')", i)))
				return nil
			}))
			os.Stdout.WriteString(" go\n")
		}
		os.Exit(0) // nothing of Python's may be lost
	}
	children["spawn"] = func() {
		check(pyinterop.Do(func(py pyinterop.Python) error {
			return py.Exec(`
				import math, multiprocessing, os, sys
				with multiprocessing.get_context("spawn").Pool(2) as pool:
				    print(pool.map(math.sqrt, [1, 4, 9]))
				print(multiprocessing.spawn.get_executable() == os.fsencode(sys.executable))`)
		}))
		check(pyinterop.Shutdown()) // multiprocessing cleans up in atexit
	}
	children["exit codes"] = func() {
		check(pyinterop.Do(func(py pyinterop.Python) error {
			for _, source := range []string{"raise SystemExit(3)", "raise KeyboardInterrupt", "import sys; sys.exit('bye')"} {
				fmt.Println(py.Exec(source))
			}
			return nil
		}))
		fmt.Println("alive")
	}
	children["text"] = func() {
		check(pyinterop.Do(func(py pyinterop.Python) error {
			return py.Exec("import sys; print('größer', sys.getfilesystemencoding(), sys.flags.utf8_mode)")
		}))
	}
	children["places"] = func() { borrowWithPlaces() }
	children["many starts"] = func() {
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				check(pyinterop.Do(func(py pyinterop.Python) error {
					_, err := py.Eval("1")
					return err
				}))
			})
		}
		wg.Wait()
		fmt.Println("started")
	}
	children["first borrow"] = func() {
		begin := time.Now()
		check(pyinterop.Do(func(py pyinterop.Python) error {
			a, err := pyinterop.Zeros[float64](py, 10)
			check(err)
			return pyinterop.BorrowMut(a, func(v ndview.MutView[float64]) error {
				v.Set1(3, 1)
				return nil
			})
		}))
		fmt.Printf("first borrow after %.1f ms\n", float64(time.Since(begin).Microseconds())/1e3)
	}
}

func keepOutside(expression string) *pyinterop.Kept {
	var k *pyinterop.Kept
	check(pyinterop.Do(func(py pyinterop.Python) error {
		o, err := py.Eval(expression)
		check(err)
		k, err = o.Keep()
		return err
	}))
	return k
}

func TestShutdownRefusesWhileBorrowedThenRunsAtexitAndCloses(t *testing.T) {
	r := child(t, "shutdown")
	require.Zero(t, r.code, r.out)
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	require.Greater(t, len(lines), 3, r.out)
	assert.True(t, strings.HasPrefix(lines[0], "refused: true pyinterop: still borrowed: 1 borrow(s) are open"), lines[0])
	assert.Contains(t, lines[0], "process_test.go:", "the closure is named")
	assert.Equal(t, []string{"still runs", "atexit ranfirst: <nil>"}, lines[1:3])
	assert.Equal(t, []string{"second: <nil>", "do: true", "start: true", "borrow: true", "main: true"}, append([]string{}, withoutEmpty(lines[3:])...))
}

func withoutEmpty(lines []string) []string {
	var kept []string
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func borrowWithPlaces() {
	k := keepOutside("bytearray(8)")
	check(pyinterop.Borrow(k, func(ndview.View[uint8]) error {
		fmt.Println(pyinterop.BorrowPlaces()[0])
		return nil
	}))
}

func TestOpenBorrowsNameTheirPlaceAndUnderDebugTheCallsToIt(t *testing.T) {
	r := child(t, "places", "INPLACE_DEBUG=")
	assert.Contains(t, r.out, "borrowWithPlaces.func1 (")
	assert.Len(t, strings.Split(strings.TrimSpace(r.out), "\n"), 1, r.out)
	r = child(t, "places", "INPLACE_DEBUG=1")
	assert.Contains(t, r.out, "\n\tgithub.com/go-inplace/inplace/pyinterop_test.borrowWithPlaces (", r.out)
	assert.Contains(t, r.out, "main.main")
}

func TestManyGoroutinesMayStartPythonAtOnce(t *testing.T) {
	assert.Equal(t, "started\n", child(t, "many starts").out)
}

func TestABorrowThatIsOpenedDuringShutdownIsReleased(t *testing.T) {
	assert.Equal(t, "shut: <nil> 1\nopen: 0\n", child(t, "shutdown meanwhile").out)
}

var pipes [4]*os.File // those that Python has must not be closed by the collector

// stayInAtexit has Python stay in atexit, without the GIL: inAtexit returns when it is there, goOn lets it end.
func stayInAtexit() (inAtexit, goOn func()) {
	var err error
	for i := 0; i < len(pipes); i += 2 {
		pipes[i], pipes[i+1], err = os.Pipe()
		check(err)
	}
	source := fmt.Sprintf("import atexit, os; atexit.register(lambda: (os.write(%d, b'.'), os.read(%d, 1)))", pipes[1].Fd(), pipes[2].Fd())
	check(pyinterop.Do(func(py pyinterop.Python) error { return py.Exec(source) }))
	inAtexit = func() {
		_, err := pipes[0].Read(make([]byte, 1))
		check(err)
	}
	goOn = func() {
		_, err := pipes[3].Write([]byte("."))
		check(err)
	}
	return inAtexit, goOn
}

func TestShutdownBeforeStartIsFinal(t *testing.T) {
	r := child(t, "shutdown before start")
	assert.Equal(t, "<nil> true\n", r.out)
}

func TestPythonsOutputIsOrderedWithGosAndNotLost(t *testing.T) {
	r := child(t, "output", "PYTHONUNBUFFERED=")
	assert.Equal(t, "python line 0\nhalf go\npython line 1\nhalf go\npython line 2\nhalf go\n", r.out)
}

// As in a container, where no locale is set.
func TestTextIsUTF8WhateverTheLocaleSays(t *testing.T) {
	r := child(t, "text", "LC_ALL=C", "LANG=", "PYTHONUTF8=", "PYTHONIOENCODING=", "PYTHONCOERCECLOCALE=0")
	assert.Equal(t, "größer utf-8 1\n", r.out)
}

func TestMultiprocessingSpawnRunsTheInterpreterNotThisProgram(t *testing.T) {
	r := child(t, "spawn")
	assert.Equal(t, "[1.0, 2.0, 3.0]\nTrue\n", r.out)
}

func TestSystemExitAndKeyboardInterruptEndNothing(t *testing.T) {
	r := child(t, "exit codes")
	assert.Zero(t, r.code)
	assert.Equal(t, "SystemExit: 3\nKeyboardInterrupt\nSystemExit: bye\nalive\n", r.out)
}

func TestPythonInstallsNoSignalHandlers(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec("import signal"))
		for _, name := range []string{"SIGINT", "SIGPIPE"} {
			o := eval(t, py, "__import__('signal').getsignal(__import__('signal')."+name+") in (None, 0, 1)")
			assert.Equal(t, "True", text(t, o), name)
		}
	})
}

func BenchmarkTimeToFirstBorrow(b *testing.B) {
	exe, err := os.Executable()
	require.NoError(b, err)
	var sum float64
	for b.Loop() {
		var ms float64
		_, err := fmt.Sscanf(output(b, exe, "first borrow"), "first borrow after %f ms", &ms)
		require.NoError(b, err)
		sum += ms
	}
	b.ReportMetric(sum/float64(b.N), "ms/start+numpy+borrow")
}

func TestWithoutCgoEveryCallSaysSo(t *testing.T) {
	cmd := exec.Command("go", "test", "-v", "-run", "^TestWithoutCgo$", ".")
	cmd.Env = withEnv(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestWithoutCgo ")
}

// TestItCompilesForOtherSystems has two systems in the quick tier, which .ci/run vets, so that most is compiled already.
func TestItCompilesForOtherSystems(t *testing.T) {
	systems := []string{"windows/arm64"} // the one that .ci/run compiles for, too
	if os.Getenv("INPLACE_LONG") == "1" {
		systems = append(systems, "windows/amd64", "darwin/arm64", "linux/arm64", "freebsd/amd64")
	}
	for _, system := range systems {
		goos, goarch, _ := strings.Cut(system, "/")
		cmd := exec.Command("go", "build", ".")
		cmd.Env = withEnv(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
		out, err := cmd.CombinedOutput()
		assert.NoError(t, err, "%s: %s", system, out)
	}
}
