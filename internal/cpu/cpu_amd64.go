package cpu

import "encoding/binary"

// Bits of CPUID and of XCR0: Intel's Software Developer's Manual, volume 2, CPUID;
// volume 1, 13.3 (what the system saves).
const (
	leaf1FMA     = 1 << 12 // ECX
	leaf1OSXSAVE = 1 << 27 // XGETBV may be asked
	leaf1AVX     = 1 << 28
	leaf1F16C    = 1 << 29
	leaf1All     = leaf1FMA | leaf1OSXSAVE | leaf1AVX | leaf1F16C

	leaf7BMI1   = 1 << 3 // EBX
	leaf7AVX2   = 1 << 5
	leaf7ERMS   = 1 << 9 // REP MOVSB moves lines
	leaf7BMI2   = 1 << 8
	leaf7All    = leaf7BMI1 | leaf7AVX2 | leaf7BMI2
	leaf7F      = 1 << 16
	leaf7DQ     = 1 << 17
	leaf7CD     = 1 << 28
	leaf7BW     = 1 << 30
	leaf7VL     = 1 << 31
	leaf7All512 = leaf7F | leaf7DQ | leaf7CD | leaf7BW | leaf7VL

	savesYMM = 0x06 // XMM and YMM
	savesZMM = 0xe6 // and masks, and both halves of ZMM
)

func detect() Level {
	if last, _, _, _ := cpuid(0, 0); last < 7 {
		return Go
	}
	if _, _, c, _ := cpuid(1, 0); c&leaf1All != leaf1All {
		return Go
	}
	saved, _ := xgetbv()
	_, b, _, _ := cpuid(7, 0)
	switch {
	case b&leaf7All != leaf7All || saved&savesYMM != savesYMM:
		return Go
	case b&leaf7All512 != leaf7All512 || saved&savesZMM != savesZMM:
		return AVX2
	}
	return AVX512
}

// maker is the vendor's name, as CPUID spells it.
func maker() string {
	_, b, c, d := cpuid(0, 0)
	var name []byte
	for _, word := range []uint32{b, d, c} {
		name = binary.LittleEndian.AppendUint32(name, word)
	}
	return string(name)
}

func detectStrings() bool {
	if detect() < AVX2 {
		return false
	}
	_, b, _, _ := cpuid(7, 0)
	return b&leaf7ERMS != 0 && maker() == "GenuineIntel"
}

func detectStreams() bool { return maker() == "AuthenticAMD" }

// cpuid is the instruction CPUID.
func cpuid(leaf, sub uint32) (a, b, c, d uint32)

// xgetbv is the instruction XGETBV for register XCR0.
func xgetbv() (low, high uint32)
