package workers

import "runtime/debug"

// PanicsOnFault reports whether the calling goroutine turns faults of memory into panics, as
// [debug.SetPanicOnFault] asked it to. Goroutines that share its work have to do as it does, or a fault that it
// would recover from ends the process:
//
//	faults := workers.PanicsOnFault()
//	go func() { debug.SetPanicOnFault(faults); … }()
func PanicsOnFault() bool {
	on := debug.SetPanicOnFault(true)
	debug.SetPanicOnFault(on)
	return on
}
