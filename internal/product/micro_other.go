package product

func vectored(l *loops) *loops { return l }
