package ndview_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/ndview"
)

// Programs that generate code for packages, as interpreters do on import, implement interfaces whose methods are all exported.
// For Memory that would need a type that only this module may name.
func TestMemoryCannotBeImplementedElsewhere(t *testing.T) {
	of := reflect.TypeFor[ndview.Memory]()
	closed := false
	for m := range of.NumMethod() {
		closed = closed || of.Method(m).PkgPath != ""
	}
	assert.True(t, closed)
	for _, memory := range []any{&ndview.Float64{}, &ndview.MutFloat64{}, &ndview.Raw{}, &ndview.MutRaw{}} {
		assert.Implements(t, (*ndview.Memory)(nil), memory)
	}
}
