package main

import (
	"os"
	"testing"
)

// BenchmarkCalls prints the table. It compiles C++ and asks the package index, so it runs when it is asked for:
//
//	go test -run '^$' -bench . ./callbench
func BenchmarkCalls(b *testing.B) {
	if err := run(os.Stdout, "python3", 200); err != nil {
		b.Fatal(err)
	}
}
