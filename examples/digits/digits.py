"""The Python half: the digits, NumPy's answers, the table and the picture. All arrays are made here, and filled in Go."""

import gzip
import io

import numpy as np


def load(file, n, k):
    global x, labels, variances, vectors, scores, centres, cluster, given, first
    table = np.loadtxt(gzip.open(io.BytesIO(file)), delimiter=",", max_rows=n)
    x, labels = table[:, :64], table[:, 64].astype("i8")  # x: a view whose rows are 65 apart
    variances, vectors = np.empty(64), np.empty((64, 64))
    scores = np.empty((n, 2))
    cluster = np.full(n, -1)
    given = x.copy()  # for NumPy, since Go centres x where it is
    centres = given[:k] - given.mean(axis=0)  # it begins with the first digits
    first = centres.copy()


def compare():
    """NumPy's components and clusters of the same digits, against Go's."""
    centred = given - given.mean(axis=0)
    _, s, v = np.linalg.svd(centred, full_matrices=False)
    theirs = s**2 / (len(x) - 1)
    alone = len(theirs)
    off = np.abs(theirs - variances[:alone]).max() / theirs[0]
    ours = scores * np.sign((v[:2] * vectors[:, :2].T).sum(axis=1))  # the sign of a component is free
    c, previous = first.copy(), None
    while True:
        their_cluster = np.argmin((c**2).sum(axis=1) - 2 * centred @ c.T, axis=1)
        if previous is not None and (their_cluster == previous).all():
            break
        previous = their_cluster
        c = np.stack([centred[their_cluster == j].mean(axis=0) for j in range(len(c))])
    pure = sum(np.bincount(labels[cluster == j], minlength=10).max() for j in range(len(c))) / len(x)
    return float(off), float(np.abs(ours - centred @ v[:2].T).max()), int((cluster != their_cluster).sum()), float(pure)


def save(path):
    np.savez(path, variances=variances, scores=scores, cluster=cluster, centres=centres)


def table():
    print("cluster  size  mostly  of them")
    for j in range(len(centres)):
        members = np.bincount(labels[cluster == j], minlength=10)
        print(f"{j:7}  {members.sum():4}  {members.argmax():6}  {100 * members.max() / members.sum():5.1f} %")


def draw(path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(9, 5), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(3, 2))
    axis = left.subplots()
    points = axis.scatter(*scores.T, c=labels, cmap="tab10", s=7)
    axis.set(title=f"{len(x)} digits along two principal components", xlabel="first", ylabel="second")
    axis.legend(*points.legend_elements(), title="digit", fontsize="small", loc="lower left")
    right.suptitle("centres of the clusters")
    mean = given.mean(axis=0)
    for axis, centre, j in zip(right.subplots(4, 3).flat, centres, range(len(centres))):
        axis.imshow((centre + mean).reshape(8, 8), cmap="gray_r")
        axis.set_title(f"mostly {np.bincount(labels[cluster == j], minlength=10).argmax()}", fontsize="small")
    for axis in right.axes:
        axis.set_axis_off()
    figure.savefig(path, dpi=80)
    plt.close(figure)
