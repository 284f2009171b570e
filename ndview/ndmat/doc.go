// Package ndmat is the gonum door: it hands views of float64 to gonum over the
// same memory, without a copy, as the types that gonum is fast with wherever the
// layout allows it.
package ndmat
