package embedded

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var pinnedRequirement = regexp.MustCompile(`^([a-z0-9-]+)==([0-9.]+)( --hash=sha256:[0-9a-f]{64})+$`)

// parsePins returns the lines of a requirements text, one per package, and checks that each pins a version and hashes.
func parsePins(t *testing.T, text string) map[string]string {
	t.Helper()
	pins := map[string]string{}
	var names []string
	text = strings.ReplaceAll(text, " \\\n   ", "")
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		m := pinnedRequirement.FindStringSubmatch(line)
		require.NotNil(t, m, "not a pinned requirement: %q", line)
		pins[m[1]] = line
		names = append(names, m[1])
	}
	assert.True(t, slices.IsSorted(names))
	return pins
}

func TestEmbeddedRequirementsArePinned(t *testing.T) {
	numpy, gallery := parsePins(t, numpyRequirements), parsePins(t, galleryRequirements)
	assert.Len(t, numpy, 1)
	assert.Equal(t, numpy["numpy"], gallery["numpy"], "both sets have the same NumPy")
	for _, name := range []string{"contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "numpy", "packaging", "pillow", "pyparsing", "python-dateutil"} {
		assert.Contains(t, gallery, name)
	}
	// Packages with compiled code have a wheel of their own for each of the five platforms.
	for _, name := range []string{"contourpy", "fonttools", "kiwisolver", "matplotlib", "numpy", "pillow"} {
		assert.GreaterOrEqual(t, strings.Count(gallery[name], "--hash="), 5, name)
	}
	for _, text := range []string{numpyRequirements, galleryRequirements} {
		assert.NotContains(t, text, "://", "the index is the user's choice")
		assert.Contains(t, text, "# Wheels for CPython "+Version)
	}
}

func TestRequirementNames(t *testing.T) {
	text := "# comment\n\n--only-binary :all:\nnumpy==2.5.5 \\\n    --hash=sha256:00\nsix==1.17.0 --hash=sha256:11\n"
	assert.Equal(t, []string{"numpy==2.5.5", "six==1.17.0"}, requirementNames(text))
	assert.Empty(t, requirementNames(""))
	assert.Empty(t, requirementNames("# nothing\n"))
}

func TestDistributionIsTheOneThatGoModRequires(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	assert.Regexp(t, `github\.com/kluctl/go-embed-python v0\.0\.0-`+regexp.QuoteMeta(distribution)+`-\d+\n`, string(mod),
		"Version and distribution in layout.go, and the name of the directory that they give, belong to another version")
}

func TestEnvironmentsAreKeyedByWhatIsInThem(t *testing.T) {
	s := store{root: "/x"}
	names := map[string]bool{}
	for _, text := range []string{"", numpyRequirements, galleryRequirements, numpyRequirements + "\n"} {
		names[s.envDir(text)] = true
	}
	assert.Len(t, names, 4)
	assert.Equal(t, s.envDir(numpyRequirements), s.envDir(numpyRequirements))
}
