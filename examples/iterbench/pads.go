package main

// Where a short loop lies in memory is worth half of its speed, for no reason that
// its source shows: processors decode blocks of 32 bytes, and a jump over the end of
// one costs more than the rest of the loop. Any change to the program moves all
// loops. So each loop, measured or yardstick, is compiled at three distances from
// the start of its function, and the fastest of the three counts.

// A pad is a distance.
type pad interface{ near | far | farther }

type (
	near    [0]byte
	far     [1]byte
	farther [2]byte
)

var nudge, nudgeMore int64

// shift takes up room in the function that it is inlined into.
func shift[P pad]() {
	var p P
	if len(p) > 0 {
		nudge += 0x01020304
	}
	if len(p) > 1 {
		nudgeMore += 0x04030201
	}
}

// three are the copies of one loop.
type three[F any] [3]F

// each makes loops of the copies, which do the same.
func each[F any](copies three[F], do func(F)) (loops []loop) {
	for _, f := range copies {
		loops = append(loops, timed(func() { do(f) }))
	}
	return loops
}
