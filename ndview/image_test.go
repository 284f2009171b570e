package ndview

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// The judge is package image: every layout of this table is filled with the same
// channels as an image of the standard library, and must then show the same
// pixels, be drawn from and be drawn on as that one. The standard images are
// wrapped so that package image/draw cannot know their types.

// A pixelLayout makes a view of shape (h, w, c) in some memory, all zero.
type pixelLayout[T Pixel] struct {
	name string
	std  bool // the standard library has a type for uint8, and for uint16 if swapped
	make func(h, w, c int) MutView[T]
}

func pixelLayouts[T Pixel]() []pixelLayout[T] {
	size := mem.SizeOf[T]()
	swapped := size > 1 && printsOnLittleEndian // big-endian, as package image has it
	bytesView := func(order bool, offset int, shape, strides []int) MutView[T] {
		typ := DTypeOf[T]()
		typ.Swapped = order
		n := offset + size
		for k, s := range strides {
			n += max(shape[k]-1, 0) * s
		}
		raw, err := FromBytes(make([]byte, n), offset, typ, shape, strides)
		if err != nil {
			panic(err)
		}
		v, err := AsMut[T](raw)
		if err != nil {
			panic(err)
		}
		return v
	}
	return []pixelLayout[T]{
		{"C order", true, func(h, w, c int) MutView[T] {
			return bytesView(swapped, 0, []int{h, w, c}, []int{w * c * size, c * size, size})
		}},
		{"padded rows", true, func(h, w, c int) MutView[T] {
			return bytesView(swapped, 3, []int{h, w, c}, []int{w*c*size + 5, c * size, size})
		}},
		{"native C order", size == 1, func(h, w, c int) MutView[T] { return Make[T](h, w, c) }},
		{"native F order", false, func(h, w, c int) MutView[T] { return Make[T](c, w, h).T() }},
		{"channels first", false, func(h, w, c int) MutView[T] { return Make[T](c, h, w).Permute(1, 2, 0) }},
		{"rows upwards", false, func(h, w, c int) MutView[T] { return Make[T](h, w, c).Flip(0) }},
		{"columns leftwards", false, func(h, w, c int) MutView[T] { return Make[T](h, w, c).Flip(1) }},
		{"channels backwards", false, func(h, w, c int) MutView[T] { return Make[T](h, w, c).Flip(2) }},
		{"every second column", false, func(h, w, c int) MutView[T] { return Make[T](h, 2*w, c).SliceAxis(1, All.By(2)) }},
		{"every second row", size == 1, func(h, w, c int) MutView[T] { return Make[T](2*h, w, c).SliceAxis(0, All.By(2)) }},
		{"pixels of five bytes more", false, func(h, w, c int) MutView[T] {
			p := c*size + 5
			return bytesView(swapped, 1, []int{h, w, c}, []int{w * p, p, size})
		}},
		{"behind pointers", false, func(h, w, c int) MutView[T] { return pointerImage[T](h, w, c) }},
	}
}

// pointerImage keeps each row in an allocation of its own.
func pointerImage[T Pixel](h, w, c int) MutView[T] {
	rows := make([]mem.Addr, h)
	for i := range rows {
		rows[i] = mem.Of(make([]T, w*c))
	}
	size := mem.SizeOf[T]()
	l, err := layout.New([]int{h, w, c}, []int{pointerBytes, c * size, size}, []int{0, -1, -1}, size)
	if err != nil {
		panic(err)
	}
	return NewMutView[T](mem.New(mem.Of(rows), l, lease.Forever, 0, itemOf[T](false)))
}

// standardImage returns the image of package image for channels and alpha; three
// channels have a type of this test.
func standardImage[T Pixel](h, w, c int, alpha Alpha) draw.Image {
	r := image.Rect(0, 0, w, h)
	deep := mem.SizeOf[T]() == 2
	switch {
	case c == 1 && deep:
		return image.NewGray16(r)
	case c == 1:
		return image.NewGray(r)
	case c == 3:
		return &opaqueReference{deep: deep, pix: make([]color.RGBA64, w*h), rect: r}
	case alpha == Straight && deep:
		return image.NewNRGBA64(r)
	case alpha == Straight:
		return image.NewNRGBA(r)
	case deep:
		return image.NewRGBA64(r)
	}
	return image.NewRGBA(r)
}

// An opaqueReference is the plainest image of three channels there can be.
type opaqueReference struct {
	deep bool
	pix  []color.RGBA64
	rect image.Rectangle
}

func (m *opaqueReference) Bounds() image.Rectangle { return m.rect }
func (m *opaqueReference) ColorModel() color.Model {
	if m.deep {
		return opaque64Model
	}
	return opaqueModel
}
func (m *opaqueReference) At(x, y int) color.Color {
	if !image.Pt(x, y).In(m.rect) {
		if m.deep {
			return color.RGBA64{}
		}
		return color.RGBA{}
	}
	c := m.pix[y*m.rect.Dx()+x]
	if m.deep {
		return c
	}
	return color.RGBA{uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8), 0xff}
}
func (m *opaqueReference) Set(x, y int, c color.Color) {
	if image.Pt(x, y).In(m.rect) {
		r, g, b, _ := m.ColorModel().Convert(c).RGBA()
		m.pix[y*m.rect.Dx()+x] = color.RGBA64{uint16(r), uint16(g), uint16(b), 0xffff}
	}
}

// slowImage hides everything but the interface draw.Image.
type slowImage struct{ draw.Image }

// fill gives a view and an image the same random pixels.
func fill[T Pixel](r *rand.Rand, v MutView[T], m draw.Image, alpha Alpha) {
	channels := v.Len(2)
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			px := []T{T(r.Uint32()), T(r.Uint32()), T(r.Uint32()), T(r.Uint32())}
			if r.IntN(4) == 0 {
				px[3] = ^T(0) * T(r.IntN(2))
			}
			if alpha == Premultiplied && channels == 4 {
				for k := range 3 {
					px[k] = min(px[k], px[3])
				}
			}
			for k := range channels {
				v.Set3(i, j, k, px[k])
			}
			m.Set(j, i, channelColor(px, channels, alpha))
		}
	}
}

// channelColor says in the terms of package color what channels mean.
func channelColor[T Pixel](px []T, channels int, alpha Alpha) color.Color {
	if mem.SizeOf[T]() == 2 {
		r, g, b, a := uint16(px[0]), uint16(px[1]), uint16(px[2]), uint16(px[3])
		switch {
		case channels == 1:
			return color.Gray16{Y: r}
		case channels == 3:
			return color.RGBA64{R: r, G: g, B: b, A: 0xffff}
		case alpha == Straight:
			return color.NRGBA64{R: r, G: g, B: b, A: a}
		}
		return color.RGBA64{R: r, G: g, B: b, A: a}
	}
	r, g, b, a := uint8(px[0]), uint8(px[1]), uint8(px[2]), uint8(px[3])
	switch {
	case channels == 1:
		return color.Gray{Y: r}
	case channels == 3:
		return color.RGBA{R: r, G: g, B: b, A: 0xff}
	case alpha == Straight:
		return color.NRGBA{R: r, G: g, B: b, A: a}
	}
	return color.RGBA{R: r, G: g, B: b, A: a}
}

// samePixels compares all pixels, and some outside.
func samePixels(t *testing.T, want, got image.Image) {
	t.Helper()
	require.Equal(t, want.Bounds(), got.Bounds())
	fast, isFast := got.(image.RGBA64Image)
	for y := want.Bounds().Min.Y - 1; y <= want.Bounds().Max.Y; y++ {
		for x := want.Bounds().Min.X - 1; x <= want.Bounds().Max.X; x++ {
			w, g := want.At(x, y), got.At(x, y)
			if w != g {
				require.Equal(t, w, g, "pixel (%d, %d)", x, y)
			}
			if isFast {
				r1, g1, b1, a1 := w.RGBA()
				c := fast.RGBA64At(x, y)
				if w64 := (color.RGBA64{uint16(r1), uint16(g1), uint16(b1), uint16(a1)}); w64 != c {
					require.Equal(t, w64, c, "RGBA64At (%d, %d)", x, y)
				}
			}
		}
	}
}

// eachImage runs f for all layouts, channels and alphas, and some sizes.
func eachImage[T Pixel](t *testing.T, f func(t *testing.T, l pixelLayout[T], h, w, c int, alpha Alpha)) {
	for _, l := range pixelLayouts[T]() {
		for _, kind := range []struct {
			channels int
			alpha    Alpha
		}{{1, 0}, {3, 0}, {4, Straight}, {4, Premultiplied}} {
			for _, size := range [][2]int{{5, 7}, {1, 1}, {1, 6}, {4, 1}, {0, 3}, {3, 0}} {
				t.Run(fmt.Sprintf("%s, %d channels, alpha %d, %v", l.name, kind.channels, kind.alpha, size), func(t *testing.T) {
					f(t, l, size[0], size[1], kind.channels, kind.alpha)
				})
			}
		}
	}
}

func alphas(a Alpha) []Alpha {
	if a == 0 {
		return nil
	}
	return []Alpha{a}
}

func testImages[T Pixel](t *testing.T) {
	eachImage(t, func(t *testing.T, l pixelLayout[T], h, w, c int, alpha Alpha) {
		r := rand.New(rand.NewPCG(uint64(h), uint64(w)))
		v, want := l.make(h, w, c), standardImage[T](h, w, c, alpha)
		fill(r, v, want, alpha)

		got, err := Image(v.View, alphas(alpha)...)
		require.NoError(t, err)
		samePixels(t, want, got)
		_, writable := got.(draw.Image)
		assert.False(t, writable, "an image of a read-only view cannot be drawn on")
		checkModels(t, want, got)
		checkSubImages(t, want, got)
		drawFrom(t, want, got)

		canvas, err := DrawImage(v, alphas(alpha)...)
		require.NoError(t, err)
		samePixels(t, want, canvas)
		checkModels(t, want, canvas)
		checkSubImages(t, want, canvas)
		drawOn(t, r, want, canvas)
		samePixels(t, want, got) // the read-only image sees what was drawn
		if v.Size() > 0 {
			whole := canvas.(interface {
				SubImage(image.Rectangle) image.Image
			}).SubImage(canvas.Bounds())
			drawOn(t, r, want, whole.(draw.Image))
			samePixels(t, want, got)
		}
	})
}

func TestImagesOf8Bits(t *testing.T)  { testImages[uint8](t) }
func TestImagesOf16Bits(t *testing.T) { testImages[uint16](t) }

func checkModels(t *testing.T, want, got image.Image) {
	if _, own := want.(*opaqueReference); !own {
		assert.Equal(t, want.ColorModel(), got.ColorModel())
		assert.Equal(t, want.(interface{ Opaque() bool }).Opaque(), got.(interface{ Opaque() bool }).Opaque())
	} else {
		assert.True(t, got.(interface{ Opaque() bool }).Opaque())
	}
	c := color.NRGBA{10, 200, 30, 128}
	assert.Equal(t, want.ColorModel().Convert(c), got.ColorModel().Convert(c))
}

func checkSubImages(t *testing.T, want, got image.Image) {
	type subImager interface {
		SubImage(image.Rectangle) image.Image
	}
	for _, r := range []image.Rectangle{image.Rect(1, 2, 5, 4), image.Rect(-3, -3, 2, 2), image.Rect(2, 1, 2, 5), image.Rect(9, 9, 20, 20)} {
		sub := got.(subImager).SubImage(r)
		inside := r.Intersect(got.Bounds())
		if inside.Empty() {
			assert.True(t, sub.Bounds().Empty())
			continue
		}
		require.Equal(t, inside, sub.Bounds())
		for y := inside.Min.Y; y < inside.Max.Y; y++ {
			for x := inside.Min.X; x < inside.Max.X; x++ {
				require.Equal(t, want.At(x, y), sub.At(x, y))
			}
		}
		assert.NotEqual(t, color.RGBA{1, 2, 3, 4}, sub.At(inside.Max.X, inside.Max.Y), "outside is no panic")
	}
}

// drawFrom uses both images as sources and as masks.
func drawFrom(t *testing.T, want, got image.Image) {
	bounds := image.Rect(-1, -1, 9, 8)
	for _, op := range []draw.Op{draw.Over, draw.Src} {
		a, b := image.NewRGBA(bounds), image.NewRGBA(bounds)
		for _, m := range []*image.RGBA{a, b} {
			draw.Draw(m, bounds, image.NewUniform(color.RGBA{40, 80, 120, 200}), image.Point{}, draw.Src)
		}
		// Both sources go the same way only if package draw knows the type of neither.
		draw.Draw(slowImage{a}, bounds, slowSource{want}, image.Pt(-1, -1), op)
		draw.Draw(slowImage{b}, bounds, got, image.Pt(-1, -1), op)
		require.Equal(t, a.Pix, b.Pix, "as a source")
		draw.DrawMask(slowImage{a}, bounds, image.White, image.Point{}, slowSource{want}, image.Pt(1, 0), op)
		draw.DrawMask(slowImage{b}, bounds, image.White, image.Point{}, got, image.Pt(1, 0), op)
		require.Equal(t, a.Pix, b.Pix, "as a mask")
	}
}

// slowSource hides everything but the interface image.Image.
type slowSource struct{ image.Image }

// drawOn draws the same things on both images. want changes with the view, so
// that the comparison goes on.
func drawOn(t *testing.T, r *rand.Rand, want, canvas draw.Image) {
	t.Helper()
	sources := drawingSources(r)
	for _, name := range sortedKeys(sources) {
		src := sources[name]
		for _, op := range []draw.Op{draw.Over, draw.Src} {
			for _, mask := range []image.Image{nil, image.NewUniform(color.Alpha{100})} {
				at := image.Rect(r.IntN(4)-1, r.IntN(4)-1, 6, 5)
				draw.DrawMask(slowImage{want}, at, src, image.Pt(0, 0), mask, image.Point{}, op)
				dst := canvas
				if _, own := canvas.(interface{ pixels() (MutRaw, error) }); !own {
					dst = slowImage{canvas} // the standard type's own shortcuts round differently
				}
				draw.DrawMask(dst, at, src, image.Pt(0, 0), mask, image.Point{}, op)
			}
		}
		require.Equal(t, want.Bounds(), canvas.Bounds())
		samePixels(t, want, canvas)
	}
	c := color.NRGBA64{0x1234, 0x5678, 0x9abc, 0xdef0}
	for _, p := range []image.Point{{0, 0}, {-1, 0}, {100, 0}, {0, 100}} {
		want.Set(p.X, p.Y, c)
		canvas.Set(p.X, p.Y, c)
	}
	samePixels(t, want, canvas)
}

func drawingSources(r *rand.Rand) map[string]image.Image {
	bounds := image.Rect(0, 0, 8, 8)
	straight, planes := image.NewNRGBA(bounds), image.NewYCbCr(bounds, image.YCbCrSubsampleRatio420)
	palette := image.NewPaletted(bounds, color.Palette{color.Transparent, color.White, color.RGBA{100, 0, 0, 100}})
	for _, pix := range [][]uint8{straight.Pix, planes.Y, planes.Cb, planes.Cr} {
		for i := range pix {
			pix[i] = uint8(r.Uint32())
		}
	}
	for i := range palette.Pix {
		palette.Pix[i] = uint8(r.IntN(3))
	}
	return map[string]image.Image{
		"opaque": image.NewUniform(color.RGBA{10, 20, 30, 255}), "translucent": image.NewUniform(color.RGBA{10, 20, 30, 100}),
		"NRGBA": straight, "YCbCr": planes, "Paletted": palette,
	}
}

func sortedKeys[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestTheFastRoadDrawsAsTheSlowOne(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, kind := range [][2]int{{1, 0}, {3, 0}, {4, int(Straight)}, {4, int(Premultiplied)}} {
		a, b := Make[uint16](6, 6, kind[0]), Make[uint16](6, 6, kind[0])
		fast, err := DrawImage(a, alphas(Alpha(kind[1]))...)
		require.NoError(t, err)
		slow, err := DrawImage(b, alphas(Alpha(kind[1]))...)
		require.NoError(t, err)
		sources := drawingSources(r)
		for _, name := range sortedKeys(sources) {
			for _, op := range []draw.Op{draw.Over, draw.Src} {
				draw.Draw(fast, fast.Bounds(), sources[name], image.Point{}, op)
				draw.Draw(slowImage{slow}, slow.Bounds(), sources[name], image.Point{}, op)
			}
			assert.Equal(t, a.String(), b.String(), "%s on %d channels", name, kind[0])
		}
	}
}

func TestDrawImageIsOfTheStandardLibraryWhereTheLayoutAllows(t *testing.T) {
	checkStandard[uint8](t)
	checkStandard[uint16](t)
}

func checkStandard[T Pixel](t *testing.T) {
	eachImage(t, func(t *testing.T, l pixelLayout[T], h, w, c int, alpha Alpha) {
		v := l.make(h, w, c)
		m, err := DrawImage(v, alphas(alpha)...)
		require.NoError(t, err)
		std, errStd := UnsafeStdImage(v.View, alphas(alpha)...)
		if h == 5 { // with one row or column more layouts are simple
			allowed := l.std && c != 3 || c == 1 && mem.SizeOf[T]() == 1 && strings.HasPrefix(l.name, "channels")
			assert.Equal(t, allowed, errStd == nil, "%v", errStd)
		}
		if errStd != nil {
			var e *ImageError
			require.ErrorAs(t, errStd, &e)
			assert.Implements(t, (*draw.RGBA64Image)(nil), m)
			return
		}
		assert.IsType(t, standardImage[T](h, w, c, alpha), m)
		assert.IsType(t, standardImage[T](h, w, c, alpha), std)
		if v.Size() > 0 {
			m.Set(0, 0, color.White)
			assert.Equal(t, ^T(0), v.At(0, 0, 0), "the pixels are the elements")
		}
	})
}

func TestRefusedImagesNameEverythingThatIsMissing(t *testing.T) {
	for _, c := range []struct {
		of    func() error
		wraps []error
		text  string
	}{
		{func() error { _, err := Image(Make[uint8](5, 6, 2).View); return err }, []error{ErrShape},
			"inplace: Image: uint8 view of shape (5, 6, 2), strides (12, 2, 1) bytes: wanted 1, 3 or 4 channels on the last axis, found 2: shape; take some of them with SliceAxis or IndexAxis"},
		{func() error { _, err := Image(Make[uint8](3, 6, 5).View); return err }, []error{ErrShape}, "if the first axis has the channels use v.Permute(1, 2, 0)"},
		{func() error { _, err := DrawImage(Make[uint16](5)); return err }, []error{ErrShape}, "inplace: DrawImage: uint16 view of shape (5,), strides (2,) bytes: wanted 2 axes (height, width) or 3 (height, width, channels), found 1: shape"},
		{func() error { _, err := Image(Make[uint8](5, 6, 4).View); return err }, []error{ErrAlpha}, "4 channels need to be told what the fourth means: alpha; give one of ndview.Straight and ndview.Premultiplied"},
		{func() error { _, err := Image(Make[uint8](5, 6, 4).View, Straight, Straight); return err }, []error{ErrAlpha}, "give one"},
		{func() error { _, err := Image(Make[uint8](5, 6, 4).View, 7); return err }, []error{ErrAlpha}, "give one"},
		{func() error { _, err := ImageOf(Make[float32](5).Raw().Raw); return err }, []error{ErrShape, ErrType}, "wanted uint8 or uint16 items, found float32"},
		{func() error { _, err := DrawImageOf(Make[int8](5, 5).Raw()); return err }, []error{ErrType}, "inplace: DrawImageOf: int8"},
		{func() error { _, err := UnsafeStdImage(Make[uint16](5, 6, 3).Flip(0).View); return err },
			[]error{ErrShape, ErrByteOrder, ErrLayout}, "wanted strides (at least 36, 6, 2) and no pointers, found (-36, 6, 2)"},
	} {
		err := c.of()
		require.Error(t, err)
		for _, w := range c.wraps {
			assert.ErrorIs(t, err, w)
		}
		assert.Contains(t, err.Error(), c.text)
	}
}

func TestImagesOfUntypedViews(t *testing.T) {
	for _, raw := range []MutRaw{Make[uint8](2, 3).Raw(), Make[uint16](2, 3).Raw(), Make[uint16](2, 3, 4).Raw()} {
		m, err := ImageOf(raw.Raw, Straight)
		require.NoError(t, err)
		d, err := DrawImageOf(raw, Straight)
		require.NoError(t, err)
		d.Set(1, 1, color.White)
		r, g, b, a := m.At(1, 1).RGBA()
		assert.Equal(t, []uint32{0xffff, 0xffff, 0xffff, 0xffff}, []uint32{r, g, b, a})
	}
}

func TestAReleasedImagePanicsByName(t *testing.T) {
	for name, v := range map[string]MutView[uint16]{"gray": Make[uint16](2, 2), "color": Make[uint16](2, 2, 3)} {
		v, release := borrowed(v)
		m, err := Image(v.View)
		require.NoError(t, err)
		d, err := DrawImage(v)
		require.NoError(t, err)
		d.Set(0, 0, color.White)
		release()
		for what, use := range map[string]func(){
			"At":         func() { m.At(0, 0) },
			"RGBA64At":   func() { m.(image.RGBA64Image).RGBA64At(1, 1) },
			"Set":        func() { d.Set(0, 0, color.Black) },
			"SetRGBA64":  func() { d.(draw.RGBA64Image).SetRGBA64(0, 0, color.RGBA64{}) },
			"image/draw": func() { draw.Draw(d, d.Bounds(), image.White, image.Point{}, draw.Over) },
			"of a part":  func() { m.(*picture[uint16]).SubImage(image.Rect(0, 0, 1, 1)).At(0, 0) },
		} {
			assertReleased(t, name+" "+what, use)
		}
		assert.Equal(t, image.Rect(0, 0, 2, 2), m.Bounds(), "the bounds are still known")
	}
	v, release := borrowed(Make[uint8](2, 2))
	release()
	assertReleased(t, "a standard image of released memory", func() { DrawImage(v) })
}

func assertReleased(t *testing.T, what string, use func()) {
	t.Helper()
	defer func() {
		err, ok := recover().(error)
		assert.True(t, ok && errors.Is(err, ErrReleased), "%s: %v", what, err)
	}()
	use()
}

func TestFromImageSharesThePixels(t *testing.T) {
	bounds := image.Rect(-2, 3, 5, 7)
	for _, c := range []struct {
		img      draw.Image
		channels int
		kind     elem.Kind
	}{
		{image.NewGray(bounds), 1, elem.KindUint8}, {image.NewGray16(bounds), 1, elem.KindUint16},
		{image.NewAlpha(bounds), 1, elem.KindUint8}, {image.NewAlpha16(bounds), 1, elem.KindUint16},
		{image.NewRGBA(bounds), 4, elem.KindUint8}, {image.NewNRGBA(bounds), 4, elem.KindUint8},
		{image.NewRGBA64(bounds), 4, elem.KindUint16}, {image.NewNRGBA64(bounds), 4, elem.KindUint16},
		{image.NewCMYK(bounds), 4, elem.KindUint8},
		{image.NewPaletted(bounds, color.Palette{color.Black, color.White}), 1, elem.KindUint8},
	} {
		raw, err := FromImage(c.img)
		require.NoError(t, err, "%T", c.img)
		shape := []int{4, 7}
		if c.channels > 1 {
			shape = append(shape, c.channels)
		}
		assert.Equal(t, shape, raw.Shape(), "%T", c.img)
		assert.Equal(t, c.kind, raw.DType().Kind)
		before := raw.String()
		c.img.Set(5-1, 7-1, color.White) // the last pixel
		if _, ink := c.img.(*image.CMYK); ink {
			c.img.Set(5-1, 7-1, color.Black)
		}
		assert.NotEqual(t, before, raw.String(), "%T: drawing changes the view", c.img)
		sub := c.img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(4, 6, 5, 7))
		part, err := FromImage(sub)
		require.NoError(t, err)
		last := raw.SliceAxis(0, From(3)).SliceAxis(1, From(6))
		assert.Equal(t, last.String(), part.String(), "%T", c.img)
		assert.Equal(t, last.Address(), part.Address(), "%T: the same memory", c.img)
	}
}

func TestAViewAsAnImageAndBack(t *testing.T) {
	eachImage(t, func(t *testing.T, l pixelLayout[uint16], h, w, c int, alpha Alpha) {
		v := l.make(h, w, c)
		fill(rand.New(rand.NewPCG(1, 1)), v, standardImage[uint16](h, w, c, alpha), alpha)
		m, err := DrawImage(v, alphas(alpha)...)
		require.NoError(t, err)
		back, err := PixelsOf[uint16](m)
		require.NoError(t, err)
		want := v
		if c == 1 {
			want = v.IndexAxis(2, 0)
		}
		assert.Equal(t, want.Shape(), back.Shape())
		assert.Equal(t, want.String(), back.String())
		if v.Size() > 0 {
			assert.Equal(t, want.Address(), back.Address())
		}
	})
}

func TestImagesWithoutAViewAreRefused(t *testing.T) {
	read, err := Image(Make[uint8](2, 2).View)
	require.NoError(t, err)
	for _, c := range []struct {
		img  image.Image
		want error
	}{
		{read, ErrReadOnly},
		{image.NewUniform(color.White), ErrType},
		{image.NewYCbCr(image.Rect(0, 0, 2, 2), image.YCbCrSubsampleRatio420), ErrType},
		{&image.Gray{Pix: make([]uint8, 5), Stride: 3, Rect: image.Rect(0, 0, 3, 2)}, ErrBounds},
		{&image.Gray{Pix: make([]uint8, 9), Stride: -3, Rect: image.Rect(0, 0, 3, 2)}, ErrBounds},
	} {
		_, err := FromImage(c.img)
		assert.ErrorIs(t, err, c.want, "%T", c.img)
	}
	_, err = PixelsOf[uint16](image.NewGray(image.Rect(0, 0, 2, 2)))
	assert.ErrorIs(t, err, ErrType)
	empty, err := FromImage(&image.Gray{Rect: image.Rectangle{Min: image.Pt(5, 5)}})
	require.NoError(t, err)
	assert.Equal(t, []int{0, 0}, empty.Shape())
}

func TestFromYCbCrGivesThePlanes(t *testing.T) {
	ratios := []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410}
	for _, ratio := range ratios {
		for _, bounds := range []image.Rectangle{image.Rect(0, 0, 8, 8), image.Rect(0, 0, 5, 7), image.Rect(3, 1, 10, 6), image.Rect(2, 2, 2, 9), {}} {
			img := image.NewYCbCr(bounds, ratio)
			for i := range img.Y {
				img.Y[i] = uint8(i)
			}
			for i := range img.Cb {
				img.Cb[i], img.Cr[i] = uint8(3*i), uint8(5*i)
			}
			y, cb, cr, err := FromYCbCr(img)
			require.NoError(t, err, "%v %v", ratio, bounds)
			if bounds.Empty() {
				assert.Zero(t, y.Size()+cb.Size()+cr.Size())
				continue
			}
			assert.Equal(t, len(img.Y), y.Size(), "%v %v", ratio, bounds)
			assert.Equal(t, len(img.Cb), cb.Size(), "%v %v", ratio, bounds)
			across, down, err := subsample(ratio)
			require.NoError(t, err)
			for py := bounds.Min.Y; py < bounds.Max.Y; py++ {
				for px := bounds.Min.X; px < bounds.Max.X; px++ {
					i, j := py/down-bounds.Min.Y/down, px/across-bounds.Min.X/across
					want := img.YCbCrAt(px, py)
					require.Equal(t, want, color.YCbCr{Y: y.At2(py-bounds.Min.Y, px-bounds.Min.X), Cb: cb.At2(i, j), Cr: cr.At2(i, j)})
				}
			}
		}
	}
	_, _, _, err := FromYCbCr(&image.YCbCr{SubsampleRatio: 99})
	assert.ErrorIs(t, err, ErrType)
	short := image.NewYCbCr(image.Rect(0, 0, 4, 4), image.YCbCrSubsampleRatio420)
	short.Cr = short.Cr[:1]
	_, _, _, err = FromYCbCr(short)
	assert.ErrorIs(t, err, ErrBounds)
}

var benchImage = noise()

func noise() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	return m
}

func BenchmarkDraw(b *testing.B) {
	onto := func(name string, dst draw.Image) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				draw.Draw(dst, dst.Bounds(), benchImage, image.Point{}, draw.Over)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(256*256), "ns/pixel")
		})
	}
	std, _ := DrawImage(Make[uint8](256, 256, 4), Premultiplied)
	onto("standard RGBA", std)
	onto("standard RGBA without its shortcuts", struct{ draw.RGBA64Image }{std.(draw.RGBA64Image)})
	own, _ := DrawImage(Make[uint8](256, 256, 4).Flip(0), Premultiplied)
	onto("flipped RGBA", own)
	rgb, _ := DrawImage(Make[uint8](256, 256, 3))
	onto("RGB", rgb)
	gray, _ := DrawImage(Make[uint16](256, 256))
	onto("gray of native 16 bits", gray)
}
