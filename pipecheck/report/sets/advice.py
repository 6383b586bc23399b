"""What would make a calibration set better: what to drop, what to write again, what to add, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.evidence.calibration import Advice, Odd, PictureSet, Quantity, Shift
from pipecheck.evidence.tensors import TensorSet
from pipecheck.report.sets.additions import Additions, additions
from pipecheck.report.sets.words import Samples
from pipecheck.report.words import counted
from pipecheck.rules.calibration import shares
from pipecheck.rules.calibration.words import few, means, telling

_NAMED = 3
_LIKE: dict[Quantity, tuple[str, str]] = {
    "brightness": ("brighter pictures", "darker pictures"),
    "contrast": ("pictures of more contrast", "pictures of less contrast"),
    "saturation": ("more colorful pictures", "less colorful pictures"),
    "sharpness": ("sharper pictures", "softer pictures"),
    "red": ("pictures with more red", "pictures with less red"),
    "green": ("pictures with more green", "pictures with less green"),
    "blue": ("pictures with more blue", "pictures with less blue"),
    "size": ("larger pictures", "smaller pictures"),
    "shape": ("wider pictures", "narrower pictures"),
}
"""What a set lacks that has less of a quantity than training, and one that has more."""


def advice(each: Samples) -> Iterator[str]:
    """What to do, what is wrong with single files first."""
    match each:
        case PictureSet():
            yield from _of_pictures(each)
        case TensorSet():
            yield from _of_tensors(each)


def _of_pictures(each: PictureSet) -> Iterator[str]:
    broken, copies = each.count - each.whole, _copies(each)
    if broken > 0:
        yield f"mend or remove the {'file' if broken == 1 else f'{broken} files'} that cannot be read"
    if copies:
        names = list(dict.fromkeys(name for group in each.alike for name in group.names[1:]))
        yield f"drop {'the copy' if copies == 1 else f'{copies} copies'}: {_named(names, copies)}"
    if each.odd:
        yield f"look at these, and drop what the board will not see: {_exceptional(each.odd)}"
    ordinary = each.whole + each.left_out - copies
    odd = len({one.name for one in each.odd})
    kept = ordinary - odd if 2 * odd >= each.whole else ordinary  # a few may stay, but they are no set
    if each.overlapping:
        yield f"calibrate without those that measure the accuracy: {few(each.overlapping, _NAMED)}"
    for coverage in each.coverage:
        if coverage.unlabelled:
            yield f"label {counted(coverage.unlabelled, 'picture')}: {_named(coverage.without, coverage.unlabelled)}"
    yield from _more(each, max(kept, 0))
    if each.shifts:
        yield _like_training(telling(each.shifts)[0])


def _copies(each: PictureSet) -> int:
    """How many pictures can go without a loss; one that stands in two groups is counted once, as far as the names tell."""
    named = [name for group in each.alike for name in group.names[1:]]
    return sum(group.count - 1 for group in each.alike) - (len(named) - len(set(named)))


def _named(names: Sequence[str], count: int) -> str:
    """The first of *names*, of *count* in all."""
    first = ", ".join(names[:_NAMED])
    rest = count - min(len(names), _NAMED)
    return f"{first} and {rest} more" if rest > 0 and first else first or "their names were not kept"


def _exceptional(odd: Sequence[Odd]) -> str:
    kinds = dict.fromkeys(each.oddity for each in odd)
    groups = {kind: [each.name for each in odd if each.oddity == kind] for kind in kinds}
    return "; ".join(f"{kind}: {few(names, _NAMED)}" for kind, names in groups.items())


def _more(each: PictureSet, kept: int) -> Iterator[str]:
    """What to add, class by class and in all, where *kept* are left."""
    wanted = [(coverage, additions(coverage, each.advice)) for coverage in each.coverage] if each.whole else []
    for coverage, found in wanted:
        if found.more:
            yield f"add {counted(sum(found.more.values()), 'picture')} of {_classes(found)}"
        if found.keep:
            yield f"keep {', '.join(f'{most} of {count} pictures of {name}' for name, count, most in found.keep[:_NAMED])}"
        if found.spread:
            yield f"show more of the {len(coverage.counts)} {shares.plural(coverage.title)}: so far {found.spread} are shown"
    if each.samples:
        yield from _enough(each.advice, kept, max((sum(found.more.values()) for _, found in wanted), default=0), "picture")


def _classes(found: Additions) -> str:
    """`cat (10), dog (10) and 12 more (48)`."""
    ranked = sorted(found.more.items(), key=lambda pair: -pair[1])
    rest = sum(count for _, count in ranked[_NAMED:])
    if len(ranked) == 1:
        return ranked[0][0]
    said = ", ".join(f"{name} ({count})" for name, count in ranked[:_NAMED])
    return f"{said} and {len(ranked) - _NAMED} more ({rest})" if rest else said


def _enough(wanted: Advice, kept: int, added: int, noun: str) -> Iterator[str]:
    """How many more there should be, or how many fewer would do; *added* were spoken of."""
    lack = wanted.advised - kept
    if lack > added:
        yield f"add {counted(lack, noun)}{' in all' if added else ''}, up to the advised {wanted.advised}"
    if kept > wanted.at_most:
        yield f"keep {wanted.at_most} of the {kept} {noun}s or fewer, as different as can be"


def _like_training(shift: Shift) -> str:
    lacks = _LIKE[shift.quantity][shift.here > shift.there]
    what, here, there, unit = means(shift)
    return f"add {lacks}, as in training: {what} {here}{unit} here, {there} there"


def _of_tensors(each: TensorSet) -> Iterator[str]:
    for misfit in each.misfits:
        yield f"write again or remove {counted(misfit.count, 'file')} ({misfit.reason}): {_named(misfit.names, misfit.count)}"
    if each.unfinite_count:
        yield f"write again {counted(each.unfinite_count, 'file')} with NaN or infinity: {_named(each.unfinite, each.unfinite_count)}"
    if each.constant_count:
        yield f"replace {counted(each.constant_count, 'file')} of one number throughout: {_named(each.constant, each.constant_count)}"
    if each.count:
        yield from _enough(each.advice, each.count, 0, "file")
