package ledger

import (
	"math/bits"

	"github.com/go-inplace/inplace/internal/layout"
)

// Finding the claims near an address
//
// Addresses are divided into cells of 1 KiB, these are grouped by 16 into cells of
// 16 KiB, and so on up to one cell that is everything: a hierarchical grid, as for
// collisions of bodies of different sizes. A claim lives in the smallest cell that
// holds its whole span, so in exactly one. Claims of which the spans meet are then
// related by their cells: one cell holds the other, or is the same.
//
// A look-up goes through the sizes of cell that are in use, which are few. Among
// cells at least as large as its own there is one for each size that holds it;
// among smaller ones, those under its span. Where that would be more cells than
// there are claims, it goes through the claims instead; so too if there are only a
// few of them, which is the common case.
//
// Cells exist only as numbers. Claims are chained by a hash of their cell.
//
// C. Ericson, "Real-Time Collision Detection" (2005), chapter 7.2.
type grid struct {
	all      []*Claim // in no order
	heads    []*Claim // the chains
	hash     uint     // 64 − log₂ len(heads)
	perLevel [levels]int
	used     uint16 // bit per level with claims
}

const (
	smallest = 10 // log₂ of the bytes of the smallest cells
	ratio    = 4  // log₂ of the cells in a cell of the next level
	levels   = (64-smallest+ratio-1)/ratio + 1
	few      = 8 // so many claims are looked through faster than their cells are found
)

// A cell is its number among those of its level, and in the lowest bits the level.
type cell uint64

const levelBits = 4

func cellOf(level int, number uint64) cell { return cell(number<<levelBits | uint64(level)) }

func (c cell) level() int { return int(c & (1<<levelBits - 1)) }

func numberOf(level int, address uint64) uint64 { return address >> (smallest + ratio*level) }

// smallestCell returns the smallest cell that holds the bytes from lo to hi−1.
func smallestCell(lo, hi uint64) cell {
	level := 0
	if differing := bits.Len64(lo ^ (hi - 1)); differing > smallest {
		level = (differing - smallest + ratio - 1) / ratio
	}
	return cellOf(level, numberOf(level, lo))
}

func (g *grid) chain(c cell) **Claim { return &g.heads[uint64(c)*0x9e3779b97f4a7c15>>g.hash] }

// conflict returns a claim that shares a byte with c, or may.
func (g *grid) conflict(c *Claim) (*Claim, layout.Verdict) {
	if len(g.all) <= few {
		return g.conflictAmongAll(c)
	}
	for used := g.used; used != 0; used &= used - 1 {
		level := bits.TrailingZeros16(used)
		first, last := numberOf(level, c.lo), numberOf(level, c.hi-1)
		if last-first >= uint64(len(g.all)) {
			return g.conflictAmongAll(c)
		}
		for n := first; n <= last; n++ {
			if d, verdict := g.conflictIn(cellOf(level, n), c); d != nil {
				return d, verdict
			}
		}
	}
	return nil, layout.Disjoint
}

func (g *grid) conflictIn(in cell, c *Claim) (*Claim, layout.Verdict) {
	for d := *g.chain(in); d != nil; d = d.next {
		if d.cell != in || c.hi <= d.lo || d.hi <= c.lo {
			continue
		}
		if verdict := c.against(d); verdict != layout.Disjoint {
			return d, verdict
		}
	}
	return nil, layout.Disjoint
}

func (g *grid) conflictAmongAll(c *Claim) (*Claim, layout.Verdict) {
	for _, d := range g.all {
		if c.hi <= d.lo || d.hi <= c.lo {
			continue
		}
		if verdict := c.against(d); verdict != layout.Disjoint {
			return d, verdict
		}
	}
	return nil, layout.Disjoint
}

func (g *grid) add(c *Claim) {
	if len(g.all) >= len(g.heads) {
		g.grow()
	}
	c.at = len(g.all)
	g.all = append(g.all, c)
	c.cell = smallestCell(c.lo, c.hi)
	g.link(c)
	level := c.cell.level()
	g.perLevel[level]++
	g.used |= 1 << level
}

func (g *grid) remove(c *Claim) {
	last := len(g.all) - 1
	moved := g.all[last]
	g.all[c.at], moved.at = moved, c.at
	g.all[last] = nil
	g.all = g.all[:last]
	g.unlink(c)
	level := c.cell.level()
	if g.perLevel[level]--; g.perLevel[level] == 0 {
		g.used &^= 1 << level
	}
}

func (g *grid) link(c *Claim) {
	head := g.chain(c.cell)
	c.prev, c.next = nil, *head
	if c.next != nil {
		c.next.prev = c
	}
	*head = c
}

func (g *grid) unlink(c *Claim) {
	if c.next != nil {
		c.next.prev = c.prev
	}
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		*g.chain(c.cell) = c.next
	}
	c.next, c.prev = nil, nil
}

// grow doubles the number of chains.
func (g *grid) grow() {
	n := max(64, 2*len(g.heads))
	g.heads = make([]*Claim, n)
	g.hash = uint(64 - bits.TrailingZeros(uint(n)))
	for _, c := range g.all {
		g.link(c)
	}
}
