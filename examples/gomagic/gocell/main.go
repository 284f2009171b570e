// Command gocell makes a Python extension module of the text of a notebook's cell:
//
//	go run ./gomagic/gocell -cache ~/.cache/gomagic [MODULE…] < cell
//
// The text is Go: declarations, without a package clause. Its exported functions are the module's. A module that it imports
// is named as for "go get" (github.com/montanaflynn/stats@v0.7.1), or by its folder, as an absolute path. What came of it is
// printed as JSON: the library and its functions, or errors with the cell's lines. Package gomagic, in Python, reads it.
package main

import (
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
)

// A result is what gomagic reads.
type result struct {
	Library   string     `json:"library"` // a file that Python imports
	Module    string     `json:"module"`  // under this name
	Functions []function `json:"functions"`
	Cached    bool       `json:"cached"` // nothing had to be compiled
	Errors    []problem  `json:"errors"`
	Output    string     `json:"output"` // of the Go command, besides errors at a place in the cell
}

// A problem is an error at a place in the cell; lines are the notebook's, in which %%go is the first one.
type problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

func main() {
	log.SetFlags(0)
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // ends the Go command, after which the folder of the build is removed
	cache := flag.String("cache", "", "folder of the libraries, made if need be")
	repository := flag.String("repository", "..", "where the library inplace lies")
	flag.Parse()
	if err := run(*repository, *cache, flag.Args(), os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(repository, cache string, modules []string, in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if repository, err = filepath.Abs(repository); err != nil {
		return err
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return err
	}
	r, err := compile(repository, cache, string(text), modules)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(r)
}
