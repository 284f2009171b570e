//go:build ((linux || darwin) && (amd64 || arm64)) || (windows && amd64)

// Package pip unpacks the pip that go-embed-python carries; the distribution itself has none.
package pip

import (
	"crypto/rand"
	"os"
	"path/filepath"

	"github.com/kluctl/go-embed-python/pip"
)

// Unpack writes pip below dir and returns the directory to be run as `python DIRECTORY`.
func Unpack(dir string) (string, error) {
	files, err := pip.NewPipLib(nameBelow(dir))
	if err != nil {
		return "", err
	}
	return filepath.Join(files.GetExtractedPath(), "pip"), nil
}

// nameBelow returns the name with which NewPipLib unpacks below dir. It joins its name to the temporary directory, where
// others may have put files of that name beforehand, and where nobody would remove what an interrupted process left;
// a name that leads out of there leads to dir.
func nameBelow(dir string) string {
	rel, err := filepath.Rel(os.TempDir(), dir)
	if err != nil {
		return rand.Text()
	}
	return "x/../" + rel + "/pip"
}
