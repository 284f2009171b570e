package kernel

// anyAlignment says that loops may compute on items at any address (K2): the processor
// takes them, and Go's checks of pointers look at alignment only of types with pointers in them.
const anyAlignment = true
