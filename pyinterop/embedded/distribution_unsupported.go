//go:build !(((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package embedded

func platformError() error { return unsupportedPlatform(nil) }

func unpack(string) error { return platformError() }
