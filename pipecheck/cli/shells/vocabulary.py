"""What may stand where on the command line, read from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "codes", "files", "folders", "free"]
"""What a value is: one of some words, codes of rules, a path, or something that nobody can offer."""
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("CODES", "RULE"), "codes"),
    **dict.fromkeys(("DIR", "FOLDER"), "folders"),
    **dict.fromkeys(("N", "TIME", "FIGURE", "WAY", "NAME", "SECONDS", "DTYPE", "1X3X224X224", "FORMAT=FILE"), "free"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that is to be completed; *words* are those that it can be."""

    name: str
    kind: Kind
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option as it is written, what it does, and its *value*, if it takes one."""

    word: str
    does: str
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, what it does, its options, and what else it takes, in order."""

    name: str
    does: str
    options: tuple[Option, ...]
    values: tuple[Value, ...]


def commands(parser: argparse.ArgumentParser) -> Iterator[Command]:
    """The commands of *parser*."""
    (offered,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    helps = {action.dest: action.help or "" for action in offered._choices_actions}  # noqa: SLF001
    for name, command in offered.choices.items():
        actions = command._actions  # noqa: SLF001
        yield Command(
            name=name,
            does=helps[name],
            options=tuple(_option(action) for action in actions if action.option_strings),
            values=tuple(_value(action) for action in actions if not action.option_strings),
        )


def codes() -> tuple[str, ...]:
    """The codes of all rules."""
    from pipecheck.rules import every

    return tuple(sorted(rule.code for rule in every()))


def _option(action: argparse.Action) -> Option:
    does = (action.help or "").replace("%%", "%")
    return Option(word=action.option_strings[-1], does=does, value=None if action.nargs == 0 else _value(action))


def _value(action: argparse.Action) -> Value:
    name = str(action.metavar or action.dest)
    if action.choices is not None:
        return Value(name=name, kind="words", words=tuple(map(str, action.choices)))
    return Value(name=name, kind=_KINDS.get(name.upper(), "files"))
