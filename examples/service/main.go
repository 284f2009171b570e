// Command service is an HTTP service in Go that scores with a model in Python:
//
//	go run -C examples ./service                        # serves on loopback and asks itself
//	go run -C examples ./service -listen 127.0.0.1:8080 # serves until interrupted
//	curl -d '{"rows": [[0.3, 0.1], [-0.5, 0.4]]}' http://127.0.0.1:8080/score
//
// Go decodes a request into an array that NumPy owns, Python scores it into another one, and Go turns the scores into
// probabilities where they lie. Go's part runs without the GIL, so requests meet in Python for the model only.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"time"

	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
)

//go:embed model.py
var source string

func main() {
	log.SetFlags(0)
	listen := flag.String("listen", "", "serve on this address until interrupted")
	requests := flag.Int("requests", 400, "how many requests the program makes itself otherwise")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *listen == "" {
		_, err = demonstrate(ctx, os.Stdout, *requests)
	} else {
		err = serve(ctx, *listen, func(address string) { fmt.Printf("http://%s/score\n", address) })
	}
	if err != nil {
		log.Fatal(err)
	}
}

// serve answers until ctx is done; ready is told the address when the service listens.
func serve(ctx context.Context, address string, ready func(address string)) error {
	s, err := newScorer(2)
	if err != nil {
		return err
	}
	defer s.close()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /score", s.handle)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	context.AfterFunc(ctx, func() { done <- server.Shutdown(context.WithoutCancel(ctx)) })
	ready(listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done // Serve returns when Shutdown begins; the scorer is needed until the last request has ended
}

// demonstrate starts the service, asks it from eight clients, and returns the part of points that were put on the right spiral.
func demonstrate(ctx context.Context, w io.Writer, requests int) (right float64, err error) {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	address := make(chan string, 1)
	go func() { ended <- serve(ctx, "127.0.0.1:0", func(a string) { address <- a }) }()
	select {
	case err := <-ended:
		stop()
		return 0, err
	case a := <-address:
		right, err = ask(w, "http://"+a+"/score", requests)
	}
	stop()
	return right, errors.Join(err, <-ended)
}

func ask(w io.Writer, url string, requests int) (right float64, err error) {
	const clients, rows = 8, 64
	var wait sync.WaitGroup
	var lock sync.Mutex
	var took []time.Duration
	var errs []error
	hits := 0
	for client := range clients {
		random := rand.New(rand.NewPCG(uint64(client), 3))
		wait.Go(func() {
			for range requests / clients {
				points, arms := spirals(random, rows)
				start := time.Now()
				a, err := post(url, points)
				lock.Lock()
				took = append(took, time.Since(start))
				if err != nil {
					errs = append(errs, err)
				}
				for i, class := range a.Class {
					if class == arms[i] {
						hits++
					}
				}
				lock.Unlock()
			}
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	slices.Sort(took)
	right = float64(hits) / float64(len(took)*rows)
	fmt.Fprintf(w, "%d requests of %d rows by %d clients: median %v, slowest %v; %.1f %% on the right spiral\n",
		len(took), rows, clients, took[len(took)/2].Round(time.Microsecond), took[len(took)-1].Round(time.Microsecond), 100*right)
	return right, nil
}

func post(url string, rows [][2]float64) (a answer, err error) {
	body, err := json.Marshal(question{Rows: rows})
	if err != nil {
		return a, err
	}
	response, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		return a, fmt.Errorf("%s: %s", response.Status, text)
	}
	err = json.NewDecoder(response.Body).Decode(&a)
	return a, err
}
