package cpy

// ProcessState says what Python a process carries before anything was loaded.
type ProcessState int

const (
	NoPython    ProcessState = iota
	SymbolsOnly              // linked or loaded, not started
	RunsPython               // Python is the host, or other C code started it
)
