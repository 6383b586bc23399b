"""The calibration files that a project has, measured and held against what the toolchain takes and what its source makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipecheck import engine
from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.evidence.calibration import Advice
from pipecheck.evidence.tensors import Held, Matched, Misfit, TensorSet
from pipecheck.findings import Road, Skipped
from pipecheck.gather.expected import Place
from pipecheck.gather.looking import Looking
from pipecheck.gather.project import Project
from pipecheck.gather.repeating import in_form
from pipecheck.probe.tensors import copies, files, lattice, noise, numbers
from pipecheck.probe.tensors.files import Listed
from pipecheck.probe.tensors.forms import layout
from pipecheck.probe.tensors.numbers import Scanned
from pipecheck.rules import STATIC, of_sources, paths
from pipecheck.spec import Aspect, Decoded, Opaque, Program, Spec, Step, affine
from pipecheck.spec.deviation import final_size

_TOUCHES: dict[str, Aspect] = {"PC102": "values", "PC203": "layout", "PC2": "color", "PC3": "values", "PC4": "geometry"}
"""What a finding on the calibration source is about; the longest beginning of its code speaks."""
_UNKNOWN = Program(Decoded(), (Step(Opaque("whatever made the files")),))
_SCRIPT: Road = "calibration"
_TRAINING: Road = "training"
_SECONDS = 20.0
_NAMES = 5
_UNMATCHED = {
    "none": "none of its files was recognised among the pictures of",
    "few": "fewer than half of its files were recognised among the pictures of",
    "late": "time ran out before its files were recognised among the pictures of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was gathered before the files are opened: the *evidence*, and what its rules find wrong with the calibration source."""

    plan: Project
    evidence: Sequence[Evidence]

    def explained(self, place: Place) -> frozenset[Aspect]:
        """The aspects in which the source of *place* is known to be wrong."""
        spoken = engine.run((*STATIC, *of_sources()), self.evidence, engine.Settings())
        mine = [each.code for each in spoken if "calibration" in each.roads and each.input in (None, place.input)]
        return frozenset(aspect for code in mine if (aspect := _aspect(code)) is not None)

    def comparison(self, place: Place) -> Comparison | None:
        """The calibration road of the input, held against training."""
        roads = (each for each in self.evidence if isinstance(each, Comparison) and each.road == "calibration")
        return next((each for each in roads if each.input == place.input), None)

    def makers(self, place: Place) -> Iterator[tuple[Program, Road]]:
        """What the declared source makes of a picture, then what training would; a single unknown step without both."""
        found = [each for each in self.evidence if isinstance(each, Source) and each.input == place.input]
        script = next((each.script for each in found if each.road == "calibration" and each.script is not None), None)
        trained = next((each.program for each in found if each.road == "training"), None)
        made = in_form(trained, place.expected) if trained is not None else None
        yield from ((each, road) for each, road in ((script, _SCRIPT), (made, _TRAINING)) if each is not None)
        if script is None and made is None:
            yield _UNKNOWN, _SCRIPT


def tensor_sets(known: Known, there: Sequence[Place], looking: Looking, *, alone: bool) -> Iterator[TensorSet | Skipped]:
    """What lies in the folders that are *there*; without what others say of the files and their source, unless this is judged *alone*."""
    listed = {
        place.input: files.listed(place.folder, place.expected, spoken_of=() if alone else paths.strange(place.expected.tool))
        for place in there
    }
    unpaired = files.pairing(listed) if len(listed) > 1 else ()
    for place in there:
        if not alone and not listed[place.input].names:
            continue  # PC508 says so
        made, unseen = _set(known, place, listed[place.input], looking, alone=alone)
        yield replace(made, misfits=(*made.misfits, *unpaired)) if place is there[0] else made
        yield from (unseen,) if unseen is not None else ()
        if place.expected.tool is None:
            yield Skipped(
                "PC609", f"{place.folder}: nothing says for which toolchain these files are; name the conversion YAML with --config"
            )
        if left_out := listed[place.input].unopened:
            yield Skipped("PC608", f"{place.folder}: {left_out} of {made.count} files were judged by their size alone")


def _set(known: Known, place: Place, listed: Listed, looking: Looking, *, alone: bool) -> tuple[TensorSet, Skipped | None]:
    """What lies in the folder of *place*, and why it was not held against its pictures."""
    said = known.plan.roads.get("calibration")
    scanned = numbers.scan(listed, place.expected, progress=looking.progress)
    held = lattice.held(scanned.sample, scanned.numbers, place.expected) if scanned.numbers is not None else None
    comparison, faults = known.comparison(place), known.explained(place)
    script = comparison.script if comparison is not None else None
    spoken = frozenset[Aspect]() if alone else faults
    explained = spoken - {"values"} if _unlike(held, script) else spoken
    noisy = not place.expected.feature and noise.noisy(scanned.pictures)
    matched = _matched(known, place, listed, looking, doubted=bool(faults), alone=alone)
    unseen = matched if isinstance(matched, Skipped) and not noisy and scanned.constant_count < len(listed.names) else None
    made = TensorSet(
        input=place.input,
        folder=place.folder,
        expected=place.expected,
        count=len(listed.names),
        advice=(said.advice if said is not None else None) or Advice(),
        misfits=tuple(_told(each, script, place, spoken) for each in (*listed.misfits, *scanned.lost, *_turned(scanned, listed))),
        constant=scanned.constant,
        constant_count=scanned.constant_count,
        unfinite=scanned.unfinite,
        unfinite_count=scanned.unfinite_count,
        numbers=scanned.numbers,
        held=held,
        layout=scanned.layout,
        noise=noisy,
        alike=copies.copies(place.folder, listed.names),
        matched=matched if isinstance(matched, Matched) else None,
        mended=not faults - {"geometry"} and _makes(script, place),
        explained=explained,
    )
    return made, unseen


def _told(misfit: Misfit, script: Spec | None, place: Place, spoken: frozenset[Aspect]) -> Misfit:
    """*misfit*, and whether the files have their shape from a fault of their source that is *spoken* of."""
    wanted = place.expected.shape
    if misfit.holds is None or wanted is None or script is None:
        return misfit
    if sorted(misfit.holds) == sorted(side or 0 for side in wanted):
        return replace(misfit, told="layout" in spoken)
    made, held = final_size(script.geometry.value or ()), _sides(misfit.holds)
    if made == _sides(wanted):
        return replace(misfit, mended=held != made)
    return replace(misfit, told="geometry" in spoken and made is not None and held == made)


def _sides(shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return shape[:-1] if layout(shape) == "hwc" else shape[1:]


def _turned(scanned: Scanned, listed: Listed) -> Iterator[Misfit]:
    """Files that are pictures lying on their side."""
    if scanned.turned:
        yield Misfit(
            reason="look like pictures of width × height, and the input takes height × width",
            names=listed.names[:_NAMES],
            count=scanned.files,
            hint="exchange the sides where the picture is resized: cv2.resize takes (width, height), a shape is (height, width)",
        )


def _matched(known: Known, place: Place, listed: Listed, looking: Looking, *, doubted: bool, alone: bool) -> Matched | Skipped | None:
    """The files held against the pictures of their road; where it names none, of training, of which they may be some.

    Files that a *doubted* source did not make may be right all the same: then training vouches for them. *Alone*, where nobody says what
    is wrong with that source, training is all that counts.
    """
    if not known.plan.has_pictures or place.expected.feature:
        return None
    from pipecheck.gather import images
    from pipecheck.probe.tensors.matching import matched
    from pipecheck.probe.tensors.matching.pairing import Unmatched

    named = images.of_road(known.plan, "calibration")
    if named is None:
        return None
    root, pictures = named
    paths = [place.folder / name for name, form in zip(listed.names, listed.forms, strict=True) if form is not None]

    def against(maker: Program, road: Road) -> Matched | Unmatched | None:
        return matched(paths, listed.load, pictures, maker, place.expected, road=road, seconds=_SECONDS, progress=looking.progress)

    first, *others = known.makers(place)
    if others and doubted and alone:
        first, *others = others
    found = against(*first)
    for maker in others if doubted and isinstance(found, Matched) and found.same < found.pairs else ():
        again = against(*maker)
        found = again if isinstance(again, Matched) and again.same == again.pairs else found
    return Skipped("PC615", f"{place.folder}: {_UNMATCHED[found]} {root}") if isinstance(found, str) else found


def _unlike(held: Held | None, script: Spec | None) -> bool:
    """Whether the numbers are certainly not those that the source makes."""
    made = script.values.value if script is not None else None
    return held is not None and held.affine is not None and made is not None and not affine.same(held.affine, made.affine)


def _makes(script: Spec | None, place: Place) -> bool:
    """Whether the source makes the numbers that are expected."""
    made, wanted = script.values.value if script is not None else None, place.expected.values
    return made is not None and wanted is not None and affine.same(made.affine, wanted)


def _aspect(code: str) -> Aspect | None:
    return next((_TOUCHES[start] for start in (code, code[:3]) if start in _TOUCHES), None)
