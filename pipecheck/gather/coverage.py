"""How many pictures of a set show each class, by its labels: what is missing, what is rare, what has no label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipecheck.evidence.calibration import Coverage
from pipecheck.sources.labels import Labels

CLASS = "class"
NAMED = 5


def coverage(
    labels: Labels, names: Sequence[str], *, trained: Labels | None = None, trained_names: Sequence[str] | None = None
) -> tuple[Coverage, ...]:
    """What the pictures *names* cover: the classes first, then every other column; *trained_names* None means all that *trained* labels."""
    keys = labels.matched(names)
    there = () if trained is None else _pictures(trained, trained_names)
    columns = {} if trained is None else trained.columns
    return (
        _classes(
            labels, keys, names, trained, Counter(word for key in there if trained is not None for word in trained.shows.get(key, ()))
        ),
        *(
            _column(title, labels, keys, names, Counter(value for key in there if (value := columns.get(title, {}).get(key)) is not None))
            for title in labels.columns
            if title != CLASS
        ),
    )


def shown(labels: Labels, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The classes that each of the pictures *names* shows; those without a label are left out."""
    return {name: labels.shows[key] for name, key in labels.matched(names).items() if key in labels.shows}


def _pictures(trained: Labels, names: Sequence[str] | None) -> list[str]:
    """The names that the labels of training give its pictures."""
    if names is not None:
        return list(trained.matched(names).values())
    return list(dict.fromkeys([*trained.shows, *(name for values in trained.columns.values() for name in values)]))


def _classes(labels: Labels, keys: Mapping[str, str], names: Sequence[str], trained: Labels | None, before: Mapping[str, int]) -> Coverage:
    counts = Counter(word for key in keys.values() for word in labels.shows.get(key, ()))
    listed, complete = labels.classes, labels.complete
    if trained is not None and not complete and not set(listed).isdisjoint(trained.classes):  # else one has numbers, the other names
        listed, complete = tuple(dict.fromkeys([*listed, *trained.classes])), trained.complete
    without = [name for name in names if keys.get(name) not in labels.shows]
    return Coverage(
        title=CLASS,
        counts=_table(listed, counts),
        trained=_table(listed, before) if any(before.get(name) for name in listed) else (),
        complete=complete,
        several=labels.several,
        unlabelled=len(without),
        without=tuple(without[:NAMED]),
        origin=labels.origin,
    )


def _column(title: str, labels: Labels, keys: Mapping[str, str], names: Sequence[str], before: Mapping[str, int]) -> Coverage:
    values = labels.columns[title]
    counts = Counter(values[key] for key in keys.values() if key in values)
    listed = sorted({*values.values(), *before})
    without = [name for name in names if keys.get(name) not in values]
    return Coverage(
        title=title,
        counts=_table(listed, counts),
        trained=_table(listed, before) if before else (),
        unlabelled=len(without),
        without=tuple(without[:NAMED]),
        origin=labels.origin,
    )


def _table(listed: Iterable[str], counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, counts.get(name, 0)) for name in listed)
