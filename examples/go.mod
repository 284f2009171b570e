module github.com/go-inplace/inplace/examples

go 1.26.0

require (
	github.com/go-inplace/inplace v0.0.0
	github.com/go-inplace/inplace/pyinterop/embedded v0.0.0
	github.com/stretchr/testify v1.12.1
	golang.org/x/sys v0.46.0
	gonum.org/v1/gonum v0.17.0
)

require (
	github.com/gobwas/glob v0.2.3 // indirect
	github.com/gofrs/flock v0.13.0 // indirect
	github.com/kluctl/go-embed-python v0.0.0-3.14.6-20260610-1 // indirect
	github.com/sirupsen/logrus v1.9.4 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sync v0.21.0 // indirect
)

replace (
	github.com/go-inplace/inplace => ../
	github.com/go-inplace/inplace/pyinterop/embedded => ../pyinterop/embedded
)
