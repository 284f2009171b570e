package register

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

func TestProviderProvidesWhatWasSelected(t *testing.T) {
	t.Cleanup(func() { Select() })
	for name, opts := range map[string][]embedded.Option{
		"numpy":    nil,
		"gallery":  {embedded.Gallery()},
		"nothing":  {embedded.WithRequirements("")},
		"no later": {embedded.Gallery(), embedded.WithRequirements("")},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := embedded.Python(t.Context(), opts...)
			require.NoError(t, err)
			Select(opts...)
			got, err := provide(t.Context())
			require.NoError(t, err)
			assert.Equal(t, want.Executable, got)
			assert.FileExists(t, got)
		})
	}
}

func TestProviderFailsWithTheReason(t *testing.T) {
	t.Cleanup(func() { Select() })
	file := t.TempDir() + "/file"
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	Select(embedded.WithCacheDir(file))
	got, err := provide(t.Context())
	require.ErrorIs(t, err, embedded.ErrCache)
	assert.Empty(t, got)
}
