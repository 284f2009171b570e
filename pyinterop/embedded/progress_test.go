package embedded

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pipOutput = `Looking in links: /wheels
Collecting numpy==2.5.5 (from -r requirements.txt (line 10))
  Downloading numpy-2.5.5-cp314-cp314-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl.metadata (6.6 kB)
  Downloading numpy-2.5.5-cp314-cp314-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl (15.7 MB)
Progress 0 of 16000000
Progress 4000000 of 16000000
Progress 16000000 of 16000000
Collecting six==1.17.0
WARNING: Retrying (Retry(total=2)) after connection broken by 'X'
Installing collected packages: numpy, six
Successfully installed numpy-2.5.5 six-1.17.0
`

func TestProgressWithoutTerminalIsPlainLines(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b)
	log := showPip(strings.NewReader(pipOutput), 2, p)
	p.close()
	assert.Equal(t, `inplace: downloading numpy 2.5.5 (1 of 2) (15.7 MB)
inplace: pip: Retrying (Retry(total=2)) after connection broken by 'X'
inplace: copying the packages into place
`, b.String())
	assert.NotContains(t, log, "Progress")
	assert.Contains(t, log, "Successfully installed")
}

func TestProgressOnATerminalKeepsOneLineUpToDate(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, terminal: true}
	showPip(strings.NewReader(pipOutput), 2, p)
	p.close()
	for _, want := range []string{"downloading numpy 2.5.5:   0 %", "downloading numpy 2.5.5:  25 %", "downloading numpy 2.5.5: 100 %", "looking for six==1.17.0 (2 of 2)"} {
		assert.Contains(t, b.String(), "\rinplace:   "+want)
	}
	assert.Equal(t, []string{
		"inplace: downloading numpy 2.5.5 (1 of 2) (15.7 MB)",
		"inplace: pip: Retrying (Retry(total=2)) after connection broken by 'X'",
		"inplace: copying the packages into place",
		"",
	}, onScreen(b.String()), "what is left on the screen")
	assert.Less(t, longestUpdate(b.String()), 80, "a line that wraps cannot be overwritten")
}

// onScreen returns the lines that a terminal shows after it was sent s.
func onScreen(s string) []string {
	lines := [][]rune{nil}
	column := 0
	for _, r := range s {
		last := &lines[len(lines)-1]
		switch r {
		case '\n':
			lines = append(lines, nil)
			column = 0
		case '\r':
			column = 0
		default:
			if column == len(*last) {
				*last = append(*last, ' ')
			}
			(*last)[column] = r
			column++
		}
	}
	var shown []string
	for _, l := range lines {
		shown = append(shown, strings.TrimRight(string(l), " "))
	}
	return shown
}

func longestUpdate(s string) int {
	longest := 0
	for _, line := range strings.Split(s, "\n") {
		for i, part := range strings.Split(line, "\r") {
			if i > 0 {
				longest = max(longest, len([]rune(part)))
			}
		}
	}
	return longest
}

func TestPipLineOfAnyLengthIsRead(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	log := showPip(strings.NewReader(long+"\nafter\n"), 1, newProgress(nil))
	assert.Contains(t, log, "after")
}

func TestPipOutputThatIsNotUnderstoodDoesNoHarm(t *testing.T) {
	for _, line := range []string{"Collecting", "Collecting ", "Downloading", "Downloading x", "Downloading ()", "Progress", "Progress x of y", "Progress 1 of 0", "Installing", "WARNING:"} {
		var b bytes.Buffer
		showPip(strings.NewReader(line+"\n"), 1, &progress{w: &b, terminal: true})
	}
}

func TestFilesAreNoTerminals(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	defer f.Close()
	assert.False(t, isTerminal(f))
	assert.False(t, isTerminal(&bytes.Buffer{}))
}
