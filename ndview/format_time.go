package ndview

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-inplace/inplace/internal/elem"
)

// notATime is the value of datetime64 and timedelta64 that stands for no time.
const notATime = math.MinInt64

// timeColumn prints datetime64 as quoted ISO 8601 and timedelta64 as its number
// of ticks, right-aligned.
func timeColumn(it printItems) column {
	texts := make([]string, it.n)
	width := 0
	for k := range texts {
		texts[k] = timeCell(it.typ, it.item(k))
		width = max(width, len(texts[k]))
	}
	return func(k int) string { return padLeft(texts[k], width) }
}

func timeCell(typ elem.Type, item []byte) string {
	ticks := int64(unsignedOf(typ, item))
	switch {
	case ticks == notATime:
		return "'NaT'"
	case typ.Kind == elem.KindTimedelta64:
		return strconv.FormatInt(ticks, 10)
	}
	return "'" + datetimeText(typ, ticks) + "'"
}

// datetimeText prints a datetime64 with the fields that its unit has. A generic
// unit, which NumPy refuses to print, shows its ticks.
func datetimeText(typ elem.Type, ticks int64) string {
	unit, step := typ.Tick()
	n := ticks * int64(step)
	switch unit {
	case elem.UnitGeneric:
		return strconv.FormatInt(ticks, 10)
	case elem.Year:
		return fmt.Sprintf("%04d", 1970+n)
	case elem.Month:
		year, month := floorDiv(n, 12)
		return fmt.Sprintf("%04d-%02d", 1970+year, month+1)
	case elem.Week:
		return dateText(7 * n)
	case elem.Day:
		return dateText(n)
	case elem.Hour:
		day, hour := floorDiv(n, 24)
		return fmt.Sprintf("%sT%02d", dateText(day), hour)
	case elem.Minute:
		day, minute := floorDiv(n, 24*60)
		return fmt.Sprintf("%sT%02d:%02d", dateText(day), minute/60, minute%60)
	}
	return secondText(n, decimalsOf(unit))
}

// decimalsOf returns the digits after the second that a unit has.
func decimalsOf(unit elem.Unit) int { return 3 * (int(unit) - int(elem.Second)) }

// secondText prints n units of 10^-decimals seconds since 1970.
func secondText(n int64, decimals int) string {
	perSecond := int64(1)
	for range decimals {
		perSecond *= 10
	}
	seconds, fraction := floorDiv(n, perSecond)
	day, second := floorDiv(seconds, 86400)
	text := fmt.Sprintf("%sT%02d:%02d:%02d", dateText(day), second/3600, second/60%60, second%60)
	if decimals > 0 {
		text += fmt.Sprintf(".%0*d", decimals, fraction)
	}
	return text
}

// dateText prints a day since 1970 in the proleptic Gregorian calendar, by the
// 400 years of 146097 days after which it repeats. Counted from 1 March, leap
// days are the last days of their years.
//
// E. G. Richards, "Mapping Time", 1998, chapter 25.
func dateText(day int64) string {
	const days1970 = 719468 // from 1 March of year 0
	cycle, d := floorDiv(day+days1970, 146097)
	year := (d - d/1460 + d/36524 - d/146096) / 365
	d -= 365*year + year/4 - year/100
	m := (5*d + 2) / 153 // months of 31 and 30 days from March on
	d -= (153*m + 2) / 5
	year += 400 * cycle
	if m >= 10 {
		year++
		m -= 12
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, m+3, d+1)
}

// floorDiv divides with a remainder that is not negative.
func floorDiv(n, d int64) (q, r int64) {
	q, r = n/d, n%d
	if r < 0 {
		q--
		r += d
	}
	return q, r
}

// timedeltaScalar prints "5 days" as NumPy prints a single timedelta64.
func timedeltaScalar(typ elem.Type, ticks int64) string {
	unit, step := typ.Tick()
	return strconv.FormatInt(ticks*int64(step), 10) + " " + unitWords[unit]
}

var unitWords = [...]string{
	elem.UnitGeneric: "generic time units",
	elem.Year:        "years",
	elem.Month:       "months",
	elem.Week:        "weeks",
	elem.Day:         "days",
	elem.Hour:        "hours",
	elem.Minute:      "minutes",
	elem.Second:      "seconds",
	elem.Millisecond: "milliseconds",
	elem.Microsecond: "microseconds",
	elem.Nanosecond:  "nanoseconds",
	elem.Picosecond:  "picoseconds",
	elem.Femtosecond: "femtoseconds",
	elem.Attosecond:  "attoseconds",
}
