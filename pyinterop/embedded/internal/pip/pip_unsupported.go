//go:build !(((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package pip

import "errors"

// Unpack fails: there is no interpreter to run pip with.
func Unpack(string) (string, error) { return "", errors.ErrUnsupported }
