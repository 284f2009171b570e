//go:build ((linux || darwin) && (amd64 || arm64)) || (windows && amd64)

package embedded

import "github.com/kluctl/go-embed-python/python"

func platformError() error { return nil }

// unpack writes the distribution to dir. Links arrive as copies of their targets.
func unpack(dir string) error {
	_, err := python.NewEmbeddedPythonWithTmpDir(dir, false)
	return err
}
