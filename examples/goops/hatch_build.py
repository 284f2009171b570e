"""Builds the Go module into the wheel.

The wheel is tagged cp311-abi3: the module finds CPython's functions when it is loaded and uses none outside of the stable
ABI, so one wheel serves every CPython from 3.11 on. It is built from a clone: go.mod beside this folder says where the
library lies.
"""

import pathlib
import shutil
import subprocess
import sysconfig
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GoModule(BuildHookInterface):
    def initialize(self, version, build_data):
        if not shutil.which("go"):
            raise RuntimeError("goops is written in Go: install Go 1.26 or later (https://go.dev/dl) and a C compiler, and try again")
        self.folder = tempfile.TemporaryDirectory()
        library = pathlib.Path(self.folder.name, "_goops.abi3.so")
        built = subprocess.run(
            ["go", "build", "-trimpath", "-buildmode=c-shared", "-ldflags=-s -w", "-o", library, "."],
            cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        if built.returncode:
            raise RuntimeError("go build failed:\n" + built.stdout)
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = "cp311-abi3-" + platform
        build_data["force_include"][str(library)] = "goops/_goops.abi3.so"

    def finalize(self, version, build_data, artifact_path):
        self.folder.cleanup()
