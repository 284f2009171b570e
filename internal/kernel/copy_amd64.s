#include "textflag.h"

// func repeatMove(dst, src mem.Addr, n int)
TEXT ·repeatMove(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	REP; MOVSB
	RET
