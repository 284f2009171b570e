package ndview

import (
	"fmt"
	"image"
	"image/draw"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// standardFaults says why no type of the standard library has this layout; nil if
// one has. They all want pixels side by side, rows in order that do not overlap,
// and 16-bit numbers big-endian.
func (f *frame[T]) standardFaults() (unmet []error) {
	item := mem.SizeOf[T]()
	pixel := item * f.channels()
	if f.channels() == 3 {
		unmet = append(unmet, fmt.Errorf("package image has no type for 3 channels: %w; use Image", ErrShape))
	}
	if item > 1 && f.v.DType().Swapped != printsOnLittleEndian {
		unmet = append(unmet, fmt.Errorf("package image keeps 16-bit numbers big-endian: %w; use Image", ErrByteOrder))
	}
	l := f.v.a.L()
	if l.Empty() {
		return unmet
	}
	wrong := func(axis, want int) bool {
		n, stride := l.Dim(axis)
		return n > 1 && stride != want
	}
	_, row := l.Dim(0)
	if l.Indirect() || wrong(2, item) || wrong(1, pixel) || f.height() > 1 && row < pixel*f.width() {
		unmet = append(unmet, fmt.Errorf("wanted strides (at least %d, %d, %d) and no pointers, found %s: %w; use Image",
			pixel*f.width(), pixel, item, layout.FormatShape(l.AppendStrides(nil)), ErrLayout))
	}
	return unmet
}

// standard returns the image of the standard library over the memory of f, whose
// layout has no faults. It panics with a [ReleasedError] if the borrow has ended.
func (f *frame[T]) standard() draw.Image {
	pix, stride := f.bytes()
	r := image.Rect(0, 0, f.width(), f.height())
	if mem.SizeOf[T]() == 1 {
		switch {
		case f.channels() == 1:
			return &image.Gray{Pix: pix, Stride: stride, Rect: r}
		case f.alpha == Premultiplied:
			return &image.RGBA{Pix: pix, Stride: stride, Rect: r}
		}
		return &image.NRGBA{Pix: pix, Stride: stride, Rect: r}
	}
	switch {
	case f.channels() == 1:
		return &image.Gray16{Pix: pix, Stride: stride, Rect: r}
	case f.alpha == Premultiplied:
		return &image.RGBA64{Pix: pix, Stride: stride, Rect: r}
	}
	return &image.NRGBA64{Pix: pix, Stride: stride, Rect: r}
}

// bytes returns the bytes of the pixels, from the first to the last, and the
// bytes between rows.
func (f *frame[T]) bytes() (pix []byte, stride int) {
	f.v.a.Check()
	l := f.v.a.L()
	line := mem.SizeOf[T]() * f.channels() * f.width()
	if l.Empty() {
		return nil, line
	}
	if stride = line; f.height() > 1 {
		_, stride = l.Dim(0)
	}
	_, hi := l.Bounds(mem.SizeOf[T]())
	return mem.Bytes(f.v.a.Base, hi), stride // M1, M2: no stride is negative, so the span starts at Base
}

// FromImage returns the pixels of img as a view of the same memory: (height,
// width) for Gray, Gray16, Alpha, Alpha16 and Paletted (its indices), (height,
// width, 4) for RGBA, NRGBA, RGBA64, NRGBA64 and CMYK, of uint8 or of big-endian
// uint16, and what an image of [DrawImage] was made of. Index (0, 0) is the pixel
// img.Bounds().Min. [PixelsOf] is the typed form.
//
// Other images have no pixels in memory, or several planes of them (see
// [FromYCbCr]): the error wraps [ErrType]. It wraps [ErrBounds] if the slice of
// the pixels is too short for the bounds, and [ErrReadOnly] for an image of
// [Image].
func FromImage(img image.Image) (MutRaw, error) {
	switch m := img.(type) {
	case *image.Gray:
		return fromPix(m.Pix, m.Stride, m.Rect, 1, elem.KindUint8)
	case *image.Alpha:
		return fromPix(m.Pix, m.Stride, m.Rect, 1, elem.KindUint8)
	case *image.Paletted:
		return fromPix(m.Pix, m.Stride, m.Rect, 1, elem.KindUint8)
	case *image.RGBA:
		return fromPix(m.Pix, m.Stride, m.Rect, 4, elem.KindUint8)
	case *image.NRGBA:
		return fromPix(m.Pix, m.Stride, m.Rect, 4, elem.KindUint8)
	case *image.CMYK:
		return fromPix(m.Pix, m.Stride, m.Rect, 4, elem.KindUint8)
	case *image.Gray16:
		return fromPix(m.Pix, m.Stride, m.Rect, 1, elem.KindUint16)
	case *image.Alpha16:
		return fromPix(m.Pix, m.Stride, m.Rect, 1, elem.KindUint16)
	case *image.RGBA64:
		return fromPix(m.Pix, m.Stride, m.Rect, 4, elem.KindUint16)
	case *image.NRGBA64:
		return fromPix(m.Pix, m.Stride, m.Rect, 4, elem.KindUint16)
	case interface{ pixels() (MutRaw, error) }:
		return m.pixels()
	case *image.YCbCr, *image.NYCbCrA:
		return MutRaw{}, fmt.Errorf("inplace: FromImage: %T keeps its pixels in planes of different shapes: %w; use FromYCbCr", img, ErrType)
	}
	return MutRaw{}, fmt.Errorf("inplace: FromImage: %T has no pixels in memory that are known: %w; draw it on an image of DrawImage", img, ErrType)
}

// PixelsOf is [FromImage] with the element type: uint8 or uint16. The error wraps
// [ErrType] too if img has the other one.
func PixelsOf[T Pixel](img image.Image) (MutView[T], error) {
	r, err := FromImage(img)
	if err != nil {
		return MutView[T]{}, err
	}
	return AsMut[T](r)
}

// FromYCbCr returns the planes of img as views of the same memory. Those of the
// chroma are smaller by the subsample ratio. The error wraps [ErrBounds] if a plane
// is too short for the bounds, and [ErrType] for an unknown ratio.
func FromYCbCr(img *image.YCbCr) (y, cb, cr MutView[uint8], err error) {
	across, down, err := subsample(img.SubsampleRatio)
	if err != nil {
		return y, cb, cr, err
	}
	r := img.Rect
	if r.Empty() {
		r = image.Rectangle{}
	}
	// A chroma sample belongs to several columns and rows, the first and the last to fewer.
	chroma := image.Rect(r.Min.X/across, r.Min.Y/down, (r.Max.X+across-1)/across, (r.Max.Y+down-1)/down)
	if r.Empty() {
		chroma = r
	}
	plane := func(pix []uint8, stride int, r image.Rectangle) (v MutView[uint8]) {
		if err != nil {
			return v
		}
		var raw MutRaw
		if raw, err = fromPix(pix, stride, r, 1, elem.KindUint8); err == nil {
			v, err = AsMut[uint8](raw)
		}
		return v
	}
	return plane(img.Y, img.YStride, r), plane(img.Cb, img.CStride, chroma), plane(img.Cr, img.CStride, chroma), err
}

func subsample(ratio image.YCbCrSubsampleRatio) (across, down int, err error) {
	switch ratio {
	case image.YCbCrSubsampleRatio444:
		return 1, 1, nil
	case image.YCbCrSubsampleRatio422:
		return 2, 1, nil
	case image.YCbCrSubsampleRatio420:
		return 2, 2, nil
	case image.YCbCrSubsampleRatio440:
		return 1, 2, nil
	case image.YCbCrSubsampleRatio411:
		return 4, 1, nil
	case image.YCbCrSubsampleRatio410:
		return 4, 2, nil
	}
	return 0, 0, fmt.Errorf("inplace: FromYCbCr: subsample ratio %v: %w", ratio, ErrType)
}

// fromPix returns a view of the pixels of a standard image.
func fromPix(pix []uint8, stride int, r image.Rectangle, channels int, kind elem.Kind) (MutRaw, error) {
	typ := kind.Type()
	typ.Swapped = typ.Size > 1 && printsOnLittleEndian
	shape := []int{max(r.Dy(), 0), max(r.Dx(), 0), channels}
	strides := []int{stride, channels * typ.Size, typ.Size}
	if channels == 1 {
		shape, strides = shape[:2], strides[:2]
	}
	v, err := FromBytes(pix, 0, typ, shape, strides)
	if err != nil {
		return v, fmt.Errorf("inplace: FromImage: pixels with bounds %v and stride %d: %w", r, stride, err)
	}
	return v, nil
}
