package layout

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func at(i int) Index { return Index{Kind: IndexAt, At: i} }

func part(start, stop, step int, has Parts) Index {
	return Index{Range: Range{start, stop, step, has}}
}

var (
	everything = Index{}
	dots       = Index{Kind: IndexEllipsis}
	newAxis    = Index{Kind: IndexNewAxis}
)

func TestIndexTextsAreReadAsNumPyReadsThem(t *testing.T) {
	for text, want := range map[string][]Index{
		"3":                      {at(3)},
		"-1":                     {at(-1)},
		"+2":                     {at(2)},
		"- 2":                    {at(-2)},
		"1_000":                  {at(1000)},
		"00":                     {at(0)},
		":":                      {everything},
		"::":                     {everything},
		"1:":                     {part(1, 0, 0, HasStart)},
		":-1":                    {part(0, -1, 0, HasStop)},
		"1:-1":                   {part(1, -1, 0, HasStart|HasStop)},
		"::2":                    {part(0, 0, 2, HasStep)},
		"1::-2":                  {part(1, 0, -2, HasStart|HasStep)},
		":5:":                    {part(0, 5, 0, HasStop)},
		" 1 : 2 : 3 ":            {part(1, 2, 3, HasStart|HasStop|HasStep)},
		"None:None:2":            {part(0, 0, 2, HasStep)},
		"None:3":                 {part(0, 3, 0, HasStop)},
		"1:None":                 {part(1, 0, 0, HasStart)},
		"...":                    {dots},
		"Ellipsis":               {dots},
		"None":                   {newAxis},
		"np.newaxis, newaxis":    {newAxis, newAxis},
		"1:-1, ::2, ..., None,3": {part(1, -1, 0, HasStart|HasStop), part(0, 0, 2, HasStep), dots, newAxis, at(3)},
		"1,":                     {at(1)},
		"1 , ":                   {at(1)},
		"()":                     {},
		"...,\n\t0":              {dots, at(0)},
		"99999999999999999999:":  {part(math.MaxInt, 0, 0, HasStart)},
		":-99999999999999999999": {part(0, math.MinInt, 0, HasStop)},
		"9223372036854775807":    {at(math.MaxInt)},
	} {
		items, err := ParseIndex(text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, want, items, "%q", text)
	}
}

func TestIndexTextErrorsPointAtTheirPlace(t *testing.T) {
	for _, c := range []struct {
		text   string
		pos    int
		reason string
	}{
		{"", 0, "expected an integer, a range, '...' or None"},
		{"  ", 2, "expected an integer, a range, '...' or None"},
		{",", 0, "unexpected ',', wanted an integer, a range, '...' or None"},
		{"1,,2", 2, "unexpected ',', wanted an integer, a range, '...' or None"},
		{"1 2", 2, "unexpected '2', wanted an integer, a range, '...' or None"},
		{"x", 0, "unexpected 'x', wanted an integer, a range, '...' or None"},
		{"1:x", 2, "unexpected 'x', wanted an integer, a range, '...' or None"},
		{":, é", 3, "unexpected 'é', wanted an integer, a range, '...' or None"},
		{"1:2:3:4", 5, "unexpected ':', wanted an integer, a range, '...' or None"},
		{"1.5", 0, "expected a decimal integer"},
		{"1e5", 0, "expected a decimal integer"},
		{"0x10", 0, "expected a decimal integer"},
		{"007", 0, "leading zeros are not permitted in an integer"},
		{"1__0", 0, "digits are grouped by single underscores between them"},
		{"1_", 0, "digits are grouped by single underscores between them"},
		{"-", 1, "expected an integer, a range, '...' or None"},
		{"..", 0, "unexpected '.', wanted an integer, a range, '...' or None"},
		{"...., 1", 0, "unexpected '.', wanted an integer, a range, '...' or None"},
		{"..., ...", 5, "an index can only have a single ellipsis ('...')"},
		{"::0", 2, "slice step cannot be zero"},
		{": : -0", 4, "slice step cannot be zero"},
		{"[0, 1]", 0, "index lists select copies; views need integers, ranges, '...' and None"},
		{":, (0, 1)", 3, "index lists select copies; views need integers, ranges, '...' and None"},
		{"True", 0, "masks select copies; views need integers, ranges, '...' and None"},
		{"None3", 0, "unexpected 'N', wanted an integer, a range, '...' or None"},
		{"newaxis_", 0, "unexpected 'n', wanted an integer, a range, '...' or None"},
		{"99999999999999999999", 0, "the integer does not fit in an index"},
	} {
		_, err := ParseIndex(c.text)
		require.ErrorIs(t, err, ErrSyntax, "%q", c.text)
		var syntax *SyntaxError
		require.True(t, errors.As(err, &syntax))
		require.Equal(t, c.reason, syntax.Reason, "%q", c.text)
		require.Equal(t, c.pos, syntax.Pos, "%q", c.text)
	}
	_, err := ParseIndex("é:, x")
	require.EqualError(t, err, "index \"é:, x\": unexpected 'é', wanted an integer, a range, '...' or None\n    é:, x\n    ^")
	_, err = ParseIndex(":,\t 1:y")
	require.EqualError(t, err, "index \":,\\t 1:y\": unexpected 'y', wanted an integer, a range, '...' or None\n    :,  1:y\n          ^")
}

func TestIndicesArePrintedAsTheyAreRead(t *testing.T) {
	for _, text := range []string{"3", "1:-1, ::2, ..., None, -3", ":", "()", "1:2:3"} {
		items, err := ParseIndex(text)
		require.NoError(t, err)
		require.Equal(t, text, FormatIndex(items))
	}
}

func FuzzParseIndex(f *testing.F) {
	for _, text := range []string{"1:-1, ::2, ..., None, 3", "", "()", "None:None:-1,", "1_0:+2", "...", "\xff", "é", "9e9", "- 1:\n:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		items, err := ParseIndex(text)
		if err != nil {
			var syntax *SyntaxError
			require.True(t, errors.As(err, &syntax))
			require.GreaterOrEqual(t, syntax.Pos, 0)
			require.LessOrEqual(t, syntax.Pos, len(text))
			lines := strings.Split(err.Error(), "\n")
			require.Equal(t, "^", strings.TrimSpace(lines[len(lines)-1]))
			return
		}
		again, err := ParseIndex(FormatIndex(items))
		require.NoError(t, err)
		require.Equal(t, len(items), len(again))
		for i := range items {
			require.Equal(t, items[i], again[i])
		}
	})
}
