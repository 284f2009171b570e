package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/embedded/internal/pip"
)

// pipOptions make pip take only wheels with the pinned hashes. Its own settings stay in force where they say how to reach
// an index (PIP_INDEX_URL, PIP_PROXY, PIP_CERT, PIP_FIND_LINKS, pip.conf …).
var pipOptions = []string{
	"install", "--require-hashes", "--only-binary", ":all:", "--no-input", "--no-compile", "--no-user",
	"--ignore-installed", "--disable-pip-version-check", "--no-warn-script-location", "--progress-bar", "raw",
}

// pipForbidden are the settings of pip that would change what gets installed or where.
var pipForbidden = []string{
	"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_EDITABLE",
	"PIP_NO_BINARY", "PIP_PLATFORM", "PIP_PYTHON_VERSION", "PIP_IMPLEMENTATION", "PIP_ABI", "PIP_DRY_RUN", "PIP_QUIET", "PIP_LOG",
}

// installPackages installs the requirements into env. Names are those of the requirements, for messages.
func installPackages(ctx context.Context, env, requirements string, names []string, p *progress) error {
	// Beside the tree, in the same temporary directory: it goes when that goes.
	work := filepath.Dir(env)
	pipDir, err := pip.Unpack(work)
	if err != nil {
		return fileError("unpack pip", work, err)
	}
	file := filepath.Join(work, "requirements.txt")
	if err := os.WriteFile(file, []byte(requirements), 0o644); err != nil {
		return fileError("write the requirements", file, err)
	}

	p.step("installing %s (the network is needed this once)", strings.Join(names, " "))
	cmd := pythonCommand(ctx, env, slices.Concat([]string{"-I", "-u", pipDir}, pipOptions, []string{"-r", file})...)
	cmd.Env = pipEnviron(cmd.Env, work)
	log, err := follow(cmd, len(names), p)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if _, ran := errors.AsType[*exec.ExitError](err); !ran {
		return err
	}
	return pipError(names, log, err)
}

// pipEnviron returns the variables for pip, which keeps its own temporary files in work.
func pipEnviron(environ []string, work string) []string {
	environ = slices.DeleteFunc(environ, func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(pipForbidden, name)
	})
	// pip's own 5 tries take a minute to say that there is no network, and without any it does not say so at all.
	if r := os.Getenv("PIP_RETRIES"); r == "" || r == "0" {
		environ = append(environ, "PIP_RETRIES=3")
	}
	return append(environ, "TMPDIR="+work, "TMP="+work, "TEMP="+work)
}

// follow runs pip, shows where it is, and returns what it wrote.
func follow(cmd *exec.Cmd, packages int, p *progress) (log string, err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer read.Close()
	cmd.Stdout, cmd.Stderr = write, write
	err = cmd.Start()
	write.Close()
	if err != nil {
		return "", startError(err)
	}
	log = showPip(read, packages, p)
	return log, cmd.Wait()
}

// showPip reads pip's output to its end, shows where it is, and returns all but the progress lines.
func showPip(r io.Reader, packages int, p *progress) string {
	var log strings.Builder
	wheel, collected := "", 0
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if rest, ok := strings.CutPrefix(line, "Progress "); ok {
			p.update("downloading %s: %s", wheel, percentage(rest))
			continue
		}
		fmt.Fprintln(&log, line)
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "Collecting":
			collected++
			p.update("looking for %s (%d of %d)", firstWord(rest), collected, packages)
		case "Downloading":
			if !strings.Contains(line, ".metadata") {
				wheel = wheelName(firstWord(rest))
				p.step("downloading %s (%d of %d)%s", wheel, collected, packages, sizeOf(rest))
			}
		case "Installing":
			p.step("copying the packages into place")
		case "WARNING:":
			p.step("pip: %s", rest)
		}
	}
	// A line that is too long ends the scan; pip must not block on a full pipe because of it.
	_, _ = io.Copy(&log, r)
	return log.String()
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// wheelName returns "numpy 2.5.5" for the path or address of numpy-2.5.5-….whl.
func wheelName(file string) string {
	name, rest, _ := strings.Cut(file[strings.LastIndexAny(file, `/\`)+1:], "-")
	version, _, _ := strings.Cut(rest, "-")
	return name + " " + version
}

// percentage turns "DONE of TOTAL" into percent.
func percentage(s string) string {
	done, total, _ := strings.Cut(s, " of ")
	d, err1 := strconv.ParseFloat(done, 64)
	t, err2 := strconv.ParseFloat(total, 64)
	if err1 != nil || err2 != nil || t <= 0 {
		return "…"
	}
	return fmt.Sprintf("%3.0f %%", 100*d/t)
}

// sizeOf returns the size that pip prints behind a file's name, " (16.6 MB)".
func sizeOf(s string) string {
	if i := strings.LastIndex(s, " ("); i >= 0 {
		return s[i:]
	}
	return ""
}

// pipSigns tell by what pip wrote why it failed; the first that fits decides.
var pipSigns = []struct {
	kind   error
	wayOut string
	signs  []string
}{
	{ErrHash, wayOutHash, []string{"DO NOT MATCH THE HASHES"}},
	{ErrSpace, wayOutCache, []string{"No space left on device", "Disk quota exceeded", "not enough space on the disk"}},
	{ErrPermission, wayOutCache, []string{"Permission denied", "Read-only file system"}},
	{ErrNetwork, wayOutNetwork, []string{
		"after connection broken by", "Max retries exceeded", "NewConnectionError", "Connection refused", "ConnectionResetError",
		"Temporary failure in name resolution", "Name or service not known", "getaddrinfo failed", "nodename nor servname",
		"Network is unreachable", "Read timed out", "ReadTimeoutError", "ConnectTimeoutError", "ProxyError", "SSLError",
	}},
}

func pipError(names []string, log string, cause error) error {
	e := &Error{Doing: "install " + strings.Join(names, " "), Kind: ErrRequirements, WayOut: wayOutRequirements, Log: log}
	reason := pipReason(log)
	for _, s := range pipSigns {
		line := firstLineWith(log, s.signs)
		if line == "" {
			continue
		}
		e.Kind, e.WayOut = s.kind, s.wayOut
		if e.Kind == ErrNetwork {
			// What pip calls its error, "no matching distribution", misleads here.
			reason = line
		}
		break
	}
	e.Err = fmt.Errorf("pip: %w\n%s", cause, reason)
	return e
}

func firstLineWith(text string, signs []string) string {
	for line := range strings.Lines(text) {
		if slices.ContainsFunc(signs, func(sign string) bool { return strings.Contains(line, sign) }) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// pipReason returns what pip gave as its reason: from its first line of error on, or its last lines.
func pipReason(log string) string {
	if i := strings.Index(log, "ERROR:"); i >= 0 {
		return strings.TrimSpace(log[i:])
	}
	return lastLines(log, 8)
}

// requirementNames returns "name==version" of each requirement in the text.
func requirementNames(text string) []string {
	var names []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "-") {
			continue
		}
		name, _, _ := strings.Cut(line, " ")
		names = append(names, strings.TrimSuffix(name, ";"))
	}
	return names
}
