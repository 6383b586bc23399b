"""How two readers of the same files differ, and how that is said: shared by the rules on reading."""

from __future__ import annotations

from pipecheck.evidence.pictures import Apart, Pictures, Reading, ReadModes
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.spec import Decode, Fact

TITLES = {"opencv": "OpenCV", "pil": "PIL", "skimage": "scikit-image", "torch": "torchvision", "tensorflow": "TensorFlow"}
_FEW = 0.01
"""A smaller part of a set than this can cost, and does not ruin."""
_GROSS, _ROUNDING = 2.0, 1.01
"""From so many 8-bit levels on average, or up to so many at most, a difference is an error or a note."""


def mismatch(reading: Reading, pictures: Pictures) -> Problem:
    """The problem that the two libraries make different pictures of these files."""
    here, there = title(reading.here), title(reading.training)
    what = "; ".join(_example(apart, pictures) for apart in reading.apart)
    return _problem(
        reading,
        pictures,
        f"{here} here and {there} in training do not make the same of these files: {what}",
        f"read with {there} here too, or store the files as RGB of 8 bits",
        min(_severity(reading.apart), _share(max(pictures.named(apart.hazard)[0] for apart in reading.apart), pictures)),
    )


def _example(apart: Apart, pictures: Pictures) -> str:
    how = apart.reason or f"up to {apart.largest:.3g} level{'' if apart.largest == 1 else 's'} apart"
    return f"{pictures.named(apart.hazard)[0]} of {pictures.count} {apart.hazard} ({apart.name}: {how})"


def _severity(examples: tuple[Apart, ...]) -> Severity:
    if any(apart.mean is None or apart.mean >= _GROSS for apart in examples):
        return Severity.ERROR
    return Severity.WARNING if any((apart.largest or 0) > _ROUNDING for apart in examples) else Severity.NOTE


def _share(count: int, pictures: Pictures) -> Severity:
    return Severity.WARNING if count < _FEW * pictures.count else Severity.ERROR


def turns_differ(reading: Reading) -> bool:
    """Whether it is known of both roads that one turns by EXIF and the other does not."""
    here, there = reading.here.value, reading.training.value
    return here is not None and there is not None and None not in (here.exif, there.exif) and here.exif != there.exif


def turned(reading: Reading, pictures: Pictures, count: int, names: tuple[str, ...]) -> Problem:
    """The problem that the two do not turn these files alike."""
    here_turns = bool(reading.here.value and reading.here.value.exif)
    here, there = f"{title(reading.here)} here", f"{title(reading.training)} in training"
    one, other = (here, there) if here_turns else (there, here)
    harmless = here_turns and reading.trained is not None and not reading.trained.named("turned")[0]
    return _problem(
        reading,
        pictures,
        f"{count} of {pictures.count} pictures are to be turned by EXIF ({_listed(names, count)}): {one} turns them, {other} does not",
        _how_to_turn(turn=not here_turns),
        Severity.NOTE if harmless else _share(count, pictures),
    )


def _how_to_turn(*, turn: bool) -> str:
    if turn:
        return "turn them here too: ImageOps.exif_transpose(picture), or cv2.imread(path)"
    return "leave them as training saw them: cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION, or no exif_transpose"


def tensorflow_apart(reading: Reading) -> bool:
    """Whether one road decodes with TensorFlow, the other does not, and JPEGs are there or may be."""
    libraries = [decode.value.library for decode in (reading.here, reading.training) if decode.value is not None]
    jpegs = reading.pictures is None or any(form == "JPEG" for form, _ in reading.pictures.formats)
    return len(libraries) == 2 and None not in libraries and libraries.count("tensorflow") == 1 and jpegs


def coarser(reading: Reading) -> Problem:
    """The problem that JPEGs come out a little otherwise with TensorFlow."""
    here, there = title(reading.here), title(reading.training)
    message = f"{here} here and {there} in training decode a JPEG up to 15 levels apart, one on average"
    hint = 'decode with the same library, or train with dct_method="INTEGER_ACCURATE"'
    if reading.pictures is None:
        return _problem(reading, None, f"if the files are JPEG: {message}", hint, Severity.NOTE)
    count = dict(reading.pictures.formats)["JPEG"]
    return _problem(reading, reading.pictures, f"{message}; {count} of {reading.pictures.count} files are JPEG", hint, Severity.WARNING)


def mode(word: str) -> str:
    """A reader's name in one spelling: the samples' `caffe` is their `skimage`."""
    return {"caffe": "skimage", "pillow": "pil"}.get(word.lower(), word.lower())


def contested(modes: ReadModes, shell: str, loader: str) -> Problem:
    """The problem that two claims on one reader disagree; the manifest's is the one that changes nothing of what runs."""
    place = modes.loader.origin
    reads = f"the shell script reads in the mode {shell}"
    if modes.shell.origin is not None and modes.shell.origin.path.suffix != ".sh":
        reads = f"the source reads with {TITLES.get(shell, shell)}"
    if place is not None and place.path.suffix == ".toml":
        message = f"{reads}, and {place.path.name} says that it is {loader}"
        related, hint = f"the reader is said to be {loader}", f"read as {place.path.name} says, or leave `reader` out there"
    else:
        message = f"{reads}, the Python script in the mode {loader}"
        related, hint = f"reads in the mode {loader}", "name the same mode in both, the one that the transformers were written for"
    return Problem(message, modes.shell.origin, () if place is None else (Related(place, related),), hint)


def title(decode: Fact[Decode]) -> str:
    """The library's own name."""
    library = decode.value.library if decode.value else None
    return TITLES.get(library or "", library or "an unknown library")


def _problem(reading: Reading, pictures: Pictures | None, message: str, hint: str, severity: Severity) -> Problem:
    related = [Related(fact.origin, f"{title(fact)} reads here{_convention(fact)}") for fact in (reading.training,) if fact.origin]
    related += [Related(Origin(pictures.folder), f"the pictures of {pictures.road}")] if pictures else []
    assumed = reading.here.assumed or reading.training.assumed
    confidence = Confidence.LIKELY if assumed else None
    return Problem(message, reading.here.origin, tuple(related), hint, severity, confidence)


def _convention(fact: Fact[Decode]) -> str:
    return f"; by convention: {fact.assumed}" if fact.assumed else ""


def _listed(names: tuple[str, ...], count: int) -> str:
    return ", ".join([*names[:3], *(["…"] if count > 3 else [])])
