package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestPlanesBehindPointersAreChangedAsNumPyChangesOneBlock(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, 60))
	assert.Contains(t, out.String(), "behind pointers (level 1 of 1)")
	for _, s := range steps {
		assert.Regexp(t, `(?m)^`+s.name+` .* true$`, out.String())
	}
	assert.Zero(t, pyinterop.OpenBorrows())
}
