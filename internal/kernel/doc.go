// Package kernel holds the inner loops: what is done with one lane after another.
// It also brings the lanes to them ([Run]): it plans the walk over the operands,
// decides what happens where they share memory, and stages what cannot be
// computed on where it lies.
//
// # Lanes
//
// A lane is (address of its first item, stride in bytes, number of items); the
// stride may be negative, zero or odd. A loop gets one lane for each operand, all
// of one length, the one to write first. There is one loop per verb and element
// kind, in plain Go; tables ([Add], [Sum], …) find it by kind, so that the typed
// functions of package ops and everything untyped use the same one.
//
// Go inlines a generic function but not an operation that is passed to it as a
// value: that costs four times the loop. So each operation has loops of its own,
// which gen_test.go writes into the *_gen.go files from the expressions of
// genspec_test.go.
//
// # Reductions
//
// What makes one item of many folds lanes, or rows of columns, into states (fold.go,
// [Reduction]), and a [Scan] writes the states down as it goes.
//
// # Assembly
//
// Where the processor can do better than the compiler, a loop has a second body in
// assembly behind the same name, picked when the program starts. The Go loop does
// what the assembly leaves over, does all on other processors, and is what the
// tests compare it with.
//
// # Two families
//
// Moves ([MoveOf]) copy items as bytes, in either byte order, and take lanes of
// any alignment. Arithmetic needs items that Go can load: native byte order and, but
// on amd64, aligned. Other lanes pass through a native window, a part at a
// time: moved in, computed on, moved out.
//
// # Invariants
//
// Callers of a loop have proved, and every use of unsafe cites:
//
//	K1  Each item of each lane lies in memory that is alive (mem's M1) and inside
//	    the span of its layout (M2).
//	K2  Arithmetic only: each item is in native byte order (M4) and aligned for its
//	    Go type (M3), but on amd64, which loads and stores items, and vectors of
//	    them, at any address.
//	K3  Items are processed upwards from item 0. A loop may read items ahead of
//	    those it writes, and never writes ahead of what it has read. Where
//	    a lane that is read shares memory with the one that is written, that order
//	    must give the result of reading everything first.
//	K4  A loop keeps no address after it has returned.
//	K5  A pointer is moved only to where there is an item: Go has no pointers
//	    beyond the memory they belong to, not even unused ones.
package kernel
