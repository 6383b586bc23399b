"""Whether a script is wrong about the range of what its reader gives, and right in all that follows."""

from __future__ import annotations

from pipecheck.spec import Affinity, Spec, affine

_NEAR = 2.0
"""Within so many 8-bit levels constants that were cut short still tell the mistake."""


def misread(claim: Spec, found: Affinity, wanted: Affinity) -> bool:
    """Whether *found* would be *wanted*, had scikit-image's reader given the other range: 0..255 in place of 0..1, or the reverse.

    Other readers give 0..255 and nobody expects otherwise; a wrong factor after them is a mistake of the constants.
    """
    decode = claim.decode.value
    if decode is None or decode.library != "skimage":
        return False
    other = Affinity((255.0 if divides(claim) else 1 / 255,))
    corrected = affine.after(other, found)
    return corrected is not None and affine.gap(corrected, wanted) <= _NEAR


def divides(claim: Spec) -> bool:
    """Whether the reader itself makes 0..1, as `img_as_float` does: a division that stands where the reader stands."""
    return claim.decode.origin is not None and claim.decode.origin in claim.values.origins
