"""PC0: what pipecheck itself could not do."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Ignoring, Source
from pipecheck.findings import Problem, Severity, Skipped
from pipecheck.rules.rule import rule
from pipecheck.spec import Opaque, Random, Step

_BEGINS = "the range of the picture that this begins with"
"""What a list of transformers says when nobody says how its pictures are read."""


@rule("PC001", Severity.NOTE, on=Source)
def unverifiable_step(source: Source) -> Iterator[Problem]:
    """A step could not be read, so what it touches was not compared.

    Sources are read without being run. A step that is computed at run time, or that pipecheck does not know, makes the aspects that it
    may touch unknown: they are neither right nor wrong in this report.

    Write the step with constants that stand in the file. Where that cannot be, let `pipecheck identify --allow-exec --output chain.yaml`
    find out what the code does, and name `chain.yaml` as the source. A list of the toolchain's transformers does not say how its pictures
    are read: name the `reader` beside it, or `02_preprocess.sh` in its place.

    Bad:
        transforms.Lambda(lambda picture: prepare(picture))

    Good:
        transforms.Resize(256), transforms.CenterCrop(224)
    """
    steps = source.program.steps
    unknown = source.program.silent.union(*(step.op.touches for step in steps if isinstance(step.op, Random)))
    for step in steps:
        if not isinstance(step.op, Opaque) or not step.op.touches - unknown or step.origin in source.explained:
            continue
        aspects = sorted(step.op.touches - unknown)
        unknown |= step.op.touches  # what follows is as unknown, however it is written
        yield Problem(
            f"cannot read `{step.op.text}`; not compared on this road: {', '.join(aspects)}",
            step.origin,
            hint=_hint(step),
            evidence={"text": step.op.text, "aspects": aspects},
        )


def _hint(step: Step) -> str:
    """How the step becomes known."""
    if isinstance(step.op, Opaque) and step.op.text == _BEGINS:
        return 'name the reader in pipecheck.toml, beside the source: reader = "opencv", "pil" or "skimage"'
    if isinstance(step.op, Opaque) and step.op.lacks is not None:
        return f"nobody gives it its {step.op.lacks}: name as the source an object that was made with one, or the {step.op.lacks} itself"
    constants = "write it with constants that stand in the file"
    if step.origin is None or step.origin.path.suffix != ".py":
        return constants
    return (
        f"{constants}, or run it once with `pipecheck identify FILE.py:NAME --allow-exec --output chain.yaml` and name that as the source"
    )


@rule("PC002", Severity.WARNING, on=Ignoring)
def unused_ignore(entry: Ignoring) -> Iterator[Problem]:
    """Something is ignored that is not there: by the manifest, by a comment or by the baseline.

    What was ignored is mended, or its code is mistyped; a new mistake of the same kind would be hidden by the entry that stayed. It is
    told by `check` alone, and where all roads could be compared: what was not looked at may still need the entry. A comment that gives
    no reason ignores nothing.

    Remove the entry or the comment; `pipecheck baseline prune` does so in a baseline.

    Bad:
        [ignore]
        PC403 = "measured: costs nothing"     # the kernels are equal by now
        resize = cv2.INTER_AREA               # pipecheck: ignore[PC403]

    Good:
        [ignore]
        resize = cv2.INTER_AREA               # pipecheck: ignore[PC403] measured: costs nothing
    """
    if not entry.reasoned:
        yield Problem(f"this ignores {entry.code} without a reason, so it ignores nothing", entry.origin, hint="write the reason behind it")
    elif entry.settled and not entry.used:
        hint = "run `pipecheck baseline prune`" if entry.origin.path.suffix == ".json" else "remove the entry"
        yield Problem(f"{entry.code} is ignored, and nothing was found that it would hide", entry.origin, hint=hint)


@rule("PC003", Severity.NOTE, on=Skipped)
def nothing_to_compare(_: Skipped) -> Iterator[Problem]:
    """A road has no source, so it was not checked.

    This is told under what was not checked, and never as a finding.

    Name the source in `pipecheck.toml`, or on the command line.

    Bad:
        config = "config.yaml"

    Good:
        config = "config.yaml"
        [training]
        source = "train.py:val_transform"
    """
    return iter(())


RULES = (unverifiable_step, nothing_to_compare)
