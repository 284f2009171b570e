package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A Table holds the loop of one verb for each element kind, nil where the verb
// means nothing.
type Table[F any] [elem.NumNumeric]F

// A Reduce takes n items into a total.
type Reduce func(t Total, a mem.Addr, as int, n int) Total

// Sum adds items up.
var Sum = Table[Reduce]{
	elem.KindBool:       countTrue,
	elem.KindInt8:       sumSigned[int8],
	elem.KindInt16:      sumSigned[int16],
	elem.KindInt32:      sumSigned[int32],
	elem.KindInt64:      sumSigned[int64],
	elem.KindUint8:      sumUnsigned[uint8],
	elem.KindUint16:     sumUnsigned[uint16],
	elem.KindUint32:     sumUnsigned[uint32],
	elem.KindUint64:     sumUnsigned[uint64],
	elem.KindFloat16:    sumFloat16,
	elem.KindBFloat16:   sumBFloat16,
	elem.KindFloat32:    sumFloat32,
	elem.KindFloat64:    sumFloat64,
	elem.KindComplex64:  sumComplex64,
	elem.KindComplex128: sumComplex128,
}
