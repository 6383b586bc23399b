"""What text takes on a terminal: which characters may be shown as they are, and how many cells each one fills."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_BREAK = re.compile(r"[ \t]*[\r\n]+\s*")


def visible(text: str) -> str:
    """*text* on one line, with a sign in place of every character that a terminal would act upon."""
    return "".join(map(glyph, _BREAK.sub(" ", text).replace("\t", " ")))


def glyph(char: str) -> str:
    """*char*, or a sign for it where it would move the cursor, turn the direction of writing or not be encodable."""
    category = unicodedata.category(char)
    if category == "Cc":
        return chr(0x2400 + ord(char)) if ord(char) < 0x20 else "�"
    unsafe = category in ("Cs", "Zl", "Zp") or (category == "Cf" and char not in _JOINERS)
    return "�" if unsafe else char


def width(text: str) -> int:
    """How many cells *text* fills."""
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
