package main

import (
	"errors"
	"os"
	"os/exec"
)

// replaceProcess runs the interpreter to its end and returns its exit status.
func replaceProcess(executable string, args, environ []string) (status int, err error) {
	cmd := exec.Command(executable, args...)
	cmd.Env = environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
