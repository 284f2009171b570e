package main

// Where a short loop lies in memory is worth half of its speed, for no reason that
// its source shows: it is fetched and decoded in blocks of 32 and of 64 bytes, and a
// loop across the end of one takes longer. Any change to the program moves all loops.
// So each loop, measured or yardstick, is compiled at four distances from the start
// of its function, two on each side of such an end, and the fastest of them counts.

// A pad is a distance, in instructions of 11 bytes.
type pad interface {
	near | far | farther | farthest
}

type (
	near     [0]byte
	far      [1]byte
	farther  [3]byte
	farthest [4]byte
)

// nudges is what those instructions add to.
var nudges [4]int64

// shift takes up room in the function that it is inlined into.
func shift[P pad]() {
	var p P
	if len(p) > 0 {
		nudges[0] += 0x01020304
	}
	if len(p) > 1 {
		nudges[1] += 0x04030201
	}
	if len(p) > 2 {
		nudges[2] += 0x02030405
	}
	if len(p) > 3 {
		nudges[3] += 0x05040302
	}
}

// copies are those of one loop.
type copies[F any] [4]F

// each makes loops of the copies, which do the same.
func each[F any](all copies[F], do func(F)) (loops []loop) {
	for _, f := range all {
		loops = append(loops, timed(func() { do(f) }))
	}
	return loops
}
