"""A shell script cut into words and the signs between commands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipecheck.errors import SourceError
from pipecheck.findings import Origin

_SKIPPED = re.compile(r"(?:[^\S\n]|\\\r?\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_SIGN = re.compile(r"\n|;;|;|&&|\|\||\||&(?!>)|[()]")
_REDIRECT = re.compile(r"\d*(?:<<<|<<-?|>>|>&|<&|&>>?|[<>])[ \t]*")
_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1")
_PLAIN = re.compile(r"[^\s\\'\"$`;&|<>()]+")
_VARIABLE = re.compile(r"\$(?:(\w+|[@*#?$!-])|\{([^{}\n]*)\})")
_QUOTED = re.compile(r"[^\\\"$`]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a word: text as it stands, the spelling of a variable, or a command whose output stands there."""

    kind: Literal["text", "variable", "command"]
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or where *ends* a sign that ends a command."""

    parts: tuple[Part, ...]
    origin: Origin
    ends: bool = False

    @property
    def bare(self) -> str | None:
        """The word where it stands without quotes and variables."""
        match self.parts:
            case (Part(kind="text", text=text, quoted=False),):
                return text
            case _:
                return None

    @property
    def bare_start(self) -> str:
        """The text with which the word begins, outside of quotes."""
        first = self.parts[0] if self.parts else Part("text", "")
        return first.text if first.kind == "text" and not first.quoted else ""


def tokens(source: str, path: Path) -> Iterator[Token]:
    """The words and signs of *source*."""
    return _Cutter(source, path).tokens()


class _Cutter:
    """Goes through *source* from left to right."""

    def __init__(self, source: str, path: Path) -> None:
        self.source, self.path, self.at = source, path, 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", source))]
        self.heredocs: list[str] = []

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.source):
            start = self.at
            if self._skip(_SKIPPED) or self._skip(_COMMENT):
                continue
            if found := _HEREDOC.match(self.source, self.at):
                self.heredocs.append(found[2])
                self.at = found.end()
            elif self._skip(_REDIRECT):
                self._word()  # where to is no argument
            elif sign := self._skip(_SIGN):
                yield from self._sign(sign, start)
            else:
                parts = tuple(self._word())
                self.at += self.at == start  # never twice at the same place
                yield Token(parts, self._origin(start))

    def _sign(self, sign: str, start: int) -> Iterator[Token]:
        """The end of a command; a parenthesis is a word of its own as well."""
        yield Token((), self._origin(start), ends=True)
        if sign in "()":
            yield Token((Part("text", sign),), self._origin(start))
            yield Token((), self._origin(start), ends=True)
        if sign == "\n":
            self._pass_heredocs()

    def _pass_heredocs(self) -> None:
        for word in self.heredocs:
            end = re.compile(rf"^\s*{word}\s*$", re.MULTILINE).search(self.source, self.at)
            self.at = end.end() if end else len(self.source)
        self.heredocs = []

    def _word(self) -> list[Part]:
        parts: list[Part] = []
        while self.at < len(self.source):
            here = self.source[self.at]
            if here == "\\" and not _SKIPPED.match(self.source, self.at):
                parts.append(Part("text", self.source[self.at + 1 : self.at + 2], quoted=True))
                self.at += 2
            elif here == "'":
                parts.append(Part("text", self._until("'"), quoted=True))
            elif here == '"':
                parts += self._double()
            elif here in "$`":
                parts.append(self._dollar())
            elif plain := self._skip(_PLAIN):
                parts.append(Part("text", plain))
            else:
                break
        return parts

    def _double(self) -> list[Part]:
        start = self.at
        self.at += 1
        parts = [Part("text", "", quoted=True)]
        while self.at < len(self.source):
            here = self.source[self.at]
            if here == '"':
                self.at += 1
                return parts
            if here == "\\":
                after = self.source[self.at + 1 : self.at + 2]
                parts.append(Part("text", "" if after == "\n" else after if after in '$`"\\' else f"\\{after}", quoted=True))
                self.at += 2
            elif here in "$`":
                parts.append(self._dollar())
            else:
                parts.append(Part("text", self._skip(_QUOTED) or "", quoted=True))
        raise self._unended(start)

    def _dollar(self) -> Part:
        """A variable, a substituted command, or the sign itself."""
        if self.source[self.at] == "`":
            return Part("command", self._until("`"))
        if found := _VARIABLE.match(self.source, self.at):
            self.at = found.end()
            return Part("variable", found[1] or found[2] or "")
        if self.source.startswith(("$(", "${"), self.at):
            runs = self.source[self.at + 1] == "("
            inner = self._bracketed()
            return Part("command", inner if runs else "")
        self.at += 1
        return Part("text", "$", quoted=True)

    def _bracketed(self) -> str:
        start, depth = self.at, 0
        self.at += 1
        while self.at < len(self.source):
            depth += (self.source[self.at] in "({") - (self.source[self.at] in ")}")
            self.at += 1
            if not depth:
                return self.source[start + 2 : self.at - 1]
        raise self._unended(start)

    def _until(self, quote: str) -> str:
        start = self.at
        end = self.source.find(quote, start + 1)
        if end < 0:
            raise self._unended(start)
        self.at = end + 1
        return self.source[start + 1 : end]

    def _skip(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.source, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def _unended(self, start: int) -> SourceError:
        place = self._origin(start)
        return SourceError(self.path, f"{self.source[start]} is never closed", place.line, place.column)

    def _origin(self, start: int) -> Origin:
        line = bisect_right(self.starts, start)
        width = max(len(self.source[start : self.at].split("\n", 1)[0]), 1)
        return Origin(self.path, line, start - self.starts[line - 1] + 1, width)
