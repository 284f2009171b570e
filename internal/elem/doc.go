// Package elem says what one item of an array is: its kind, size, alignment and byte order, and how
// PEP 3118 format strings and NumPy type strings spell it.
//
// The package is pure integers and strings. It never touches array memory, imports nothing outside
// the standard library and uses no unsafe.
//
// # Two levels
//
// [Kind] is the family of an item. The kinds from [KindBool] to [KindComplex128] are the numeric
// ones; each of them is exactly one Go type out of [Element], and [KindOf] goes from the Go type to
// the kind. The kinds after [KindComplex128] have no Go element type: their memory can be described,
// copied and printed, not computed on.
//
// [Type] is one item in memory: a kind, a size in bytes, a byte order and, for records, the fields.
// The letter of a format never survives parsing. 'l', 'q', '=q' and 'n' are all int64 on LP64.
//
// # Reading formats
//
// [Scalar] reads the one- to three-letter formats of plain arrays without allocating. [Parse] reads
// the whole grammar and holds it against the exporter's itemsize, which is authoritative; see
// verdict.go for the rules and for what makes an item opaque. [FormatOf] writes the format that an
// exporter of the type should offer.
//
// Everything here is immutable after construction and safe for concurrent use.
//
// Sources: PEP 3118, "Additions to the struct string-syntax"
// (https://peps.python.org/pep-3118/#additions-to-the-struct-string-syntax), and the struct module
// (https://docs.python.org/3/library/struct.html#format-strings).
package elem
