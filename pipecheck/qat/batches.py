"""What a network takes and gives: tensors within tuples, lists and dictionaries."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pipecheck.errors import PipecheckError
from pipecheck.qat import library
from pipecheck_transformers.pixels import Array

_QUANTISED = "QTensor"
"""The vendor's tensor that knows its scale."""
ROOT = "0"
"""What the vendor's tool calls a single output; those in a tuple are 0-0, 0-1, …"""


def given(module: Any, batch: Any) -> tuple[Any, ...]:
    """The arguments that *module* is called with for *batch*: those in a tuple or a list, otherwise the only one.

    Of more than it takes, as of pictures with their labels, these are the first. They are moved to where its weights are.
    """
    every = tuple(batch) if isinstance(batch, tuple | list) else (batch,)
    first = next((each for each in (*module.parameters(), *module.buffers())), None)
    found: tuple[Any, ...] = mapped(
        every[: _places(module, len(every))], lambda tensor: tensor if first is None else tensor.to(first.device)
    )
    return found


def run(module: Any, arguments: tuple[Any, ...]) -> Any:
    """What *module* makes of *arguments*."""
    try:
        return module(*arguments)
    except Exception as e:  # whatever the code of the network raises is a fault of what it was given
        said = " ".join(str(e).split())
        raise PipecheckError(f"{type(module).__name__} cannot be run on what it was given: {type(e).__name__}: {said}") from e


def _places(module: Any, count: int) -> int:
    """How many of *count* arguments the network takes."""
    try:
        parameters = inspect.signature(module.forward).parameters.values()
    except (TypeError, ValueError):
        return count
    if any(each.kind is each.VAR_POSITIONAL for each in parameters):
        return count
    return min(count, sum(each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) for each in parameters))


def tensors(value: Any, name: str = ROOT) -> Iterator[tuple[str, Any]]:
    """The tensors within *value*, each with the way there."""
    if isinstance(value, library.torch().Tensor):
        yield name, value
        return
    for key, each in _parts(value):
        yield from tensors(each, f"{name}-{key}")


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, tuple | list):
        yield from enumerate(value)
    elif isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((each.name, getattr(value, each.name)) for each in fields(value))


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """*value* with every tensor within *change*d."""
    if isinstance(value, library.torch().Tensor):
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(mapped(each, change) for each in value))
    if isinstance(value, tuple | list):
        return type(value)(mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {key: mapped(each, change) for key, each in value.items()}
    return value


def numbers(tensor: Any) -> Array | None:
    """The values of *tensor* as float32 or float64; None where it holds whole numbers, which are places or counts."""
    torch = library.torch()
    plain = tensor.dequantize() if tensor.is_quantized or type(tensor).__name__ == _QUANTISED else tensor
    if not plain.is_floating_point():
        return None
    wide = plain if plain.dtype in (torch.float32, torch.float64) else plain.float()
    found: Array = wide.detach().cpu().numpy()
    return found
