"""What `LoadImageFromFile` decodes, by its arguments and by the habits of its generation."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.openmmlab.entry import Entry
from pipecheck.spec import Decoded
from pipecheck_transformers.words import Color

CONVENTION = "mmcv decodes with OpenCV to BGR"
POSE_CONVENTION = "mmpose before 1.0 decodes to RGB"
_NAMES = (
    "to_float32", "color_type", "imdecode_backend", "file_client_args", "ignore_empty", "channel_order", "backend_args",
)  # fmt: skip
_LIBRARIES = {"cv2": "opencv", "pillow": "pil", "turbojpeg": "turbojpeg"}


def decoded(step: Entry, *, pose: bool) -> tuple[Decoded, bool]:
    """What the step decodes, and whether it makes floats of it; *pose* where the pipeline is one of mmpose before 1.0."""
    given = step.given(_NAMES)
    kind, backend = given.value("color_type", "color"), given.value("imdecode_backend", "cv2")
    if backend not in _LIBRARIES or not isinstance(kind, str):
        raise NotReadError(f"imdecode_backend {backend!r}")
    habit = not step.has("channel_order") and not step.has("imdecode_backend")
    order = given.value("channel_order", "rgb" if pose else "bgr")
    convention = POSE_CONVENTION if pose else CONVENTION
    made = Decoded(
        library=_LIBRARIES[backend],
        exif=backend != "turbojpeg" and not kind.endswith("ignore_orientation") and kind != "unchanged",
        color=_color(kind, order),
        origin=step.origin,
        assumed=convention if habit else None,
    )
    return made, given.value("to_float32", False) is True


def _color(kind: str, order: object) -> Color | None:
    match kind.removesuffix("_ignore_orientation"), order:
        case "grayscale", _:
            return "gray"
        case "color", "rgb":
            return "rgb"
        case "color", "bgr":
            return "bgr"
        case _:  # unchanged: what the file holds
            return None
