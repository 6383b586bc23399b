"""Lists of names as the toolchain takes them: as lists, or written as one text, with quotes or without."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from pipecheck.errors import UsageError

Names: TypeAlias = "str | Sequence[str | Sequence[str]] | None"
Group: TypeAlias = "str | tuple[str, ...]"
_Token = tuple[bool, str]
_TOKEN = re.compile(r"""(?P<sign>[\[\],])|'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<plain>[^\[\],'"\s][^\[\],]*)""")
_SPACE = re.compile(r"\s*")
_OPEN, _CLOSE, _COMMA = (True, "["), (True, "]"), (True, ",")
_SHOWN = 60


def names(given: Names, what: str) -> tuple[str, ...]:
    """The names in *given*, none of them in a list of its own; *what* is what the parameter is called."""
    found = groups(given, what)
    if any(not isinstance(each, str) for each in found):
        raise UsageError(f"{what} is a list of names, and holds lists")
    return tuple(each for each in found if isinstance(each, str))


def groups(given: Names, what: str) -> tuple[Group, ...]:
    """The names, and lists of names, in *given*."""
    if given is None:
        return ()
    if isinstance(given, str):
        return _read(given, what) if given.lstrip().startswith("[") else (given,)
    return tuple(_group(each, what) for each in _listed(given, what))


def _listed(given: object, what: str) -> Sequence[object]:
    if isinstance(given, Sequence) and not isinstance(given, (bytes, bytearray)):
        return given
    raise UsageError(f"{what} is a name, or a list of names, not {type(given).__name__}")


def _group(given: object, what: str) -> Group:
    if isinstance(given, str):
        return given
    found = _listed(given, what)
    if not all(isinstance(each, str) for each in found):
        raise UsageError(f"{what} is a list of names, or of lists of names, and nothing deeper")
    return tuple(map(str, found))


def _read(text: str, what: str) -> tuple[Group, ...]:
    """What the list in *text* holds."""
    try:
        left = deque(_tokens(text))
        found = _list(left, deep=True)
        if left:
            raise IndexError  # noqa: TRY301  # what is wrong is told below, whatever it is
    except (ValueError, IndexError) as e:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise UsageError(f"{what} is no list of names, such as ['a','b'] or [[a,b],[c]]: {shown}") from e
    return tuple(found)


def _tokens(text: str) -> Iterator[_Token]:
    """The signs of *text*, and its words."""
    at = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches nothing at least
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(at)
        yield found.lastgroup == "sign", found[found.lastgroup or 0].rstrip() if found.lastgroup == "plain" else found[found.lastgroup or 0]
        at = _SPACE.match(text, found.end()).end()  # type: ignore[union-attr]


def _list(left: deque[_Token], *, deep: bool) -> list[Group]:
    """The list at the beginning of what is *left*, which is taken from it; if *deep* it may hold others."""
    if left.popleft() != _OPEN:
        raise ValueError
    found: list[Group] = []
    while left[0] != _CLOSE:
        found.append(_item(left, deep=deep))
        if left[0] == _COMMA:
            left.popleft()
        elif left[0] != _CLOSE:
            raise ValueError
    left.popleft()
    return found


def _item(left: deque[_Token], *, deep: bool) -> Group:
    if deep and left[0] == _OPEN:
        return tuple(each for each in _list(left, deep=False) if isinstance(each, str))
    sign, word = left.popleft()
    if sign:
        raise ValueError
    return word
