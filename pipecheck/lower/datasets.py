"""The transform that a data set or a loader of torch's applies to its pictures."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Constant, Value

_WRAPPERS = ("torch.utils.data.DataLoader", "torch.utils.data.Subset", "torch.utils.data.dataloader.DataLoader")
_SETS = "torchvision.datasets."
_FOLDERS = ("ImageFolder", "DatasetFolder")
DEPTH = 8


def unwrapped(value: Value) -> Value:
    """What is done to a picture of the data set *value*; anything else as it is."""
    inner = value
    for _ in range(DEPTH):
        match inner:
            case Call(name=name, args=args, kwargs=words) if name in _WRAPPERS and (args or "dataset" in words):
                inner = args[0] if args else words["dataset"]
            case Call(name=name, args=args, kwargs=words) if name.startswith(_SETS):
                second = args[1] if name.endswith(_FOLDERS) and len(args) > 1 else None
                found = words.get("transform", second)
                return value if found is None or isinstance(found, Constant) else found
            case _:
                break
    return value
