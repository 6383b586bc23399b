"""PC0: what pipecheck itself could not do."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Ignoring, Source
from pipecheck.findings import Problem, Severity, Skipped
from pipecheck.rules.rule import rule
from pipecheck.spec import Opaque


@rule("PC001", Severity.NOTE, on=Source)
def unverifiable_step(source: Source) -> Iterator[Problem]:
    """A step could not be read, so what it touches was not compared.

    Sources are read without being run. A step that is computed at run time, or that pipecheck does not know, makes the aspects that it
    may touch unknown: they are neither right nor wrong in this report.

    Write the step with constants that stand in the file.

    Bad:
        transforms.Lambda(lambda picture: prepare(picture))

    Good:
        transforms.Resize(256), transforms.CenterCrop(224)
    """
    for step in source.program.steps:
        if isinstance(step.op, Opaque) and step.op.touches - source.program.silent and step.origin not in source.explained:
            aspects = ", ".join(sorted(step.op.touches - source.program.silent))
            yield Problem(
                f"cannot read `{step.op.text}`; not compared on this road: {aspects}",
                step.origin,
                hint="write it with constants that stand in the file",
                evidence={"text": step.op.text, "aspects": sorted(step.op.touches - source.program.silent)},
            )


@rule("PC002", Severity.WARNING, on=Ignoring)
def unused_ignore(entry: Ignoring) -> Iterator[Problem]:
    """An entry of [ignore] in the manifest matches nothing.

    What was ignored is mended, or its code is mistyped; a new mistake of the same kind would be hidden by the entry that stayed. It is
    told by `check` alone, and where all roads could be compared: what was not looked at may still need the entry.

    Remove the entry.

    Bad:
        [ignore]
        PC403 = "measured: costs nothing"     # the kernels are equal by now

    Good:
        [ignore]
    """
    if entry.settled and not entry.used:
        yield Problem(f"{entry.code} is ignored, and nothing was found that it would hide", entry.origin, hint="remove the entry")


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
