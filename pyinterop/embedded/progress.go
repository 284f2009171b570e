package embedded

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// progress writes what is being done: one line per step, and on a terminal a last line that is kept up to date.
type progress struct {
	w        io.Writer
	terminal bool
	width    int // of the line that can be overwritten, in characters
}

func newProgress(w io.Writer) *progress {
	if w == nil {
		w = io.Discard
	}
	return &progress{w: w, terminal: isTerminal(w)}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// step writes a line that stays.
func (p *progress) step(format string, args ...any) {
	p.close()
	fmt.Fprintf(p.w, "inplace: "+format+"\n", args...)
}

// update replaces the last line; without a terminal it writes nothing.
func (p *progress) update(format string, args ...any) {
	if !p.terminal {
		return
	}
	line := fmt.Sprintf("inplace:   "+format, args...)
	fmt.Fprintf(p.w, "\r%s%s", line, strings.Repeat(" ", max(0, p.width-utf8.RuneCountInString(line))))
	p.width = utf8.RuneCountInString(line)
}

// close wipes the line that can be overwritten.
func (p *progress) close() {
	if p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}
