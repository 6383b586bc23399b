"""ICC profiles: their names."""

from __future__ import annotations

import struct

_DESCRIPTION = b"desc"
_TAGS = 128
_MOST_TAGS = 100
_MOST_LETTERS = 400


def name(profile: bytes) -> str:
    """What *profile* calls itself; its color space where it does not say."""
    try:
        return _described(profile) or profile[16:20].decode("latin-1").strip() or "unnamed"
    except struct.error:
        return "unnamed"


def is_srgb(title: str) -> bool:
    """Whether a profile of this name is the color space that every reader takes for granted."""
    return "srgb" in title.lower() or title == "c2"  # the latter is a minimal profile that photo services embed


def _described(profile: bytes) -> str | None:
    (count,) = struct.unpack_from(">I", profile, _TAGS)
    for index in range(min(count, _MOST_TAGS)):
        tag, at, length = struct.unpack_from(">4sII", profile, _TAGS + 4 + 12 * index)
        if tag == _DESCRIPTION:
            return _text(profile[at : at + length])
    return None


def _text(tag: bytes) -> str:
    """The text of a `desc` tag, in the form of version 2 or of version 4."""
    if tag[:4] == b"mluc":
        length, at = struct.unpack_from(">II", tag, 20)
        words = tag[at : at + min(length, _MOST_LETTERS)].decode("utf-16-be", "replace")
    else:
        (length,) = struct.unpack_from(">I", tag, 8)
        words = tag[12 : 12 + min(length, _MOST_LETTERS)].decode("latin-1")
    return "".join(char for char in words.split("\0")[0] if char.isprintable()).strip()[:80]
