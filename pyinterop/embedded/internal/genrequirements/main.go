// Genrequirements pins the packages of the environments: it reads requirements/*.in and writes requirements/*.txt beside
// them, with the newest versions that fit and the SHA-256 of their wheels for every supported platform.
//
//	go generate ./pyinterop/embedded
//
// With -check it writes nothing, looks up the versions that requirements/*.txt name, and fails if the result differs.
// With -without REGEXP, targets of such a name are left out: not every package has wheels for all.
//
// It asks the package index through pip, as configured on this machine, and downloads no package: pip's report of an
// installation that does not take place (--dry-run --report) holds what is needed. Run it again for newer versions; each
// change of the output gives every user a new environment at the next start.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	check := flag.Bool("check", false, "compare with the files instead of writing them")
	without := flag.String("without", "", "leave out the targets whose name matches this regular expression")
	flag.Parse()
	if *without != "" {
		left := regexp.MustCompile(*without)
		targets = slices.DeleteFunc(targets, func(t target) bool { return left.MatchString(t.name) })
	}
	if err := generate("requirements", *check); err != nil {
		log.Fatal(err)
	}
}

func generate(dir string, check bool) error {
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
		if err := p.generate(input, strings.TrimSuffix(input, ".in")+".txt", check); err != nil {
			return fmt.Errorf("%s: %w", input, err)
		}
	}
	return nil
}

func (p *pipRunner) generate(input, output string, check bool) error {
	if !check {
		pins, err := p.resolve(input)
		if err != nil {
			return err
		}
		text, err := p.lookUp(filepath.Base(input), pins)
		if err != nil {
			return err
		}
		return os.WriteFile(output, text, 0o644)
	}
	old, err := os.ReadFile(output)
	if err != nil {
		return err
	}
	text, err := p.lookUp(filepath.Base(input), pinned.FindAllString(string(old), -1))
	if err != nil {
		return err
	}
	if !bytes.Equal(text, old) {
		return fmt.Errorf("%s differs from what the index has:\n%s", output, text)
	}
	return nil
}

// pinned matches "name==version" at the beginning of a line.
var pinned = regexp.MustCompile(`(?m)^[\w.-]+==[\w.]+`)

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

// resolve returns "name==version" for the newest packages that satisfy the requirements in a file, and all they need.
func (p *pipRunner) resolve(input string) (pins []string, err error) {
	items, err := p.report(targets[0], "-r", input)
	for _, i := range items {
		pins = append(pins, i.name()+"=="+i.Metadata.Version)
	}
	return pins, err
}

// lookUp returns the requirements text for pins: the hashes of the wheels that each target would get.
func (p *pipRunner) lookUp(source string, pins []string) ([]byte, error) {
	slices.Sort(pins)
	hashes := map[string][]string{}
	for _, t := range targets {
		items, err := p.report(t, append([]string{"--no-deps"}, pins...)...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		for _, i := range items {
			pin := i.name() + "==" + i.Metadata.Version
			hashes[pin] = append(hashes[pin], i.hash())
		}
		log.Printf("%s: %d packages for %s", source, len(items), t.name)
	}

	var b bytes.Buffer
	fmt.Fprintf(&b, "# Code generated by genrequirements from %s; DO NOT EDIT.\n", source)
	fmt.Fprintf(&b, "# Wheels for CPython %s on:\n", embedded.Version)
	for _, t := range targets {
		fmt.Fprintf(&b, "#   %s\n", t.name)
	}
	for _, pin := range pins {
		slices.Sort(hashes[pin])
		b.WriteString(pin)
		for _, h := range slices.Compact(hashes[pin]) {
			fmt.Fprintf(&b, " \\\n    --hash=sha256:%s", h)
		}
		b.WriteString("\n")
	}
	return b.Bytes(), nil
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
