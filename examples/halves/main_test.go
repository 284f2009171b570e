package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestPartsWithoutASharedByteAreWrittenAtOnce(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, 40))
	for _, p := range parts[:3] {
		assert.Regexp(t, `(?m)^\Q`+p.first+`\E +and \Q`+p.second+`\E +doubled at once`, out.String())
	}
	for _, p := range parts[3:] {
		assert.Regexp(t, `(?m)^\Q`+p.first+`\E +and \Q`+p.second+`\E +one was refused: they share bytes with an open borrow, BorrowMut\[float64\]`, out.String())
	}
	assert.Zero(t, pyinterop.OpenBorrows())

	page, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for i, p := range parts {
		assert.Contains(t, string(page), fmt.Sprintf("| `%s` | `%s` | %s |\n", p.first, p.second, []string{"doubled at once", "one was refused"}[i/3]))
	}
}
