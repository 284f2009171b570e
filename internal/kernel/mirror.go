package kernel

// computeMirror runs a loop where σ reverses axes: pairs of pieces from both ends of
// the reversed axis with the longest stride. Of an odd length the middle is left,
// which is turned over along the other reversed axes only.
func (r *run) computeMirror(l *Loop) {
	axis, longest := 0, -1
	d := &r.ops[0].layout
	for k := range d.NDim {
		if _, s := d.Dim(k); r.twin.reversed.Has(k) && abs(s) > longest {
			axis, longest = k, abs(s)
		}
	}
	n, _ := d.Dim(axis)
	half := n / 2
	front, back := r.sub(), r.sub()
	front.cut(axis, 0, half)
	back.cut(axis, n-half, n)
	for k := range d.NDim {
		if r.twin.reversed.Has(k) {
			back.flip(k)
		}
	}
	pair(l, front, back)
	if n%2 == 1 {
		middle := r.sub()
		middle.cut(axis, half, half+1)
		middle.again(l)
	}
}
