"""The Python half: a photo as an array, NumPy's answer to compare with, the picture of both."""

import numpy as np
from matplotlib import cbook
from PIL import Image


def load(width):
    """A photo that ships with matplotlib, as (height, width, 4) bytes: red, green, blue and opacity."""
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        photo = Image.open(file).convert("RGBA")
    return np.array(photo.resize((width, photo.height * width // photo.width)))


def stretched(photo, low, high):
    """The colours from low to high spread over all 256 values, by NumPy."""
    return (np.clip((photo[..., :3] - np.float32(low)) * np.float32(255 / (high - low)), 0, 255)).astype("u1")


def draw(path, before, after):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(8, 5), layout="constrained")
    for axis, image, title in zip(axes, (before, after), ("NumPy's array before …", "… and after Go")):
        axis.imshow(image)
        axis.set_title(title)
        axis.set_axis_off()
    figure.savefig(path, dpi=80)
    plt.close(figure)
