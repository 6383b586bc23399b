"""A network that is looked at and left as it was: in evaluation, without gradients, and with its statistics standing still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipecheck.qat import library, quantisers

_SWITCHES = ("observer_enabled", "fake_quant_enabled")


@contextmanager
def still(module: Any, *, quantised: bool = True) -> Iterator[None]:
    """*module* in evaluation while this lasts, with its observers off, and nothing *quantised* if so wished; then as it was before.

    Networks whose forward pass counts something have their buffers put back; they are copied for that, which weights are not.
    """
    modules = list(module.modules())
    training = [each.training for each in modules]
    buffers = [{name: held.detach().clone() for name, held in each.named_buffers(recurse=False)} for each in modules]
    switches = [{name: vars(each)[name] for name in _SWITCHES if name in vars(each)} for each in modules]
    module.eval()
    for each in quantisers.every(module).values():
        quantisers.observe(each, on=False)
        if not quantised:
            quantisers.round_values(each, on=False)
    try:
        with library.torch().no_grad():
            yield
    finally:
        for each, was, kept, switched in zip(modules, training, buffers, switches, strict=True):
            each.training = was
            _put_back(each, kept)
            vars(each).update(switched)


def _put_back(module: Any, before: dict[str, Any]) -> None:
    """Give *module* the buffers that it had *before*, in the same tensors where they still fit."""
    for name, now in list(module.named_buffers(recurse=False)):
        held = before.get(name)
        if held is not None and now.shape == held.shape and now.dtype == held.dtype:
            now.copy_(held)
        else:
            setattr(module, name, held)
