"""The toolchain samples' image loaders: which transformers they run, and how they read a picture."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Value
from pipecheck.spec import Fact

HABIT = "the samples' loaders read with OpenCV unless told otherwise"
MODES = ("opencv", "skimage", "caffe", "PIL")
_PLACES = {
    "SingleImageDataLoader": 2,
    "SingleImageDataLoaderWithOrigin": 2,
    "ImageNetDataLoader": 3,
    "COCODataLoader": 4,
    "VOCDataLoader": 5,
    "WiderFaceDataLoader": 4,
    "CityscapesDataLoader": 4,
    "CifarDataLoader": None,
}
"""Where each takes its imread mode; CIFAR's pictures lie in arrays."""
_PACKAGE = "horizon_tc_ui."
_WORD = "imread_mode"


def loader(value: Value) -> Call | None:
    """The loader that *value* is, or a part of what it gives; None where it is none."""
    match value:
        case Call(name=name) if _short(name) in _PLACES:
            return value
        case Call(name="[]", args=(inner, *_)):
            return loader(inner)
        case Items(items=items):
            return next((found for item in items if (found := loader(item)) is not None), None)
        case _:
            return None


def chain(call: Call) -> Value | None:
    """The transformers that the loader runs."""
    return call.args[0] if call.args else call.kwargs.get("transformers")


def mode(call: Call) -> Fact[str]:
    """How the loader reads. The toolkit's own package had another default than the samples, so that of its loaders is not known."""
    place = _PLACES[_short(call.name)]
    positional = call.args[place] if place is not None and len(call.args) > place else None
    match call.kwargs.get(_WORD, positional):
        case Constant(value=str(word), origin=origin) if word in MODES:
            return Fact(word, (origin,))
        case None if place is not None and not call.name.startswith(_PACKAGE):
            return Fact("opencv", (call.origin,), HABIT)
        case None:
            return Fact(None, (call.origin,))
        case other:
            return Fact(None, (other.origin,))


def modes(module: Module) -> Iterator[tuple[str, Fact[str]]]:
    """The loaders that *module* calls anywhere with a mode that is written out, by the function around them."""
    for function in module.tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=words) if name in _PLACES:
                    for word in words:
                        if word.arg == _WORD and isinstance(word.value, ast.Constant) and word.value.value in MODES:
                            yield function.name, Fact(str(word.value.value), (module.origin(word.value),))
                case _:
                    pass


def _short(name: str) -> str:
    return name.rsplit(".", 1)[-1]
