"""The Python half of the example: load the terrain, check Go's results, draw them."""

import numpy as np
from matplotlib import cbook
from matplotlib.colors import LightSource


def load():
    """Return the elevation in metres (int16, rows from north to south) and the cell size in metres."""
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as dem:
        z = dem["elevation"]
        metres = 111_200  # one degree of latitude
        dy = float(metres * dem["dy"])
        dx = float(metres * dem["dx"] * np.cos(np.radians(float(dem["ymin"]))))
    return z, dx, dy


def address(a):
    return a.__array_interface__["data"][0]


def reference(z, dx, dy, azimuth, altitude):
    """The same formulas in NumPy: slope, aspect, hillshade."""
    q, p = np.gradient(z.astype(np.float64), -dy, dx)
    steep = np.hypot(p, q)
    slope = np.arctan(steep)
    aspect = np.mod(np.arctan2(-p, -q), 2 * np.pi)
    east = np.sin(azimuth) * np.cos(altitude)
    north = np.cos(azimuth) * np.cos(altitude)
    shade = (np.sin(altitude) - east * p - north * q) / np.sqrt(1 + p * p + q * q)
    return slope, aspect, shade


def difference(got, want, angle=False):
    """Return max|got − want| (for angles the short way round) and max|want|."""
    d = np.abs(got - want)
    if angle:
        d = np.minimum(d, 2 * np.pi - d)
    return float(d.max()), float(np.abs(want).max())


def plane(z):
    """Least squares in NumPy: z ≈ c[0] + c[1]·column + c[2]·row."""
    rows, cols = np.indices(z.shape)
    a = np.stack([np.ones(z.size), cols.ravel(), rows.ravel()], axis=1)
    return np.linalg.lstsq(a, z.ravel().astype(np.float64), rcond=None)[0]


def render(path, z, out, dx, dy, azimuth, altitude):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    slope, aspect, shade = out[:3]
    light = LightSource(azdeg=np.degrees(azimuth), altdeg=np.degrees(altitude))
    theirs = light.hillshade(z, dx=dx, dy=dy)
    low, high = shade.min(), shade.max()
    panels = [
        ("elevation [m]", z, "terrain", None),
        ("hillshade by Go, in NumPy's memory", (shade - low) / (high - low), "gray", (0, 1)),
        ("hillshade by matplotlib's LightSource", theirs, "gray", (0, 1)),
        ("slope by Go [°]", np.degrees(slope), "magma", None),
        ("aspect by Go [°]", np.degrees(aspect), "twilight", (0, 360)),
        ("Go − LightSource", (shade - low) / (high - low) - theirs, "coolwarm", None),
    ]
    fig, axes = plt.subplots(2, 3, figsize=(15, 9), constrained_layout=True)
    for ax, (title, data, colours, limits) in zip(axes.flat, panels):
        vmin, vmax = limits or (None, None)
        image = ax.imshow(data, cmap=colours, vmin=vmin, vmax=vmax, aspect=dy / dx)
        ax.set_title(title)
        ax.set_axis_off()
        fig.colorbar(image, ax=ax, shrink=0.75)
    fig.suptitle("Jacksboro fault, 344 × 403 elevations: computed by Go in arrays that NumPy allocated")
    fig.savefig(path, dpi=100)
    plt.close(fig)
    stretched = (shade - low) / (high - low)
    return float(np.abs(stretched - theirs).max())
