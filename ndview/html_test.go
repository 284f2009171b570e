package ndview

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
)

var updateHTML = flag.Bool("update", false, "write the golden files of HTML anew")

// htmlRecord has field names and strings that must not reach a browser as they are.
func htmlRecord() MutRaw {
	typ, err := elem.RecordOf(40,
		elem.Field{Name: "<script>alert(1)</script>", Type: DTypeOf[int32]()},
		elem.Field{Name: "a&b\x1b\xff\"", Offset: 4, Type: elem.Type{Kind: elem.KindBytes, Size: 12}},
		elem.Field{Name: "xy", Offset: 16, Type: DTypeOf[float32](), Shape: []int{2}},
		elem.Field{Name: "ü", Offset: 24, Type: elem.Type{Kind: elem.KindUnicode, Size: 16}})
	if err != nil {
		panic(err)
	}
	data := make([]byte, 80)
	copy(data, bytesOf([]int32{-3}))
	copy(data[40:], bytesOf([]int32{5}))
	copy(data[4:], "</td><b>\"&")
	copy(data[24:], bytesOf([]uint32{'<', 'é', '>', 0x7}))
	return rawOf(typ, data, 2)
}

var htmlCases = map[string]func() Printable{
	"matrix":       func() Printable { return arange[float64](3, 4) },
	"row":          func() Printable { return viewOf([]int64{-5, 0, 10}) },
	"scalar":       func() Printable { return viewOf([]float64{math.Pi}).IndexAxis(0, 0) },
	"empty":        func() Printable { return Make[float32](0, 3) },
	"special":      func() Printable { return viewOf([]float64{nan, inf, -inf, -1, 2, 0}, 2, 3) },
	"constant":     func() Printable { return viewOf([]int8{7, 7}) },
	"booleans":     func() Printable { return viewOf([]Bool{0, 1, 1, 0}, 2, 2).View },
	"complex":      func() Printable { return viewOf([]complex64{3 + 4i, 1}) },
	"planes":       func() Printable { return arange[int32](2, 2, 2, 2).View },
	"summarised":   func() Printable { return arange[float64](40, 50).T() },
	"many planes":  func() Printable { return arange[int32](20, 10, 10) },
	"records":      func() Printable { return htmlRecord() },
	"one record":   func() Printable { return htmlRecord().IndexAxis(0, 1) },
	"record table": func() Printable { return htmlRecord().InsertAxis(0) },
	"swapped": func() Printable {
		return rawOf(DType{Kind: elem.KindInt32, Size: 4, Swapped: true}, swappedBytes(1, 2), 2)
	},
	"released": func() Printable {
		v, release := borrowed(arange[float64](2))
		release()
		return v
	},
}

func TestHTMLIsWhatItWas(t *testing.T) {
	for name, view := range htmlCases {
		t.Run(name, func(t *testing.T) {
			text := PrintDefaults().HTML(view()) + "\n"
			file := filepath.Join("testdata", "html", strings.ReplaceAll(name, " ", "-")+".html")
			if *updateHTML {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, string(want), text)
		})
	}
}

func TestGoldenFilesBelongToCases(t *testing.T) {
	files, err := filepath.Glob("testdata/html/*.html")
	require.NoError(t, err)
	assert.Len(t, files, len(htmlCases))
}

func TestHTMLIsWellFormedAndHasNoActiveContent(t *testing.T) {
	allowed := map[string]bool{"table": true, "caption": true, "thead": true, "tbody": true, "tr": true, "th": true, "td": true}
	for name, view := range htmlCases {
		d := xml.NewDecoder(strings.NewReader(PrintDefaults().HTML(view())))
		elements := 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, name)
			if start, ok := token.(xml.StartElement); ok {
				elements++
				assert.True(t, allowed[start.Name.Local], "%s has a <%s>", name, start.Name.Local)
				for _, a := range start.Attr {
					assert.Contains(t, []string{"style", "colspan"}, a.Name.Local, name)
				}
			}
		}
		assert.Greater(t, elements, 1, name)
	}
}

// TestEachRowOfATableIsAsWideAsItsHead counts cells, spans included.
func TestEachRowOfATableIsAsWideAsItsHead(t *testing.T) {
	row, cell, span := regexp.MustCompile(`(?s)<tr>(.*?)</tr>`), regexp.MustCompile(`<t[hd][ >]`), regexp.MustCompile(`colspan="(\d+)"`)
	for name, view := range htmlCases {
		width := 0
		for _, r := range row.FindAllStringSubmatch(PrintDefaults().HTML(view()), -1) {
			n := len(cell.FindAllString(r[1], -1))
			if m := span.FindStringSubmatch(r[1]); m != nil {
				n = 0
				for _, c := range m[1] {
					n = 10*n + int(c-'0')
				}
			}
			if width == 0 {
				width = n
			}
			assert.Equal(t, width, n, "%s: %s", name, r[0])
		}
	}
}

func TestHTMLShowsTheLayoutInItsCaption(t *testing.T) {
	text := arange[float64](3, 4).T().View.HTML()
	assert.Contains(t, text, "float64, shape (4, 3), strides (8, 32) bytes, F order, plain, read-only, live (Go memory)</caption>")
	text = indirectRows([]uint8{1, 2}, []uint8{3, 4}).HTML()
	assert.Contains(t, text, "strided, indirect, read-only, live (Go memory)</caption>")
	assert.Contains(t, text, ">4</td></tr>")
}

func TestShadesRunFromTheLeastToTheGreatest(t *testing.T) {
	shade := newShade(printItems{typ: DTypeOf[float64](), n: 5, data: bytesOf([]float64{0, 5, 10, nan, inf})})
	assert.Equal(t, ";background-color:#ffffff;color:#000", shade(0))
	assert.Equal(t, ";background-color:#b5d6ea;color:#000", shade(1))
	assert.Equal(t, ";background-color:#6baed6;color:#000", shade(2))
	assert.Equal(t, ";color:#888", shade(3))
	assert.Equal(t, shade(2), shade(4))
	shade = newShade(printItems{typ: DTypeOf[int8](), n: 3, data: bytesOf([]int8{-10, 0, 5})})
	assert.Equal(t, ";background-color:#f4a582;color:#000", shade(0), "negative numbers are red")
	assert.Equal(t, ";background-color:#ffffff;color:#000", shade(1), "zero is white")
	assert.Equal(t, ";background-color:#b5d6ea;color:#000", shade(2), "as far from zero as the largest magnitude says")
}
