"""Constants that libraries publish, where a source takes them by name: `IMAGENET_DEFAULT_MEAN`, `config["mean"]` of a model."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Reference, Value


def constant(value: Value) -> Value | None:
    """What *value* stands for in the library that it belongs to; None where that is not known."""
    match _root(value):
        case Reference(name=name) | Call(name=name) if name.startswith("timm."):
            from pipecheck.lower.timm import config

            return config.known(value)
        case _:
            return None


def _root(value: Value) -> Value:
    """What the entry, attribute or method *value* is one of."""
    while isinstance(value, Call) and value.args and value.name.startswith(("[]", "@", ".")):
        value = value.args[0]
    return value
