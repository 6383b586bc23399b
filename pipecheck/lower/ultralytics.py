"""What an Ultralytics export says of its training by its own metadata."""

from __future__ import annotations

from collections.abc import Mapping

from pipecheck.findings import Origin
from pipecheck.spec import Aspect, Decoded, Program, Step
from pipecheck_transformers.tensor_ops import Affine, ToColor, Transpose

CONVENTION = "Ultralytics reads with OpenCV, trains on RGB and divides by 255"
_SILENT: frozenset[Aspect] = frozenset({"geometry"})


def training(metadata: Mapping[str, str], origin: Origin) -> Program | None:
    """How the network was trained, None where *metadata* is not that of an Ultralytics export; the size of its pictures is not told."""
    if metadata.get("author") != "Ultralytics" or "task" not in metadata:
        return None
    decoded = Decoded(library="opencv", exif=True, color="bgr", origin=origin, assumed=CONVENTION)
    ops = (ToColor("rgb", source="bgr"), Affine(std=255.0), Transpose("chw"))
    return Program(decoded, tuple(Step(op, origin, CONVENTION) for op in ops), _SILENT)
