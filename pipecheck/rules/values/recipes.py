"""What the numbers of a YAML say by themselves, where no training source says what they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipecheck.evidence import Configured
from pipecheck.findings import Confidence, Edit, Fix, Problem, Related
from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import Claim
from pipecheck.schema import constants

_LARGE = 5.0
"""A scale above this brings 8-bit pixels beyond a thousand, which nobody trains with."""
_UNLESS = "; networks that were trained otherwise exist (PaddleOCR): name the training source to be sure"


def speaks(configured: Configured) -> bool:
    """Whether the numbers of the YAML are in doubt by themselves, so that nothing should be held against them."""
    doubts = (reversed_constants, deviation_as_scale, unit_constants)
    return any(True for doubt in doubts for _ in doubt(configured))


def reversed_constants(configured: Configured) -> Iterator[Problem]:
    """A well-known mean that stands in the order opposite to `input_type_train`."""
    mean, train = _used(configured, "mean"), configured.claims.train
    source = constants.means(mean.value) if mean.value else None
    if source is None or train.value not in ("rgb", "bgr") or source.order == train.value:
        return
    related = () if train.origin is None else (Related(train.origin, f"the order is {train.value}"),)
    claims = [claim for claim in (mean, _used(configured, "scale"), _used(configured, "std")) if claim.value]
    yield Problem(
        f"this is the mean of {source.recipe.name} in {source.order} order, but input_type_train is {train.value}",
        mean.origin,
        related,
        f"reverse mean and scale, or correct input_type_train{_UNLESS}",
        confidence=Confidence.LIKELY,
        fix=_rewrite("reverse the numbers", configured, claims, lambda numbers: numbers[::-1]),
    )


def deviation_as_scale(configured: Configured) -> Iterator[Problem]:
    """A scale that is a standard deviation, or far too large for 8-bit pixels."""
    scale, mean = _used(configured, "scale"), _used(configured, "mean")
    if scale.value is None or _for_unit(mean):
        return
    source = constants.deviations(scale.value)
    if source is None and not all(number > _LARGE for number in scale.value):
        return
    unit = 255.0 if source is not None and source.unit == "0..1" else 1.0
    whose = f"the standard deviation of {source.recipe.name}" if source is not None else "more than any scale for 8-bit pixels"
    yield Problem(
        f"the scale {' '.join(f'{number:g}' for number in scale.value)} is {whose}, but it multiplies",
        scale.origin,
        hint="write its reciprocal: 1 / (255 · std) with a std for 0..1, 1 / std with one for 0..255",
        confidence=Confidence.LIKELY,
        fix=_rewrite("write the reciprocal", configured, [scale], lambda numbers: tuple(1 / (number * unit) for number in numbers)),
    )


def unit_constants(configured: Configured) -> Iterator[Problem]:
    """A mean and a scale that were made for pixels of 0..1."""
    scale, mean = _used(configured, "scale"), _used(configured, "mean")
    if not _for_unit(mean) or not scale.value or not all(number > 1 for number in scale.value):
        return
    related = () if scale.origin is None else (Related(scale.origin, "and so is this"),)
    edits = (
        *_edits(configured, mean, lambda numbers: tuple(255 * number for number in numbers)),
        *_edits(configured, scale, lambda numbers: tuple(number / 255 for number in numbers)),
    )
    yield Problem(
        "these are constants for pixels of 0..1, and the pixels here are 0..255",
        mean.origin,
        related,
        "multiply the mean by 255 and divide the scale by 255",
        confidence=Confidence.LIKELY,
        fix=Fix("bring the constants to 0..255", False, edits) if edits else None,
    )


def _for_unit(mean: Claim[tuple[float, ...]]) -> bool:
    return bool(mean.value) and any(mean.value or ()) and all(0 <= number <= 1 for number in mean.value or ())


def _used(configured: Configured, kind: horizon.Kind) -> Claim[tuple[float, ...]]:
    """The claim on *kind*, where pixels meet it and no training source says better."""
    claims = configured.claims
    idle = configured.compared or horizon.is_feature_map(claims) or not horizon.counts(configured.conversion, claims, kind)
    return Claim() if idle else {"mean": claims.mean, "scale": claims.scale, "std": claims.std}[kind]


Change = Callable[[tuple[float, ...]], tuple[float, ...]]


def _rewrite(title: str, configured: Configured, claims: list[Claim[tuple[float, ...]]], change: Change) -> Fix | None:
    edits = tuple(edit for claim in claims for edit in _edits(configured, claim, change))
    return Fix(title, False, edits) if edits else None


def _edits(configured: Configured, claim: Claim[tuple[float, ...]], change: Change) -> Iterator[Edit]:
    """The new numbers in place of the old, where the old stand on a line and belong to one input alone."""
    origin = claim.origin
    if origin is None or origin.line is None or origin.column is None or not claim.value or len(configured.conversion.inputs) > 1:
        return
    text = " ".join(f"{number:.9g}" for number in change(claim.value))
    yield Edit(origin.path, origin.line, origin.column, origin.width, f"'{text}'")
