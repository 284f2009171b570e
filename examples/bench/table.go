package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// writeTable prints a row per case, and then one per expression that other compilers computed too. The column C is the
// yardstick's time by ours, numexpr's and numba's likewise: above 1 ours is faster.
func writeTable(w io.Writer, results []result) {
	rows := [][]string{{"case", "dtype", "n", "workers", "NumPy", "ours", "ratio", "C", "C by ours"}}
	peers := [][]string{{"expression", "NumPy", "numexpr", "numba", "C", "ours", "numexpr by ours", "numba by ours"}}
	for _, r := range results {
		name := strings.ReplaceAll(r.Case, "|", "\\|")
		rows = append(rows, []string{name, r.DType, fmt.Sprint(r.N), fmt.Sprint(r.Workers), duration(r.NumPy), duration(r.Ours), fmt.Sprintf("%.2f", r.Ratio), duration(r.C), by(r.C, r.Ours)})
		if r.NumExpr > 0 || r.Numba > 0 {
			peers = append(peers, []string{name, duration(r.NumPy), duration(r.NumExpr), duration(r.Numba), duration(r.C), duration(r.Ours), by(r.NumExpr, r.Ours), by(r.Numba, r.Ours)})
		}
	}
	writeRows(w, rows, 2)
	if len(peers) > 1 {
		fmt.Fprint(w, "\nExpressions that other compilers computed too:\n\n")
		writeRows(w, peers, 1)
	}
}

// by is a ratio of times, or nothing where one was not measured.
func by(a, b float64) string {
	if a == 0 || b == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", a/b)
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
	if ns == 0 {
		return "" // not measured
	}
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
