package npy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLiteralsAreReadAsPythonReadsThem(t *testing.T) {
	for text, want := range map[string]string{
		`None`: "None", ` True `: "a bool", `-12`: "an integer", `3L`: "an integer", `+0`: "an integer", `00`: "an integer",
		`'a'`: "a string", `"it's"`: "a string", `u'<f8'`: "a string",
		`()`: "a tuple", `(1,)`: "a tuple", `(1, 2,)`: "a tuple", `(1)`: "an integer", `((1,))`: "a tuple",
		`[]`: "a list", `[1, (2,), {}]`: "a list", "{ 'a' :\n1 , }": "a dict",
	} {
		v, err := parseLiteral(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, v.String(), text)
	}
	for text, want := range map[string]string{
		`'a\'\x41é\U0001F600\\\n'`: "a'Aé😀\\\n", `"\""`: `"`, `''`: "",
	} {
		v, err := parseLiteral(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, v.text, text)
	}
}

func TestWhatIsNoLiteralIsRefusedAtItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"": "ends where a value", "nil": "wanted a string", "1 2": "unexpected text", "(1": "comma", "(1 2)": "comma",
		"(,)": "wanted a string", "{1}": "colon", "{1:2 3:4}": "comma", "'": "without an end", "'a\nb'": "ends with its line",
		"'a' 'b'": "unexpected text", "'a''b'": "two strings", `'\q'`: "unknown escape", `'\x4`: "without an end", `'\ud800'`: "no character",
		`'\xzz'`: "no character", "012": "decimal", "-": "decimal", "1.5": "decimal", "0x10": "decimal", "1e3": "decimal", "1+2": "unexpected text",
		"__import__('os')": "wanted a string", "b'a'": "wanted a string", "True1": "wanted a string", "[1}": "comma",
		strings.Repeat("(", 1000): "levels", strings.Repeat("[", 40) + strings.Repeat("]", 40): "levels", "'\\": "without an end",
		"# a comment\n1": "wanted a string", "()()": "unexpected text", "\x00": "wanted a string",
	} {
		_, err := parseLiteral(text)
		require.ErrorIs(t, err, ErrFormat, "%q", text)
		assert.ErrorContains(t, err, want, "%q", text)
	}
	v, err := parseLiteral("99999999999999999999")
	require.NoError(t, err)
	assert.True(t, v.huge, "Python has integers of any length, shapes have not")
}
