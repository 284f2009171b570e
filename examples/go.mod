module github.com/go-inplace/inplace/examples

go 1.26.0

require (
	github.com/go-inplace/inplace v0.0.0
	github.com/go-inplace/inplace/pyinterop/embedded v0.0.0
)

replace (
	github.com/go-inplace/inplace => ../
	github.com/go-inplace/inplace/pyinterop/embedded => ../pyinterop/embedded
)
