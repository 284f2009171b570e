package ndview

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
)

func TestDatesHaveTheFieldsOfTheirUnit(t *testing.T) {
	for _, c := range []struct {
		unit  elem.Unit
		step  int
		ticks int64
		want  string
	}{
		{elem.Year, 1, 50, "2020"},
		{elem.Year, 1, -2000, "-030"},
		{elem.Year, 1, 20000, "21970"},
		{elem.Month, 1, -1, "1969-12"},
		{elem.Week, 1, 1, "1970-01-08"},
		{elem.Day, 1, 11016, "2000-02-29"},
		{elem.Day, 1, -25508, "1900-03-01"},
		{elem.Day, 1, -719529, "-001-12-31"},
		{elem.Hour, 1, -1, "1969-12-31T23"},
		{elem.Minute, 1, 61, "1970-01-01T01:01"},
		{elem.Second, 25, 123, "1970-01-01T00:51:15"},
		{elem.Millisecond, 1, -1, "1969-12-31T23:59:59.999"},
		{elem.Microsecond, 1, 1, "1970-01-01T00:00:00.000001"},
		{elem.Nanosecond, 1, 1, "1970-01-01T00:00:00.000000001"},
		{elem.Attosecond, 1, -1, "1969-12-31T23:59:59.999999999999999999"},
	} {
		assert.Equal(t, c.want, datetimeText(elem.Datetime64(c.unit, c.step), c.ticks), "%d %d %v", c.ticks, c.step, c.unit)
	}
}

// TestDatesAreThoseOfPackageTime walks all days of 1200 years, and some far away.
func TestDatesAreThoseOfPackageTime(t *testing.T) {
	check := func(day int64) {
		want := time.Unix(day*86400, 0).UTC()
		if year := want.Year(); year < 0 || year > 9999 {
			return // package time writes other signs there
		}
		require.Equal(t, want.Format(time.DateOnly), dateText(day), "day %d", day)
	}
	for day := int64(-200000); day < 240000; day++ {
		check(day)
	}
	for range 10000 {
		check(rand.Int64N(3600000) - 719000)
	}
}
