"""Batches on disk, as plain arrays beside a description in JSON: nothing in these files is code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.qat import library
from pipecheck_transformers.pixels import Array

_SCALARS = (str, int, float, bool, type(None))
_DTYPES = (
    *("float16", "float32", "float64", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool"),
    *("complex64", "complex128"),
)


def save(batch: Any, path: Path) -> bool:
    """Writes *batch* to *path* (JSON) and the arrays beside it; False where it holds something else than tensors and plain values."""
    import numpy as np

    arrays: dict[str, Array] = {}
    try:
        described = _described(batch, arrays)
    except TypeError:
        return False
    with whole(path, path.with_suffix(".npz")) as (text, packed):
        text.write_text(json.dumps(described, ensure_ascii=False) + "\n", encoding="utf-8")
        with packed.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
    return True


def load(path: Path) -> Any:
    """The batch that was written to *path*."""
    import numpy as np

    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            return _restored(described, arrays)
    except OSError as e:
        raise SourceError(e.filename or path, e.strerror or str(e)) from e
    except Exception as e:  # a damaged archive fails in many ways
        raise SourceError(path, f"holds no batch, or is damaged: {type(e).__name__}") from e


def _described(value: Any, arrays: dict[str, Array]) -> Any:
    """*value* in words of JSON, its tensors among *arrays*."""
    torch = library.torch()
    if isinstance(value, torch.Tensor):
        if value.is_quantized or str(value.dtype).removeprefix("torch.") not in _DTYPES:
            raise TypeError
        name = f"tensor{len(arrays)}"
        plain = value.float() if value.dtype == torch.bfloat16 else value
        arrays[name] = plain.detach().cpu().numpy()
        return {"tensor": name, "dtype": str(value.dtype).removeprefix("torch.")}
    if type(value) in (tuple, list):
        return {type(value).__name__: [_described(each, arrays) for each in value]}
    if type(value) is dict and all(isinstance(key, str) for key in value):
        return {"dict": {key: _described(each, arrays) for key, each in value.items()}}
    if isinstance(value, _SCALARS):
        return {"value": value}
    raise TypeError


def _restored(described: Any, arrays: Mapping[str, Array]) -> Any:
    torch = library.torch()
    match described:
        case {"tensor": str(name), "dtype": str(dtype)} if dtype in _DTYPES:
            return torch.from_numpy(arrays[name]).to(getattr(torch, dtype))
        case {"tuple": list(parts)}:
            return tuple(_restored(each, arrays) for each in parts)
        case {"list": list(parts)}:
            return [_restored(each, arrays) for each in parts]
        case {"dict": dict(parts)}:
            return {key: _restored(each, arrays) for key, each in parts.items()}
        case {"value": value}:
            return value
        case _:
            raise ValueError
