"""PC1: what the picture files of a road hold."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.pictures import Hazard, Pictures
from pipecheck.findings import Origin, Problem, Related, Severity
from pipecheck.rules.rule import rule

_HARMLESS: frozenset[Hazard] = frozenset({"gray", "palette", "1-bit", "misnamed"})
"""Read as RGB these come out alike; only an array of another form gives them away."""
_APART = ("profile",)


@rule("PC104", Severity.WARNING, on=Pictures)
def ambiguous_pixels(pictures: Pictures) -> Iterator[Problem]:
    """The set holds files that readers decode differently, and it is not known how every road reads them.

    Alpha is dropped or kept as a fourth channel; CMYK is converted or handed over as four inks; 16 bits are cut, clipped or kept; a
    picture is turned by EXIF or not; an animation is its first frame or all of them. Where the readers of both roads are known, PC101 and
    PC103 say what comes of it, and this rule says nothing. Gray, palette and 1-bit files alone are a note: they come out alike once they
    are read as RGB.

    Name the sources of the roads, or store the files as RGB of 8 bits. `pipecheck imread` shows what each reader makes of a file.

    Bad:
        images = "data/calibration"      # JPEGs, and 12 RGBA screenshots

    Good:
        picture.convert("RGB").save("data/calibration/12.jpg")
    """
    ambiguous = [found for found in pictures.hazards if found[0] not in _APART]
    if pictures.settled or not ambiguous:
        return
    severity = Severity.NOTE if all(hazard in _HARMLESS for hazard, _, _ in ambiguous) else None
    yield Problem(
        f"readers do not decode these alike: {', '.join(f'{count} {hazard} ({names[0]})' for hazard, count, names in ambiguous)}",
        Origin(pictures.folder),
        hint="name the sources of the roads, or store the files as RGB of 8 bits; `pipecheck imread` shows what each reader makes of them",
        severity=severity,
        evidence={hazard: {"count": count, "names": list(names)} for hazard, count, names in ambiguous},
    )


@rule("PC105", Severity.ERROR, on=Pictures)
def broken_image(pictures: Pictures) -> Iterator[Problem]:
    """A file is empty, cut off, damaged, or no picture at all.

    `cv2.imread` fills the rest of a JPEG that was cut off with gray and says nothing, and gives None for what it cannot read; PIL and
    scikit-image raise. So the same set is a few gray pictures on one road, and an exception on another.

    Copy the files again, or leave them out.

    Bad:
        calibration/0017.jpg     # 40 of 120 kB, the disk was full

    Good:
        calibration/0017.jpg     # 120 kB
    """
    if pictures.broken_count:
        more = pictures.broken_count - len(pictures.broken)
        listed = ", ".join(f"{name} ({reason})" for name, reason in pictures.broken)
        yield Problem(
            f"{pictures.broken_count} of {pictures.count} pictures cannot be read whole: {listed}{f', and {more} more' if more else ''}",
            Origin(pictures.folder),
            tuple(Related(_place(pictures, name), reason) for name, reason in pictures.broken),
            "copy them again or leave them out; cv2.imread fills what a cut JPEG lacks with gray and says nothing",
            evidence={"count": pictures.broken_count},
        )


def _place(pictures: Pictures, name: str) -> Origin:
    return Origin(pictures.folder if pictures.folder.name == name else pictures.folder / name)


@rule("PC107", Severity.NOTE, on=Pictures)
def color_profile(pictures: Pictures) -> Iterator[Problem]:
    """Files carry a color profile that every reader ignores.

    The levels of an AdobeRGB file mean other colors than those of sRGB: four levels on average, ninety at most. OpenCV, PIL and
    scikit-image all hand over the levels as they are, so the roads agree; the network sees paler pictures than a viewer does.

    Nothing need be done where training had such files too. Else convert them once.

    Bad:
        Image.open(path)                                                  # AdobeRGB

    Good:
        ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"))
    """
    count, names = pictures.named("profile")
    if count:
        yield Problem(
            f"{count} of {pictures.count} pictures have a color profile that every reader ignores: {', '.join(pictures.profiles)}",
            Origin(pictures.folder),
            hint=f"convert them to sRGB once, if training saw no such files: {names[0]}",
        )


RULES = (ambiguous_pixels, broken_image, color_profile)
