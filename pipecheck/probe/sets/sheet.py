"""A contact sheet: the exceptional pictures of a set, and those that show the same, small and with what is to be said of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path

import cv2

from pipecheck.evidence.calibration import Alike, Odd, Thumbnail
from pipecheck.probe.images import header
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.sets import decoding, figures
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

SIDE = 160
_SHOWN = 3
"""So many of a group show what they have in common."""
_QUALITY = 80


def sheet(root: Path, odd: Iterable[Odd], alike: Iterable[Alike], most: int = 48) -> tuple[Thumbnail, ...]:
    """At most *most* pictures below *root*, or *root* itself, no side longer than SIDE; those that cannot be read are left out."""
    with hushed():
        found = ((name, caption, _small(root if root.is_file() else root / name)) for name, caption in _wanted(odd, alike, most))
        return tuple(Thumbnail(jpeg=jpeg, name=name, caption=caption) for name, caption, jpeg in found if jpeg is not None)


def _wanted(odd: Iterable[Odd], alike: Iterable[Alike], most: int) -> Iterator[tuple[str, str]]:
    """The pictures with their captions: half of them are for duplicates if there are so many, and every oddity comes in turn."""
    strange = dict(_strange(odd))
    same = {name: caption for name, caption in _same(alike) if name not in strange}
    room = max(most - most // 2, most - len(same))
    shown = list(strange.items())[:room]
    return chain(shown, list(same.items())[: max(0, most - len(shown))])


def _strange(odd: Iterable[Odd]) -> Iterator[tuple[str, str]]:
    captions: defaultdict[str, list[str]] = defaultdict(list)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for each in odd:
        captions[each.name].append(f"{each.oddity}: {each.figure}")
        kinds[each.oddity].append(each.name)
    for name in chain.from_iterable(zip_longest(*kinds.values())):
        if name is not None:
            yield name, "; ".join(captions[name])


def _same(alike: Iterable[Alike]) -> Iterator[tuple[str, str]]:
    for group in alike:
        leader, *others = group.names[:_SHOWN]
        yield leader, f"the first of {group.count}"
        for name in others:
            yield name, f"{'the bytes of' if group.exact else 'looks like'} {leader}"


def _small(path: Path) -> bytes | None:
    """The picture at *path* as a small JPEG, upright; None where it cannot be read."""
    try:
        data = readers.content(path)
        found = header.of(data, path.name)
        if found.fault is not None or found.size is None:
            return None
        factor = next((factor for factor in (8, 4, 2) if max(found.size) >= factor * SIDE), 1)
        pixels = decoding.decoded(data, found, factor=factor)
        ratio = min(1.0, SIDE / max(pixels.shape[:2]))
        height, width = (max(1, round(side * ratio)) for side in pixels.shape[:2])
        small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
        turned = figures.upright(small, 1 if found.form == "TIFF" else found.traits.orientation)  # type: ignore[arg-type]
        return cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
    except (ReadError, MemoryError, cv2.error):  # what was measured may be gone, or another file by now
        return None
