// Command photo changes a photo in place, in the array that NumPy holds it in:
//
//	go run -C examples ./photo
//
// Package ops spreads the colours and blurs the border, each on a view of the array; package image/draw of the standard
// library draws on the same bytes.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"log"
	"os"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

//go:embed photo.py
var source string

// Colours from low to high are spread over all values.
const low, high = 16, 208

func main() {
	log.SetFlags(0)
	width := flag.Int("width", 400, "width of the photo in pixels")
	picture := flag.String("o", "photo.png", "where to write the picture")
	flag.Parse()
	if _, err := run(os.Stdout, *width, *picture); err != nil {
		log.Fatal(err)
	}
}

// run returns how many colours differ from what NumPy spreads, before anything else is done to them.
func run(w io.Writer, width int, picture string) (different int, err error) {
	err = pyinterop.Do(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		for name, value := range map[string]any{"width": width, "path": picture, "low": low, "high": high} {
			if err := names.SetItem(name, value); err != nil {
				return err
			}
		}
		if err := py.ExecIn(source+"\nphoto = load(width); before = photo.copy()\n", names); err != nil {
			return err
		}
		photo, err := names.Item("photo")
		if err != nil {
			return err
		}
		change := func(f func(ndview.MutView[uint8]) error) error {
			return pyinterop.BorrowMut(photo, func(v ndview.MutView[uint8]) error {
				return py.AllowThreadsErr(func() error { return f(v) })
			})
		}
		if err := change(spread); err != nil {
			return err
		}
		count, err := py.EvalIn("int((photo[..., :3] != stretched(before, low, high)).sum())", names)
		if err != nil {
			return err
		}
		if different, err = count.Int(); err != nil {
			return err
		}
		if err := change(blurBorder); err != nil {
			return err
		}
		if err := change(drawOn); err != nil {
			return err
		}
		if err := py.ExecIn("draw(path, before, photo)", names); err != nil {
			return err
		}
		fmt.Fprintf(w, "colours that differ from NumPy's: %d; picture: %s\n", different, picture)
		return nil
	})
	return different, err
}

// colours are red, green and blue of an image; opacity stays what it is.
func colours(photo ndview.MutView[uint8]) ndview.MutView[uint8] {
	return photo.SliceAxis(2, ndview.To(3))
}

// spread is one pass over the array: bytes become numbers and bytes again in blocks that stay in the cache.
func spread(photo ndview.MutView[uint8]) error {
	x := fused.As[float32](fused.In[uint8]("x"))
	brighter := fused.Mul(fused.Sub(x, fused.Const(low)), fused.Const(255.0/(high-low)))
	p, err := fused.Compile(fused.As[uint8](fused.Clip(brighter, fused.Const(0), fused.Const(255))))
	if err != nil {
		return err
	}
	v := colours(photo)
	return p.Run(v.Raw(), v.View.Raw())
}

// blurBorder blurs a tenth of the photo along each edge: four views, and along the colours no neighbours.
func blurBorder(photo ndview.MutView[uint8]) error {
	box := iter.Box(2, 3)
	for i, o := range box {
		box[i] = []int{o[0], o[1], 0}
	}
	blur := iter.Stencil[uint8]{Offsets: box, Border: iter.EdgeBorder}
	v := colours(photo)
	tenth := min(v.Len(0), v.Len(1)) / 10
	for _, part := range []ndview.MutView[uint8]{
		v.SliceAxis(0, ndview.To(tenth)),
		v.SliceAxis(0, ndview.From(-tenth)),
		v.Slice(ndview.Span(tenth, -tenth), ndview.To(tenth)),
		v.Slice(ndview.Span(tenth, -tenth), ndview.From(-tenth)),
	} {
		err := ops.StencilEach(part, part.View, blur, func(near []uint8) uint8 {
			sum := 0
			for _, n := range near {
				sum += int(n)
			}
			return uint8(sum / len(near))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// drawOn lets the standard library draw: the array is an image.RGBA that shares its memory.
func drawOn(photo ndview.MutView[uint8]) error {
	canvas, err := ndview.DrawImage(photo, ndview.Premultiplied)
	if err != nil {
		return err
	}
	b := canvas.Bounds()
	frame := b.Inset(b.Dx() / 10)
	line := image.NewUniform(color.RGBA{R: 255, G: 200, A: 255})
	for _, r := range []image.Rectangle{
		{frame.Min, image.Pt(frame.Max.X, frame.Min.Y+3)}, {image.Pt(frame.Min.X, frame.Max.Y-3), frame.Max},
		{frame.Min, image.Pt(frame.Min.X+3, frame.Max.Y)}, {image.Pt(frame.Max.X-3, frame.Min.Y), frame.Max},
	} {
		draw.Draw(canvas, r, line, image.Point{}, draw.Src)
	}
	shade := image.NewUniform(color.RGBA{A: 110})
	draw.Draw(canvas, image.Rect(frame.Min.X, frame.Max.Y-b.Dy()/8, frame.Max.X, frame.Max.Y-3), shade, image.Point{}, draw.Over)
	return nil
}
