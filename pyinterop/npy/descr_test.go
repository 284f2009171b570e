package npy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nested is the descr of 16 records, each a sub-array of the one around it but the innermost, which has n fields.
func nested(n int) string {
	var inner strings.Builder
	for i := range n {
		fmt.Fprintf(&inner, "('f%d', '<f8'), ", i)
	}
	const outer = maxDepth/2 - 1
	return strings.Repeat("[('r', ", outer) + "[" + inner.String() + "]" + strings.Repeat(", (1,))]", outer)
}

// Read twice a level, the innermost record would be read 32768 times.
func TestNestedRecordsAreReadOnce(t *testing.T) {
	const fields = 100
	text := nested(fields)
	typ, err := ParseDType(text)
	require.NoError(t, err)
	assert.Equal(t, 8*fields, typ.Size)
	assert.Less(t, testing.AllocsPerRun(1, func() {
		if _, err := ParseDType(text); err != nil {
			t.Error(err)
		}
	}), 50.0*fields, "the work is in proportion to the text")
}
