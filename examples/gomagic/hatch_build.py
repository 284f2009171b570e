"""Writes into the wheel where the clone lies that it was installed from: cells are compiled with the Go sources there."""

import pathlib
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Clone(BuildHookInterface):
    def initialize(self, version, build_data):
        self.folder = tempfile.TemporaryDirectory()
        clone = pathlib.Path(self.folder.name, "_clone.py")
        clone.write_text(f"folder = {str(pathlib.Path(self.root).resolve().parents[1])!r}\n", encoding="utf-8")
        build_data["force_include"][str(clone)] = "gomagic/_clone.py"

    def finalize(self, version, build_data, artifact_path):
        self.folder.cleanup()
