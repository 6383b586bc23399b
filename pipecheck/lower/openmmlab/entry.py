"""One entry of a pipeline: the name of its class without the package, and its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipecheck.findings import Origin
from pipecheck.lower.arguments import Arguments
from pipecheck.sources.mmvalues import table
from pipecheck.sources.pyvalues import Call, Constant, Reference, Value, spelled


@dataclass(frozen=True, slots=True)
class Entry:
    """A step by the *name* of its class (None: it is no dictionary with a type), as a call with the arguments beside the type."""

    name: str | None
    call: Call

    @property
    def origin(self) -> Origin:
        return self.call.origin

    def given(self, names: Sequence[str]) -> Arguments:
        """The arguments, which are among *names*."""
        return Arguments(self.call, names)

    def has(self, name: str) -> bool:
        """Whether the argument *name* is given."""
        return name in self.call.kwargs

    def place(self, name: str) -> Origin:
        """Where the argument *name* stands."""
        return self.call.kwargs[name].origin if name in self.call.kwargs else self.origin


def entry(value: Value, default: str | None = None) -> Entry:
    """The entry that *value* holds; *default* is its type where it names none."""
    pairs = table(value)
    match pairs and pairs.get("type"):
        case Constant(value=str(text)):
            name: str | None = text
        case Reference(name=text):
            name = text
        case None if pairs is not None:
            name = default
        case _:
            name = None
    given = {str(key): each for key, each in (pairs or {}).items() if key not in ("type", "_scope_")}
    short = None if name is None or "/" in name else name.rsplit(".", 1)[-1]  # torchvision/Resize is another library's
    return Entry(short, Call(short or "", (), given, value.origin, spelled(value)))
