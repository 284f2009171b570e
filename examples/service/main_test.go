package main

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestClientsGetWhatTheModelSaysOfTheirRows(t *testing.T) {
	var out bytes.Buffer
	right, err := demonstrate(t.Context(), &out, 48)
	require.NoError(t, err)
	t.Log(out.String())
	assert.Greater(t, right, 0.9)
	assert.Contains(t, out.String(), "48 requests of 64 rows by 8 clients")
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestBadRequestsAreRefused(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	ended, address := make(chan error, 1), make(chan string, 1)
	go func() { ended <- serve(ctx, "127.0.0.1:0", func(a string) { address <- a }) }()
	var url string
	select {
	case a := <-address:
		url = "http://" + a + "/score"
	case err := <-ended:
		require.NoError(t, err)
		return
	}
	for body, status := range map[string]int{
		`{"rows": [[1, 2]]}`: http.StatusOK,
		`{"rows": []}`:       http.StatusOK,
		`rows`:               http.StatusBadRequest,
		`{"rows": [` + strings.Repeat("[0, 0],", most) + `[0, 0]]}`: http.StatusRequestEntityTooLarge,
	} {
		response, err := http.Post(url, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, status, response.StatusCode, body)
	}
	stop()
	require.NoError(t, <-ended)
	assert.Zero(t, pyinterop.OpenBorrows())
}
