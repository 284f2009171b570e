package main

import (
	"fmt"
	"io"
	"strconv"
)

// callsTable writes what a call costs in Go, by nanobind and in Cython, of nanoseconds by the names of function and module.
func callsTable(w io.Writer, ns map[string]float64) {
	fmt.Fprintf(w, "%-34s %8s %9s %8s %12s %10s\n", "ns per call", "Go", "nanobind", "Cython", "Go/nanobind", "Go/Cython")
	for _, what := range []struct{ name, text string }{
		{"empty", "no argument"}, {"number", "a float, a float returned"}, {"first", "one array, a float returned"}, {"three", "three arrays, one written"},
	} {
		g, n, c := ns[what.name+" gocalls"], ns[what.name+" nbcalls"], ns[what.name+" cycalls"]
		fmt.Fprintf(w, "%-34s %8.0f %9.0f %8.0f %12.2f %10.2f\n", what.text, g, n, c, g/n, g/c)
	}
}

// addsTable writes what goops.add and numpy.add cost, of nanoseconds by the number of elements and module.
func addsTable(w io.Writer, ns map[string]float64) {
	fmt.Fprintf(w, "\n%-34s %8s %9s %12s\n", "ns per add(a, b, out=a), float64", "goops", "numpy", "goops/numpy")
	for _, n := range []string{"10", "1000", "100000"} {
		g, p := ns[n+" goops"], ns[n+" numpy"]
		fmt.Fprintf(w, "%-34s %8.0f %9.0f %12.2f\n", n+" elements", g, p, g/p)
	}
}

// threadsTable writes how many calls threads make in a second together, and what ratio that is to one thread: of a function in Go
// that adds 1 to an array, and of numpy.add(a, b, out=a); both keep the GIL for the small array and drop it for the large one. The figures
// are by the number of elements, module and
// number of threads.
func threadsTable(w io.Writer, perSecond map[string]float64) {
	fmt.Fprintf(w, "\n%-34s %10s %12s %10s %12s %9s\n", "calls per second, threads at once", "Go", "to 1 thread", "numpy", "to 1 thread", "Go/numpy")
	for _, n := range []string{"10", "100000"} {
		for _, k := range []int{1, 2, 4, 8} {
			of := func(module string) (calls, ratio float64) {
				name := n + " " + module + " "
				calls = perSecond[name+strconv.Itoa(k)]
				return calls, calls / perSecond[name+"1"]
			}
			g, gRatio := of("gocalls")
			p, pRatio := of("numpy")
			fmt.Fprintf(w, "%-34s %10.0f %12.2f %10.0f %12.2f %9.2f\n", fmt.Sprintf("%s elements, threads: %d", n, k), g, gRatio, p, pRatio, g/p)
		}
	}
}
