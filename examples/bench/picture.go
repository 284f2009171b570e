package main

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// writePicture draws the ratio of each case, on a logarithmic axis, in a colour per
// group; NumPy is the line at 1.
func writePicture(path string, results []result) error {
	p := plot.New()
	p.Title.Text = "NumPy's time by ours, per case"
	p.Y.Label.Text = "ratio (above 1: faster than NumPy)"
	p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.X.Label.Text = "cases, by group"
	p.Legend.Left = false
	p.Legend.Top = true

	one, err := plotter.NewLine(plotter.XYs{{X: -1, Y: 1}, {X: float64(len(results)), Y: 1}})
	if err != nil {
		return err
	}
	one.Color = color.Gray{Y: 128}
	p.Add(plotter.NewGrid(), one)

	at := map[string]plotter.XYs{}
	for i, r := range results {
		at[r.Group] = append(at[r.Group], plotter.XY{X: float64(i), Y: r.Ratio})
	}
	for i, name := range groups(results) {
		points, err := plotter.NewScatter(at[name])
		if err != nil {
			return err
		}
		points.Color, points.Shape, points.Radius = plotutil.Color(i), draw.CircleGlyph{}, vg.Points(2.5)
		if i >= len(plotutil.DefaultColors) {
			points.Shape = draw.PyramidGlyph{}
		}
		p.Add(points)
		p.Legend.Add(name, points)
	}
	p.X.Max = float64(len(results)) * 1.15 // room for the legend
	return p.Save(30*vg.Centimeter, 15*vg.Centimeter, path)
}
