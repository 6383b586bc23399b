"""What is printed where an encoding lacks the signs that reports are written with."""

from __future__ import annotations

_PLAIN = {"−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "→": ">", "≠": "!", "≈": "~", "│": "|", "…": "~", "±": "+-", "²": "^2", "√": "sqrt"}  # fmt: skip  # noqa: E501
"""Words of ASCII for signs, of one cell where they stand in tables."""


def said(text: str, encoding: str) -> str:
    """*text* as *encoding* can hold it: what it lacks is written in ASCII, or as an escape."""
    lacking = {ord(sign): plain for sign, plain in _PLAIN.items() if sign in text and not sign.encode(encoding, "ignore")}
    return text.translate(lacking).encode(encoding, "backslashreplace").decode(encoding)
