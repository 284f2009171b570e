package pyinterop

import (
	"fmt"
	"slices"
	"strings"
)

// InterpreterInfo describes the running Python.
type InterpreterInfo struct {
	Version    string  // "3.14.6"
	Tested     bool    // the tests of this library run on this feature version
	Library    string  // the file of libpython, or the executable that carries it
	Executable string  // sys.executable
	Prefix     string  // sys.prefix: the virtual environment, where there is one
	How        string  // the place that it was found through
	Tried      []Tried // the places before it, and why each was refused
	Attached   bool    // Python hosts this process
}

// Info describes the running Python; ok is false before Start.
func Info() (info InterpreterInfo, ok bool) {
	interpreter.Lock()
	defer interpreter.Unlock()
	info = interpreter.info
	info.Tried = slices.Clone(info.Tried)
	return info, interpreter.up.Load()
}

// String is a short report, one fact a line.
func (i InterpreterInfo) String() string {
	var b strings.Builder
	tested := ""
	if !i.Tested {
		tested = " (newer than the versions this library is tested with)"
	}
	fmt.Fprintf(&b, "Python %s%s\n  found through: %s\n  executable: %s\n  prefix: %s\n  library: %s\n",
		i.Version, tested, i.How, i.Executable, i.Prefix, i.Library)
	for _, t := range i.Tried {
		fmt.Fprintf(&b, "  tried before: %s\n", t)
	}
	return b.String()
}
