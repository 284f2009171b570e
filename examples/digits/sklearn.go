package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

//go:generate go run ../../pyinterop/embedded/internal/genrequirements -without "macOS.*x86_64|macOS 12"

//go:embed requirements/sklearn.txt
var requirements string

//go:embed judge.py
var judge []byte

// An opinion is how Go's numbers compare with those of scikit-learn itself, on the digits that it brings.
type opinion struct {
	Version   string
	SameFile  bool    `json:"same file"`
	Variances float64 // the greatest relative difference of the variances along the components
	Scores    float64 // the greatest difference of the coordinates
	Moved     int     // digits that are in another cluster
	Centres   float64 // the greatest difference of the clusters' centres
}

// save writes what Go has left in NumPy's arrays to a file.
func (d digits) save(path string) error {
	if err := d.names.SetItem("path", path); err != nil {
		return err
	}
	return d.py.ExecIn("save(path)", d.names)
}

// askScikitLearn gives the results to an interpreter of its own, which has scikit-learn and SciPy: 60 MB that the example needs
// for nothing else.
func askScikitLearn(ctx context.Context, w io.Writer, results string) (o opinion, err error) {
	python, err := embedded.Python(ctx, embedded.WithRequirements(requirements), embedded.WithProgress(os.Stderr))
	if err != nil {
		return o, err
	}
	folder := filepath.Dir(results)
	script, digits := filepath.Join(folder, "judge.py"), filepath.Join(folder, "digits.csv.gz")
	if err := os.WriteFile(script, judge, 0o644); err != nil {
		return o, err
	}
	if err := os.WriteFile(digits, file, 0o644); err != nil {
		return o, err
	}
	cmd := exec.CommandContext(ctx, python.Executable, script, results, digits)
	cmd.Stderr = os.Stderr
	answer, err := cmd.Output()
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(answer, &o); err != nil {
		return o, err
	}
	fmt.Fprintf(w, "scikit-learn %s: variances differ by %.1e, coordinates by %.1e, %d digits are in another cluster, centres differ by %.1e\n",
		o.Version, o.Variances, o.Scores, o.Moved, o.Centres)
	return o, nil
}
