"""Where albumentations changed what it does unless told otherwise: by the pinned version, or else by the spelling."""

from __future__ import annotations

from pipecheck.sources import pins
from pipecheck.sources.pyvalues import Call

CONSTANT = "albumentations 2.0 and later pads with a constant unless told otherwise"
MIRROR = "albumentations before 2.0, in whose words this is written, pads with the mirrored picture unless told otherwise"
EVERY_CHANNEL = "albumentations 1.4.12 and later fills every channel with a single number, and earlier ones only the first"
ROUNDS = "albumentations 1.4.12 and later rounds what becomes an integer, and earlier ones cut it down"
_OLD_WORDS = ("value", "mask_value", "always_apply")


def before(call: Call, version: tuple[int, ...]) -> tuple[bool | None, str]:
    """Whether the pinned albumentations came before *version*, None where that cannot be told; and what says so."""
    pin = pins.pinned(call.origin.path, "albumentations")
    return (None, "") if pin is None else (pin.before(version), pin.said)


def mirrors(call: Call) -> tuple[bool, str]:
    """Whether a border that is not described mirrors the picture, and the convention behind that."""
    old, said = before(call, (2, 0))
    if old is not None:
        return old, f"{said} pads with {'the mirrored picture' if old else 'a constant'} unless told otherwise"
    old = any(word in call.kwargs for word in _OLD_WORDS)
    return old, MIRROR if old else CONSTANT
