"""How the channels of two roads differ, and how that is said: shared by the rules on color."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.evidence import Comparison
from pipecheck.findings import Confidence, Edit, Fix, Origin, Problem, Related
from pipecheck.rules.values.misread import divides
from pipecheck.rules.values.wording import faults_of, values
from pipecheck.spec import ColorState, Fact


def swapped(found: Fact[ColorState], wanted: Fact[ColorState], words: str, hint: str) -> Problem:
    """The problem that *found* is another order than *wanted*, with the convention on which that rests."""
    facts = (wanted, found) if found.assumed else (wanted,)
    related = tuple(Related(fact.origin, f"{fact.value} comes from here{_convention(fact)}") for fact in facts if fact.origin is not None)
    return Problem(words.format(found.value, wanted.value), found.origin, related, hint, confidence=_confidence(found, wanted))


def follows_from_reader(comparison: Comparison) -> bool:
    """Whether red and blue are swapped by the very reader that gives 0..1 to a chain for OpenCV's 0..255: one mistake, told there."""
    wanted = comparison.handover or comparison.reference
    if comparison.script is None or wanted is None or not other_order(comparison.script.color, wanted.color):
        return False
    plain = {name(comparison.script.color), name(wanted.color)} == {"rgb", "bgr"}
    return plain and any(divides(found.claim) for found in faults_of("reader", comparison))


def in_vain(found: Problem, unused: tuple[Origin, ...]) -> Problem:
    """*found*, at the conversion that was computed and never used, where there is one."""
    if not unused:
        return found
    before = () if found.origin is None else (Related(found.origin, "what is handed over instead comes from here"),)
    message = f"{found.message}: what is converted here is never used"
    return replace(found, message=message, origin=unused[0], related=(*before, *found.related), hint="go on with the result of this line")


def _convention(fact: Fact[ColorState]) -> str:
    return f"; by convention: {fact.assumed}" if fact.assumed else ""


def in_yaml(comparison: Comparison) -> str:
    """The key of the YAML to change; constants that differ per channel stand in its order."""
    assert comparison.training is not None
    assert comparison.nodes is not None
    made, trained = comparison.nodes.values.value, comparison.training.values.value
    if made is not None and made.affine.uniform:
        constants = ""
    elif trained is None:
        constants = ", and write mean_value and scale_value in that order"
    else:
        constants = "".join(f"; {key}" for key in values(trained.affine, mapper=comparison.generation == "hb_mapper"))
    return f"set input_type_train: {name(comparison.training.color)}{constants}"


def mended(comparison: Comparison) -> Fix | None:
    """The edit of `input_type_train`, where it alone mends the order: where the constants are the same for all channels."""
    assert comparison.training is not None
    assert comparison.nodes is not None
    color, made = comparison.nodes.color, comparison.nodes.values.value
    trained = name(comparison.training.color)
    old = comparison.claims.train.origin if comparison.claims else None
    alone = {name(color), trained} == {"rgb", "bgr"} and made is not None and made.affine.uniform
    if not alone or old is None or old.line is None or old.column is None or old != color.origin:
        return None
    return Fix(f"set input_type_train: {trained}", False, (Edit(old.path, old.line, old.column, old.width, trained),))


def in_script(found: Fact[ColorState], wanted: Fact[ColorState]) -> str:
    """What to change in the script that hands over *found*."""
    if found.value is not None and found.value.crossed:
        return "the conversion takes blue for red: name the order that the reader really gives"
    named = found.origin is not None and found.origin.path.suffix in (".toml", ".sh")  # which say how it is read, and convert nothing
    where = "in the source" if named else "here"
    swap = {name(found), name(wanted)} == {"rgb", "bgr"}
    return f"hand over {name(wanted)}: {f'swap the channels {where} once' if swap else f'convert the picture {where}'}"


def or_in_yaml(comparison: Comparison) -> str:
    """What to change there instead, where no training source decides and `input_type_train` is what the script is held against."""
    made = comparison.script.color if comparison.script else Fact(None)
    held = comparison.training is None and (comparison.handover is None or comparison.road == "calibration")
    if not held or made.value is None or made.value.crossed:
        return ""
    return f"; or set input_type_train: {name(made)}, if the network was trained on that"


def name(color: Fact[ColorState]) -> str:
    """The order as the YAML spells it."""
    return color.value.name if color.value else "the other order"


def _confidence(*facts: Fact[ColorState]) -> Confidence:
    """What rests on a convention that the source does not spell out is likely, not certain."""
    return Confidence.LIKELY if any(fact.assumed for fact in facts) else Confidence.CERTAIN


def other_order(found: Fact[ColorState], wanted: Fact[ColorState]) -> bool:
    """Whether the channels mean something else; gray in place of color is another finding."""
    if found.value is None or wanted.value is None or found.value.colorless != wanted.value.colorless:
        return False
    names = {"yuv444" if value.name == "nv12" else value.name for value in (found.value, wanted.value)}
    return "gray" not in names and (len(names) == 2 or found.value.crossed != wanted.value.crossed)


def other_count(found: Fact[ColorState], wanted: Fact[ColorState]) -> bool:
    """Whether the one has one channel and the other three."""
    return found.value is not None and wanted.value is not None and (found.value.name == "gray") != (wanted.value.name == "gray")


def colorless(found: Fact[ColorState], wanted: Fact[ColorState], words: str, hint: str) -> Problem:
    """The problem that one of the two is gray."""
    related = () if wanted.origin is None else (Related(wanted.origin, f"{wanted.value} comes from here"),)
    return Problem(words.format(found.value, wanted.value), found.origin, related, hint)
