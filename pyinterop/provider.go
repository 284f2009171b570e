package pyinterop

import (
	"context"
	"sync"
)

// A Provider names the executable of a Python interpreter, setting it up first where needed (a first
// call may unpack a distribution and install packages). ctx ends the set-up early. The file named must
// stay where it is for as long as the process lives.
type Provider func(ctx context.Context) (executable string, err error)

var providers struct {
	sync.Mutex
	list []namedProvider
}

type namedProvider struct {
	name string
	find Provider
}

// RegisterProvider adds a place where Python is looked for, after the active virtual environment and
// before python3 on PATH. Packages that carry a Python call it in their init function; name appears in
// Info and in the list of places tried. A second registration under one name replaces the first.
//
// RegisterProvider may be called from any goroutine; calls made after Python has started have no effect.
func RegisterProvider(name string, find func(ctx context.Context) (executable string, err error)) {
	providers.Lock()
	defer providers.Unlock()
	for i, p := range providers.list {
		if p.name == name {
			providers.list[i] = namedProvider{name, find}
			return
		}
	}
	providers.list = append(providers.list, namedProvider{name, find})
}

func registeredProviders() []namedProvider {
	providers.Lock()
	defer providers.Unlock()
	return append([]namedProvider(nil), providers.list...)
}
