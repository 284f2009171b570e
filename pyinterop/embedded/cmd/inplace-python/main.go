// Inplace-python provides the embedded Python and prints the path of its interpreter.
//
//	inplace-python [-gallery | -requirements FILE] [-lib | -home]
//	inplace-python [-gallery | -requirements FILE] -- ARGUMENTS …
//
// The first start unpacks CPython into the user's cache directory and installs NumPy there, which needs the network;
// what happens is written to standard error. Later starts find everything in place, write nothing but the path, and take
// a few milliseconds. With -- the interpreter is started with the arguments that follow.
//
// INPLACE_CACHE names another directory than `inplace` in the user's cache directory.
//
// The exit status is 0, 1 when Python cannot be provided, 2 for wrong usage, and with -- that of the interpreter.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

const usage = `usage: inplace-python [-gallery | -requirements FILE] [-lib | -home | -- ARGUMENTS ...]

Provides CPython ` + embedded.Version + ` with NumPy in the user's cache directory and prints the path of its interpreter.
The first start needs the network. INPLACE_CACHE names another directory.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("inplace-python", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	gallery := flags.Bool("gallery", false, "with matplotlib, for the examples that draw")
	requirements := flags.String("requirements", "", "install the pinned requirements of this `file` instead")
	lib := flags.Bool("lib", false, "print the path of the shared library, libpython, instead")
	home := flags.Bool("home", false, "print the directory of the distribution, sys.base_prefix, instead")
	exec := flags.Bool("run", false, "start the interpreter with the arguments that follow, as -- does")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if flags.NArg() > 0 {
		*exec = true
	}
	if *gallery && *requirements != "" || *lib && *home || *exec && (*lib || *home) {
		fmt.Fprintln(stderr, "inplace-python: these flags exclude each other")
		flags.Usage()
		return 2
	}

	opts := []embedded.Option{embedded.WithProgress(stderr)}
	if *gallery {
		opts = append(opts, embedded.Gallery())
	}
	if *requirements != "" {
		text, err := os.ReadFile(*requirements)
		if err != nil {
			fmt.Fprintln(stderr, "inplace-python:", err)
			return 1
		}
		opts = append(opts, embedded.WithRequirements(string(text)))
	}
	env, err := embedded.Python(ctx, opts...)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}

	switch {
	case *exec:
		status, err := replaceProcess(env.Executable, flags.Args())
		if err != nil {
			fmt.Fprintln(stderr, "inplace-python:", err)
		}
		return status
	case *lib:
		fmt.Fprintln(stdout, env.Library)
	case *home:
		fmt.Fprintln(stdout, env.Home)
	default:
		fmt.Fprintln(stdout, env.Executable)
	}
	return 0
}
