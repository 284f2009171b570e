module github.com/go-inplace/inplace/pyinterop/embedded

go 1.26.0

require github.com/go-inplace/inplace v0.0.0

replace github.com/go-inplace/inplace => ../..
