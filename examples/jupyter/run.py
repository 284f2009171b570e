"""Runs notebooks top to bottom and writes them with their outputs: run.py FOLDER NOTEBOOK…

"a.ipynb+b.ipynb" are two notebooks that are open at once: the first cell of the one, the first cell of the other, the
second cell of the one, and so on, each in the kernel that its notebook names.
"""

import contextlib
import itertools
import os
import signal
import sys

import nbformat
from nbclient import NotebookClient


def run(folder, names):
    notebooks = [nbformat.read(name, as_version=4) for name in names]
    clients = [NotebookClient(nb, timeout=None, kernel_name=nb.metadata.kernelspec.name) for nb in notebooks]
    with contextlib.ExitStack() as kernels:
        for client in clients:
            kernels.enter_context(client.setup_kernel())
        try:
            for cells in itertools.zip_longest(*(list(enumerate(nb.cells)) for nb in notebooks)):
                for client, numbered in zip(clients, cells):
                    if numbered is not None:
                        client.execute_cell(numbered[1], numbered[0])
        finally:
            for name, nb in zip(names, notebooks):
                nbformat.write(nb, os.path.join(folder, os.path.basename(name)))


signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell has made its jobs ignore it: kernels are ended

for group in sys.argv[2:]:
    run(sys.argv[1], group.split("+"))
