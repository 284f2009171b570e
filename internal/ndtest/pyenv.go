package ndtest

import (
	"os"
	"os/exec"
	"strings"
)

// PyenvRoot is the folder that pyenv keeps its Pythons in, "" if there is no pyenv.
func PyenvRoot() string {
	if root := os.Getenv("PYENV_ROOT"); root != "" {
		return root
	}
	root, err := exec.Command("pyenv", "root").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(root))
}
