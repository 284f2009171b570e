//go:build !amd64

package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

func foldVectors(elem.Kind) *vectorLoops { return &noLoops }

func sumVector(elem.Kind, *floatSum, mem.Addr, int) bool { return false }

func sumPairsVector(*[2]floatSum, mem.Addr, int) bool { return false }

func spreadVector(elem.Kind, *floatSum, mem.Addr, int, float64) bool { return false }

func sumEveryOther(*floatSum, mem.Addr, int) {}
