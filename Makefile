# Shortcuts; CONTRIBUTING.md says what each of them is for.

MODULES := ./... ./examples/... ./pyinterop/embedded/...

.PHONY: test pure race generate ci long hillshade

test: ## every test, as in the README
	go test $(MODULES)

pure: ## what needs neither cgo nor Python
	CGO_ENABLED=0 go test ./internal/... ./ndview/... ./iter/... ./ops/... ./pyinterop/npy/...

race:
	go test -race -skip Allocate ./internal/... ./ndview/... ./iter/... ./ops/...

generate: ## writes the generated files anew; tests compare them with their generators
	go generate $(MODULES)

ci: ## what must pass before a change lands
	.ci/run

long: ## and the soaks, millions of cases and long fuzzing
	.ci/run long

hillshade: ## the main example
	go run -C examples ./hillshade
