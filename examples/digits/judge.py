"""scikit-learn's components and clusters of its own digits, against what Go has left: judge.py RESULTS.npz FILE.csv.gz"""

import json
import pathlib
import sys

import numpy as np
import sklearn.datasets
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

found = np.load(sys.argv[1])
n, k = len(found["cluster"]), len(found["centres"])
bundled = pathlib.Path(sklearn.datasets.__file__).parent / "data" / "digits.csv.gz"
x, labels = sklearn.datasets.load_digits(return_X_y=True)
x, labels = x[:n], labels[:n]

pca = PCA(svd_solver="full").fit(x)
theirs = np.zeros_like(found["variances"])
theirs[: len(pca.explained_variance_)] = pca.explained_variance_
two = pca.transform(x)[:, :2]
signs = np.sign((two * found["scores"]).sum(axis=0))  # the sign of a component is free

centred = x - x.mean(axis=0)
means = KMeans(k, init=centred[:k], n_init=1, tol=0, algorithm="lloyd").fit(centred)

print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "same file": bundled.read_bytes() == pathlib.Path(sys.argv[2]).read_bytes(),
            "variances": float(np.abs(theirs - found["variances"]).max() / theirs[0]),
            "scores": float(np.abs(two - signs * found["scores"]).max()),
            "moved": int((means.labels_ != found["cluster"]).sum()),
            "centres": float(np.abs(means.cluster_centers_ - found["centres"]).max()),
        }
    )
)
