package folds

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Places writes where the extremes of lanes of floats are, in one pass: beside the extremes of the
// lanes of a vector stand, in integers as wide as items, the indices of the vectors they came from.
func Places(c *build.Context) {
	for _, size := range []int{4, 8} {
		c.StaticGlobal(stepsName(size))
		c.DataAttributes(build.NOPTR | build.RODATA)
		for i := range 64 / size {
			if size == 4 {
				c.AddDatum(i*size, operand.U32(i))
			} else {
				c.AddDatum(i*size, operand.U64(i))
			}
		}
	}
	for _, most := range []bool{false, true} {
		for _, t := range []integer{{"Float32", 4, true}, {"Float64", 8, true}} {
			verb := "min"
			if most {
				verb = "max"
			}
			eachWidth(c, func(f *folder, suffix string) { f.place(verb+"Place"+t.name+suffix, extreme{t, true, most}) })
		}
	}
}

const placeAhead = 1 << 10

// A found is a vector of extremes, and one of their indices.
type found struct{ item, index reg.VecVirtual }

// place writes a lane. Its vectors lie as those of extreme do; what is looked at twice has the same
// index both times.
func (f *folder) place(name string, e extreme) {
	f.begin(name, "func(a *byte, n int) (index int, nan bool)",
		"returns the first place of the extreme of n items, at least a vector and less than 1<<31, and whether one is NaN; it has passed over these.")
	a, n := f.arg("a"), f.arg("n")
	per, i, x := f.width/e.size, f.GP64(), f.regs(4)
	item := func(k int) operand.Mem {
		return operand.Mem{Base: a, Index: i, Scale: uint8(e.size), Disp: k * f.width}
	}
	nans := f.nans(e)
	best := make([]found, 4)
	for k := range best {
		best[k] = found{f.reg(), f.reg()}
		f.load(at(a, 0), best[k].item) // all but the first have it at a place too far, and lose when they are joined
		f.zero(best[k].index)
	}
	nans.note(best[0].item, best[0].item)
	here := f.reg()
	last := f.copied(n)
	f.MOVQ(imm(per), i)
	f.CMPQ(n, imm(8*per))
	f.JB(label("short"))
	f.MOVQ(a, i)
	f.NEGQ(i)
	f.ANDQ(imm(f.width-1), i)
	f.SHRQ(operand.U8(log2(e.size)), i)
	f.Label("short")
	f.SUBQ(imm(4*per), last)
	f.Label("four")
	f.CMPQ(i, last)
	f.JGT(label("some"))
	f.spread(i, e.size, here)
	for k, x := range x {
		if k*f.width%64 == 0 {
			f.PREFETCHT0(item(k).Offset(placeAhead)) // the next lane, too, where one begins as this one ends
		}
		f.load(item(k), x)
	}
	nans.note(x[0], x[1])
	nans.note(x[2], x[3])
	for k, x := range x {
		e.takePlace(f, found{x, here}, best[k])
	}
	f.ADDQ(imm(4*per), i)
	f.JMP(label("four"))
	f.Label("some")
	f.ADDQ(imm(3*per), last)
	f.Label("one")
	f.CMPQ(i, last)
	f.JGT(label("rest"))
	f.Label("take")
	f.spread(i, e.size, here)
	f.load(item(0), x[0])
	nans.note(x[0], x[0])
	e.takePlace(f, found{x[0], here}, best[0])
	f.ADDQ(imm(per), i)
	f.JMP(label("one"))
	f.Label("rest")
	f.CMPQ(i, n)
	f.JE(label("fold"))
	f.MOVQ(last, i)
	f.JMP(label("take")) // after which i is n
	f.Label("fold")
	for k := 1; k < 4; k++ {
		f.add(e.size, f.constant(uint64(k*per), e.size), best[k].index)
	}
	e.joinPlace(f, best[2], best[0])
	e.joinPlace(f, best[3], best[1])
	e.joinPlace(f, best[1], best[0])
	f.add(e.size, f.steps(e.size), best[0].index)
	f.halves2(best[0], func(a, to found) { e.joinPlace(f, a, to) })
	narrow := found{x16(best[0].item), x16(best[0].index)}
	swap := func(how uint8) {
		y := found{f.XMM(), f.XMM()}
		f.VPSHUFD(operand.U8(how), narrow.item, y.item)
		f.VPSHUFD(operand.U8(how), narrow.index, y.index)
		e.joinPlace(f, y, narrow)
	}
	swap(0x4e)
	if e.size == 4 {
		swap(0xb1)
	}
	r := f.GP64()
	if e.size == 4 {
		f.VMOVD(narrow.index, r.As32()) // which clears the rest
	} else {
		f.VMOVQ(narrow.index, r)
	}
	f.Store(r, f.ReturnIndex(0))
	nans.store()
	f.end()
}

// beats compares floats: where x is further out than y.
func (e extreme) beats(f *folder, x, y, to operand.Op) {
	how := operand.U8(17) // less, no NaN, quiet
	if e.most {
		how = 30 // greater, no NaN, quiet
	}
	e.compare(f, how, x, y, to)
}

func (e extreme) compare(f *folder, how operand.U8, x, y, to operand.Op) {
	if e.size == 4 {
		f.VCMPPS(how, y, x, to)
		return
	}
	f.VCMPPD(how, y, x, to)
}

// takePlace makes s what x is where that is further out.
func (e extreme) takePlace(f *folder, x, s found) {
	if f.wide() {
		k := f.K()
		e.beats(f, x.item, s.item, k)
		e.choosePlace(f, k, x, s)
		return
	}
	v := f.reg()
	e.beats(f, x.item, s.item, v)
	e.choosePlace(f, v, x, s)
}

// joinPlace does the same, and of equal items takes that with the smaller index.
func (e extreme) joinPlace(f *folder, x, s found) {
	if f.wide() {
		k, same := f.K(), f.K()
		e.beats(f, x.item, s.item, k)
		e.compare(f, 0, x.item, s.item, same)
		if e.size == 4 {
			f.VPCMPD(operand.U8(1), s.index, x.index, same, same) // x's is less
		} else {
			f.VPCMPQ(operand.U8(1), s.index, x.index, same, same)
		}
		f.KORW(k, same, k)
		e.choosePlace(f, k, x, s)
		return
	}
	like := func() reg.VecVirtual {
		if x.item.Size() == 16 {
			return f.XMM()
		}
		return f.YMM()
	}
	v, same, less := like(), like(), like()
	e.beats(f, x.item, s.item, v)
	e.compare(f, 0, x.item, s.item, same)
	if e.size == 4 {
		f.VPCMPGTD(x.index, s.index, less)
	} else {
		f.VPCMPGTQ(x.index, s.index, less)
	}
	f.VPAND(same, less, less)
	f.VPOR(less, v, v)
	e.choosePlace(f, v, x, s)
}

// choosePlace takes what a mask says.
func (e extreme) choosePlace(f *folder, mask reg.Register, x, s found) {
	switch {
	case !f.wide():
		f.VPBLENDVB(mask, x.item, s.item, s.item)
		f.VPBLENDVB(mask, x.index, s.index, s.index)
	case e.size == 4:
		f.VMOVDQA32(x.item, mask, s.item)
		f.VMOVDQA32(x.index, mask, s.index)
	default:
		f.VMOVDQA64(x.item, mask, s.item)
		f.VMOVDQA64(x.index, mask, s.index)
	}
}

// add adds integers of size bytes.
func (f *folder) add(size int, x, s reg.VecVirtual) {
	if size == 4 {
		f.VPADDD(x, s, s)
		return
	}
	f.VPADDQ(x, s, s)
}

// steps returns 0, 1, 2 … in items of size bytes.
func (f *folder) steps(size int) reg.VecVirtual {
	v := f.reg()
	f.load(operand.NewDataAddr(operand.NewStaticSymbol(stepsName(size)), 0), v)
	return v
}

func stepsName(size int) string { return fmt.Sprintf("steps%d", 8*size) }

// halves2 is halves of both vectors of a found.
func (f *folder) halves2(x found, join func(a, to found)) {
	if f.wide() {
		high := found{f.YMM(), f.YMM()}
		f.VEXTRACTI64X4(operand.U8(1), x.item, high.item)
		f.VEXTRACTI64X4(operand.U8(1), x.index, high.index)
		join(high, found{y32(x.item), y32(x.index)})
	}
	high := found{f.XMM(), f.XMM()}
	f.VEXTRACTI128(operand.U8(1), y32(x.item), high.item)
	f.VEXTRACTI128(operand.U8(1), y32(x.index), high.index)
	join(high, found{x16(x.item), x16(x.index)})
}

// RowPlaces writes where the extremes of columns of floats are.
func RowPlaces(c *build.Context) {
	for _, most := range []bool{false, true} {
		for _, t := range []integer{{"Float32", 4, true}, {"Float64", 8, true}} {
			verb := "min"
			if most {
				verb = "max"
			}
			eachWidth(c, func(f *folder, suffix string) {
				f.rowPlaces(verb+"Places"+t.name+"Rows"+suffix, extreme{t, true, most})
			})
		}
	}
}

// rowPlaces writes columns: several vectors of them at a time, whose rows are the same for all. The last vector ends where
// the columns end; what is looked at twice beats nothing.
func (f *folder) rowPlaces(name string, e extreme) {
	f.begin(name, "func(items, places, a *byte, ar, n, rows, row int) (nan bool)",
		"goes on with the extremes of n columns, at least a vector, and with their places, integers as wide, by rows items at distances of ar bytes, the first of which has the place row; it returns whether one is NaN, and has passed over these.")
	items, places := f.arg("items"), f.arg("places")
	a, ar, n, rows := f.arg("a"), f.arg("ar"), f.arg("n"), f.arg("rows")
	nans, per := f.nans(e), f.width/e.size
	first, one := f.reg(), f.constant(1, e.size)
	row := f.arg("row")
	f.spread(row, e.size, first)
	strip := func(name string, vectors int) {
		best, x, here := make([]found, vectors), f.regs(vectors), f.reg()
		for i := range best {
			best[i] = found{f.reg(), f.reg()}
			f.load(at(items, i*f.width), best[i].item)
			f.load(at(places, i*f.width), best[i].index)
		}
		f.load(first, here)
		p, left := f.copied(a), f.copied(rows)
		f.Label(name)
		for i, x := range x {
			f.load(at(p, i*f.width), x)
		}
		for i := 0; i < vectors; i += 2 {
			nans.note(x[i], x[min(i+1, vectors-1)])
		}
		for i, x := range x {
			e.takePlace(f, found{x, here}, best[i])
		}
		f.add(e.size, one, here)
		f.ADDQ(ar, p)
		f.DECQ(left)
		f.JNE(label(name))
		for i, s := range best {
			f.load(s.item, at(items, i*f.width))
			f.load(s.index, at(places, i*f.width))
		}
		for _, p := range []reg.GPVirtual{a, items, places} {
			f.ADDQ(imm(vectors*f.width), p)
		}
		f.SUBQ(imm(vectors*per), n)
	}
	several := 2
	if f.wide() {
		several = 4
	}
	f.Label("strips")
	f.CMPQ(n, imm(several*per))
	f.JB(label("strip"))
	strip("several", several)
	f.JMP(label("strips"))
	f.Label("strip")
	f.CMPQ(n, imm(per))
	f.JB(label("rest"))
	strip("one", 1)
	f.JMP(label("strip"))
	f.Label("rest")
	f.TESTQ(n, n)
	f.JE(label("done"))
	for _, p := range []reg.GPVirtual{a, items, places} {
		f.back(p, n, e.size, per)
	}
	f.MOVQ(imm(per), n)
	f.JMP(label("strip"))
	f.Label("done")
	nans.storeAs(0)
	f.end()
}
