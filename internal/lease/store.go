//go:build !race

package lease

// store opens an epoch. Whoever reads it on another goroutine without having been told by this one that a borrow is
// open asks for what was at some moment, and gets that. So a plain store will do, which writes a word whole on every
// processor that Go runs on. An atomic one waits for all stores before it, and those of a borrow are many. (Close is
// another matter: who adds to an attachment has to see it before Close looks there, E5.)
func store(epoch *uint64, to uint64) { *epoch = to }
