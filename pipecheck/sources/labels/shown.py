"""What labels say, whatever their format: which classes every picture shows, under names that were settled once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.sources.labels import matching
from pipecheck.sources.labels.classes import ClassList, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What labels say of pictures: which of *classes* each of them *shows*, by the name that the labels give the picture.

    *complete*: the list of classes was stated, and not collected from the labels. *several*: a picture may show more than one.
    *columns* are what else they say, such as the weather: a title, and the value of every picture that has one.
    """

    classes: tuple[str, ...]
    complete: bool = False
    several: bool = False
    shows: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    origin: Origin

    def matched(self, names: Iterable[str]) -> dict[str, str]:
        """The name that the labels give each of the pictures *names*, where there is no doubt which."""
        if not self.columns:
            return matching.matched(self.shows, names)
        every = {**self.shows, **dict.fromkeys(name for values in self.columns.values() for name in values)}
        said = {name: (self.shows.get(name), *(values.get(name) for values in self.columns.values())) for name in every}
        return matching.matched(said, names)


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement of the labels: the *picture* shows what *words* call, names or numbers of classes."""

    picture: str
    words: tuple[str, ...]
    path: Path
    line: int | None = None


def settled(
    entries: Iterable[Entry],
    known: ClassList | None,
    origin: Origin,
    *,
    several: bool = False,
    strict: bool = True,
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> Labels:
    """The labels that *entries* make, their words read by the list of classes; if not *strict*, words it lacks are passed over."""
    said: dict[str, dict[str, None]] = {}
    first: dict[str, Entry] = {}
    for entry in entries:
        words = said.setdefault(matching.plain(entry.picture), {})
        for word in entry.words:
            words[word] = None
            first.setdefault(word, entry)
    if known is None:
        _are_classes(first)
        classes = tuple(sorted(first, key=_in_order))
        means = {word: word for word in first}
    else:
        classes, means = known.reading(first)
        _are_known(first, means, known, strict=strict)
    shows = {picture: tuple(dict.fromkeys(means[word] for word in words if word in means)) for picture, words in said.items()}
    return Labels(
        classes=classes,
        complete=known is not None,
        several=several or any(len(shown) > 1 for shown in shows.values()),
        shows=shows,
        columns={} if columns is None else columns,
        origin=origin,
    )


def _are_classes(first: Mapping[str, Entry]) -> None:
    """Complains of words that are measurements."""
    for word, entry in first.items():
        if _fraction(word) and all(map(_numeric, first)):
            raise SourceError(entry.path, f"{word} is a quantity, and not a class or its number", entry.line)


def _are_known(first: Mapping[str, Entry], means: Mapping[str, str], known: ClassList, *, strict: bool) -> None:
    missing = next((word for word in first if word not in means), None)
    if missing is None or (not strict and means):
        return
    entry, names = first[missing], [name for _, name in known.entries]
    listed = f"the {len(names)} classes of {known.path.name}"
    if number(missing) is not None and known.entries:
        numbers = [each for each, _ in known.entries]
        raise SourceError(entry.path, f"{missing} is not among {listed}, numbered {min(numbers)} to {max(numbers)}", entry.line)
    close = close_to(missing, names)
    raise SourceError(entry.path, f"{missing!r} is not among {listed}{f'; did you mean {close[0]}?' if close else ''}", entry.line)


def _in_order(word: str) -> tuple[bool, int, str]:
    value = number(word)
    return value is None, value or 0, word


def _numeric(word: str) -> bool:
    return number(word) is not None or _fraction(word)


def _fraction(word: str) -> bool:
    whole, point, part = word.strip().lstrip("+-").partition(".")
    return bool(point) and (whole + part).isdecimal() and number(word) is None
