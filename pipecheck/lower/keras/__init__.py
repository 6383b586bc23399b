"""Keras and TensorFlow: `preprocess_input`, preprocessing layers, data sets of folders, and `tf.image`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipecheck.lower import said
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.keras import images, layers, modes, tensors
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Items, Reference, Value, spelled
from pipecheck.spec import ASPECTS, Decoded, Program, Random

PICTURE = "Keras' own loaders hand over RGB that is not turned by EXIF"
_KERAS = re.compile(r"(?:tensorflow\.)?(?:python\.)?keras\.(?:\w+\.)*(\w+)")
_LOADERS = ("load_img",)
_FLOW = ".flow_from_directory"
_BEYOND = frozenset(ASPECTS) - {"decode"}
_FUNCTIONS = {**images.FUNCTIONS, **tensors.FUNCTIONS}


def speaks(value: Value) -> bool:
    """Whether *value* is a preprocessing layer of Keras, a stack of them, a data set of a folder, or a `preprocess_input`."""
    match value:
        case Call(name=name, args=(Call() as generator, *_)) if name == _FLOW:
            return _short(generator) == "ImageDataGenerator"
        case Call():
            return _short(value) in layers.LAYERS or _short(value) in layers.RANDOM or _stacked(value)
        case Reference(name=name):
            return modes.family(name) is not None
        case Items(items=items):
            return bool(items) and any(speaks(item) for item in items)
        case _:
            return False


def reads(call: Call) -> bool:
    """Whether *call* gives a picture out of a file: `load_img(path)`, `tf.io.decode_jpeg(contents)`."""
    return call.name in images.DECODERS or _short(call) in _LOADERS


def read(call: Call) -> Picture:
    """The picture that *call* gives."""
    try:
        return images.loaded(call) if _short(call) in _LOADERS else images.decoded(call)
    except NotReadError:
        library = "pil" if _short(call) in _LOADERS else "tensorflow"
        start = Decoded(library=library, exif=False, layout=None, dtype=None, origin=call.origin)
        return Picture(program=Program(start), kind=None).lose(call.text, call.origin, _BEYOND)


def applies(call: Call) -> bool:
    """Whether *call* is a function whose first argument is the picture."""
    return call.name in _FUNCTIONS or modes.family(call.name) is not None


def apply(call: Call, picture: Picture) -> Picture:
    """*picture* after the function, whose other arguments are those of *call*."""
    function, touches = _FUNCTIONS.get(call.name, (modes.called, frozenset({"color", "values", "dtype"})))
    try:
        return function(call, picture)
    except (NotReadError, ValueError):
        return picture.lose(call.text, call.origin, touches)


def begin(value: Value) -> Picture:
    """What Keras' own loaders hand the first step; a data set of a folder reads by TensorFlow."""
    if isinstance(value, Call) and _short(value) == "image_dataset_from_directory":
        return layers.folder_begins(value)
    if isinstance(value, Call) and value.name == _FLOW:
        start = Decoded(library="pil", exif=False, color="rgb", origin=value.origin)
        return Picture(program=Program(start), kind="pil")
    start = Decoded(library=None, exif=None, color="rgb", origin=value.origin, assumed=PICTURE)
    return Picture(program=Program(start), kind="tensor", dtype="uint8")


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after *value*."""
    for step in _flat(value):
        picture = _step(step, picture)
    return picture


def lower(value: Value) -> Program:
    """The program of *value* on the picture that Keras' own loaders would hand it."""
    return run(value, begin(value)).program


def _flat(value: Value) -> Iterator[Value]:
    """The layers of a stack one by one."""
    if isinstance(value, Call) and _stacked(value):
        for inner in (*value.args, *(value.kwargs[key] for key in ("layers",) if key in value.kwargs)):
            for part in said.walk(inner):
                yield from _flat(part)
    elif isinstance(value, Items):
        for part in said.walk(value):
            yield from _flat(part)
    else:
        yield value


def _step(value: Value, picture: Picture) -> Picture:
    touches = _BEYOND
    try:
        match value:
            case Reference(name=name) if modes.family(name) is not None:
                return modes.by_name(name, picture, value.origin)
            case Call(name=name) if name == _FLOW:
                return layers.flow(value, picture)
            case Call() if _short(value) in layers.RANDOM:
                return picture.chance(Random(_short(value), layers.RANDOM[_short(value)]), value.origin)
            case Call() if _short(value) in layers.LAYERS:
                layer, touches = layers.LAYERS[_short(value)]
                return layer(value, picture)
            case _:
                return picture.lose(spelled(value), value.origin, touches)
    except (NotReadError, ValueError, TypeError):
        return picture.lose(spelled(value), value.origin, touches)


def _stacked(value: Call) -> bool:
    """Whether *value* is a `Sequential` that holds a preprocessing layer."""
    if _short(value) != "Sequential":
        return False
    parts = [part for given in (*value.args, *value.kwargs.values()) for part in said.walk(given)]
    return any(isinstance(part, Call | Reference) and speaks(part) for part in parts)


def _short(value: Call) -> str:
    found = _KERAS.fullmatch(value.name)
    return found[1] if found else ""
