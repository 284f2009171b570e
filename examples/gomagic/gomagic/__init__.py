"""Cells in Go for IPython and Jupyter, on the notebook's own arrays.

    %load_ext gomagic

    %%go
    // Scale multiplies v by k, in place.
    func Scale(v ndview.MutView[float64], k float64) error {
        return ops.Scale(v, k)
    }

A cell's exported functions become functions of the notebook. They are compiled to a Python extension module, which is loaded into the
running kernel: an array is borrowed for the call, nothing is copied. Modules of others stand behind %%go, as for "go get" or as folders:

    %%go github.com/montanaflynn/stats@v0.7.1 ./mine
"""

import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

__version__ = "0.1.0"

_made = {}  # what this process has loaded: (text, modules) → (functions, problems)


class GoError(Exception):
    """A cell in Go that could not be compiled, or not all of it be made Python's.

    problems are (line, column, message), and the cell's first line is %%go; functions are those that can be called.
    """

    def __init__(self, problems, text, functions=(), modules=()):
        self.problems, self.functions = problems, dict(functions)
        self._lines = [shlex.join(["%%go", *modules]), *text.splitlines()]
        super().__init__(problems[0][2])

    def _render_traceback_(self):  # what IPython shows
        shown = []
        for line, column, message in self.problems:
            shown.append(f"cell:{line}:{column}: {message}" if line else message)
            if 0 < line <= len(self._lines):
                source = self._lines[line - 1]
                before = source.encode()[: max(column - 1, 0)].decode(errors="ignore")  # Go's columns are bytes
                shown += ["    " + source, "    " + "".join(c if c == "\t" else " " for c in before) + "^"]
        return [f"GoError: {len(self.problems)} in this cell", *shown]


def compile(text, *modules):
    """Compile a cell's text, load it, and return its functions by their names.

    A module that the text imports is named as for "go get", path@version, or by its folder, which begins with a dot, ~ or /.
    """
    modules = tuple(os.path.abspath(os.path.expanduser(m)) if m[:1] in (".", "~", "/") else m for m in modules)
    if any(m.startswith("/") for m in modules):  # folders may have changed: the name of the library says so
        made = _load(*_build(text, modules))
    else:
        made = _made.get((text, modules)) or _load(*_build(text, modules))
    _made[text, modules] = functions, problems = made
    if problems:
        raise GoError(problems, text, functions, modules)
    return functions


def _build(text, modules):
    if not shutil.which("go"):
        raise RuntimeError("cells in Go need Go 1.26 or later (https://go.dev/dl) and a C compiler on PATH")
    repository = _repository()
    cache = os.path.abspath(os.environ.get("GOMAGIC_CACHE") or os.path.join(_caches(), "gomagic"))
    flags = " ".join(f for f in os.environ.get("GOFLAGS", "").split() if not f.startswith("-mod="))  # workspaces have no -mod
    done = subprocess.run(
        ["go", "run", "./gomagic/gocell", "-cache", cache, "--", *modules], cwd=repository / "examples", input=text, capture_output=True,
        encoding="utf-8", env={**os.environ, "GOFLAGS": flags},
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    made = json.loads(done.stdout)
    problems = [(p["line"], p["column"], p["message"]) for p in made["errors"] or ()]
    if made["output"]:
        problems.append((0, 0, made["output"]))
    if problems:
        raise GoError(problems, text, modules=modules)
    return made["functions"], made["module"], made["library"]


def _load(functions, name, library):
    module = sys.modules.get(name)  # there is one if another text differs in nothing that is compiled
    if module is None:
        loader = importlib.machinery.ExtensionFileLoader(name, library)
        spec = importlib.util.spec_from_file_location(name, library, loader=loader)
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        sys.modules[name] = module
    refused = module._refused()
    usable = {f["name"]: getattr(module, f["name"]) for f in functions if f["name"] not in refused}
    return usable, [(f["line"], 1, refused[f["name"]]) for f in functions if f["name"] in refused]


def _repository():
    """Where the Go sources are: this package is installed from a clone, and needs it."""
    places = [os.environ.get("INPLACE_REPO")]
    try:
        from ._clone import folder

        places.append(folder)
    except ImportError:  # it is not installed, but used from the clone
        places.append(pathlib.Path(__file__).parents[3])
    for place in places:
        if place and pathlib.Path(place, "examples", "gomagic", "gocell").is_dir():
            return pathlib.Path(place)
    raise RuntimeError(f"no clone of inplace at {' or '.join(str(p) for p in places if p)}: set INPLACE_REPO to the folder of one")


def _caches():
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def load_ipython_extension(ipython):
    def go(line, text):
        """The cell is Go: its exported functions become functions of the notebook.

        %%go [MODULE...]: modules that the cell imports, as for "go get" (path@version) or as folders (./mine).
        """
        try:
            functions = compile(text, *shlex.split(line))
        except GoError as e:
            ipython.push(e.functions)
            raise
        ipython.push(functions)
        print("Go: " + ", ".join(name + f.__text_signature__ for name, f in functions.items()))

    ipython.register_magic_function(go, magic_kind="cell")
