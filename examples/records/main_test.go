package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestRecordsOfNumPyAreStructsOfGo(t *testing.T) {
	var out bytes.Buffer
	worst, err := run(&out, 13) // a year of Jupiter is 11.9
	require.NoError(t, err)
	assert.Contains(t, out.String(), "5 records of 48 bytes at 0x")
	assert.Positive(t, worst)
	assert.Less(t, worst, 1e-4)
	assert.Zero(t, pyinterop.OpenBorrows())
}
