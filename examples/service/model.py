"""The model: a small network that tells three spirals apart, trained when the service starts."""

import numpy as np


def spirals(n, seed):
    random = np.random.default_rng(seed)
    turn = np.sqrt(random.random(n)) * 2.2 * np.pi
    arm = random.integers(0, 3, n)
    angle = turn + arm * 2 * np.pi / 3
    return np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / 7 + random.normal(0, 0.02, (n, 2)), arm


class Model:
    def __init__(self, hidden=32, steps=400):
        random = np.random.default_rng(1)
        x, arm = spirals(600, 2)
        self.layers = [random.normal(0, (2 / m) ** 0.5, (m, n)) for m, n in ((2, hidden), (hidden, hidden), (hidden, 3))]
        self.biases = [np.zeros(w.shape[1]) for w in self.layers]
        everything = self.layers + self.biases
        first, second = ([np.zeros_like(p) for p in everything] for _ in range(2))
        for step in range(1, steps + 1):
            for p, m, v, g in zip(everything, first, second, self.gradients(x, np.eye(3)[arm])):  # Adam
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= 0.01 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)

    def gradients(self, x, wanted):
        values = [x]
        for w, b in zip(self.layers[:-1], self.biases):
            values.append(np.maximum(values[-1] @ w + b, 0))
        scores = values[-1] @ self.layers[-1] + self.biases[-1]
        error = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (error / error.sum(axis=1, keepdims=True) - wanted) / len(x)
        weights, biases = [], []
        for w, value in zip(reversed(self.layers), reversed(values)):
            weights.insert(0, value.T @ error)
            biases.insert(0, error.sum(axis=0))
            error = (error @ w.T) * (value > 0)
        return weights + biases

    def score(self, rows, out):
        """Writes the scores of rows, which are no probabilities yet, into out."""
        value = rows
        for w, b in zip(self.layers[:-1], self.biases):
            value = np.maximum(value @ w + b, 0)
        np.matmul(value, self.layers[-1], out=out)
        out += self.biases[-1]
