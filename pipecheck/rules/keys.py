"""PC5: keys and values of the conversion YAML, each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from pipecheck.evidence import Configuration, Wishes
from pipecheck.findings import Edit, Fix, Problem, Related, Severity
from pipecheck.rules.rule import rule
from pipecheck.schema.fault import FaultKind, KeyFault
from pipecheck.sources.yamldoc import Document
from pipecheck.sources.yamlwalk import Duplicate


@rule("PC501", Severity.ERROR, on=Configuration)
def unknown_key(configuration: Configuration) -> Iterator[Problem]:
    """The YAML holds a key that this toolchain does not know.

    Both toolchains refuse the build; only the group `calibration_parameters` of hb_compile takes such a key silently, and then ignores it.
    Most often the key comes from another vendor's tool, or is spelled in the plural.

    Take the spelling of the schema.

    Bad:
        mean_values: 123.675 116.28 103.53

    Good:
        mean_value: 123.675 116.28 103.53
    """
    for fault in of("unknown", configuration):
        schema = configuration.schema
        silent = schema is not None and fault.place[0] in schema.open_groups
        rename = fault.guess is not None and fault.guess != fault.place[-1]
        edits = (_replace_key(fault, fault.guess or ""),) if rename else ()
        fix = Fix(f"rename to {fault.guess}", False, edits) if edits else None
        yield Problem(fault.message, fault.origin, hint=fault.hint, severity=Severity.WARNING if silent else None, fix=fix)


@rule("PC502", Severity.ERROR, on=Configuration)
def missing_key(configuration: Configuration) -> Iterator[Problem]:
    """A key that the toolchain needs is missing.

    The build stops before anything is converted.

    Bad:
        input_parameters:
          input_type_rt: nv12

    Good:
        input_parameters:
          input_type_rt: nv12
          input_type_train: rgb
          input_layout_train: NCHW
    """
    for place, faults in groupby(of("missing", configuration), lambda fault: (fault.origin, fault.place[0])):
        missing = list(faults)
        names = ", ".join(fault.place[-1] for fault in missing)
        reasons = "; ".join(dict.fromkeys(fault.message for fault in missing))
        yield Problem(f"{place[1]} has no {names}: {reasons}", place[0], hint=missing[0].hint)


@rule("PC503", Severity.ERROR, on=Configuration)
def bad_value(configuration: Configuration) -> Iterator[Problem]:
    """A value is not one that this key takes.

    The build stops, or worse, the tool reads something else than was meant.

    Bad:
        march: bayes_e

    Good:
        march: bayes-e
    """
    yield from map(problem, of("bad value", configuration))


@rule("PC505", Severity.ERROR, on=Configuration)
def duplicate_key(configuration: Configuration) -> Iterator[Problem]:
    """A key is written twice.

    YAML silently keeps the last one; the first, and the comment beside it, are what people read.

    Keep one.

    Bad:
        scale_value: 0.0039
        scale_value: 0.0171

    Good:
        scale_value: 0.0171
    """
    for twice in configuration.document.duplicates:
        related = (Related(twice.first, "and first here"),)
        message = f"{twice.place[-1]} is written twice, and the last one counts"
        yield Problem(message, twice.second, related, "keep one of the two", fix=_without_first(configuration, twice))


@rule("PC506", Severity.NOTE, on=Configuration)
def deprecated_key(configuration: Configuration) -> Iterator[Problem]:
    """A key has no effect with this toolchain.

    It is read and forgotten. That is harmless as long as nobody relies on it; where it says something else than what happens, it is a
    warning.

    Leave it out, or write what replaced it.

    Bad:
        march: nash-e
        norm_type: data_mean_and_scale

    Good:
        march: nash-e
    """
    for fault in of("idle", configuration):
        origin = fault.origin
        edit = Edit(origin.path, origin.line or 1, origin.column or 1, 0, "# ")
        fits = fault.severity is None and _on_a_line_of_its_own(configuration.document, fault)
        yield replace(problem(fault), fix=Fix("comment it out", True, (edit,)) if fits else None)


@rule("PC511", Severity.ERROR, on=Configuration)
def wrong_generation(configuration: Configuration) -> Iterator[Problem]:
    """Keys of one toolchain generation stand beside the march of the other.

    hb_mapper converts for bernoulli2, bayes and bayes-e, hb_compile for nash. Their keys differ, and so does what calibration files hold:
    the same script is right for one and normalises twice, or not at all, for the other.

    Correct the march, or write the file in the words of the tool that reads it.

    Bad:
        march: bayes-e
        std_value: 58.395 57.12 57.375

    Good:
        march: bayes-e
        scale_value: 0.01712 0.01751 0.01743
    """
    found = list(of("other generation", configuration))
    if found:
        first, march = found[0], configuration.conversion.march
        related = [Related(fault.origin, fault.message) for fault in found[1:]]
        related += [Related(march.origin, "the march that decides")] if march.origin else []
        yield Problem(first.message, first.origin, tuple(related), "correct the march, or take the keys of the tool that it belongs to")


def of(kind: FaultKind, configuration: Configuration | Wishes) -> Iterator[KeyFault]:
    """The faults of one kind, in the order of the file."""
    found = (fault for fault in configuration.faults if fault.kind == kind)
    return iter(sorted(found, key=lambda fault: (fault.origin.line or 0, fault.origin.column or 0)))


def problem(fault: KeyFault) -> Problem:
    """The problem that *fault* is."""
    return Problem(fault.message, fault.origin, fault.related, fault.hint, fault.severity, fault.confidence, fix=fault.fix)


def _on_a_line_of_its_own(document: Document, fault: KeyFault) -> bool:
    """Whether the key and its value fill one line of a block: flow style, texts over several lines and merged keys do not."""
    group = fault.place[0]
    first = next((document.keys[place] for place in document.keys if len(place) == 2 and place[0] == group), None)
    start, value, key = document.values.get((group,)), document.origin(*fault.place), document.keys.get(fault.place)
    if first is None or start is None or key is None or (start.line, start.column) != (first.line, first.column):
        return False
    shown = document.get(*fault.place)
    one_line = value.line == key.line and not (isinstance(shown, str) and len(shown) > 1 and value.width == 1)
    return one_line and not isinstance(shown, dict | list)


def _replace_key(fault: KeyFault, name: str) -> Edit:
    origin = fault.origin
    return Edit(origin.path, origin.line or 1, origin.column or 1, origin.width, name)


def _without_first(configuration: Configuration, twice: Duplicate) -> Fix | None:
    """The first of two equal values as a comment, where it stands on one line."""
    line, column = twice.first.line, twice.first.column
    if not twice.same or line is None or column is None or isinstance(configuration.document.get(*twice.place), dict | list):
        return None
    return Fix("comment out the first of two that are the same", True, (Edit(twice.first.path, line, column, 0, "# "),))


RULES = (unknown_key, missing_key, bad_value, duplicate_key, deprecated_key, wrong_generation)
