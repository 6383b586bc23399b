"""What a calibration set is, in a few words: how many files, what they hold, how they stand to training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from pipecheck.evidence.calibration import Coverage, PictureSet
from pipecheck.evidence.tensors import Held, Kind, Matched, Numbers, TensorSet
from pipecheck.report.sets import charts
from pipecheck.report.words import counted, listed, number
from pipecheck.rules.calibration import shares

Samples: TypeAlias = "PictureSet | TensorSet"
_KINDS: dict[Kind, str] = {
    "levels": "levels 0..255",
    "unit": "levels divided by 255",
    "normalised": "normalised",
    "twice": "normalised twice",
    "divided twice": "divided by 255 twice",
    "std as scale": "multiplied by a standard deviation",
    "shifted": "levels shifted by −128",
    "other": "other numbers than pixels have",
}


def title(each: Samples) -> str:
    """`calibration pictures data/calib`."""
    match each:
        case PictureSet():
            return f"{each.road} pictures {each.folder}"
        case TensorSet():
            return f"{each.road} tensors {each.folder} ({each.input})"


def looked_into(each: Samples) -> str:
    """How much of a set was looked into, `100 pictures of data/calib`; empty for nothing."""
    match each:
        case PictureSet(whole=0) | TensorSet(count=0):
            return ""
        case PictureSet():
            return (
                f"{counted(each.whole, 'picture')} of {each.folder}{f' ({each.left_out} more were not looked at)' if each.left_out else ''}"
            )
        case TensorSet():
            return f"{counted(each.count, 'file')} of {each.folder}"


def summary(each: Samples) -> str:
    """Everything that is worth a word, on one line."""
    return "; ".join(filter(None, (", ".join(figures(each)), *details(each))))


def figures(each: Samples) -> Iterator[str]:
    """How many files there are, and how many of them are not as they should be."""
    match each:
        case PictureSet():
            yield from _pictures(each)
        case TensorSet():
            yield from _tensors(each)


def details(each: Samples) -> Iterator[str]:
    """What is known of the whole of them."""
    match each:
        case PictureSet():
            yield from map(covered, each.coverage)
            yield from _measures(each)
        case TensorSet():
            yield from (said for said in (numbers(each.numbers), matched(each.matched, formed=_is_formed(each))) if said)


def _pictures(each: PictureSet) -> Iterator[str]:
    yield counted(each.count, "picture")
    yield f"{max(each.count - each.whole, 0)} broken"
    if each.left_out:
        yield f"{each.left_out} more not looked at"
    if each.odd:
        kinds = Counter(odd.oddity for odd in each.odd).most_common()
        yield f"{len({odd.name for odd in each.odd})} exceptional ({', '.join(f'{count} {oddity}' for oddity, count in kinds)})"
    if each.alike:
        yield f"{counted(len(each.alike), 'group')} of duplicates"
    if each.overlapping:
        yield f"{len(each.overlapping)} that also measure the accuracy"


def covered(coverage: Coverage) -> str:
    """`8 of 10 classes shown`, whether all alike, and how many pictures have no label."""
    shown = sum(count > 0 for _, count in coverage.counts)
    each = f", {counted(coverage.counts[0][1], 'picture')} each" if charts.even(coverage) else ""
    without = f", {counted(coverage.unlabelled, 'picture')} without a label" if coverage.unlabelled else ""
    return f"{shown} of {len(coverage.counts)} {shares.plural(coverage.title)} shown{each}{without}"


def _measures(each: PictureSet) -> Iterator[str]:
    said = []
    for chart in each.charts:
        here, there = charts.spread(chart.spread), charts.spread(chart.spread_there)
        said += [f"{chart.title} {here}{f' (training {there})' if there else ''}"] if here else []
    if said:
        yield ", ".join(said)


def _tensors(each: TensorSet) -> Iterator[str]:
    yield counted(each.count, "file")
    misfits = sum(misfit.count for misfit in each.misfits)
    none = "none of " if misfits >= each.count > 0 else ""
    yield from (said for said in (expected(each) and f"{none}{expected(each)}", each.held and held(each.held)) if said)
    for count, what in (
        (0 if none else misfits, "of another form"),
        (each.unfinite_count, "with NaN or infinity"),
        (each.constant_count, "constant"),
    ):
        if count:
            yield f"{count} {what}"


def expected(each: TensorSet) -> str:
    """The form that every file should have, `3×224×224 float32`."""
    shape = each.expected.shape
    sides = None if shape is None else "×".join("?" if side is None else str(side) for side in shape)
    return " ".join(filter(None, (sides, each.expected.dtype)))


def held(found: Held) -> str:
    """What the numbers are, by whose constants, and how sure that is."""
    by = (found.named or "").removeprefix("x / ")
    if found.kind == "unit" and by.isdecimal():
        return f"levels divided by {by}{'' if found.certain else ' by their range'}"
    named = f" with {found.named}" if found.named else ""
    return f"{_KINDS[found.kind]}{named}{'' if found.certain else ' by their range'}"


def numbers(found: Numbers | None) -> str:
    """`from 0 to 255, mean 112`, channel by channel where they are told apart."""
    if found is None or not found.low:
        return ""
    means = ", ".join(number(mean, 3) for mean in found.mean)
    return f"from {number(min(found.low), 4)} to {number(max(found.high), 4)}, mean {means}"


def _is_formed(each: TensorSet) -> bool:
    """Whether files are of the shape, type and order of axes that are expected."""
    layouts = ((each.matched and each.matched.layout) or each.layout, each.expected.layout)
    return sum(misfit.count for misfit in each.misfits) < max(each.count, 1) and (None in layouts or layouts[0] == layouts[1])


def matched(found: Matched | None, *, formed: bool = True) -> str:
    """How many files are what the declared chain makes of their pictures, their form left aside where they are not *formed*."""
    if found is None or not found.pairs:
        return ""
    others = found.pairs - found.same - found.swapped
    maker = "about as training makes them" if found.road == "training" else "as the chain makes them"
    parts = (
        (found.same, f"{maker}{'' if formed else ', but for their form'}" if found.whole else "with red and blue in order"),
        (found.swapped, "with red and blue swapped"),
        (others, "made otherwise" if found.whole else "of which that cannot be said"),
    )
    said = [f"{'all' if count == found.pairs else count} {how}" for count, how in parts if count]
    return f"{counted(found.pairs, 'file')} held against {'its picture' if found.pairs == 1 else 'their pictures'}: {listed(said)}"
