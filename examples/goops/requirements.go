package main

//go:generate go run ../../pyinterop/embedded/internal/genrequirements -without macOS.*x86_64
