"""A tensor as a picture that people can look at."""

from __future__ import annotations

import numpy as np

from pipecheck.spec import Spec, affine
from pipecheck.spec.affine import IDENTITY
from pipecheck_transformers.pixels import Array


def picture(array: Array, own: Spec, spec: Spec) -> Array:
    """*array* as a picture of 0..255 by its *own* values, clipped where it holds what none could."""
    values = own.values.value
    back = affine.inverse(values.affine if values is not None else IDENTITY) or IDENTITY
    picture = array.astype(np.float64)
    if len(back.scale) in (1, picture.shape[2]):
        picture = picture * np.array(back.scale) + np.array(back.bias)
    return colors(picture, spec)


def colors(levels: Array, spec: Spec) -> Array:
    """*levels* as R, G, B bytes, in the order of channels that *spec* tells of."""
    if levels.shape[2] not in (1, 3):
        levels = levels[:, :, :1]
    color = spec.color.value
    ordered = levels[:, :, ::-1] if color is not None and color.name == "bgr" else levels
    whole: Array = np.clip(np.rint(np.nan_to_num(ordered)), 0, 255).astype(np.uint8)
    return np.repeat(whole, 3, axis=2) if whole.shape[2] == 1 else whole
