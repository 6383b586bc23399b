"""The library that the networks here are made with, which nothing else of pipecheck needs."""

from __future__ import annotations

from typing import Any

from pipecheck.errors import PipecheckError


def torch() -> Any:
    """The module torch; PipecheckError where it is not installed."""
    try:
        import torch as found
    except ImportError as e:
        raise PipecheckError("pipecheck.qat needs torch: pip install 'pipecheck-npu[torch]'") from e
    return found


def network(module: Any, role: str) -> Any:
    """*module*, where it is one of torch; *role* says what it was given as."""
    if not isinstance(module, torch().nn.Module):
        raise PipecheckError(f"{role} is no torch.nn.Module, but {type(module).__name__}: only networks that torch runs are looked at")
    return module
