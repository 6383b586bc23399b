"""What the toolkit says when it cannot do what it was asked."""

from __future__ import annotations

from pathlib import Path


class ToolkitError(Exception):
    """Anything the toolkit refuses; the message stands on its own."""


class ReadError(ToolkitError):
    """A picture that cannot be read whole; the message begins with its path."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StepError(ToolkitError):
    """An operation that does not fit the picture it was given."""
