package ndview

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/go-inplace/inplace/internal/mem"
)

// A picture is a view as an image that cannot be drawn on. Its methods do for any
// layout what those of the standard types do for theirs, to the same values.
type picture[T Pixel] struct {
	v        View[T] // height, width, channels
	rect     image.Rectangle
	channels int
	alpha    Alpha
}

// A canvas is a picture that can be drawn on.
type canvas[T Pixel] struct {
	picture[T]
	m MutView[T]
}

var (
	_ image.RGBA64Image = (*picture[uint8])(nil)
	_ draw.RGBA64Image  = (*canvas[uint16])(nil)
)

func newPicture[T Pixel](f frame[T]) *picture[T] {
	return &picture[T]{f.v, image.Rect(0, 0, f.width(), f.height()), f.channels(), f.alpha}
}

func newCanvas[T Pixel](f frame[T]) *canvas[T] { return &canvas[T]{*newPicture(f), f.mut()} }

// Bounds returns the rectangle of the pixels; a whole view starts at (0, 0).
func (p *picture[T]) Bounds() image.Rectangle { return p.rect }

// ColorModel returns the model of the colours that At returns.
func (p *picture[T]) ColorModel() color.Model {
	deep := mem.SizeOf[T]() == 2
	switch {
	case p.channels == 1 && deep:
		return color.Gray16Model
	case p.channels == 1:
		return color.GrayModel
	case p.channels == 3 && deep:
		return opaque64Model
	case p.channels == 3:
		return opaqueModel
	case p.alpha == Straight && deep:
		return color.NRGBA64Model
	case p.alpha == Straight:
		return color.NRGBAModel
	case deep:
		return color.RGBA64Model
	}
	return color.RGBAModel
}

// The models of three channels put colours on black, which premultiplied colours
// lie on already.
var (
	opaqueModel = color.ModelFunc(func(c color.Color) color.Color {
		r, g, b, _ := c.RGBA()
		return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}
	})
	opaque64Model = color.ModelFunc(func(c color.Color) color.Color {
		r, g, b, _ := c.RGBA()
		return color.RGBA64{uint16(r), uint16(g), uint16(b), 0xffff}
	})
)

// index returns the position of a pixel on the view's axes.
func (p *picture[T]) index(x, y int) (i, j int) { return y - p.rect.Min.Y, x - p.rect.Min.X }

func (p *picture[T]) inside(x, y int) bool { return image.Pt(x, y).In(p.rect) }

// rgba returns the four channels of a pixel as they are, the missing ones filled
// in: gray three times, and full alpha.
func (p *picture[T]) rgba(x, y int) (r, g, b, a T) {
	i, j := p.index(x, y)
	r = p.v.At3(i, j, 0)
	if p.channels == 1 {
		return r, r, r, ^T(0)
	}
	g, b = p.v.At3(i, j, 1), p.v.At3(i, j, 2)
	if p.channels == 3 {
		return r, g, b, ^T(0)
	}
	return r, g, b, p.v.At3(i, j, 3)
}

// At returns the colour of a pixel, and the zero colour outside the bounds. It
// panics with a [ReleasedError] if the borrow has ended.
func (p *picture[T]) At(x, y int) color.Color {
	var r, g, b, a T
	if p.inside(x, y) {
		r, g, b, a = p.rgba(x, y)
	}
	if mem.SizeOf[T]() == 1 {
		return p.color8(uint8(r), uint8(g), uint8(b), uint8(a))
	}
	return p.color16(uint16(r), uint16(g), uint16(b), uint16(a))
}

func (p *picture[T]) color8(r, g, b, a uint8) color.Color {
	switch {
	case p.channels == 1:
		return color.Gray{Y: r}
	case p.alpha == Straight:
		return color.NRGBA{R: r, G: g, B: b, A: a}
	}
	return color.RGBA{R: r, G: g, B: b, A: a}
}

func (p *picture[T]) color16(r, g, b, a uint16) color.Color {
	switch {
	case p.channels == 1:
		return color.Gray16{Y: r}
	case p.alpha == Straight:
		return color.NRGBA64{R: r, G: g, B: b, A: a}
	}
	return color.RGBA64{R: r, G: g, B: b, A: a}
}

// RGBA64At is At without an interface: the fast road of package image/draw.
func (p *picture[T]) RGBA64At(x, y int) color.RGBA64 {
	switch {
	case p.inside(x, y):
	case p.channels == 1:
		return color.RGBA64{A: 0xffff} // black, as a color.Gray of 0 is
	default:
		return color.RGBA64{}
	}
	r, g, b, a := p.rgba(x, y)
	if p.alpha == Straight {
		return multiply(r, g, b, a)
	}
	return color.RGBA64{R: full(r), G: full(g), B: full(b), A: full(a)}
}

// full scales a channel to 16 bits.
func full[T Pixel](x T) uint16 {
	if mem.SizeOf[T]() == 1 {
		return uint16(x) * 0x101
	}
	return uint16(x)
}

// multiply returns a straight colour premultiplied, as color.NRGBA and NRGBA64 do.
func multiply[T Pixel](r, g, b, a T) color.RGBA64 {
	most := uint32(^T(0))
	by := func(x T) uint16 { return uint16(uint32(full(x)) * uint32(a) / most) }
	return color.RGBA64{R: by(r), G: by(g), B: by(b), A: full(a)}
}

// Opaque reports whether no pixel is translucent.
func (p *picture[T]) Opaque() bool {
	if p.channels != 4 {
		return true
	}
	for i := range p.v.Len(0) {
		for j := range p.v.Len(1) {
			if p.v.At3(i, j, 3) != ^T(0) {
				return false
			}
		}
	}
	return true
}

// SubImage returns the pixels inside r, sharing the memory and keeping their
// coordinates.
func (p *picture[T]) SubImage(r image.Rectangle) image.Image {
	q := p.sub(r)
	return &q
}

func (p *picture[T]) sub(r image.Rectangle) picture[T] {
	q := *p
	q.rect = r.Intersect(p.rect)
	q.v = p.v.SliceAxis(0, p.rows(q.rect)).SliceAxis(1, p.columns(q.rect))
	return q
}

// rows and columns return the range of positions of a rectangle inside the image,
// or that of the empty rectangle.
func (p *picture[T]) rows(r image.Rectangle) Index {
	if r.Empty() {
		return To(0)
	}
	return Span(r.Min.Y-p.rect.Min.Y, r.Max.Y-p.rect.Min.Y)
}

func (p *picture[T]) columns(r image.Rectangle) Index {
	if r.Empty() {
		return To(0)
	}
	return Span(r.Min.X-p.rect.Min.X, r.Max.X-p.rect.Min.X)
}

// pixels refuses: FromImage gives views for writing.
func (p *picture[T]) pixels() (MutRaw, error) {
	return MutRaw{}, fmt.Errorf("inplace: FromImage: the image shows a view that may not be written: %w; use that view", ErrReadOnly)
}

// Set writes a pixel, converted by the colour model; outside the bounds it does
// nothing. It panics with a [ReleasedError] if the borrow has ended.
func (c *canvas[T]) Set(x, y int, col color.Color) {
	if c.alpha == Straight {
		c.setStraight(x, y, col)
		return
	}
	r, g, b, a := col.RGBA()
	c.SetRGBA64(x, y, color.RGBA64{R: uint16(r), G: uint16(g), B: uint16(b), A: uint16(a)})
}

// setStraight keeps straight colours as they are, which a way through
// premultiplied ones would round.
func (c *canvas[T]) setStraight(x, y int, col color.Color) {
	if !c.inside(x, y) {
		return
	}
	if mem.SizeOf[T]() == 1 {
		n := color.NRGBAModel.Convert(col).(color.NRGBA)
		c.put(x, y, T(n.R), T(n.G), T(n.B), T(n.A))
		return
	}
	n := color.NRGBA64Model.Convert(col).(color.NRGBA64)
	c.put(x, y, T(n.R), T(n.G), T(n.B), T(n.A))
}

// SetRGBA64 is Set without an interface: the fast road of package image/draw.
func (c *canvas[T]) SetRGBA64(x, y int, col color.RGBA64) {
	if !c.inside(x, y) {
		return
	}
	switch {
	case c.channels == 1:
		c.putGray(x, y, col)
		return
	case c.alpha == Straight && col.A != 0 && col.A != 0xffff:
		divide := func(x uint16) uint16 { return uint16(uint32(x) * 0xffff / uint32(col.A)) }
		col.R, col.G, col.B = divide(col.R), divide(col.G), divide(col.B)
	}
	c.put(x, y, narrow[T](col.R), narrow[T](col.G), narrow[T](col.B), narrow[T](col.A))
}

// putGray weighs the colours as color.GrayModel does.
func (c *canvas[T]) putGray(x, y int, col color.RGBA64) {
	i, j := c.index(x, y)
	// The coefficients of JPEG, in 1/65536, and rounding: see color.GrayModel.
	y32 := (19595*uint32(col.R) + 38470*uint32(col.G) + 7471*uint32(col.B) + 1<<15) >> 16
	c.m.Set3(i, j, 0, narrow[T](uint16(y32)))
}

// narrow keeps the upper bits of a 16-bit channel.
func narrow[T Pixel](x uint16) T {
	if mem.SizeOf[T]() == 1 {
		return T(x >> 8)
	}
	return T(x)
}

// put writes the channels of a pixel inside the bounds.
func (c *canvas[T]) put(x, y int, r, g, b, a T) {
	i, j := c.index(x, y)
	c.m.Set3(i, j, 0, r)
	c.m.Set3(i, j, 1, g)
	c.m.Set3(i, j, 2, b)
	if c.channels == 4 {
		c.m.Set3(i, j, 3, a)
	}
}

// SubImage returns the pixels inside r, sharing the memory and keeping their
// coordinates. The result can be drawn on.
func (c *canvas[T]) SubImage(r image.Rectangle) image.Image {
	p := c.sub(r)
	return &canvas[T]{p, MutView[T]{p.v}}
}

// pixels returns the view that the canvas was made of.
func (c *canvas[T]) pixels() (MutRaw, error) {
	if c.channels == 1 {
		return c.m.IndexAxis(2, 0).Raw(), nil
	}
	return c.m.Raw(), nil
}
