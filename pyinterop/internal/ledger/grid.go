package ledger

import (
	"math/bits"

	"github.com/go-inplace/inplace/internal/layout"
)

// Finding the claims near an address
//
// Where only a few claims are open, which is the common case, all of them are
// looked at. With more, addresses are divided into cells of 4 KiB, these are grouped
// by 64 into cells of 256 KiB, and so on up to one cell that is everything: a
// hierarchical grid, as for collisions of bodies of different sizes. A claim lives
// in the smallest cell that holds its whole span, so in exactly one. Claims of which
// the spans meet are then related by their cells: one cell holds the other, or is
// the same.
//
// A look-up goes through the sizes of cell that are in use, which are few. Among
// cells at least as large as its own there is one for each size that holds it;
// among smaller ones, those under its span. Where that would be many cells for the
// number of claims, it goes through the claims instead.
//
// Cells exist only as numbers. Claims are chained by a hash of their cell.
//
// C. Ericson, "Real-Time Collision Detection" (2005), chapter 7.2.
type grid struct {
	all []spot // in no order

	chained  bool     // what follows is in use
	heads    []*Claim // the chains
	hash     uint     // 64 − log₂ len(heads)
	perLevel [levels]int
	used     uint16 // bit per level with claims
}

// A spot is a claim with its span, which is compared without a look at the claim.
type spot struct {
	lo, hi uint64
	c      *Claim
}

const (
	smallest = 12 // log₂ of the bytes of the smallest cells
	ratio    = 6  // log₂ of the cells in a cell of the next level
	levels   = (64-smallest+ratio-1)/ratio + 1
	few      = 8 // so many claims are looked through faster than their cells are found
	worth    = 8 // so many claims are looked through in the time of finding one cell
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
	if !g.chained {
		return g.conflictAmongAll(c)
	}
	for used := g.used; used != 0; used &= used - 1 {
		level := bits.TrailingZeros16(used)
		first, last := numberOf(level, c.lo), numberOf(level, c.hi-1)
		if last-first >= uint64(len(g.all))/worth {
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
	for i := range g.all {
		s := &g.all[i]
		if c.hi <= s.lo || s.hi <= c.lo {
			continue
		}
		if verdict := c.against(s.c); verdict != layout.Disjoint {
			return s.c, verdict
		}
	}
	return nil, layout.Disjoint
}

func (g *grid) add(c *Claim) {
	c.at = len(g.all)
	g.all = append(g.all, spot{c.lo, c.hi, c})
	switch {
	case len(g.all) <= few && !g.chained:
	case !g.chained, len(g.all) > len(g.heads):
		g.chainAll()
	default:
		g.link(c)
	}
}

func (g *grid) remove(c *Claim) {
	if g.chained {
		g.unlink(c)
	}
	last := len(g.all) - 1
	g.all[c.at] = g.all[last]
	g.all[c.at].c.at = c.at
	g.all[last].c = nil
	g.all = g.all[:last]
	if g.chained && last <= few/2 { // half of it, or claims that come and go would chain all others each time
		for i := range g.all {
			g.unlink(g.all[i].c)
		}
		g.chained = false
	}
}

// chainAll makes the chains, of which there are at least as many as claims.
func (g *grid) chainAll() {
	if n := len(g.heads); len(g.all) > n {
		n = max(64, 2*n)
		g.heads = make([]*Claim, n)
		g.hash = uint(64 - bits.TrailingZeros(uint(n)))
		g.perLevel, g.used = [levels]int{}, 0
	}
	g.chained = true
	for i := range g.all {
		g.link(g.all[i].c)
	}
}

func (g *grid) link(c *Claim) {
	c.cell = smallestCell(c.lo, c.hi)
	head := g.chain(c.cell)
	c.prev, c.next = nil, *head
	if c.next != nil {
		c.next.prev = c
	}
	*head = c
	level := c.cell.level()
	g.perLevel[level]++
	g.used |= 1 << level
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
	level := c.cell.level()
	if g.perLevel[level]--; g.perLevel[level] == 0 {
		g.used &^= 1 << level
	}
}
