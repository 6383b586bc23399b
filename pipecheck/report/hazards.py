"""What can go wrong with a picture file, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.pictures import Hazard
from pipecheck.probe.images.sidebyside import USUAL, File
from pipecheck.report.words import listed

_TURNS = {2: "mirrored", 3: "turned 180°", 4: "upside down", 5: "mirrored and turned 90°", 7: "mirrored and turned 90°"}
_WORDS: dict[Hazard, str] = {
    "alpha": 'alpha: cv2.imread and convert("RGB") drop it without blending, the others may hand over a channel more',
    "CMYK": 'CMYK: cv2.imread and convert("RGB") make RGB of it, a level apart; Image.open and scikit-image give the four inks',
    "palette": "palette: Image.open gives numbers of colors, not colors",
    "1-bit": "1 bit: Image.open and scikit-image give True and False, cv2.imread 0 and 255",
    "gray": "gray: cv2.imread repeats it to three channels, Image.open and scikit-image give height × width",
    "animated": "animated: OpenCV and PIL give the first frame, scikit-image all of them in one array",
    "pages": "several pages: OpenCV and PIL give the first, scikit-image all of them in one array",
    "float": "floats: cv2.imread gives None, scikit-image gives them as they are",
}


def say(file: File) -> Iterator[str]:
    """What makes *file* a matter of its reader, line by line."""
    if file.header.fault is not None:
        yield f"{file.header.fault}{_silent(file)}"
    for hazard in file.header.hazards:
        yield _sentence(file, hazard)
    if file.differs:
        yield f"read differently: {file.differs}"


def _sentence(file: File, hazard: Hazard) -> str:
    traits = file.header.traits
    match hazard:
        case "turned" | "turned TIFF":
            return f"{_TURNS.get(traits.orientation, 'turned 90°')} by EXIF{_who_turns(file)}"
        case "16-bit":
            clips = "convert clips it at 255, which leaves it almost white" if traits.channels == "gray" else "PIL keeps 8 of them"
            return f"{traits.bits} bits: cv2.imread keeps the upper byte, {clips}"
        case "profile":
            return f"ICC profile {traits.profile!r}: every reader ignores it"
        case "misnamed":
            return f"a {file.header.form} by its content, not by its name; the readers look at the content"
        case _:
            return _WORDS[hazard]


def _who_turns(file: File) -> str:
    """`: OpenCV turns it, PIL and scikit-image do not`."""
    turned = {word: [USUAL[row.reader] for row in file.rows if row.turned is word] for word in (True, False)}
    parts = [f"{listed(turned[True])} {'turns' if len(turned[True]) == 1 else 'turn'} it"] if turned[True] else []
    parts += [f"{listed(turned[False])} {'does' if len(turned[False]) == 1 else 'do'} not"] if turned[False] else []
    return f": {', '.join(parts)}" if parts else ""


def _silent(file: File) -> str:
    """Who reads a broken file all the same."""
    read = [USUAL[row.reader] for row in file.rows if row.reader in USUAL and row.error is None]
    return f"; {listed(read)} {'gives' if len(read) == 1 else 'give'} a picture all the same, and no exception" if read else ""
