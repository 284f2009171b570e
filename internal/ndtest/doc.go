// Package ndtest is for tests of views: memory with guard bytes in every class of
// layout that a view can have, and an oracle that knows what a view verb does by
// walking over indices.
//
// [Sources] gives the same elements in contiguous, reversed, gappy, misaligned,
// byte-swapped, repeated and indirect memory. Every byte that belongs to no
// element holds [Fill]; [Source.Intact] finds those that were written.
//
// A [List] is a view as a list: for each index, in C order, which element of the
// source it names. It knows nothing of strides.
package ndtest
