package cpy

import (
	"fmt"
	"strings"
)

// The Go half of what depends on the version found; the C half is version.c.

// Version is a CPython version.
type Version struct{ Major, Minor, Micro int }

func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro) }

func (v Version) less(w Version) bool {
	if v.Major != w.Major {
		return v.Major < w.Major
	}
	return v.Minor < w.Minor
}

var (
	oldest = Version{3, 11, 0} // Py_buffer and its functions entered the stable ABI
	newest = Version{3, 14, 0} // the last one that the tests ran on
)

// Tested reports whether the tests of this library run on v's feature version. Newer ones work through
// the stable ABI and are served.
func (v Version) Tested() bool { return !newest.less(v) }

// refuseVersion says why a Python of this version cannot be served, "" when it can.
func refuseVersion(v Version) string {
	if v.less(oldest) {
		return fmt.Sprintf("too old: it is Python %d.%d, and the stable ABI holds the buffer protocol since 3.11", v.Major, v.Minor)
	}
	return ""
}

const freeThreaded = "a free-threaded build (no GIL): not supported, because it is not tested; use the ordinary build of the same version"

// LoadedVersion is the version of the library that Load opened; zero before 3.11.
func LoadedVersion() Version {
	hex, _ := loadedVersion()
	return Version{int(hex >> 24), int(hex >> 16 & 0xff), int(hex >> 8 & 0xff)}
}

// RefuseLoaded says why the loaded library cannot be served, "" when it can.
func RefuseLoaded() string {
	_, text := loadedVersion()
	return refuseLoaded(LoadedVersion(), text)
}

// text is Py_GetVersion's, which names free-threaded builds: "3.14.0 free-threading build (main, …".
func refuseLoaded(v Version, text string) string {
	if strings.Contains(text, "free-threading build") {
		return freeThreaded
	}
	if v == (Version{}) {
		number, _, _ := strings.Cut(text, " ")
		return fmt.Sprintf("too old: it is Python %s, and the stable ABI holds the buffer protocol since 3.11", number)
	}
	return refuseVersion(v)
}
