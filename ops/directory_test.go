package ops

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/kernel"
)

func TestVerbsAreFoundByTheirNames(t *testing.T) {
	for _, v := range kernel.Verbs {
		found, ok := byName().find(v.Name)
		assert.True(t, ok, v.Name)
		assert.Equal(t, v.Name, found.Name)
		_, ok = byName().find(v.Name + " ")
		assert.False(t, ok, "%q and a space", v.Name)
	}
	for _, none := range []string{"", "a", "ad", "adds", "ädd"} {
		_, ok := byName().find(none)
		assert.False(t, ok, none)
	}
	for _, s := range byName() {
		assert.LessOrEqual(t, len(s), 4, "names that share a slot")
	}
}

func BenchmarkVerbByName(b *testing.B) {
	for b.Loop() {
		byName().find("add")
	}
}
