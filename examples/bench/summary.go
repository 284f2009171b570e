package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
)

// What the cases are asked, and which cases a question is about.
const (
	everyCase      = 1.0 // NumPy's time by ours
	overall        = 2.5
	overallWorkers = 4.0 // with two workers or more
	eachGroup      = 1.5
	weakSpot       = 5.0 // how much slower than C NumPy is there, and how much faster ours has to be
	transposedCopy = 2.0
	streamingC     = 0.85 // C's time by ours
	fusedC         = 0.95
	moreWorkers    = 1.7 // one worker's time by several
)

var (
	// apart are sorts and what goes to the BLAS: they are not in the means.
	apart = regexp.MustCompile(`^sorting/|^linear/(matmul .* [fc]|dot|matvec|a)`)
	// transposed are copies of a transposed matrix.
	transposed = regexp.MustCompile(`^copy/a\[:\] = b\.T`)
	// streaming cases are bound by memory, and their yardstick reads and writes in the same order.
	streaming = regexp.MustCompile(`^(arithmetic/(x \+ y|a \+= b|x \* 2.5|multiply|divide)|copy/(copy|fill)|layout/(step 2|reversed|misaligned)|fused/a\*b \+ c|compare/less|reduction/sum) .*1e7$|^layout/(a \+= row|a\.T \+=|cut-out|a\[:, ::2\]).* 2000²`)
	// plainFused is the expression that has to be as fast as plain C.
	plainFused = regexp.MustCompile(`^fused/a = a\*b \+ c f8 1e[57]$`)
	// computing cases are bound by computation, and workers have something to share.
	computing = regexp.MustCompile(`^(math|division)/.* 1e[57]$|^fused/(exp|sqrt).* 1e[57]$|^linear/matmul (500|1000)² [fc]`)
)

// writeSummary prints the means, and what was asked of the cases and is not so.
func writeSummary(w io.Writer, results []result) {
	counted := without(results, func(r result) bool { return apart.MatchString(r.Case) })
	rows := [][]string{{"group", "cases", "geometric mean", "least", "at least 1"}}
	add := func(name string, of []result) {
		if len(of) == 0 {
			return
		}
		least, won := math.Inf(1), 0
		for _, r := range of {
			least = min(least, r.Ratio)
			if r.Ratio >= everyCase {
				won++
			}
		}
		rows = append(rows, []string{name, fmt.Sprint(len(of)), fmt.Sprintf("%.2f", mean(of)), fmt.Sprintf("%.2f", least), fmt.Sprint(won)})
	}
	for _, name := range groups(counted) {
		add(name, ofGroup(counted, name))
	}
	add("all", counted)
	rest := without(results, func(r result) bool { return !apart.MatchString(r.Case) })
	for _, name := range groups(rest) {
		add("apart: "+name, ofGroup(rest, name))
	}
	fmt.Fprintln(w)
	writeRows(w, rows, 1)
	writeChecks(w, counted, results)
}

// A check is a requirement, the cases that it is about, and their figures.
type check struct {
	name   string
	wanted float64
	of     []result
	figure func(result) float64
}

// writeChecks prints which requirements hold, and after each the cases in which it does not.
func writeChecks(w io.Writer, counted, all []result) {
	ratio := func(r result) float64 { return r.Ratio }
	byC := func(r result) float64 { return r.C / r.Ours }
	threads := 1
	for _, r := range all {
		threads = max(threads, r.Workers)
	}
	wanted := overall
	if threads > 1 {
		wanted = overallWorkers
	}
	fmt.Fprint(w, "\nWhat is asked, and in which cases it is not so:\n\n")
	total := mean(counted)
	fmt.Fprintf(w, "- geometric mean of all at least %g: %s, %.2f\n", wanted, verdict(total >= wanted), total)
	groupMeans := []result{}
	for _, name := range groups(counted) {
		groupMeans = append(groupMeans, result{Case: name, Ratio: mean(ofGroup(counted, name))})
	}
	yard := func(of *regexp.Regexp) []result {
		return without(all, func(r result) bool { return r.C == 0 || !of.MatchString(r.Case) })
	}
	for _, c := range []check{
		{"geometric mean of each group", eachGroup, groupMeans, ratio},
		{"each case by NumPy", everyCase, counted, ratio},
		{fmt.Sprintf("weak spots (NumPy at least %g times slower than C) by NumPy", weakSpot), weakSpot,
			without(all, func(r result) bool { return r.C == 0 || r.NumPy < weakSpot*r.C || apart.MatchString(r.Case) }), ratio},
		{"transposed copies by NumPy", transposedCopy, without(all, func(r result) bool { return !transposed.MatchString(r.Case) }), ratio},
		{"streaming by a loop in C that reads and writes likewise", streamingC, yard(streaming), byC},
		{"a = a*b + c by plain C", fusedC, yard(plainFused), byC},
		{fmt.Sprintf("%d workers by one where computation counts", threads), moreWorkers,
			without(all, func(r result) bool { return r.Single == 0 || !computing.MatchString(r.Case) }), func(r result) float64 { return r.Single / r.Ours }},
	} {
		c.write(w)
	}
}

func (c check) write(w io.Writer) {
	if len(c.of) == 0 {
		return
	}
	failing := without(c.of, func(r result) bool { return c.figure(r) >= c.wanted })
	slices.SortStableFunc(failing, func(a, b result) int { return cmp.Compare(c.figure(a), c.figure(b)) })
	fmt.Fprintf(w, "- %s, at least %g: %s, %d of %d\n", c.name, c.wanted, verdict(len(failing) == 0), len(c.of)-len(failing), len(c.of))
	for _, r := range failing {
		fmt.Fprintf(w, "  - %s: %.2f%s\n", r.Case, c.figure(r), r.beside())
	}
}

// beside is what C takes, for a reader who asks what would be possible.
func (r result) beside() string {
	if r.C == 0 {
		return ""
	}
	return fmt.Sprintf(" (NumPy by C %.2f)", r.NumPy/r.C)
}

func verdict(held bool) string {
	if held {
		return "so"
	}
	return "NOT SO"
}

func without(results []result, drop func(result) bool) []result {
	return slices.DeleteFunc(slices.Clone(results), drop)
}

func ofGroup(results []result, name string) []result {
	return without(results, func(r result) bool { return r.Group != name })
}
