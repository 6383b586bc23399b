"""What a YAML says for each model input: the items of a list, or what semicolons separate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pipecheck.findings import Origin
from pipecheck.schema.fault import FaultKind, KeyFault
from pipecheck.schema.key import Place, Schema
from pipecheck.sources.yamldoc import Document

ABSENT = ("", "None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The *count* inputs of a model as *document* speaks of them; nothing is believed of the keys that are *doubted*."""

    document: Document
    schema: Schema
    doubted: frozenset[Place]
    count: int

    def place(self, name: str) -> Place:
        """The group of the key *name*, and the name."""
        return next((key.group, key.name) for key in self.schema.keys if key.name == name)

    def origin(self, name: str) -> Origin:
        """Where the value of *name* stands, else its group."""
        return self.document.origin(*self.place(name))

    def knows(self, *names: str) -> bool:
        """Whether the keys exist here and nothing is wrong with them so far."""
        keys = [key for key in self.schema.keys if key.name in names and key.idle is None]
        return len(keys) == len(names) and not any((key.group, key.name) in self.doubted for key in keys)

    def parts(self, name: str) -> list[str]:
        """What *name* says, one text per input; none where it says nothing or is doubted."""
        raw = self.document.get(*self.place(name)) if self.knows(name) else None
        if isinstance(raw, list) and self.count == 1 and self._per_channel(name):
            return [spelled(raw)]
        found = parts(raw)
        return [] if all(part in ABSENT for part in found) else found

    def of(self, name: str, index: int) -> str | None:
        """What *name* says of the input number *index*; a single value serves all."""
        found = self.parts(name)
        text = found[index] if index < len(found) else found[0] if len(found) == 1 else ""
        return None if text in ABSENT else text

    def word(self, name: str, index: int) -> str | None:
        """The same in lower case."""
        text = self.of(name, index)
        return None if text is None else text.lower()

    def value(self, name: str) -> Any:
        """The value of a key that is not per input, None where it says nothing or is doubted."""
        raw = self.document.get(*self.place(name)) if self.knows(name) else None
        return None if not isinstance(raw, dict) and spelled(raw) in ABSENT else raw

    def fault(self, kind: FaultKind, name: str, message: str, hint: str | None = None, **more: Any) -> KeyFault:
        """A fault of the key *name*, which is doubted from here on unless *more* says otherwise."""
        fields = {"origin": self.origin(name), "doubts": (self.place(name),), **more}
        return KeyFault(kind=kind, place=self.place(name), message=message, hint=hint, **fields)

    def called(self, index: int) -> str:
        """The input number *index* in words."""
        return "the input" if self.count == 1 else self.of("input_name", index) or f"input {index + 1}"

    def _per_channel(self, name: str) -> bool:
        return any(key.name == name and key.per_channel for key in self.schema.keys)


def read(document: Document, schema: Schema, doubted: frozenset[Place]) -> Inputs:
    """The inputs in *document*, as many as most keys say; `input_name` and `input_type_rt` speak first."""
    votes: Counter[int] = Counter()
    ordered = sorted((key for key in schema.keys if key.each and key.idle is None), key=lambda key: key.name != "input_name")
    for key in ordered:
        raw = None if (key.group, key.name) in doubted else document.get(key.group, key.name)
        found = [spelled(raw)] if isinstance(raw, list) and key.per_channel else parts(raw)
        stated = any(part not in ABSENT for part in found)
        if stated and (len(found) > 1 or key.name in ("input_name", "input_type_rt")):
            votes[len(found)] += 1
    count = votes.most_common(1)[0][0] if votes else 1
    return Inputs(document=document, schema=schema, doubted=doubted, count=count)


def parts(raw: Any) -> list[str]:
    """What stands for each input: the items of a list, or what `;` separates."""
    return [spelled(part) for part in (raw if isinstance(raw, list) else spelled(raw).split(";"))]


def spelled(raw: Any) -> str:
    """*raw* as text without the quotes around it and without one `;` at its end."""
    if raw is None:
        return ""
    if isinstance(raw, list):
        return " ".join(map(spelled, raw))
    return _unquoted(_unquoted(str(raw)).removesuffix(";"))


def _unquoted(text: str) -> str:
    return text.strip().strip("'\"").strip()
