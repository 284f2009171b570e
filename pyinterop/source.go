package pyinterop

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Tracebacks show source lines from linecache; Go strings are no files, so Exec enters them there under a
// name that tells the Go line. One name stands for one text. Only so many are kept, the latest ones: a program
// that generates source for ever loses the lines of old texts, and has no growing cache.
const maxSources = 256

// Guarded by the GIL.
var (
	sources     = map[string]string{}
	sourceNames []string // in the order of their coming
)

func (py Python) sourceName(source string) string {
	place := "<exec>"
	for skip := 2; ; skip++ {
		pc, file, line, ok := runtime.Caller(skip)
		if !ok {
			break
		}
		if !strings.HasPrefix(runtime.FuncForPC(pc).Name(), "github.com/go-inplace/inplace/pyinterop.Python.") {
			place = fmt.Sprintf("<exec at %s:%d>", filepath.Base(file), line)
			break
		}
	}
	for i := 2; ; i++ {
		known, taken := sources[place]
		if taken && known == source {
			return place
		}
		if !taken {
			break
		}
		place = fmt.Sprintf("%s #%d>", strings.TrimSuffix(strings.Split(place, " #")[0], ">"), i)
	}
	if len(sourceNames) == maxSources {
		delete(sources, sourceNames[0])
		py.forgetSource(sourceNames[0])
		sourceNames = append(sourceNames[:0], sourceNames[1:]...)
	}
	sources[place], sourceNames = source, append(sourceNames, place)
	py.showSource(place, source)
	return place
}

// showSource makes the entry (size, mtime None: never stale, lines, name) in linecache.cache.
func (py Python) showSource(name, source string) {
	linecache, ok := py.quiet(py.s.held.Import("linecache"))
	if !ok {
		return
	}
	cache, ok := py.quietAttr(linecache, "cache")
	if !ok {
		return
	}
	entry, err := py.From(Tuple{len(source), nil, strings.SplitAfter(source, "\n"), name})
	if err != nil {
		return
	}
	key, err := py.From(name)
	if err != nil {
		return
	}
	if st := py.s.held.SetItem(cache.p, key.p, entry.p); st != cpy.OK {
		py.quiet(0, st)
	}
}

func (py Python) forgetSource(name string) {
	linecache, ok := py.quiet(py.s.held.Import("linecache"))
	if !ok {
		return
	}
	if cache, ok := py.quietAttr(linecache, "cache"); ok {
		cache.CallMethod("pop", name, nil) // what it raises is no error of the program's
	}
}
