"""Casts, as they are spelled by NumPy and torch."""

from __future__ import annotations

from pipecheck.findings import Origin
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Constant, Reference, Value
from pipecheck.spec import canonical
from pipecheck.spec.affine import reach
from pipecheck.spec.numbers import LIMITS
from pipecheck_transformers.ops import Cast, DType

_WORDS: dict[str, DType] = {
    "uint8": "uint8", "int8": "int8", "uint16": "uint16", "int16": "int16", "int32": "int32",
    "float16": "float16", "float32": "float32", "float64": "float64",
    "float": "float64", "float_": "float64", "double": "float64", "half": "float16", "single": "float32",
    "ubyte": "uint8", "byte": "int8", "short": "int16", "ushort": "uint16", "intc": "int32",
    "f": "float32", "f4": "float32", "<f4": "float32",
    "f2": "float16", "d": "float64", "f8": "float64", "u1": "uint8", "B": "uint8", "i4": "int32",
}  # fmt: skip
_TORCH: dict[str, DType] = {
    "uint8": "uint8", "int8": "int8", "int16": "int16", "int32": "int32", "float16": "float16", "float32": "float32", "float64": "float64",
    "float": "float32", "double": "float64", "half": "float16", "int": "int32", "short": "int16",
    "FloatTensor": "float32", "DoubleTensor": "float64", "HalfTensor": "float16", "ByteTensor": "uint8", "IntTensor": "int32",
}  # fmt: skip
_LONG = ("int64", "int_", "int", "long", "LongTensor", "longlong", "i8", "intp")
"""Sixty-four bits, which no operation of ours has."""
_BEYOND = 2.0**31
METHODS: dict[str, DType] = {
    "float": "float32", "half": "float16", "double": "float64", "byte": "uint8", "int": "int32", "short": "int16", "char": "int8",
}  # fmt: skip
"""The methods of a tensor that cast it."""


def named(value: Value | None) -> DType:
    """The dtype that *value* names."""
    match value:
        case Reference(name=dotted) if dotted.startswith("torch."):
            words, word = _TORCH, dotted.rsplit(".", 1)[-1]
        case Reference(name=dotted):
            words, word = _WORDS, dotted.rsplit(".", 1)[-1]
        case Constant(value=str(word)):
            words = _TORCH if word.startswith("torch.") else _WORDS
            word = word.rsplit(".", 1)[-1]
        case _:
            raise NotReadError("a dtype that is computed")
    if word not in words:
        raise NotReadError(f"the dtype {word}")
    return words[word]


def converted(picture: Picture, value: Value | None, call: Call) -> Picture:
    """*picture* in the dtype that *value* names; whole numbers of 64 bits are the same numbers in a dtype that nobody tells."""
    word = value.name if isinstance(value, Reference) else value.value if isinstance(value, Constant) else None
    is_long = isinstance(word, str) and word.rsplit(".", 1)[-1] in _LONG and word != "torch.int"
    if is_long and picture.dtype in LIMITS:
        return picture.lose(call.text, call.origin, frozenset({"dtype"}))
    return cast(picture, named(value), call.origin)


def cast(picture: Picture, dtype: DType, origin: Origin | None) -> Picture:
    """*picture* in *dtype*, cut off as NumPy and torch do."""
    if picture.dtype == dtype:
        return picture
    values = canonical(picture.program).values.value if dtype in LIMITS and picture.dtype not in LIMITS else None
    if values is not None and max(map(abs, reach(values.affine))) >= _BEYOND:
        raise NotReadError("floats beyond the whole numbers, which are cut off in another way on every machine")
    return picture.do(Cast(dtype), origin=origin, dtype=dtype)
