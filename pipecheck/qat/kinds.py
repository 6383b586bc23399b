"""What a module or function is to quantisation, by the words in its name: torch, its quantised twins and the vendor's all have them."""

from __future__ import annotations

from typing import Any

from pipecheck.qat import library, quantisers

_ADDING = ("add", "iadd", "radd", "add_relu")
_LIMITS = ("relu", "relu6", "hardtanh")
_MOVING = """
identity dropout dropout1d dropout2d dropout3d flatten unflatten maxpool1d maxpool2d maxpool3d pixelshuffle pixelunshuffle zeropad2d
upsamplingnearest2d reshape view permute transpose squeeze unsqueeze contiguous clone detach getitem split chunk expand repeat t max_pool2d
pixel_shuffle relu relu6 swapaxes movedim narrow unbind to get float type_as channelshuffle
"""
MOVING = frozenset(_MOVING.split())
"""What these give are values that they take, so that it is as rounded as these are."""
FUNCTIONAL = ("FloatFunctional", "FXFloatFunctional", "QFunctional")
"""Modules that have a method for each operator, and are not called themselves."""
_CONTAINERS = ("Sequential", "ModuleList", "ModuleDict")
_WHOLE = ("torch.nn.modules.activation", "torch.nn.modules.rnn", "torch.ao.nn.intrinsic", "torch.nn.intrinsic")
"""Where the classes come from that use the weights of their parts without calling these."""


def word(module: Any) -> str:
    """The name of the class of *module*, in lower case."""
    return type(module).__name__.lower()


def multiplies(name: str) -> bool:
    """Whether what is called so multiplies with a weight."""
    return "conv" in name or "linear" in name


def normalises(name: str) -> bool:
    """Whether what is called so is a batch norm."""
    return "batchnorm" in name and "conv" not in name


def limits(name: str) -> bool:
    """Whether what is called so cuts off at 0."""
    return name in _LIMITS


def adds(name: str) -> bool:
    """Whether what is called so adds two tensors."""
    return name in _ADDING


def enters(name: str) -> bool:
    """Whether what is called so turns floats into what is quantised, or back."""
    return "quantstub" in name or name in ("quantize", "dequantize", "quantise", "dequantise")


def leaves(name: str) -> bool:
    """Whether what is called so turns what is quantised into floats."""
    return "dequant" in name


def is_tap(name: str, module: Any) -> bool:
    """Whether the module of that *name* only stands in the way of a tensor, to round or to watch it."""
    return quantisers.is_quantiser(module) or name.rpartition(".")[2] == quantisers.ACTIVATION


def is_leaf(module: Any) -> bool:
    """Whether *module* computes itself, and does not only call others."""
    torch = library.torch()
    if isinstance(module, torch.jit.ScriptModule):
        return True
    kind = type(module)
    if kind.__name__ in _CONTAINERS:
        return False
    own = [name for name, each in module.named_children() if not is_tap(name, each)]
    return not own or kind.__module__.startswith(_WHOLE) or hasattr(module, quantisers.WEIGHT)
