#include "textflag.h"

// swapBlocks reverses groups of bytes as mask says, 128 bytes at a time, then 16.
// The whole block is read before any of it is written. Registers may run past the
// memory at the end, but nothing there is read or written; no goroutine is stopped
// in here, so that the collector sees no such pointer.
//
// func swapBlocks(dst, src unsafe.Pointer, n int, mask *[16]byte)
TEXT ·swapBlocks(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ mask+24(FP), AX
	VBROADCASTI128 (AX), Y0
	SUBQ $128, CX
	JB   rest

blocks:
	VMOVDQU (SI), Y1
	VMOVDQU 32(SI), Y2
	VMOVDQU 64(SI), Y3
	VMOVDQU 96(SI), Y4
	VPSHUFB Y0, Y1, Y1
	VPSHUFB Y0, Y2, Y2
	VPSHUFB Y0, Y3, Y3
	VPSHUFB Y0, Y4, Y4
	VMOVDQU Y1, (DI)
	VMOVDQU Y2, 32(DI)
	VMOVDQU Y3, 64(DI)
	VMOVDQU Y4, 96(DI)
	ADDQ $128, SI
	ADDQ $128, DI
	SUBQ $128, CX
	JAE  blocks

rest:
	ADDQ $128, CX
	SUBQ $16, CX
	JB   done

sixteen:
	VMOVDQU (SI), X1
	VPSHUFB X0, X1, X1
	VMOVDQU X1, (DI)
	ADDQ $16, SI
	ADDQ $16, DI
	SUBQ $16, CX
	JAE  sixteen

done:
	VZEROUPPER
	RET
