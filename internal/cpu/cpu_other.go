//go:build !amd64

package cpu

func detect() Level { return Go }

func detectStrings() bool { return false }

func detectStreams() bool { return false }
