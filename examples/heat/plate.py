"""The Python half: a hot plate, NumPy's answer to compare with, the animation."""

import numpy as np


def plate(n):
    """Two plates, for before and after a step, with a cold rim and letters of heat."""
    a = np.zeros((2, n, n))
    y, x = np.mgrid[0:n, 0:n] / n
    a[0][(np.hypot(x - 0.3, y - 0.35) < 0.16) & (np.hypot(x - 0.3, y - 0.35) > 0.1)] = 100
    a[0][(abs(x - 0.7) < 0.05) & (abs(y - 0.6) < 0.25)] = 100
    a[0][(abs(x - 0.65) < 0.2) & (abs(y - 0.8) < 0.04)] = 60
    return a


def step(u, k):
    """One step by NumPy."""
    padded = np.pad(u, 1)
    around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    return u + k * (around - 4 * u)


class Film:
    """Frames that matplotlib draws and writes as an animated GIF."""

    def __init__(self, path, n):
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
        from matplotlib.animation import PillowWriter

        self.figure = plt.figure(figsize=(3, 3), dpi=70)
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        self.image = axes.imshow(np.zeros((n, n)), cmap="inferno", vmin=0, vmax=100)
        self.writer = PillowWriter(fps=20)
        self.writer.setup(self.figure, path, dpi=70)

    def frame(self, u):
        self.image.set_data(u)
        self.writer.grab_frame()

    def close(self):
        import matplotlib.pyplot as plt

        self.writer.finish()
        plt.close(self.figure)
