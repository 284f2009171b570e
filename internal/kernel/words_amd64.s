#include "textflag.h"

// reverseWords writes n words (a multiple of 4) from dst upwards as they are found from
// src downwards, 16 at a time, then 4.
//
// func reverseWords(dst, src unsafe.Pointer, n int)
TEXT ·reverseWords(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	SUBQ $16, CX
	JB   rest

blocks:
	VPERMPD $0x1b, -24(SI), Y1
	VPERMPD $0x1b, -56(SI), Y2
	VPERMPD $0x1b, -88(SI), Y3
	VPERMPD $0x1b, -120(SI), Y4
	VMOVUPD Y1, (DI)
	VMOVUPD Y2, 32(DI)
	VMOVUPD Y3, 64(DI)
	VMOVUPD Y4, 96(DI)
	SUBQ    $128, SI
	ADDQ    $128, DI
	SUBQ    $16, CX
	JAE     blocks

rest:
	ADDQ $16, CX
	JEQ  done

four:
	VPERMPD $0x1b, -24(SI), Y1
	VMOVUPD Y1, (DI)
	SUBQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four

done:
	VZEROUPPER
	RET

// everyOtherWord writes n words (a multiple of 4), those at src and at every second word
// after it, 8 at a time, then 4. It reads the word behind the last one, too.
//
// func everyOtherWord(dst, src unsafe.Pointer, n int)
TEXT ·everyOtherWord(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	SUBQ $8, CX
	JB   left

eight:
	VMOVUPD   (SI), Y1
	VMOVUPD   64(SI), Y3
	VUNPCKLPD 32(SI), Y1, Y1
	VUNPCKLPD 96(SI), Y3, Y3
	VPERMPD   $0xd8, Y1, Y1
	VPERMPD   $0xd8, Y3, Y3
	VMOVUPD   Y1, (DI)
	VMOVUPD   Y3, 32(DI)
	ADDQ      $128, SI
	ADDQ      $64, DI
	SUBQ      $8, CX
	JAE       eight

left:
	ADDQ $8, CX
	JEQ  end
	VMOVUPD   (SI), Y1
	VUNPCKLPD 32(SI), Y1, Y1
	VPERMPD   $0xd8, Y1, Y1
	VMOVUPD   Y1, (DI)

end:
	VZEROUPPER
	RET
