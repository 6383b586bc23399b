"""PC508 and PC510: what the paths of the YAML lead to, where files are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipecheck.evidence import Configuration
from pipecheck.findings import Confidence, Problem, Severity
from pipecheck.rules.keys import of, problem
from pipecheck.rules.rule import rule

if TYPE_CHECKING:
    from pipecheck.lower.toolchain.beside import Beside, Named

_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif")
_NOTES = (".json", ".txt", ".md", ".csv", ".yaml", ".yml", ".py", ".sh", ".log")


@rule("PC508", Severity.ERROR, on=Configuration)
def missing_path(configuration: Configuration) -> Iterator[Problem]:
    """A path in the YAML leads nowhere, or to something else than is read there.

    Paths count from the folder of the YAML, not from where the tool is started. Every file in a calibration directory is a sample:
    hb_mapper reads raw bytes, so a JPEG, a `.npy` or a manifest among them becomes noise or stops the build; hb_compile reads `.npy`.

    Correct the path, or move what does not belong there. A directory that the calibration source of the project has yet to write is a
    warning.

    Bad:
        cal_data_dir: ./calibration_data/images     # JPEG files

    Good:
        cal_data_dir: ./calibration_data_rgb_f32    # what preprocess.py wrote
    """
    beside = configuration.beside
    named_paths = beside.named if beside else ()
    for origin in dict.fromkeys(named.origin for named in named_paths):
        absent = [named for named in named_paths if named.origin == origin and named.found.kind == "nothing"]
        if absent:
            yield _nowhere(absent, later=bool(beside and beside.written) and absent[0].key == "cal_data_dir")
    for named in named_paths:
        if named.found.kind == "nothing":
            continue
        if (named.key in ("cal_data_dir", "custom_op_dir")) != (named.found.kind == "folder"):
            wanted = "a file" if named.found.kind == "folder" else "a folder"
            yield Problem(f"{named.key} is {wanted}, and {named.text} is a {named.found.kind}", named.origin)
        elif named.key == "cal_data_dir":
            yield from _samples(named, configuration)
    yield from _unreadable(beside)


def _nowhere(absent: list[Named], *, later: bool) -> Problem:
    """One finding for all paths at one place."""
    names = ", ".join(named.text for named in absent)
    message = f"{names} {'is' if len(absent) == 1 else 'are'} not there"
    if later:
        return Problem(f"{message} yet", absent[0].origin, hint="run the script that writes it", severity=Severity.WARNING)
    close = absent[0].found.close
    hint = f"did you mean {close}?" if close else "paths count from the folder of the YAML"
    return Problem(message, absent[0].origin, hint=hint)


def _unreadable(beside: Beside | None) -> Iterator[Problem]:
    for key, reason in beside.unreadable if beside else ():
        named = next(each for each in beside.named if each.key == key) if beside else None
        if named is not None:
            yield Problem(f"{named.text} cannot be read: {reason}", named.origin)


def _samples(named: Named, configuration: Configuration) -> Iterator[Problem]:
    """What lies in a calibration directory and is no sample as this toolchain reads them."""
    endings, tool = named.found.endings, configuration.conversion.generation
    pictures = str(configuration.document.get("calibration_parameters", "preprocess_on")).lower() == "true" and tool == "hb_mapper"
    reads = "pictures" if pictures else ".npy files" if tool == "hb_compile" else "raw bytes"
    if not endings:
        yield Problem(f"{named.text} holds no files", named.origin, hint="write the calibration files")
        return
    wrong = _strangers(list(endings), tool, pictures=pictures)
    if wrong:
        lead = max(wrong, key=lambda ending: endings[ending])
        count, example = sum(endings[ending] for ending in wrong), named.found.example[lead]
        which = example if count == 1 else f"{example} and {count - 1} more"
        yield Problem(
            f"{named.text} holds {which}, and {tool} reads every file there as {reads}",
            named.origin,
            hint=_instead(lead, pictures=pictures, alone=count == sum(endings.values())),
            confidence=None if lead in _PICTURES else Confidence.LIKELY,
        )


def _instead(ending: str, *, pictures: bool, alone: bool) -> str:
    """What to do about files of *ending* that are no samples, where *pictures* are or numbers, and where they lie *alone*."""
    if pictures:
        return "name the folder of the pictures, and keep nothing else there"
    if ending in (".npy", ".npz"):
        return "write the numbers alone, with array.tofile(path)"
    return "name the folder that the preprocessing script wrote" if alone else "move them away: nothing but samples may lie there"


def _strangers(endings: list[str], tool: str | None, *, pictures: bool) -> list[str]:
    """The endings that do not belong there."""
    if pictures:
        return [ending for ending in endings if ending not in _PICTURES]
    return [ending for ending in endings if ending in strange(tool)]


def strange(tool: str | None) -> tuple[str, ...]:
    """The endings of files that are no tensors to *tool*."""
    if tool is None:
        return ()
    return (*_PICTURES, *_NOTES) if tool == "hb_compile" else (*_PICTURES, *_NOTES, ".npy", ".npz")


@rule("PC510", Severity.ERROR, on=Configuration)
def model_disagrees(configuration: Configuration) -> Iterator[Problem]:
    """The YAML and the ONNX file disagree about the inputs of the model.

    Names, number and shapes of the inputs are facts of the file; `input_shape` may only fill in sides that the file leaves open. The
    build stops, or feeds one input with what is meant for another.

    Write what the file says.

    Bad:
        input_name: image          # the ONNX file calls it images

    Good:
        input_name: images
    """
    yield from map(problem, of("model", configuration))


RULES = (missing_path, model_disagrees)
