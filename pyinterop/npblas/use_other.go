//go:build !cgo || !linux

package npblas

// Elsewhere nothing is found: Use fails before there is a candidate.

type candidate struct{}

type switched struct{ *candidate }

func candidates() []candidate { return nil }

func choose(options) (*candidate, error) { return nil, ErrUnsupported }

func (*candidate) describe() Library { return Library{} }

func (*candidate) apply() *switched { return nil }

func (*switched) undo() {}

func (*switched) setThreads(int) error { return ErrUnsupported }
