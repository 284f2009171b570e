package kernel

// Which instructions the processor has, asked of it once. The standard library
// keeps its answer to itself, and three instructions are no reason for a dependency.

// hasAVX2 reports whether the processor and the operating system support AVX2.
func hasAVX2() bool {
	const (
		osxsave = 1 << 27 // of leaf 1, ECX: XGETBV may be asked
		avx     = 1 << 28
		avx2    = 1 << 5 // of leaf 7, EBX
		ymm     = 6      // of XCR0: the system saves XMM and YMM registers
	)
	if last, _, _, _ := cpuid(0, 0); last < 7 {
		return false
	}
	if _, _, c, _ := cpuid(1, 0); c&osxsave == 0 || c&avx == 0 {
		return false
	}
	if low, _ := xgetbv(); low&ymm != ymm {
		return false
	}
	_, b, _, _ := cpuid(7, 0)
	return b&avx2 != 0
}

// HasFMA reports whether there is AVX2 and fused multiplication and addition.
func HasFMA() bool {
	const fma = 1 << 12 // of leaf 1, ECX
	if !hasAVX2() {
		return false
	}
	_, _, c, _ := cpuid(1, 0)
	return c&fma != 0
}

// cpuid is the instruction CPUID.
func cpuid(leaf, sub uint32) (a, b, c, d uint32)

// xgetbv is the instruction XGETBV for register XCR0.
func xgetbv() (low, high uint32)
