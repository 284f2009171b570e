// Inplace-python provides the embedded Python and prints the path of its interpreter.
//
//	inplace-python [-gallery | -requirements FILE] [-lib | -home]
//	inplace-python [-gallery | -requirements FILE] -run ARGUMENTS …
//
// The first start unpacks CPython into the user's cache directory and installs NumPy there, which needs the network;
// what happens is written to standard error. Later starts find everything in place, write nothing but the path, and take
// a few milliseconds. With -run, or -- for short, the interpreter is started with all arguments that follow.
//
// INPLACE_CACHE names another directory than `inplace` in the user's cache directory.
//
// The exit status is 0, 1 when Python cannot be provided, 2 for wrong usage, and with -run that of the interpreter.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

const usage = `usage: inplace-python [-gallery | -requirements FILE] [-lib | -home | -run ARGUMENTS ...]

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
	flags.Bool("run", false, "start the interpreter with all arguments that follow; -- for short")
	args, forPython, start := cutAtRun(args)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if wrong := wrongUsage(flags.Args(), *gallery && *requirements != "", *lib && *home || start && (*lib || *home)); wrong != "" {
		fmt.Fprintln(stderr, "inplace-python:", wrong)
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
	case start:
		status, err := replaceProcess(env.Executable, forPython, environ())
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

// cutAtRun separates the arguments of this command from those after -run, which are the interpreter's.
func cutAtRun(args []string) (own, forPython []string, found bool) {
	i := slices.IndexFunc(args, func(a string) bool { return a == "-run" || a == "--run" || a == "--" })
	if i < 0 {
		return args, nil, false
	}
	return args[:i], args[i+1:], true
}

func wrongUsage(rest []string, twoSets, twoOutputs bool) string {
	switch {
	case len(rest) > 0:
		return fmt.Sprintf("unexpected argument %q; arguments for the interpreter follow -run", rest[0])
	case twoSets:
		return "-gallery and -requirements exclude each other"
	case twoOutputs:
		return "-lib, -home and -run exclude each other"
	}
	return ""
}

// environ returns the environment without PYTHONHOME, which names the standard library of another Python.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PYTHONHOME=") })
}
