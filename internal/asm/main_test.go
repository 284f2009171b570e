package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestGeneratedAssemblyIsCurrent(t *testing.T) {
	for path, write := range texts {
		t.Run(path, func(t *testing.T) {
			want, err := write()
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join("../..", path))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, got) {
				t.Errorf("%s is not what the generator writes: go run -C internal/asm .", path)
			}
		})
	}
}
