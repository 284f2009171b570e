// Package cpu says which vector instructions loops may use, asked of the processor
// once.
//
// The standard library keeps its answer to itself, and a dozen bits are no reason
// for a dependency. There are three levels and not one switch for each extension:
// a loop in assembly exists for a level or not, and each level is tested as a whole.
//
// The environment variable INPLACE_CPU, "go", "avx2" or "avx512", sets an upper bound
// when the program starts; other values, and a level that the processor does not
// have, change nothing.
package cpu

import "os"

// A Level is a set of instructions. Each contains the ones before it.
type Level int

// The levels.
const (
	Go     Level = iota // what the compiler makes of Go
	AVX2                // AVX2, FMA, F16C, BMI1 and BMI2: x86-64-v3
	AVX512              // and AVX-512 F, BW, CD, DQ and VL: x86-64-v4
)

var names = [...]string{Go: "go", AVX2: "avx2", AVX512: "avx512"}

// String returns the name that INPLACE_CPU knows.
func (l Level) String() string { return names[l] }

// best is what the processor and the operating system support.
var best = detect()

// level is the level in use. It changes in tests only.
var level = bounded(best, os.Getenv("INPLACE_CPU"))

func bounded(best Level, name string) Level {
	for l, known := range names {
		if name == known {
			return min(best, Level(l))
		}
	}
	return best
}

// Has reports whether loops for a level may run.
func Has(l Level) bool { return level >= l }

// Best returns the highest level that may be used: the processor's, or a lower one where
// INPLACE_CPU bounds it.
func Best() Level { return bounded(best, os.Getenv("INPLACE_CPU")) }

// Use sets the level until undo is called, for tests and for benchmarks that compare levels. It
// must not run beside anything that computes. Levels above Best are Best.
func Use(l Level) (undo func()) {
	was := level
	level = min(l, Best())
	return func() { level = was }
}

var hasStrings, hasStreams = detectStrings(), detectStreams()

// Strings reports whether REP MOVSB is a fast way to copy, which is measured on Intel's processors alone. It is
// not at level [Go], so that tests meet both.
func Strings() bool { return hasStrings && level > Go }

// Streams reports whether one core writes memory faster past the caches than through them.
func Streams() bool { return hasStreams }
