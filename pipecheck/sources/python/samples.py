"""What comes out of data sets: of the project's own one by one, of torch's loaders several at once."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from pipecheck.sources.python import own_calls
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Table, Unread, Value

_LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")
_PARTS = ("torch.utils.data.Subset", "torch.utils.data.dataset.Subset")
_SPLITS = ("torch.utils.data.random_split", "torch.utils.data.dataset.random_split")
_SHOWN = ("iter", "tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "tqdm.autonotebook.tqdm", "rich.progress.track")
DEPTH = 8


@dataclass(frozen=True, slots=True)
class Held:
    """The data set *data*, and the *loader* that puts several of its elements together, where there is one."""

    data: Value
    loader: Call | None = None

    @property
    def batched(self) -> bool:
        """Whether several elements come at once."""
        if self.loader is None:
            return False
        size = self.loader.args[1] if len(self.loader.args) > 1 else self.loader.kwargs.get("batch_size")
        return not (isinstance(size, Constant) and size.value is None)

    @property
    def collate(self) -> Value | None:
        """What puts the elements together in another way than torch."""
        given = self.loader.kwargs.get("collate_fn") if self.loader else None
        return None if isinstance(given, Constant) else given


def held(value: Value) -> Held:
    """The data set in *value*, out of loaders, parts and progress bars; anything else as it is."""
    loader = None
    for _ in range(DEPTH):
        match value:
            case Call(name=name, args=args, kwargs=words) if name in _LOADERS and (args or "dataset" in words):
                loader, value = value, args[0] if args else words["dataset"]
            case Call(name=name, args=args, kwargs=words) if name in _PARTS and (args or "dataset" in words):
                value = args[0] if args else words["dataset"]
            case Call(name="[]", args=(Call(name=name, args=(inner, *_)), Constant(value=int()))) if name in _SPLITS:
                value = inner
            case Call(name=name, args=(inner, *_)) if name in _SHOWN:
                value = inner
            case _:
                break
    return Held(value, loader)


def source(sample: Value) -> Held | None:
    """What *sample* is an element of; None where it is no element."""
    match sample:
        case Call(name="[]", args=(Call(name="each", args=(Call(name="enumerate", args=(inner, *_)),)), Constant(value=1))):
            return held(inner)
        case Call(name="each" | "next", args=(inner, *_)):
            return held(inner)
        case Call(name="[]", args=(inner, _)) if (found := held(inner)).loader is None:
            return found
        case _:
            return None


def drawn(frame: Frame, each: Call, node: ast.AST) -> Value:
    """What *each* is, any element of a data set of the project's own or of a list of tuples; else it stays as it is."""
    match each.args:
        case (Items(items=(Call(name="each", args=(Items() | Table() as item,)),)),):
            return item
        case (Call(name="enumerate", args=(given, *_)),):
            made = element(frame, given, node)
            place = Call("[]", (each, Constant(0, each.origin)), {}, each.origin, each.text)
            return each if made is None else Items((place, made), each.origin)
        case (given, *_):
            return element(frame, given, node) or each
        case _:
            return each


def element(frame: Frame, given: Value, node: ast.AST) -> Value | None:
    """Any element of *given*, a data set of the project's own or a loader of one; None where it is something else."""
    found = held(given)
    data = found.data
    if not isinstance(data, Own) or data.kind != "instance" or own_calls.member(frame, data, "__iter__") is not None:
        return None
    method = own_calls.member(frame, data, "__getitem__")
    if not isinstance(method, Own):
        return None
    made = own_calls.invoke(frame, method, Given((Parameter("index", data.origin),)), node)
    if found.loader is not None and found.batched:
        made = _together(frame, made, found.collate, found.loader)
    return None if isinstance(made, Unread) else made


def _together(frame: Frame, sample: Value, collate: Value | None, loader: Call) -> Value:
    """Several of *sample*, as *loader* gives them."""
    if collate is None:
        return _collated(sample, loader)
    listed = Items((Call("each", (sample,), {}, sample.origin, loader.text),), sample.origin)
    if isinstance(collate, Own):
        return own_calls.invoke(frame, collate, Given((listed,)), collate.node)
    return Call("()", (collate, listed), {}, loader.origin, loader.text)


def _collated(sample: Value, loader: Call) -> Value:
    """Several of *sample* in one tensor; of a tuple or a dictionary, part by part."""
    match sample:
        case Items(items=items):
            return replace(sample, items=tuple(_collated(item, loader) for item in items))
        case Table(pairs=pairs):
            return replace(sample, pairs={key: _collated(value, loader) for key, value in pairs.items()})
        case Call(name="if", args=(condition, yes, no)):
            return replace(sample, args=(condition, _collated(yes, loader), _collated(no, loader)))
        case _:
            tensor = Call("torch.as_tensor", (sample,), {}, loader.origin, loader.text)
            listed = Items((Call("each", (tensor,), {}, loader.origin, loader.text),), loader.origin)
            return Call("torch.stack", (listed,), {}, loader.origin, loader.text)
