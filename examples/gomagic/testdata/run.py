"""Runs the cells of notebooks in one kernel, errors and all, and prints as JSON what those with code showed: run.py NOTEBOOK…"""

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
together = notebooks[0].copy()
together.cells = [cell for n in notebooks for cell in n.cells]
NotebookClient(together, timeout=400, kernel_name="python3", allow_errors=True).execute()
print(json.dumps([[shown(c) for c in n.cells if c.cell_type == "code"] for n in notebooks]))
