package elem

import (
	"fmt"
	"strconv"
	"strings"
)

// FormatError says where a format string or type string stops making sense.
type FormatError struct {
	Format string
	Pos    int // byte position in Format; len(Format) if it ends too early
	Msg    string
}

// Error gives the message, the position and, on two more lines, the text around the position with a
// caret below it. Bytes that are not printable ASCII appear as dots there.
func (e *FormatError) Error() string {
	const context = 30
	from := max(e.Pos-context, 0)
	to := min(e.Pos+context, len(e.Format))
	var window strings.Builder
	for i := from; i < to; i++ {
		c := e.Format[i]
		if c < ' ' || c > '~' {
			c = '.'
		}
		window.WriteByte(c)
	}
	return fmt.Sprintf("format %s: %s at byte %d\n\t%s\n\t%s^",
		quoteShort(e.Format), e.Msg, e.Pos, window.String(), strings.Repeat(" ", e.Pos-from))
}

// quoteShort quotes at most 80 bytes: hostile formats can be megabytes long.
func quoteShort(s string) string {
	const limit = 80
	if len(s) <= limit {
		return strconv.Quote(s)
	}
	return strconv.Quote(s[:limit]) + "… (" + strconv.Itoa(len(s)) + " bytes)"
}
