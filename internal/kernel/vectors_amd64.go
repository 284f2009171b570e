package kernel

import "slices"

// vectors are all loops in assembly of elementwise verbs, those of each room in a list of
// its own.
var vectors = slices.Concat(
	dividedByOne(laneVectors),
	halfVectors(),
	fmodVectors(),
	complexVectors(),
)
