"""What is asked of calibration: one setting, or those that a search chooses among."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipecheck.probe.quant.method import KL, MAX, MSE, PERCENTILE, Method
from pipecheck.probe.quant.plan import QTYPES
from pipecheck.probe.quant.precision.said import Asked, Said, Search

_DEFAULT = (MAX, PERCENTILE, KL)
"""Among these the toolchain chooses where nothing else is said."""
_BOTH = (True, False)


def calibration(said: Said) -> Asked:
    """What *said* asks of calibration, completed by what the toolchain does where nothing is said."""
    kinds: tuple[str, ...] = _value(said, "calibration_type") or ()
    alone = kinds[0] if len(kinds) == 1 else None
    open_ended = not kinds or "default" in kinds
    methods = _methods(said, kinds)
    per_channel = _value(said, "per_channel") or (False,)
    if open_ended and (alone == "default" or "per_channel" not in said.method):
        per_channel = _BOTH  # with `default` the search decides, whatever the key says
    asymmetric = _value(said, "asymmetric") or (_BOTH if open_ended else (False,))
    search = _search(said, alone, len(methods) * len(per_channel) * len(asymmetric))
    how = _value(said, f"{search}_search") or {}
    return Asked(
        methods=methods,
        per_channel=per_channel,
        asymmetric=asymmetric,
        search=search,
        bias_correction=_value(said, "bias_correction"),
        **{name: value for name, value in how.items() if name != "qtype" or value in QTYPES},
    )


def _search(said: Said, alone: str | None, settings: int) -> Search:
    """How one of so many *settings* is found; *alone* is the only calibration type."""
    if alone in ("load", "skip"):
        return "load" if alone == "load" else "skip"
    if "layerwise_search" in said.method:
        return "layerwise"
    if "modelwise_search" in said.method:
        return "modelwise"
    if alone == "mix":
        return "mix"
    if alone == "default" or "calibration_type" not in said.method:
        return "default"
    return "modelwise" if settings > 1 else "fixed"


def _methods(said: Said, kinds: Sequence[str]) -> tuple[Method, ...]:
    """The methods that *kinds* stand for, each once."""
    shares: tuple[float, ...] = _value(said, "max_percentile") or ()
    bins: tuple[int, ...] = _value(said, "num_bin") or ()
    if not kinds:
        return tuple(dict.fromkeys((MAX, *(map(_covering, shares) if shares else (PERCENTILE,)), *_counted(bins))))
    return tuple(dict.fromkeys(method for kind in kinds for method in _of(kind, shares, bins)))


def _of(kind: str, shares: Sequence[float], bins: Sequence[int]) -> Iterator[Method]:
    """The methods behind the word *kind*."""
    match kind:
        case "max":
            yield from map(_covering, shares or (1.0,))
        case "kl":
            yield from _counted(bins)
        case "mse":
            yield MSE
        case "skip":
            yield MAX
        case "mix" | "default":
            yield from _DEFAULT
        case _:  # `load` has its scales
            return


def _counted(bins: Sequence[int]) -> tuple[Method, ...]:
    return tuple(Method("kl", bins=count) for count in bins) or (KL,)


def _covering(share: float) -> Method:
    return MAX if share >= 1 else Method("percentile", share)


def _value(said: Said, name: str) -> Any:
    stated = said.method.get(name)
    return None if stated is None else stated.value
