// Package embedded provides a CPython of the program's own.
package embedded
