package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/mem"
)

// Copying a transpose
//
// Where the destination runs along one axis and the source along the other, a
// copy by lanes uses one item of each cache line it reads, and comes back for the
// next when the line is gone. Square tiles, the usual cure, lose in Go: their
// short inner loops mispredict their ends. What wins is a strip of fixed width: 8
// items, one from each of 8 lanes of the source, become 8 neighbours in the
// destination, and the strip is walked along the source, so that each of the 8
// lanes is read in order and whole pieces of cache lines are written. (Float64,
// 1000×1000: 1.4 ns per item; the other way round, 8 neighbours read and
// scattered, 2.5; tiles 2.2 to 3.)

// stripWidth is the number of items that a strip moves at once.
const stripWidth = 8

// A Strips copies rows×n items: item (r, i) lies at r·dr + i·di from dst and at
// r·sr + i·si from src. It is meant for |di| < |dr| and |sr| < |si|: neighbours
// in the destination are far apart in the source.
type Strips func(dst mem.Addr, dr, di int, src mem.Addr, sr, si int, rows, n int)

// StripsOf returns the loop that copies strips of items of size bytes (1, 2, 4, 8
// or 16).
func StripsOf(size int) Strips {
	switch size {
	case 1:
		return strips[[1]byte]
	case 2:
		return strips[[2]byte]
	case 4:
		return strips[[4]byte]
	case 8:
		return strips[[8]byte]
	}
	return strips[[16]byte]
}

func strips[B item](dst mem.Addr, dr, di int, src mem.Addr, sr, si int, rows, n int) {
	i := 0
	if size := mem.SizeOf[B](); di == size && sr == size {
		if lead := leadColumns(size, dst, dr, rows, n); lead > 0 {
			stripColumns[B](dst, dr, di, src, sr, si, rows, 0, lead)
			dst, src, n = unsafe.Add(dst, lead*di), unsafe.Add(src, lead*si), n-lead // K5: columns are left
		}
		i = stripTiles(size, dst, dr, src, si, rows, n)
		if done := rows - rows%max(16/size, 1); i > 0 && done < rows { // the last rows of the tiles
			d, s := unsafe.Add(dst, done*dr), unsafe.Add(src, done*sr) // K1
			stripRows[B](d, dr, di, s, sr, si, rows-done, i)
		}
	}
	stripColumns[B](dst, dr, di, src, sr, si, rows, i, n)
}

// leadColumns is how many columns come before those of tiles, for rows of tiles to be whole lines of the cache, or for every
// other row to be. A vector that is written across the end of a line which is not in the cache takes half as long again:
// of 1000×1000 float64 that begin 16 bytes behind that of a line, copies take 1.45 times as long.
func leadColumns(size int, dst mem.Addr, dr, rows, n int) int {
	const line = 64
	off := int(mem.Uint(dst) % line)
	lead := (line - off) / size
	if off == 0 || off%size != 0 || dr%(line/2) != 0 || rows < line || n < lead+4*line/size {
		return 0
	}
	return lead
}

// tileRows is the number of rows of dst that are written before the next columns are.
const tileRows = 256

// stripTiles copies the columns that tiles in assembly can take, less the last rows that fill no tile, and
// returns how many they are. Items lie side by side in the rows of dst and in those of src.
func stripTiles(size int, dst mem.Addr, dr int, src mem.Addr, si, rows, n int) (done int) {
	t := tilesOf(size)
	if t.loop == nil || n < t.wide || rows < t.tall {
		return 0
	}
	done, rows = n-n%t.wide, rows-rows%t.tall
	for r := 0; r < rows; r += tileRows {
		for i := 0; i < done; i += t.wide {
			t.loop(unsafe.Add(dst, r*dr+i*size), dr, unsafe.Add(src, i*si+r*size), si, min(tileRows, rows-r)) // K1
		}
	}
	return done
}

// stripRows copies n items of each of a few rows.
func stripRows[B item](dst mem.Addr, dr, di int, src mem.Addr, sr, si int, rows, n int) {
	for r := range rows {
		walk[B](unsafe.Add(dst, r*dr), di, unsafe.Add(src, r*sr), si, n) // K1
	}
}

// stripColumns copies the columns from i up to, not including, n.
func stripColumns[B item](dst mem.Addr, dr, di int, src mem.Addr, sr, si int, rows, i, n int) {
	for ; i+stripWidth <= n && rows > 0; i += stripWidth {
		d, s := unsafe.Add(dst, i*di), unsafe.Add(src, i*si) // K1
		if di == mem.SizeOf[B]() {
			denseStrip[B](d, dr, s, sr, si, rows)
		} else {
			strip[B](d, dr, di, s, sr, si, rows)
		}
	}
	for ; i < n && rows > 0; i++ {
		walk[B](unsafe.Add(dst, i*di), dr, unsafe.Add(src, i*si), sr, rows) // K1
	}
}

// denseStrip moves a strip whose 8 items lie side by side in the destination.
func denseStrip[B item](dst mem.Addr, dr int, src mem.Addr, sr, si int, rows int) {
	for {
		d := (*[stripWidth]B)(dst)          // K1: 8 items, side by side
		d[0] = *(*B)(src)                   // K1
		d[1] = *(*B)(unsafe.Add(src, si))   // K1
		d[2] = *(*B)(unsafe.Add(src, 2*si)) // K1
		d[3] = *(*B)(unsafe.Add(src, 3*si)) // K1
		d[4] = *(*B)(unsafe.Add(src, 4*si)) // K1
		d[5] = *(*B)(unsafe.Add(src, 5*si)) // K1
		d[6] = *(*B)(unsafe.Add(src, 6*si)) // K1
		d[7] = *(*B)(unsafe.Add(src, 7*si)) // K1
		if rows--; rows <= 0 {
			return
		}
		dst, src = unsafe.Add(dst, dr), unsafe.Add(src, sr) // K5
	}
}

func strip[B item](dst mem.Addr, dr, di int, src mem.Addr, sr, si int, rows int) {
	for {
		*(*B)(dst) = *(*B)(src)                                     // K1
		*(*B)(unsafe.Add(dst, di)) = *(*B)(unsafe.Add(src, si))     // K1
		*(*B)(unsafe.Add(dst, 2*di)) = *(*B)(unsafe.Add(src, 2*si)) // K1
		*(*B)(unsafe.Add(dst, 3*di)) = *(*B)(unsafe.Add(src, 3*si)) // K1
		*(*B)(unsafe.Add(dst, 4*di)) = *(*B)(unsafe.Add(src, 4*si)) // K1
		*(*B)(unsafe.Add(dst, 5*di)) = *(*B)(unsafe.Add(src, 5*si)) // K1
		*(*B)(unsafe.Add(dst, 6*di)) = *(*B)(unsafe.Add(src, 6*si)) // K1
		*(*B)(unsafe.Add(dst, 7*di)) = *(*B)(unsafe.Add(src, 7*si)) // K1
		if rows--; rows <= 0 {
			return
		}
		dst, src = unsafe.Add(dst, dr), unsafe.Add(src, sr) // K5
	}
}
