"""The rewritten resizes of TensorFlow against TensorFlow."""

import numpy as np
import pytest

from pipecheck_transformers.kernels.resize import resize

pytestmark = pytest.mark.peers
tensorflow = pytest.importorskip("tensorflow")

METHODS = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic", "area": "area", "lanczos": "lanczos3"}


def sample(seed):
    """A random picture, and a size to bring it to: up, down, odd, one pixel, one side kept, large."""
    rng = np.random.default_rng(seed)
    largest = 10 if seed % 10 == 0 else 7
    height, width, new_height, new_width = (int(2 ** rng.uniform(0, largest)) for _ in range(4))
    new_height = height if seed % 7 == 0 else new_height
    new_width = width if seed % 21 == 0 else new_width
    array = rng.integers(0, 256, (height, width, int(rng.choice((1, 3, 4)))), dtype=np.uint8)
    return (array if seed % 2 else array + rng.random(array.shape).astype(np.float32)), new_height, new_width


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("seed", range(60))
def test_a_resize_is_that_of_tensorflow(seed, interpolation, antialias):
    array, height, width = sample(seed)
    expected = tensorflow.image.resize(array, (height, width), method=METHODS[interpolation], antialias=antialias).numpy()
    given = resize(array, height, width, interpolation, "tensorflow", antialias=antialias)
    assert given.dtype == expected.dtype
    np.testing.assert_allclose(given.astype(float), expected, rtol=0, atol=0 if interpolation == "nearest" else 1e-2)
