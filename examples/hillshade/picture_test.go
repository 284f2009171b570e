package main

import (
	"image"
	"image/color"
)

// distinctGreys counts the grey values among every step-th pixel of an image.
func distinctGreys(img image.Image, step int) int {
	seen := map[uint8]bool{}
	b := img.Bounds()
	for i := 0; i < b.Dx()*b.Dy(); i += step {
		at := img.At(b.Min.X+i%b.Dx(), b.Min.Y+i/b.Dx())
		seen[color.GrayModel.Convert(at).(color.Gray).Y] = true
	}
	return len(seen)
}
