"""Calls of torchvision on a picture that is in hand, from source text in which the picture is called x."""

from __future__ import annotations

from pathlib import Path

from pipecheck.lower import torchvision
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Call, Reference
from pipecheck.spec import Decoded, Program

HEAD = """\
import torch
import torchvision
import torchvision.transforms as T
import torchvision.transforms.functional as F
from torchvision.transforms import v2, InterpolationMode
from torchvision.transforms.v2 import functional as F2
"""
PIL = Picture(program=Program(Decoded(library="pil", exif=False, color="rgb")), kind="pil")


def value(source):
    """What the expression *source* stands for."""
    return pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("eval.py")), "t")


def made(source, picture=PIL):
    """*picture* after the calls in *source*, the innermost first."""
    return _followed(value(source), picture)


def _followed(call, picture):
    if isinstance(call, Reference):
        assert call.name == "x"
        return picture
    assert isinstance(call, Call)
    inner = torchvision.subject(call)
    assert inner is not None
    return torchvision.apply(call, _followed(inner, picture))
