package workers

import "time"

var (
	Settle      = settle
	Enter       = enter
	Came        = came
	WorthWaking = worthWaking
)

// EmptyAccount is as if helpers had brought nothing lately, and nobody did without.
func EmptyAccount() {
	balance.Store(0)
	without.Store(0)
}

// Forgive is as if helpers had paid for long.
func Forgive() { severe.Store(0) }

// Without is the time until which callers do without helpers.
func Without() time.Duration { return time.Duration(without.Load()) }

// Helped does all parts of a job as a helper does before its caller comes to it, and returns how long the caller alone would have taken.
func Helped(parts int, job Job) (least, most time.Duration) {
	s := post(2, parts, job)
	s.join()
	return s.finish(Now(), parts)
}
