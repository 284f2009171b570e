"""Runs the cells of notebooks in one kernel, and prints as JSON what those with code showed: run.py NOTEBOOK…

The first one runs as a user runs all its cells: one that fails ends it, unless it is tagged for that. In the others any may fail.
"""

import json
import re
import signal
import sys

import nbformat
from nbclient import NotebookClient

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell has made its jobs ignore it: kernels are ended


def shown(cell):
    printed = error = traceback = ""
    for o in cell.outputs:
        if o.output_type == "stream":
            printed += o.text
        elif o.output_type == "error":
            error, traceback = o.ename, "\n".join(o.traceback)
    return {"Printed": printed, "Error": error, "Traceback": re.sub("\x1b\\[[0-9;]*m", "", traceback)}


notebooks = [nbformat.read(name, as_version=4) for name in sys.argv[1:]]
for n in notebooks[1:]:
    for cell in n.cells:
        cell.metadata["tags"] = ["raises-exception"]
together = notebooks[0].copy()
together.cells = [cell for n in notebooks for cell in n.cells]
NotebookClient(together, timeout=None, kernel_name="python3").execute()
print(json.dumps([[shown(c) for c in n.cells if c.cell_type == "code"] for n in notebooks]))
