// A function that any routine's pointer may be set to: it counts, and touches no argument.
double inplace_count(void);
long inplace_counted(void);
