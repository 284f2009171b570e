// Genrequirements pins the packages of the environments: it reads requirements/*.in and writes requirements/*.txt beside
// them, with the newest versions that fit and the SHA-256 of their wheels for every supported platform.
//
//	go generate ./pyinterop/embedded
//
// It asks the package index through pip, as configured on this machine, and downloads no package: pip's report of an
// installation that does not take place (--dry-run --report) holds what is needed. Run it again for newer versions; each
// change of the output gives every user a new environment at the next start.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/embedded"
	"github.com/go-inplace/inplace/pyinterop/embedded/internal/pip"
)

// A target is a kind of system for which pip picks its best wheels, named by the platform tags it accepts. There
// are several per platform where packages ship wheels for old and for new systems side by side.
type target struct {
	name string
	tags []string
}

var targets = []target{
	{"linux x86_64, glibc 2.28", manylinux("x86_64", 28)},
	{"linux x86_64, newest glibc", manylinux("x86_64", 43)},
	{"linux aarch64, glibc 2.28", manylinux("aarch64", 28)},
	{"linux aarch64, newest glibc", manylinux("aarch64", 43)},
	{"macOS 12 arm64", []string{"macosx_12_0_arm64"}},
	{"newest macOS arm64", []string{"macosx_26_0_arm64"}},
	{"macOS 12 x86_64", []string{"macosx_12_0_x86_64"}},
	{"newest macOS x86_64", []string{"macosx_26_0_x86_64"}},
	{"windows amd64", []string{"win_amd64"}},
}

// manylinux returns the tags of a Linux with the given minor version of glibc 2, best first.
func manylinux(arch string, minor int) []string {
	var tags []string
	for m := minor; m >= 17; m-- {
		tags = append(tags, fmt.Sprintf("manylinux_2_%d_%s", m, arch))
	}
	return append(tags, "manylinux2014_"+arch)
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("genrequirements: ")
	if err := generate("requirements"); err != nil {
		log.Fatal(err)
	}
}

func generate(dir string) error {
	inputs, err := filepath.Glob(filepath.Join(dir, "*.in"))
	if err != nil || len(inputs) == 0 {
		return fmt.Errorf("no input in %s: run it in the directory of package embedded (%v)", dir, err)
	}
	work, err := os.MkdirTemp("", "genrequirements-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	p, err := newPip(work)
	if err != nil {
		return err
	}
	for _, input := range inputs {
		text, err := p.pin(input)
		if err != nil {
			return fmt.Errorf("%s: %w", input, err)
		}
		if err := os.WriteFile(strings.TrimSuffix(input, ".in")+".txt", text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pipRunner runs pip with the embedded Python.
type pipRunner struct {
	python, pip, work string
}

func newPip(work string) (*pipRunner, error) {
	env, err := embedded.Python(context.Background(), embedded.WithRequirements(""))
	if err != nil {
		return nil, err
	}
	dir, err := pip.Unpack(work)
	return &pipRunner{env.Executable, dir, work}, err
}

// pin returns the pinned form of the requirements in a file: resolved once, then looked up for each target.
func (p *pipRunner) pin(input string) ([]byte, error) {
	resolved, err := p.report(targets[0], "-r", input)
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	var pins []string
	for _, i := range resolved {
		versions[i.name()] = i.Metadata.Version
		pins = append(pins, i.name()+"=="+i.Metadata.Version)
	}

	hashes := map[string]map[string]bool{}
	for _, t := range targets {
		items, err := p.report(t, append([]string{"--no-deps"}, pins...)...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		for _, i := range items {
			if hashes[i.name()] == nil {
				hashes[i.name()] = map[string]bool{}
			}
			hashes[i.name()][i.hash()] = true
		}
		log.Printf("%s: %d packages for %s", input, len(items), t.name)
	}
	return format(filepath.Base(input), versions, hashes), nil
}

// item is what pip's report says about one package (https://pip.pypa.io/en/stable/reference/installation-report/).
type item struct {
	DownloadInfo struct {
		ArchiveInfo struct {
			Hashes map[string]string `json:"hashes"`
		} `json:"archive_info"`
	} `json:"download_info"`
	Metadata struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"metadata"`
}

func (i item) name() string { return strings.ToLower(strings.ReplaceAll(i.Metadata.Name, "_", "-")) }
func (i item) hash() string { return i.DownloadInfo.ArchiveInfo.Hashes["sha256"] }

func (p *pipRunner) report(t target, what ...string) ([]item, error) {
	report := filepath.Join(p.work, "report.json")
	args := []string{"-I", p.pip, "install", "--dry-run", "--ignore-installed", "--quiet", "--report", report,
		"--only-binary", ":all:", "--target", filepath.Join(p.work, "none"),
		"--implementation", "cp", "--python-version", embedded.Version}
	for _, tag := range t.tags {
		args = append(args, "--platform", tag)
	}
	cmd := exec.Command(p.python, append(args, what...)...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("pip: %w", err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		return nil, err
	}
	var r struct {
		Install []item `json:"install"`
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, err
	}
	for _, i := range r.Install {
		if len(i.hash()) != 64 {
			return nil, fmt.Errorf("%s: the index gives no SHA-256", i.name())
		}
	}
	return r.Install, nil
}

func format(source string, versions map[string]string, hashes map[string]map[string]bool) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Code generated by genrequirements from %s; DO NOT EDIT.\n", source)
	fmt.Fprintf(&b, "# Wheels for CPython %s on:\n", embedded.Version)
	for _, t := range targets {
		fmt.Fprintf(&b, "#   %s\n", t.name)
	}
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		fmt.Fprintf(&b, "%s==%s", name, versions[name])
		for _, h := range slices.Sorted(maps.Keys(hashes[name])) {
			fmt.Fprintf(&b, " \\\n    --hash=sha256:%s", h)
		}
		b.WriteString("\n")
	}
	return b.Bytes()
}
