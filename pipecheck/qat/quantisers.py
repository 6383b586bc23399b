"""The modules that round what goes through them, by what they can do and not by what they are: torch's own, and those of the vendor."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from pipecheck.qat import library

WEIGHT, ACTIVATION = "weight_fake_quant", "activation_post_process"
AVERAGING = 0.01
"""The share of a new batch in a moving average that the vendor's observers have unless told otherwise."""
_BYTE, _WORD = 1 << 8, 1 << 16


def is_quantiser(module: Any) -> bool:
    """Whether *module* rounds values, or watches them so that they can be."""
    return any(hasattr(module, name) for name in ("fake_quant_enabled", "disable_fake_quant", "calculate_qparams"))


def every(module: Any) -> Mapping[str, Any]:
    """The quantisers of *module* by their names; what they consist of themselves is not among them."""
    found: dict[str, Any] = {}
    for name, each in module.named_modules():
        inside = any(name.startswith(f"{outer}.") for outer in found)
        if is_quantiser(each) and not inside:
            found[name] = each
    return found


def can_round(quantiser: Any) -> bool:
    """Whether *quantiser* has a switch for rounding."""
    return hasattr(quantiser, "disable_fake_quant") or hasattr(quantiser, "fake_quant_enabled")


def rounds(quantiser: Any) -> bool:
    """Whether *quantiser* rounds as it is."""
    return can_round(quantiser) and _is_on(getattr(quantiser, "fake_quant_enabled", True))


def round_values(quantiser: Any, *, on: bool) -> None:
    """Let *quantiser* round, or hand on what it is given."""
    _switch(quantiser, "fake_quant", on=on)


def observe(quantiser: Any, *, on: bool) -> None:
    """Let *quantiser* learn from what goes through it, or not."""
    _switch(quantiser, "observer", on=on)


def _switch(quantiser: Any, what: str, *, on: bool) -> None:
    call = getattr(quantiser, f"{'enable' if on else 'disable'}_{what}", None)
    held = getattr(quantiser, f"{what}_enabled", None)
    if callable(call):
        call()
    elif isinstance(held, library.torch().Tensor):
        held.fill_(int(on))
    elif held is not None:
        setattr(quantiser, f"{what}_enabled", on)


def _is_on(held: Any) -> bool:
    return bool(held.any()) if isinstance(held, library.torch().Tensor) else bool(held)


def dtype(quantiser: Any) -> str:
    """The number type that *quantiser* rounds to, by how many numbers it has: torch has no name for 16 bits."""
    low, high = getattr(quantiser, "quant_min", None), getattr(quantiser, "quant_max", None)
    said = str(getattr(quantiser, "dtype", "unknown"))
    if not isinstance(low, int) or not isinstance(high, int) or high - low >= _WORD:
        return said if "float" in said else said.removeprefix("torch.")
    return f"q{'' if low < 0 else 'u'}int{8 if high - low < _BYTE else 16}"


def axis(quantiser: Any) -> int:
    """The axis along which *quantiser* has a scale for each channel, -1 for a single scale."""
    found = getattr(quantiser, "ch_axis", -1)
    several = len(scales(quantiser)) > 1
    return int(found) if several and isinstance(found, int) else -1


def scales(quantiser: Any) -> tuple[float, ...]:
    """The scales of *quantiser*; nothing where it has none yet."""
    found = getattr(quantiser, "scale", None)
    if found is None and hasattr(quantiser, "calculate_qparams"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an observer that saw nothing says so at length
            try:
                found = quantiser.calculate_qparams()[0]
            except Exception:  # noqa: BLE001 - an observer of any origin that has no scale to give
                return ()
    return _floats(found)


def covers(quantiser: Any) -> tuple[float, float] | None:
    """The values between which *quantiser* cuts nothing off; None where channels have scales of their own, or it has none."""
    found, zeros = scales(quantiser), _floats(getattr(quantiser, "zero_point", None)) or (0.0,)
    low, high = getattr(quantiser, "quant_min", None), getattr(quantiser, "quant_max", None)
    if len(found) != 1 or low is None or high is None:
        return None
    return (low - zeros[0]) * found[0], (high - zeros[0]) * found[0]


def _floats(found: Any) -> tuple[float, ...]:
    if isinstance(found, library.torch().Tensor):
        return tuple(map(float, found.detach().flatten().tolist()))
    return (float(found),) if isinstance(found, int | float) else ()


def averaging(quantiser: Any) -> float | None:
    """The share of a new batch in the moving average of the observer; None where it does not average."""
    found = getattr(_observer(quantiser), "averaging_constant", None)
    return float(found) if isinstance(found, int | float) else None


def is_fixed(quantiser: Any) -> bool:
    """Whether the scale was given and not found."""
    return any("fixed" in type(each).__name__.lower() for each in (quantiser, _observer(quantiser)))


def is_blank(quantiser: Any) -> bool:
    """Whether the observer has seen nothing yet, so that the scale means nothing."""
    low, high = (getattr(_observer(quantiser), name, None) for name in ("min_val", "max_val"))
    if is_fixed(quantiser) or not all(isinstance(each, library.torch().Tensor) for each in (low, high)):
        return False
    assert low is not None
    assert high is not None
    return low.numel() == 0 or bool((low > high).any())


def words(quantiser: Any) -> str:
    """How *quantiser* finds its scale: the class of its observer, with what sets that apart."""
    name = type(_observer(quantiser)).__name__
    constant = averaging(quantiser)
    if is_fixed(quantiser):
        return f"{name}(scale={', '.join(f'{scale:.7g}' for scale in scales(quantiser)[:1])})"
    return name if constant is None else f"{name}(averaging_constant={constant:g})"


def _observer(quantiser: Any) -> Any:
    return getattr(quantiser, ACTIVATION, quantiser)
