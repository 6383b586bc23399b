"""The form of the array that `Read` promises, whichever library decoded it."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array


def keep(how: Read, array: Array) -> Array:
    """*array* as height × width × channels in one piece of memory; integers become 0..1 where *how* says so, floats are that already."""
    picture = array[..., np.newaxis] if array.ndim == 2 else array
    return np.ascontiguousarray(_unit(picture) if how.unit else picture)


def _unit(array: Array) -> Array:
    # Equal to `img_as_float(array).astype(np.float32)` for every 8-bit and 16-bit number, without the detour through float64.
    if array.dtype.kind == "f":
        return array.astype(np.float32)
    return np.asarray(np.divide(array, np.float32(np.iinfo(array.dtype).max), dtype=np.float32))
