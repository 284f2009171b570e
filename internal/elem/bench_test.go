package elem

import "testing"

var sinkType Type
var sinkItem Item
var sinkKind Kind

func BenchmarkScalar(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Scalar("d", 8)
	}
}

func BenchmarkScalarWithMark(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Scalar("<Zd", 16)
	}
}

func BenchmarkKindOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sinkKind = KindOf[BFloat16]()
	}
}

func benchmarkParse(b *testing.B, format string, itemsize int) {
	b.ReportAllocs()
	for b.Loop() {
		it, err := Parse(format, itemsize)
		if err != nil || it.Opaque != "" {
			b.Fatal(it, err)
		}
		sinkItem = it
	}
}

func BenchmarkParse3Fields(b *testing.B) { benchmarkParse(b, "T{i:id:f:x:d:y:}", 16) }

func BenchmarkParse20Fields(b *testing.B) {
	format := "T{"
	for i := range 20 {
		format += "d:field" + string(rune('a'+i)) + ":"
	}
	benchmarkParse(b, format+"}", 160)
}

func BenchmarkParseSubArray(b *testing.B) { benchmarkParse(b, "(3,4)<f", 48) }
