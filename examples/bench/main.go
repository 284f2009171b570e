// Command bench compares the verbs of this library with NumPy, in one process and on the same arrays, which NumPy
// allocated:
//
//	go run -C examples ./bench                    # all cases, in some six minutes
//	go run -C examples ./bench -case '^math/.*f4' # some
//	go run -C examples ./bench -threads 2         # with two workers where ours can use them, and in BLAS
//
// Where there is a compiler of C, a yardstick runs in turn with them, too: what a plain loop in C takes for the same. Fused
// expressions are also given to numexpr and numba, which the embedded Python has.
//
// Of each case the results of all sides are compared first: a wrong answer is not timed, and ends the
// run with an error when the others are done. Then the sides run in turn, and the medians are printed as a table in Markdown,
// and written to bench.json and, as a picture of the ratios, to bench.png. Under the table stands what is asked of the
// cases, and in which it is not so.
//
// BASELINE.md is such a table, of the first cases before any vector kernel.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// settings say what is measured, and for how long.
type settings struct {
	pick    *regexp.Regexp
	threads int
	quick   bool
	out     string // the folder of bench.json and bench.png
}

// budget is how long one sample takes, at least, and how many there are of each side.
func (s settings) budget() (sample time.Duration, rounds int) {
	if s.quick {
		return 100 * time.Microsecond, 3
	}
	return 4 * time.Millisecond, 9
}

func main() {
	log.SetFlags(0)
	s := settings{}
	pick := flag.String("case", "", "measure only the cases whose name matches this regular expression")
	threads := flag.String("threads", "1", "workers of ours and threads of NumPy's BLAS: a number, or n for one per processor")
	flag.BoolVar(&s.quick, "quick", false, "measure so shortly that the figures say little")
	flag.StringVar(&s.out, "out", ".", "the folder that bench.json and bench.png are written to")
	flag.Parse()
	var err error
	if s.pick, err = regexp.Compile(*pick); err != nil {
		log.Fatal(err)
	}
	if s.threads, err = parseThreads(*threads); err != nil {
		log.Fatal(err)
	}
	choosePython(os.Stderr)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr, s); err != nil {
		log.Fatal(err)
	}
}

func parseThreads(text string) (int, error) {
	if text == "n" {
		return runtime.NumCPU(), nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("-threads %s: wanted a number from 1, or n for one per processor", text)
	}
	return n, nil
}

// run measures and writes everything, or what there is when ctx ends. Wrong answers are its error, after the rest is written.
func run(ctx context.Context, table, progress io.Writer, s settings) error {
	results, versions, wrong := measure(ctx, progress, s)
	if len(results) == 0 {
		return wrong
	}
	fmt.Fprintf(table, "%s; %s/%s, %s; %s; %s\n\n", versions, runtime.GOOS, runtime.GOARCH, processor(), runtime.Version(), time.Now().UTC().Format(time.DateOnly))
	writeTable(table, results)
	writeSummary(table, results)
	if err := writeJSON(filepath.Join(s.out, "bench.json"), results); err != nil {
		return err
	}
	return errors.Join(wrong, writePicture(filepath.Join(s.out, "bench.png"), results))
}

// processor is the name of the processor where the system tells it in a file.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if key, name, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return fmt.Sprintf("%s, %d processors", strings.TrimSpace(name), runtime.NumCPU())
		}
	}
	return fmt.Sprintf("%d processors", runtime.NumCPU())
}
