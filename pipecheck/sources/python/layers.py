"""Which of the project's own objects are networks: they hold layers with weights, and what they make is no picture any more."""

from __future__ import annotations

from pipecheck.sources.python.own import Own, lineage
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Table, Value

LOOKED_AT = 400
_KINDS = ("Conv", "Linear", "BatchNorm", "Dense", "Embedding", "Parameter", "Transformer", "MultiheadAttention", "LayerNorm")
_PACKAGES = ("torch.nn.", "keras.layers.", "tensorflow.keras.layers.", "paddle.nn.")
_MODULES = (".Module", ".LightningModule", ".Model", ".Layer")
_WHOLE = ("torchvision.models.", "timm.create_model", "timm.models.", "torch.hub.load", "paddle.vision.models.")


def is_network(value: Own) -> bool:
    """Whether *value* is a module of a training library that holds layers with weights, itself or in one of its parts."""
    if not any(isinstance(base, Reference) and base.name.endswith(_MODULES) for holder in lineage(value) for base in holder.bases):
        return False
    waiting: list[Value] = [value]
    seen: set[int] = set()
    while waiting and len(seen) < LOOKED_AT:
        part = waiting.pop(0)
        if id(part) in seen:
            continue
        seen.add(id(part))
        match part:
            case Own(kind="instance", space=space):
                waiting += space.names.values()
            case Call(name=name, kwargs={"requires_grad": Constant(value=False)}) if name.endswith(".Parameter"):
                continue  # a constant that moves to the device with its module
            case Call(name=name, args=args, kwargs=words):
                if name.startswith(_WHOLE) or (name.startswith(_PACKAGES) and name.rsplit(".", 1)[-1].startswith(_KINDS)):
                    return True
                waiting += (*args, *words.values())
            case Items(items=items):
                waiting += items
            case Table(pairs=pairs):
                waiting += pairs.values()
            case _:
                pass
    return False
