"""The vegetation index of a satellite scene that is larger than the memory of a worker, by a kernel in Go.

Each block of the scene is a task of Dask. Its bands are borrowed for reading; what a task writes is memory that it
allocated itself, or its own part of the file of results, so that a task may be run again: the same bytes are written
once more.
"""
import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

import dask
import dask.array as da
import numpy as np
from distributed import Client, LocalCluster, as_completed, progress, wait

BINS = 20


def band(shape, row, column, name):
    """A block of a band, as a reader of tiles would return it: smooth fields, and noise that depends on the place only."""
    y, x = np.ogrid[row:row + shape[0], column:column + shape[1]]
    fields = 0.5 + 0.5 * np.sin(y / 311, dtype="f4") * np.cos(x / 173, dtype="f4")
    noise = np.random.default_rng([row, column, name]).integers(0, 400, shape, dtype="u2")
    noise += (4000 * (fields if name else 1 - fields)).astype("u2")
    return noise


def load(name, block_info=None):
    place = block_info[None]["array-location"]
    return band([stop - start for start, stop in place], place[0][0], place[1][0], name)


def vegetation_index(red, near_infrared):
    """A block of the index: allocated here, filled by Go."""
    import vegetation

    out = np.empty(red.shape, "f4")
    vegetation.index(out, red, near_infrared)
    return out


def store(block, path, block_info=None):
    """Writes a block into its place in the file of results, and counts its values."""
    import vegetation

    (top, bottom), (left, right) = block_info[0]["array-location"]
    np.lib.format.open_memmap(path, "r+")[top:bottom, left:right] = block
    bins = np.empty((1, 1, BINS), "i8")
    vegetation.count(bins.ravel(), block)
    return bins


@contextlib.contextmanager
def local_cluster(workers, memory, directory):
    """Workers that are processes of this machine, started by Dask."""
    with LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, memory_limit=memory, host="127.0.0.1",
                      dashboard_address=None, local_directory=directory) as cluster, Client(cluster) as client:
        yield client


@contextlib.contextmanager
def cluster_by_command(workers, memory, directory):
    """A scheduler and workers started by command, as on several machines that share a file system."""
    file = os.path.join(directory, "scheduler.json")
    with contextlib.ExitStack() as stack:
        def start(command, *options):
            process = subprocess.Popen([sys.executable, "-m", "distributed.cli." + command, "--scheduler-file", file,
                                        "--no-dashboard", *options], stderr=stack.enter_context(open(f"{file}.{command}", "w")))
            stack.callback(end, process)

        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        start("dask_worker", "--nworkers", str(workers), "--nthreads", "1", "--memory-limit", memory,
              "--local-directory", directory)
        client = stack.enter_context(Client(scheduler_file=file, timeout=60))
        client.wait_for_workers(workers, timeout=60)
        yield client


def end(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill_one_worker(client):
    """Ends a worker's process as a machine that loses its power does; its nanny starts another one."""
    pids = client.run(os.getpid)
    address, pid = next(iter(pids.items()))
    os.kill(pid, signal.SIGKILL)
    return address


def expected(side, block):
    """The same by NumPy alone, block by block."""
    bins, values = np.zeros(BINS, "i8"), np.empty((side, side), "f4")
    for row in range(0, side, block):
        for column in range(0, side, block):
            shape = min(block, side - row), min(block, side - column)
            red, near = (band(shape, row, column, name).astype("i4") for name in (0, 1))
            index = (near - red).astype("f4") / np.maximum(1, near + red).astype("f4")
            values[row:row + shape[0], column:column + shape[1]] = index
            bins += np.histogram(index, BINS, (-1, 1))[0]
    return values, bins


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, required=True)
    parser.add_argument("--block", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--memory", required=True)
    parser.add_argument("--by-command", action="store_true")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    dask.config.set({"distributed.comm.timeouts.connect": "60s"})

    start_cluster = cluster_by_command if args.by_command else local_cluster
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "index.npy")
        np.lib.format.open_memmap(path, "w+", "f4", (args.side, args.side))
        with start_cluster(args.workers, args.memory, directory) as client:
            chunks = da.core.normalize_chunks(args.block, (args.side, args.side))
            red, near = (da.map_blocks(load, name, chunks=chunks, dtype="u2", meta=np.empty((0, 0), "u2")) for name in (0, 1))
            index = da.map_blocks(vegetation_index, red, near, dtype="f4", meta=np.empty((0, 0), "f4"))
            counted = da.map_blocks(store, index, path, new_axis=2, chunks=(1, 1, BINS), dtype="i8", meta=np.empty((0, 0, 0), "i8"))
            megabytes = (red.nbytes + near.nbytes + index.nbytes) / 1e6
            print(f"{megabytes:.0f} MB in {index.npartitions} blocks for {args.workers} workers of {args.memory} each, "
                  + ("started by command" if args.by_command else "started by Dask"), flush=True)

            start = time.perf_counter()
            blocks = client.compute(counted.to_delayed().ravel().tolist(), retries=3)
            if args.kill:
                for done, _ in enumerate(as_completed(blocks), 1):
                    if done * 4 >= len(blocks):
                        break
                print(f"after {done} blocks: killed the worker {kill_one_worker(client)}", flush=True)
            if sys.stderr.isatty():
                progress(blocks, notebook=False)
            wait(blocks)
            bins = sum(b.ravel() for b in client.gather(blocks))
            seconds = time.perf_counter() - start
            print(f"{seconds:.1f} s, {args.side**2 / seconds / 1e6:.0f} million pixels a second, "
                  f"at most {max(client.run(peak_of_memory).values()):.0f} MB in a worker", flush=True)
        show(bins)
        if args.check:
            values, wanted = expected(args.side, args.block)
            written = np.load(path, mmap_mode="r")
            print("file of results and table equal NumPy's:", bool((written == values).all()) and bins.tolist() == wanted.tolist())


def peak_of_memory():
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def show(bins):
    print("index            pixels")
    for i, n in enumerate(bins.tolist()):
        if n:
            low = -1 + 2 * i / BINS
            print(f"{low:+.1f} … {low + 2 / BINS:+.1f}  {n:10d}  {'#' * round(60 * n / bins.max())}")


if __name__ == "__main__":
    main()
