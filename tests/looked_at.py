"""What roads make of pictures, made by hand: apart in one corner, everywhere, nowhere, and not comparable."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from pipecheck.evidence.pixels import Gap, Heat, Pictured, Shown, Sight

CELLS = ((0.2, 1.5, 3.0, 90.0), (0.0, 0.5, 7.0, 12.0), (0.0, 20.0, 40.0, 0.9))
"""A value of every band but the last one; the most at the top right."""


def shown(color=(90, 120, 60), size=(224, 168)):
    out = BytesIO()
    Image.new("RGB", (size[0] * 160 // max(size), size[1] * 160 // max(size)), color).save(out, "JPEG")
    return Shown(jpeg=out.getvalue(), height=size[1], width=size[0])


def sight(**changes):
    given = {"picture": "set/7.jpg", "left": shown(), "right": shown((60, 120, 90)), "heat": Heat(56, CELLS)}
    return Sight(**{**given, **changes})


def pictured(**changes):
    gap = Gap(largest=90.0, mean=12.3, share=0.4)
    given = {"input": "data", "road": "calibration", "folder": Path("set"), "count": 8, "gap": gap, "sight": sight()}
    return Pictured(**{**given, **changes})
