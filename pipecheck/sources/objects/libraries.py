"""Objects of libraries as the calls that made them: the class, and the attributes that bear the names of its parameters."""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any

from pipecheck.findings import Origin
from pipecheck.sources.objects import plain
from pipecheck.sources.objects.plain import Inner
from pipecheck.sources.pyvalues import WIDTH, Call, Constant, Parameter, Reference, Unread, Value, spelled
from pipecheck_transformers import vendor

LIBRARIES = frozenset({"albumentations", "keras", "tensorflow", "timm", "torch", "torchvision", "transformers"})
NAMES = LIBRARIES | {"PIL", "builtins", "cv2", "math", "numpy", "operator", "skimage"}
"""Packages of which a name says it all."""
_HARMLESS = frozenset({"__init__", "__new__", "__repr__", "__str__", "__len__", "__eq__", "__hash__", "extra_repr"})
_FAST = ("BaseImageProcessorFast", "TorchvisionBackend")
_PRESETS = "torchvision.transforms._presets."


def kind(thing: object) -> type | None:
    """The class of a library that says what *thing* does: its own, or one from which it inherits and does nothing else."""
    for each in type(thing).__mro__:
        if _root(each) in LIBRARIES or _is_sample(each):
            return each
        if any(_does(member) for name, member in vars(each).items() if name not in _HARMLESS):
            return None
    return None


def read(thing: object, origin: Origin, inner: Inner) -> Value | None:
    """The call that makes *thing*, or its name; None where it is no library's."""
    if inspect.ismethod(thing) and thing.__name__ in ("__call__", "forward"):
        return inner(thing.__self__, "")
    if inspect.isroutine(thing):
        return _function(thing, origin)
    if isinstance(thing, functools.partial):
        return _bound(thing, origin, inner)
    made_of = kind(thing)
    if made_of is None:
        return None
    if _root(made_of) == "transformers":
        return _processor(thing, made_of, origin, inner)
    dotted = _public(made_of)
    if dotted.startswith("torch.nn.") and made_of.__name__ == "Sequential":
        parts: Any = thing
        return _told("torch.nn.Sequential", tuple(inner(part, f"[{index}]") for index, part in enumerate(parts)), {}, origin)
    words = {name: inner(_stated(part, dotted), f".{name}") for name, part in _arguments(thing, made_of)}
    lost = {name: Unread(name, "the object does not keep it", origin) for name in _parameters(made_of) if name not in words}
    return _called(thing, dotted, {**words, **lost}, origin, inner)


def _root(kind: type) -> str:
    return kind.__module__.split(".", maxsplit=1)[0]


def _is_sample(kind: type) -> bool:
    """Whether *kind* is a transformer of the toolchain's samples, whatever module it lies in."""
    return kind.__name__.endswith("Transformer") and kind.__name__ in vendor.__all__ and _root(kind) != "pipecheck_transformers"


def _does(member: object) -> bool:
    return callable(member) or isinstance(member, property | classmethod | staticmethod)


def _function(thing: Any, origin: Origin) -> Value | None:
    home = str(getattr(thing, "__module__", None) or "")
    if home.split(".", maxsplit=1)[0] not in NAMES or inspect.ismethod(thing):
        return None
    return Reference(f"{home}.{thing.__qualname__}", origin)


def _bound(thing: functools.partial[Any], origin: Origin, inner: Inner) -> Value | None:
    """A library's function with some of its arguments, as a function of the picture."""
    function = _function(thing.func, origin) if inspect.isroutine(thing.func) else None
    if not isinstance(function, Reference) or thing.args:
        return None
    given = Parameter("picture", origin)
    body = _told(function.name, (given,), {name: inner(part, f".{name}") for name, part in thing.keywords.items()}, origin)
    return Call("lambda", (given, body), {}, origin, body.text)


def _called(thing: Any, dotted: str, words: dict[str, Value], origin: Origin, inner: Inner) -> Value:
    if not dotted.endswith(".Lambda"):
        return _told(dotted, (), words, origin)
    if dotted.startswith("albumentations."):
        function = getattr(thing, "custom_apply_fns", {}).get("image")
        own = function is not None and not str(getattr(function, "__module__", "")).startswith("albumentations.")
        image = {"image": inner(function, ".image")} if own else {}
        return _told(dotted, (), {**image, **({"p": words["p"]} if "p" in words else {})}, origin)
    function = getattr(thing, "lambd", None) or getattr(thing, "function", None)
    return _told(dotted, (inner(function, ".function"),), {}, origin)


def _told(name: str, args: tuple[Value, ...], words: dict[str, Value], origin: Origin) -> Call:
    said = [*map(spelled, args), *(f"{word}={spelled(value)}" for word, value in words.items() if not isinstance(value, Unread))]
    return Call(name, args, words, origin, f"{name.rsplit('.', 1)[-1]}({', '.join(said)})"[:WIDTH])


def _public(kind: type) -> str:
    """The shortest dotted name by which the package gives *kind*."""
    parts = kind.__module__.split(".")
    homes = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    home = next((home for home in homes if home in sys.modules and vars(sys.modules[home]).get(kind.__name__) is kind), kind.__module__)
    return f"{home}.{kind.__qualname__}"


def _parameters(kind: type) -> list[str]:
    """The named parameters of the class."""
    try:
        given = inspect.signature(kind.__init__).parameters.values()  # type: ignore[misc]  # of whatever class it is
    except (TypeError, ValueError):
        return []
    return [each.name for each in list(given)[1:] if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]


def _arguments(thing: object, kind: type) -> list[tuple[str, Any]]:
    """The parameters of the class that are attributes of *thing*."""
    missing = object()
    found = [(name, _attribute(thing, name, missing)) for name in _parameters(kind)]
    return [(name, part) for name, part in found if part is not missing]


def _attribute(thing: object, name: str, missing: object) -> Any:
    """The attribute *name*; a layer of Keras that nobody has called yet has its statistics under another name."""
    try:
        found = getattr(thing, name, missing)
        return getattr(thing, f"input_{name}", found) if found is None or found is missing else found
    except Exception:  # noqa: BLE001  # a property may do anything
        return missing


def _stated(part: Any, dotted: str) -> Any:
    """*part* as a caller would have stated it.

    Keras keeps an axis for every one of the picture, torchvision's presets a size as a list of one, and its versions before 0.17 a default
    as a word of warning.
    """
    if plain.is_array(part):
        array = plain.in_numpy(part)
        return array.reshape(-1) if array.ndim and array.size == max(array.shape) else array
    if part == "warn" and dotted.startswith("torchvision."):
        return None
    alone = dotted.startswith(_PRESETS) and isinstance(part, list) and len(part) == 1
    return part[0] if alone else part


def _processor(thing: Any, kind: type, origin: Origin, inner: Inner) -> Value | None:
    """A processor of Hugging Face's, by its settings; what is not set is not done."""
    held = vars(thing).get("image_processor")
    if held is not None:
        return inner(held, ".image_processor")
    above = {each.__name__ for each in kind.__mro__}
    suffix = "Fast" if above & set(_FAST) else "Pil"
    name = kind.__name__.removesuffix("Fast").removesuffix("Pil")
    settings = {key: False if part is None and key.startswith("do_") else part for key, part in vars(thing).items() if key[0] != "_"}
    words = {key: inner(part, f".{key}") for key, part in settings.items() if part is not None}
    version = Constant(getattr(sys.modules.get("transformers"), "__version__", None), origin)
    return _told(f"transformers.{name}{suffix}", (), {**words, "__version__": version}, origin)
