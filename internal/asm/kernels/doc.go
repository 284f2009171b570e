// Package kernels writes the assembly of internal/kernel: loops over lanes without gaps.
//
// A Kernel is one loop of a table: what it computes of one vector of each input (an
// emitter, ops_*.go) and the shape of the loop around it:
//
//	maps     results are as wide as the items (maps.go)
//	tests    results are booleans (tests.go)
//	choices  the first input is a lane of booleans (choices.go)
//
// Every loop is written for AVX-512 and for AVX2 from the same emitter, which asks the
// generator for the level where instructions differ. Lists (list.go) says what there is;
// the registry in Go is written from it too (registry.go).
//
// # Shape of a loop
//
// Arguments are those of the loops in Go: dst, ds, a, as, …, n. Strides are the size of an
// item, or 0 for one item for all. Such an item is copied into a block on the stack that
// is as long as what the loop reads at once, and whose address does not advance: so the
// loop has one form only.
//
// AVX-512 takes any n: blocks of some vectors, then single vectors under a mask; the
// first of these, if lanes are long, is as short as it takes to align dst. AVX2 takes
// multiples of a step; the Go loop does the rest.
//
// Each vector is loaded before it is stored, and vectors rise (invariant K3). Nothing is
// read or written outside of the items.
package kernels
