package ndview

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
)

// A Pixel is an element type of images.
type Pixel interface{ uint8 | uint16 }

// Alpha says what the colours of an image with four channels are.
type Alpha uint8

const (
	// Straight colours are independent of alpha, as in PNG files and most Python
	// libraries: image.NRGBA.
	Straight Alpha = iota + 1
	// Premultiplied colours have been multiplied by alpha: image.RGBA.
	Premultiplied
)

// ErrAlpha says that the meaning of four channels was not given.
var ErrAlpha = errors.New("alpha")

// Image returns v as an image of the same memory: reading a pixel reads elements
// of v, and nothing is copied. Axis 0 is the height, axis 1 the width, axis 2 the
// channels:
//
//	(height, width), (height, width, 1)   gray
//	(height, width, 3)                    red, green, blue; opaque
//	(height, width, 4)                    red, green, blue, alpha
//
// Channels that come first are moved by v.Permute(1, 2, 0). Any strides, byte order
// and pointers will do. For four channels alpha has to be given, for others it
// means nothing.
//
// The result cannot be drawn on. It implements image.RGBA64Image, Opaque and
// SubImage, and panics with a [ReleasedError] when a pixel is read after the borrow
// has ended. The error is an [*ImageError] that wraps [ErrShape] or [ErrAlpha].
func Image[T Pixel](v View[T], alpha ...Alpha) (image.Image, error) {
	f, err := frameOf(v, "Image", alpha)
	if err != nil {
		return nil, err
	}
	return newPicture(f), nil
}

// DrawImage returns v as an image of the same memory to draw on; see [Image] for
// the axes. Where pixels lie side by side, rows do not overlap, and 16-bit numbers
// are big-endian, it is the type of the standard library that package image/draw
// knows best:
//
//	            gray            four channels, Straight   Premultiplied
//	uint8       *image.Gray     *image.NRGBA              *image.RGBA
//	uint16      *image.Gray16   *image.NRGBA64            *image.RGBA64
//
// Such an image holds a slice of the memory, which nothing takes back when a
// borrow ends: do not keep it. For every other layout, and for three channels, it
// is a type of this package, which implements draw.RGBA64Image, Opaque and
// SubImage, and panics with a [ReleasedError] when it is used after the borrow.
// Colours drawn on three channels lose their alpha: what is left of them is what
// lies on black.
//
// DrawImage panics with a [ReleasedError] if the borrow of v has ended. The error
// is an [*ImageError] that wraps [ErrShape] or [ErrAlpha].
func DrawImage[T Pixel](v MutView[T], alpha ...Alpha) (draw.Image, error) {
	f, err := frameOf(v.View, "DrawImage", alpha)
	if err != nil {
		return nil, err
	}
	if f.standardFaults() == nil {
		return f.standard(), nil
	}
	return newCanvas(f), nil
}

// UnsafeStdImage returns v as a type of the standard library (see [DrawImage])
// although v is read-only: that type has a Set method and a slice of the pixels,
// and writing through them is undefined. Nothing revokes them when the borrow ends.
//
// The error is an [*ImageError] that wraps each sentinel that applies: [ErrShape],
// [ErrAlpha], [ErrByteOrder], [ErrLayout].
func UnsafeStdImage[T Pixel](v View[T], alpha ...Alpha) (image.Image, error) {
	f, err := frameOf(v, "UnsafeStdImage", alpha)
	if err != nil {
		return nil, err
	}
	if unmet := f.standardFaults(); unmet != nil {
		return nil, f.refuse("UnsafeStdImage", unmet)
	}
	return f.standard(), nil
}

// ImageOf is [Image] for items whose type is known at run time only. The error
// wraps [ErrType] too if they are neither uint8 nor uint16.
func ImageOf(r Raw, alpha ...Alpha) (image.Image, error) {
	switch r.typ.Kind {
	case elem.KindUint8:
		v, err := As[uint8](r)
		if err != nil {
			return nil, err
		}
		return Image(v, alpha...)
	case elem.KindUint16:
		v, err := As[uint16](r)
		if err != nil {
			return nil, err
		}
		return Image(v, alpha...)
	}
	return nil, pixelTypeError("ImageOf", &r)
}

// DrawImageOf is [DrawImage] for items whose type is known at run time only. The
// error wraps [ErrType] too if they are neither uint8 nor uint16.
func DrawImageOf(r MutRaw, alpha ...Alpha) (draw.Image, error) {
	switch r.typ.Kind {
	case elem.KindUint8:
		v, err := AsMut[uint8](r)
		if err != nil {
			return nil, err
		}
		return DrawImage(v, alpha...)
	case elem.KindUint16:
		v, err := AsMut[uint16](r)
		if err != nil {
			return nil, err
		}
		return DrawImage(v, alpha...)
	}
	return nil, pixelTypeError("DrawImageOf", &r.Raw)
}

// An ImageError says why a view is no image. It wraps a sentinel for each unmet
// requirement.
type ImageError struct {
	Op      string
	DType   DType
	Shape   []int
	Strides []int // bytes
	Unmet   []error
}

func (e *ImageError) Error() string {
	texts := make([]string, len(e.Unmet))
	for i, u := range e.Unmet {
		texts[i] = u.Error()
	}
	return fmt.Sprintf("inplace: %s: %s view of shape %s, strides %s bytes: %s", e.Op, e.DType,
		layout.FormatShape(e.Shape), layout.FormatShape(e.Strides), strings.Join(texts, "; "))
}

// Unwrap returns the unmet requirements.
func (e *ImageError) Unwrap() []error { return e.Unmet }

func pixelTypeError(op string, r *Raw) error {
	unmet := append([]error{fmt.Errorf("wanted uint8 or uint16 items, found %s: %w; convert in Python with .astype()", r.typ, ErrType)},
		shapeFaults(r.Shape())...)
	return &ImageError{Op: op, DType: r.typ, Shape: r.Shape(), Strides: r.Strides(), Unmet: unmet}
}

// shapeFaults says why a shape is not that of an image.
func shapeFaults(shape []int) []error {
	switch {
	case len(shape) == 2:
		return nil
	case len(shape) != 3:
		return []error{fmt.Errorf("wanted 2 axes (height, width) or 3 (height, width, channels), found %d: %w", len(shape), ErrShape)}
	case shape[2] == 1 || shape[2] == 3 || shape[2] == 4:
		return nil
	case shape[0] == 1 || shape[0] == 3 || shape[0] == 4:
		return []error{fmt.Errorf("wanted 1, 3 or 4 channels on the last axis, found %d: %w; if the first axis has the channels use v.Permute(1, 2, 0)", shape[2], ErrShape)}
	}
	return []error{fmt.Errorf("wanted 1, 3 or 4 channels on the last axis, found %d: %w; take some of them with SliceAxis or IndexAxis", shape[2], ErrShape)}
}

// A frame is a view whose shape has been found to be that of an image.
type frame[T Pixel] struct {
	v     View[T] // height, width, channels
	alpha Alpha   // 0 for less than four channels
	given View[T] // as it came, for messages
}

func frameOf[T Pixel](v View[T], op string, alpha []Alpha) (frame[T], error) {
	f := frame[T]{v: v, given: v}
	unmet := shapeFaults(v.Shape())
	if v.NDim() == 3 && v.Len(2) == 4 {
		if len(alpha) > 0 {
			f.alpha = alpha[0]
		}
		if f.alpha != Straight && f.alpha != Premultiplied || len(alpha) > 1 {
			unmet = append(unmet, fmt.Errorf("4 channels need to be told what the fourth means: %w; give one of ndview.Straight and ndview.Premultiplied", ErrAlpha))
		}
	}
	if unmet != nil {
		return f, f.refuse(op, unmet)
	}
	if v.NDim() == 2 {
		f.v = v.InsertAxis(2)
	}
	return f, nil
}

func (f *frame[T]) refuse(op string, unmet []error) error {
	return &ImageError{Op: op, DType: f.given.DType(), Shape: f.given.Shape(), Strides: f.given.Strides(), Unmet: unmet}
}

func (f *frame[T]) height() int   { return f.v.Len(0) }
func (f *frame[T]) width() int    { return f.v.Len(1) }
func (f *frame[T]) channels() int { return f.v.Len(2) }

// mut returns the view for writing, which the caller has been given.
func (f *frame[T]) mut() MutView[T] { return MutView[T]{f.v} }
