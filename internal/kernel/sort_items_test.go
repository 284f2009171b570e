package kernel

import (
	"math"
	"math/rand/v2"

	"github.com/go-inplace/inplace/internal/elem"
)

// sortContents are lists that sorting treats apart.
var sortContents = []string{"any", "few", "one", "rising", "falling", "largest", "organ", "special"}

// sortable fills items of a kind.
func sortable(kind elem.Kind, b []byte, content string, rnd *rand.Rand) {
	n := len(b) / kind.Size()
	for i := range n {
		x := uint64(0)
		if rnd != nil {
			x = rnd.Uint64()
		}
		switch content {
		case "few":
			x = uint64(rnd.IntN(5)-2) << (8*kind.Size() - 3)
		case "one":
			x = 1 << 30
		case "rising":
			x = uint64(i)
		case "organ":
			x = uint64(min(i, n-i))
		case "special": // −0, 0, infinities, NaNs with contents and others
			x = []uint64{0, 1 << 63, 0x7ff << 52, 0xfff << 52, 0x7ff<<52 | x>>12, 0xfff<<52 | x>>12, 1 << 52, x}[rnd.IntN(8)]
			if kind.Size() == 4 {
				x = uint64(math.Float32bits(float32(math.Float64frombits(x))))
			}
		case "falling":
			x = uint64(n - i)
		case "largest":
			x = math.MaxInt64 >> (64 - 8*kind.Size())
		}
		for k := range kind.Size() {
			b[i*kind.Size()+k] = byte(x >> (8 * k))
		}
	}
}
