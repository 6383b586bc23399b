"""A way from a picture file to the outputs of a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipecheck.probe.network.feed import given
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores.score import Outputs
from pipecheck.spec import Spec
from pipecheck.spec.frames import Frame
from pipecheck.spec.frames import frame as framed
from pipecheck_transformers import readers
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.fast import Compiled, compiled
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.readers import integrity

_TURNED = 5
"""From this orientation on EXIF says that the picture lies on its side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A *chain* whose tensor goes into *input* of a *network*, with *offset* added to it; *also* gives the other inputs of a picture.

    *turned* is what happens to the tensor before, if anything, and *spec* says where the chain puts the picture. Any number of threads may
    share a lane.
    """

    chain: Chain
    network: Network
    input: str
    also: Callable[[Path], Mapping[str, Array]] | None = None
    spec: Spec | None = None
    offset: float = 0.0
    turned: Callable[[Array], Array] | None = None
    make: Compiled = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "make", compiled(self.chain))


def outputs(lane: Lane, source: Path | Array, path: Path | None = None) -> Outputs:
    """What the network of *lane* makes of a picture file, or of a picture that was decoded from the file *path*."""
    path = source if isinstance(source, Path) else path
    with np.errstate(all="ignore"):  # a chain may be wrong, which is what is measured
        return lane.network.run(feed(lane, lane.make(source), path))


def feed(lane: Lane, tensor: Array, path: Path | None = None) -> dict[str, Array]:
    """What the network of *lane* is given for the *tensor* that the chain made of the picture at *path*."""
    if lane.turned is not None:
        tensor = lane.turned(tensor)
    if lane.offset:
        tensor = np.add(tensor, lane.offset, dtype=np.float32)
    fed = given(lane.network, lane.input, tensor)
    return fed if lane.also is None or path is None else {**lane.also(path), **fed}


def frame(lane: Lane, path: Path) -> Frame | None:
    """Where *lane* puts the picture at *path*; None where its geometry is unknown, refuses the picture, or turns it by an angle."""
    placed = None if lane.spec is None else lane.spec.geometry.value
    return None if placed is None else framed(placed, *_size(lane, path))


def _size(lane: Lane, path: Path) -> tuple[int, int]:
    """Height and width of the picture at *path* as the chain reads it."""
    data = readers.content(path)
    form, size, orientation = integrity.format_name(data), integrity.size(data), integrity.traits(data).orientation
    if size is None:
        raise ReadError(path, "no width and height in its header")
    width, height = size
    if orientation < _TURNED:
        return height, width
    if form != "JPEG":  # who turns which of the others is a matter of the libraries' versions
        height, width = readers.decode(lane.chain.read, data, str(path)).shape[:2]
        return height, width
    return (width, height) if lane.chain.read.exif else (height, width)
