//go:build cgo && linux

package npblas

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

func TestTheDocumentationListsWhatTheLibraryAnswers(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	listed := map[string][]string{}
	for _, row := range regexp.MustCompile(`(?m)^//\tlevel (\d)    (.*)$`).FindAllStringSubmatch(string(doc), -1) {
		listed[row[1]] = append(listed[row[1]], strings.Fields(row[2])...)
	}
	var families []string
	for _, r := range routines(t) {
		if !slices.Contains(families, r.family) {
			families = append(families, r.family)
		}
	}
	assert.ElementsMatch(t, families, slices.Concat(listed["1"], listed["2"], listed["3"]))

	var gonums, lapacks []string
	for _, row := range regexp.MustCompile(`(?m)^//\t(D[a-z]+) +(d[a-z]+) +\w`).FindAllStringSubmatch(string(doc), -1) {
		gonums, lapacks = append(gonums, row[1]), append(lapacks, row[2])
	}
	assert.ElementsMatch(t, cblas.Routines()[cblas.NumBLAS:], lapacks)
	methods, err := exec.Command("grep", "-hoP", `^func \(door \*lapackDoor\) \KD[a-z0-9]+`, "factors.go", "decompositions.go").Output()
	require.NoError(t, err)
	assert.ElementsMatch(t, strings.Fields(string(methods)), gonums)
}

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	here, there := filepath.Join(dir, "npblas"), filepath.Join(dir, "internal", "cblas")
	require.NoError(t, os.MkdirAll(here, 0o755))
	require.NoError(t, os.MkdirAll(there, 0o755))
	out, err := exec.Command("go", "run", "./internal/gen", here).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for generated, checkedIn := range map[string]string{here: ".", there: "../internal/cblas"} {
		files, err := filepath.Glob(filepath.Join(generated, "*_gen.*"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			got, err := os.ReadFile(filepath.Join(checkedIn, filepath.Base(file)))
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), "%s: run go generate ./pyinterop/npblas", filepath.Base(file))
		}
	}
}
