//go:build !cgo || !unix

package cpy

import "unsafe"

// Without cgo nothing can be entered: Load fails, so Start is never reached and no Thread exists whose
// methods could be called. They are here so that the callers compile.

// Available: whether this build can call Python at all.
const Available = false

func Load(string) error                      { return ErrNoCgo }
func Unload()                                {}
func ProcessPython() ProcessState            { return NoPython }
func ProcessLibrary() string                 { return "" }
func LibraryPath() string                    { return "" }
func loadedVersion() (uint32, string)        { return 0, "" }
func Start(string) error                     { return ErrNoCgo }
func Attach() (subinterpreter bool, _ error) { return false, ErrNoCgo }
func Close()                                 {}
func OnMainThread() bool                     { return false }
func HeldHere() bool                         { return false }
func WatchInterrupts() bool                  { return false }
func UnwatchInterrupts()                     {}
func WatchInterruptsOfCall() bool            { return false }
func Interrupts() int                        { return 0 }
func None() Object                           { return 0 }
func True() Object                           { return 0 }
func False() Object                          { return 0 }

type Thread struct{}

type Scope struct{ Thread }

func Enter() (Scope, Status) { return Scope{}, NotStarted }

func (Scope) Leave([]Object) Status                            { panic(ErrNoCgo) }
func (Thread) AllowBegin() (uintptr, Status)                   { panic(ErrNoCgo) }
func (Thread) AllowEnd(uintptr)                                { panic(ErrNoCgo) }
func (Thread) IncRef(Object) Status                            { panic(ErrNoCgo) }
func (Thread) DecRef([]Object) Status                          { panic(ErrNoCgo) }
func (Thread) TakeError() (Object, Status)                     { panic(ErrNoCgo) }
func (Thread) Import(string) (Object, Status)                  { panic(ErrNoCgo) }
func (Thread) MainDict() (Object, Status)                      { panic(ErrNoCgo) }
func (Thread) Compile(_, _ string, _ bool) (Object, Status)    { panic(ErrNoCgo) }
func (Thread) Eval(_, _, _ Object) (Object, Status)            { panic(ErrNoCgo) }
func (Thread) GetAttr(Object, string) (Object, Status)         { panic(ErrNoCgo) }
func (Thread) SetAttr(Object, string, Object) Status           { panic(ErrNoCgo) }
func (Thread) GetItem(_, _ Object) (Object, Status)            { panic(ErrNoCgo) }
func (Thread) SetItem(_, _, _ Object) Status                   { panic(ErrNoCgo) }
func (Thread) DelItem(_, _ Object) Status                      { panic(ErrNoCgo) }
func (Thread) Call(_ Object, _, _ []Object) (Object, Status)   { panic(ErrNoCgo) }
func (Thread) Iter(Object) (Object, Status)                    { panic(ErrNoCgo) }
func (Thread) Next(Object, []Object) (int, Status)             { panic(ErrNoCgo) }
func (Thread) Len(Object) (int, Status)                        { panic(ErrNoCgo) }
func (Thread) Str(Object) (Object, Status)                     { panic(ErrNoCgo) }
func (Thread) Repr(Object) (Object, Status)                    { panic(ErrNoCgo) }
func (Thread) Type(Object) (Object, Status)                    { panic(ErrNoCgo) }
func (Thread) Truth(Object) (bool, Status)                     { panic(ErrNoCgo) }
func (Thread) Callable(Object) (bool, Status)                  { panic(ErrNoCgo) }
func (Thread) IsInstance(_, _ Object) (bool, Status)           { panic(ErrNoCgo) }
func (Thread) RichCompare(_, _ Object, _ int) (Object, Status) { panic(ErrNoCgo) }
func (Thread) Kind(Object) (Kind, Status)                      { panic(ErrNoCgo) }
func (Thread) FromInt(int64) (Object, Status)                  { panic(ErrNoCgo) }
func (Thread) FromUint(uint64) (Object, Status)                { panic(ErrNoCgo) }
func (Thread) FromDigits(string) (Object, Status)              { panic(ErrNoCgo) }
func (Thread) FromFloat(float64) (Object, Status)              { panic(ErrNoCgo) }
func (Thread) FromComplex(complex128) (Object, Status)         { panic(ErrNoCgo) }
func (Thread) FromString(string) (Object, Status)              { panic(ErrNoCgo) }
func (Thread) FromBytes([]byte) (Object, Status)               { panic(ErrNoCgo) }
func (Thread) AsInt(Object) (int64, Status)                    { panic(ErrNoCgo) }
func (Thread) AsUint(Object) (uint64, Status)                  { panic(ErrNoCgo) }
func (Thread) AsDigits(Object) (Object, Status)                { panic(ErrNoCgo) }
func (Thread) AsFloat(Object) (float64, Status)                { panic(ErrNoCgo) }
func (Thread) AsString(Object) (string, Status)                { panic(ErrNoCgo) }
func (Thread) AsBytes(Object) (string, Status)                 { panic(ErrNoCgo) }
func (Thread) Tuple([]Object) (Object, Status)                 { panic(ErrNoCgo) }
func (Thread) List([]Object) (Object, Status)                  { panic(ErrNoCgo) }
func (Thread) Set([]Object) (Object, Status)                   { panic(ErrNoCgo) }
func (Thread) Dict([]Object) (Object, Status)                  { panic(ErrNoCgo) }
func (Thread) Items(Object) (Object, Status)                   { panic(ErrNoCgo) }
func (Thread) WatchExit() (Object, Status)                     { panic(ErrNoCgo) }

type Slot struct{}

func NewSlots() []Slot                          { return nil }
func (Slot) Ask(Object, int)                    { panic(ErrNoCgo) }
func (Thread) Borrow(Slot) Status               { panic(ErrNoCgo) }
func (Thread) Release(Slot) Status              { panic(ErrNoCgo) }
func (Thread) ReleaseLater(Slot) bool           { panic(ErrNoCgo) }
func (Slot) Lasting()                           { panic(ErrNoCgo) }
func (Slot) Exporter() Object                   { panic(ErrNoCgo) }
func (Slot) Asked() int                         { panic(ErrNoCgo) }
func (Thread) IsExporter(Object) (bool, Status) { panic(ErrNoCgo) }
func (Slot) TakeException() Object              { panic(ErrNoCgo) }
func (Slot) Base() unsafe.Pointer               { panic(ErrNoCgo) }
func (Slot) Len() int                           { panic(ErrNoCgo) }
func (Slot) Itemsize() int                      { panic(ErrNoCgo) }
func (Slot) Ndim() int                          { panic(ErrNoCgo) }
func (Slot) ReadOnly() bool                     { panic(ErrNoCgo) }
func (Slot) TooManyAxes() bool                  { panic(ErrNoCgo) }
func (Slot) NoShape() bool                      { panic(ErrNoCgo) }
func (Slot) InPieces() bool                     { panic(ErrNoCgo) }
func (Slot) Shape() []int                       { panic(ErrNoCgo) }
func (Slot) Strides() []int                     { panic(ErrNoCgo) }
func (Slot) Suboffsets() []int                  { panic(ErrNoCgo) }
func (Slot) ShortFormat() (string, bool)        { panic(ErrNoCgo) }
func (Slot) Format(int) string                  { panic(ErrNoCgo) }
func FuncPC[F any](F) uintptr                   { return 0 }
func Empty()                                    {}
func (Thread) BareLoop(Object, int, int) int64  { panic(ErrNoCgo) }
func (Thread) ToContiguous(Object) bool         { panic(ErrNoCgo) }
func (Thread) FromContiguous(Object) bool       { panic(ErrNoCgo) }
func (Thread) ShimLoop(Slot, int) int64         { panic(ErrNoCgo) }
func BareLoopOutside(Object, int, int) int64    { panic(ErrNoCgo) }

func (Slot) Sound() bool          { panic(ErrNoCgo) }
func (Slot) Immutable() bool      { panic(ErrNoCgo) }
func (Slot) Near() (_, _ *[4]int) { panic(ErrNoCgo) }
func (Slot) AlignMask() uint64    { panic(ErrNoCgo) }
func (Slot) Head() uint64         { panic(ErrNoCgo) }

type Method struct {
	Name, Doc string
	Function  unsafe.Pointer // C5: the extension's table, which lives for ever
}

var Pressed *int32

func RaiseRuntimeError(string) Status             { return NotStarted }
func RaiseImportError(string) Status              { return NotStarted }
func (Thread) NewModule(string, ...Method) Object { panic(ErrNoCgo) }

// Several is how many slots can be borrowed in one call.
const Several = 4

type Group struct {
	Slots [Several]Slot
	N     int
}

func (Thread) BorrowAll(*Group) Status  { panic(ErrNoCgo) }
func (Thread) ReleaseAll(*Group) Status { panic(ErrNoCgo) }
func BorrowOutside(*Group) Status       { panic(ErrNoCgo) }
func ReleaseOutside(*Group) Status      { panic(ErrNoCgo) }
func (Slot) Outcome() Status            { panic(ErrNoCgo) }

type HostArg struct{}

func (*HostArg) Object() Object { panic(ErrNoCgo) }
func (*HostArg) Float() float64 { panic(ErrNoCgo) }
func (*HostArg) Int() int64     { panic(ErrNoCgo) }

func (*HostArg) GiveFloat(float64) Object { panic(ErrNoCgo) }
func (*HostArg) GiveInt(int64) Object     { panic(ErrNoCgo) }

type HostSlots struct{}

func (HostSlots) Any() bool                    { panic(ErrNoCgo) }
func (HostSlots) At(int) (Slot, bool)          { panic(ErrNoCgo) }
func (HostSlots) Refused() (int, Slot, bool)   { panic(ErrNoCgo) }
func (Slot) TakeOutcome(Slot)                  { panic(ErrNoCgo) }
func (Slot) Succeeded()                        { panic(ErrNoCgo) }
func (Slot) Disturbed(Thread) bool             { panic(ErrNoCgo) }
func (Thread) GiveBack(HostSlots) Status       { panic(ErrNoCgo) }
func HostLends(bool)                           { panic(ErrNoCgo) }
func ThreadsInGo() int                         { panic(ErrNoCgo) }
func (Thread) SetOtherwise(int, Object) Status { panic(ErrNoCgo) }

var HostCall func(t Thread, index int, args *[MaxParams]HostArg, slots HostSlots) Object

func (Thread) NewHostModule(_, _ string, _ []HostFunction) (Object, int, Status) { panic(ErrNoCgo) }
func (Thread) Raise(_, _ Object)                                                 { panic(ErrNoCgo) }

type Lending struct{}

var LendingEnded, LendingIdle func(id int64)

type Memory struct {
	ID                         int64
	Base                       unsafe.Pointer // never followed: without cgo nothing is lent
	Len, Itemsize              int
	Format                     string
	NumPyType                  int
	Code, Bits                 int
	Writable, C, F, Indirect   bool
	Shape, Strides, Suboffsets []int
}

func NewLending(int) Lending                          { panic(ErrNoCgo) }
func (Lending) Free()                                 { panic(ErrNoCgo) }
func (Lending) Room() int                             { panic(ErrNoCgo) }
func (Lending) Reset(*Memory)                         { panic(ErrNoCgo) }
func (Lending) Exports() int                          { panic(ErrNoCgo) }
func (Lending) Close() int                            { panic(ErrNoCgo) }
func (Lending) Closing(bool) int                      { panic(ErrNoCgo) }
func (Lending) Hold() bool                            { panic(ErrNoCgo) }
func (Thread) Lend(Lending) (Object, Status)          { panic(ErrNoCgo) }
func (Thread) LendMore(Lending) (Object, Status)      { panic(ErrNoCgo) }
func (Thread) LendArray(_, _ Object) (Object, Status) { panic(ErrNoCgo) }
func (Thread) MemoryView(Object) (Object, Status)     { panic(ErrNoCgo) }

const (
	HasDLPack = 1 << iota
	HasArrayInterface
	HasArrayStruct
	HasArrowArray
	HasArrowStream
	HasCUDA
)

const (
	DoorDevice Status = 32 + iota
	DoorCapsule
	DoorVersion
	DoorNDim
	DoorShape
	DoorItems
	DoorPieces
	DoorNegated
	DoorNone
	DoorLent
)

type Arrow struct {
	Format                string
	Length, Offset, Nulls int
	Validity              Lending
}

func (Thread) Doors(Object) (int, Status)                                            { panic(ErrNoCgo) }
func (Thread) Urgent(Object) bool                                                    { panic(ErrNoCgo) }
func (Thread) Found() (int64, uint64)                                                { panic(ErrNoCgo) }
func (Thread) BorrowTensor(Slot) (code, bits int, lent Object, st Status)            { panic(ErrNoCgo) }
func (Thread) OpenDLPack(Object) (l Lending, code, bits int, st Status)              { panic(ErrNoCgo) }
func (Thread) OpenMemory(Object, uintptr, int, bool, []int, []int) (Lending, Status) { panic(ErrNoCgo) }
func (Thread) OpenStruct(Object, Object) (Lending, Status)                           { panic(ErrNoCgo) }
func (Thread) OpenInterface(Object) (Lending, string, int, Status)                   { panic(ErrNoCgo) }
func (Thread) OpenArrow(Object, bool) (Lending, Arrow, Status)                       { panic(ErrNoCgo) }
func (Thread) CloseDoor(Lending)                                                     { panic(ErrNoCgo) }
func (Lending) SetItems(string, int)                                                 { panic(ErrNoCgo) }
func (Slot) PutException(Object)                                                     { panic(ErrNoCgo) }
