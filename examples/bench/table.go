package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// writeTable prints a row per case.
func writeTable(w io.Writer, results []result) {
	rows := [][]string{{"case", "dtype", "n", "workers", "NumPy", "ours", "ratio"}}
	for _, r := range results {
		rows = append(rows, []string{strings.ReplaceAll(r.Case, "|", "\\|"), r.DType, fmt.Sprint(r.N), fmt.Sprint(r.Workers), duration(r.NumPy), duration(r.Ours), fmt.Sprintf("%.2f", r.Ratio)})
	}
	writeRows(w, rows, 2)
}

// writeSummary prints the geometric mean of each group and of all, and the worst cases.
func writeSummary(w io.Writer, results []result) {
	rows := [][]string{{"group", "cases", "geometric mean", "least", "at least 1"}}
	add := func(name string, of []result) {
		least, won := math.Inf(1), 0
		for _, r := range of {
			least = min(least, r.Ratio)
			if r.Ratio >= 1 {
				won++
			}
		}
		rows = append(rows, []string{name, fmt.Sprint(len(of)), fmt.Sprintf("%.2f", mean(of)), fmt.Sprintf("%.2f", least), fmt.Sprint(won)})
	}
	for _, name := range groups(results) {
		add(name, slices.DeleteFunc(slices.Clone(results), func(r result) bool { return r.Group != name }))
	}
	add("all", results)
	fmt.Fprintln(w)
	writeRows(w, rows, 1)

	worst := slices.SortedStableFunc(slices.Values(results), func(a, b result) int { return cmp.Compare(a.Ratio, b.Ratio) })
	fmt.Fprintln(w, "\nThe worst cases:")
	for _, r := range worst[:min(5, len(worst))] {
		fmt.Fprintf(w, "- %s: %.2f\n", r.Case, r.Ratio)
	}
}

// groups are the names of the groups, in the order of the cases.
func groups(results []result) (names []string) {
	for _, r := range results {
		if !slices.Contains(names, r.Group) {
			names = append(names, r.Group)
		}
	}
	return names
}

// mean is the geometric mean of the ratios.
func mean(results []result) float64 {
	sum := 0.0
	for _, r := range results {
		sum += math.Log(r.Ratio)
	}
	return math.Exp(sum / float64(len(results)))
}

// duration prints three digits.
func duration(ns float64) string {
	for _, u := range []struct {
		unit string
		ns   float64
	}{{"ms", 1e6}, {"µs", 1e3}} {
		if ns >= u.ns {
			return fmt.Sprintf("%.*f %s", digits(ns/u.ns), ns/u.ns, u.unit)
		}
	}
	return fmt.Sprintf("%.*f ns", digits(ns), ns)
}

func digits(x float64) int { return max(0, 2-int(math.Log10(max(x, 1)))) }

// writeRows prints a table in Markdown, the first columns aligned to the left and the
// others to the right.
func writeRows(w io.Writer, rows [][]string, left int) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for k, row := range rows {
		for i, cell := range row {
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < left {
				fmt.Fprintf(w, "| %s%s ", cell, gap)
			} else {
				fmt.Fprintf(w, "| %s%s ", gap, cell)
			}
		}
		fmt.Fprintln(w, "|")
		if k > 0 {
			continue
		}
		for i, width := range widths {
			if i < left {
				fmt.Fprintf(w, "|%s", strings.Repeat("-", width+2))
			} else {
				fmt.Fprintf(w, "|%s:", strings.Repeat("-", width+1))
			}
		}
		fmt.Fprintln(w, "|")
	}
}

func writeJSON(path string, results []result) error {
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
