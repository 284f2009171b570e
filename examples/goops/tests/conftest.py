import warnings

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def quiet():
    """NumPy warns where goops does not."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
