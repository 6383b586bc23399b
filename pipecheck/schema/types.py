"""Which types of input can be made from which at run time, and how many channels they have."""

from __future__ import annotations

CONVERSIONS: dict[str, frozenset[str]] = {
    "rgb": frozenset({"rgb", "bgr", "nv12", "yuv444", "yuv444_128"}),
    "bgr": frozenset({"rgb", "bgr", "nv12", "yuv444", "yuv444_128"}),
    "yuv444": frozenset({"yuv444", "nv12", "yuv444_128"}),
    "gray": frozenset({"gray"}),
    "featuremap": frozenset({"featuremap"}),
    "nv12": frozenset(),
}
"""From which runtime types each trained type can be made; nothing is trained on NV12."""
CHANNELS = {"gray": 1, "rgb": 3, "bgr": 3, "yuv444": 3}


def convertible(rt: str | None, train: str | None) -> bool:
    """Whether the toolchain can convert the runtime type to the trained one; words that it does not know are not judged here."""
    return rt not in CONVERSIONS or train not in CONVERSIONS or rt in CONVERSIONS[train]
