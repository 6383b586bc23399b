"""What timm's constants, models and data configurations stand for in a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipecheck.lower import written
from pipecheck.lower.arguments import Arguments, NotReadError, plain, whole
from pipecheck.lower.timm.published import CONSTANTS, DEFAULTS, Published, published
from pipecheck.sources import pins
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Table, Unread, Value

_CREATE = ("model_name", "pretrained", "pretrained_cfg", "pretrained_cfg_overlay")
_CREATE_ALSO = ("checkpoint_path", "cache_dir", "scriptable", "exportable", "no_jit")
_RESOLVE = ("args", "pretrained_cfg", "model", "use_test_size", "verbose")
_RESOLVE_MODEL = ("model", "args", "pretrained_cfg", "use_test_size", "verbose")
_SAME_MODEL = (".eval", ".train", ".to", ".cuda", ".cpu", ".half", ".float", ".requires_grad_")
_TAGGED_SINCE = (0, 9)


@dataclass(frozen=True, slots=True)
class Config:
    """The *facts* of a model or of its data, and the convention that they rest on; *disputed* are the facts for which it matters."""

    facts: Mapping[str, Value]
    assumed: str | None = None
    disputed: frozenset[str] = frozenset()

    def table(self, place: Value) -> Table:
        """These facts as a dictionary, without those that rest on a convention."""
        unsaid = Unread(self.assumed or "", "it depends on the release of timm", place.origin)
        return Table({key: unsaid if key in self.disputed else fact for key, fact in self.facts.items()}, place.origin)


def known(value: Value) -> Value | None:
    """What *value*, something of timm's, stands for; None where that is not certain."""
    match value:
        case Reference(name=name) if name.startswith("timm."):
            constant = CONSTANTS.get(name.rsplit(".", 1)[-1])
            return None if constant is None else written.value(constant, value.origin)
        case Call(name="[]" | ".get", args=(inner, Constant(value=str(key)), *_)):
            return _entry(inner, key)
        case Call(name="[]", args=(inner, Constant(value=int(index)))):
            several = known(inner)
            return several.items[index] if isinstance(several, Items) and -len(several.items) <= index < len(several.items) else None
        case Call(name="@pretrained_cfg" | "@default_cfg") | Call(name=".to_dict"):
            return _dictionary(value)
        case Call(name=name, args=(inner,)) if name.startswith("@"):
            return _entry(inner, name[1:])
        case _:
            return _dictionary(value)


def _dictionary(value: Value) -> Table | None:
    try:
        return config(value).table(value)
    except NotReadError:
        return None


def config(value: Value) -> Config:
    """The configuration that *value* is: a dictionary, what timm resolves, or what a model carries."""
    match value:
        case Table(pairs=pairs):
            return Config({str(key): fact for key, fact in pairs.items()})
        case Call(name="@pretrained_cfg" | "@default_cfg", args=(model,)):
            return _model(model)
        case Call(name=".to_dict", args=(inner,)):
            return config(inner)
        case Call(name=name) if name.startswith("timm.") and name.endswith((".resolve_data_config", ".resolve_model_data_config")):
            return _resolved(value)
        case Call(name=name, args=(Constant(value=str(model)),)) if name.startswith("timm.") and name.endswith(".get_pretrained_cfg"):
            return _published(model, value)
        case _:
            raise NotReadError("no configuration of timm's")


def _entry(inner: Value, key: str) -> Value | None:
    found = known(inner)
    value = found.pairs.get(key) if isinstance(found, Table) else None
    return None if isinstance(value, Unread) else value


def _model(value: Value | None) -> Config:
    """The configuration that the model *value* carries."""
    match value:
        case Call(name=name, args=(inner, *_)) if name in _SAME_MODEL:
            return _model(inner)
        case Call(name=name) if name.startswith("timm.") and name.endswith(".create_model"):
            return _created(value)
        case Call(name=name) if name.startswith("timm.models."):
            return _published(name.rsplit(".", 1)[-1], value)
        case _:
            raise NotReadError("no model of timm's")


def _created(call: Call) -> Config:
    positional = Arguments(Call(call.name, call.args, {}, call.origin, call.text), (*_CREATE, *_CREATE_ALSO))
    named = {**{key: positional.raw(key) for key in _CREATE}, **{key: value for key, value in call.kwargs.items() if key in _CREATE}}
    if "**" in call.kwargs or named["model_name"] is None:
        raise NotReadError("which model is computed")
    name = plain(named["model_name"])
    match named["pretrained_cfg"]:
        case Constant(value=str(tag)):
            found = _published(f"{name}.{tag}", call)
        case None | Constant(value=None):
            found = _published(str(name), call)
        case given:
            found = config(given)
    over = named["pretrained_cfg_overlay"]
    more = {} if over is None or over == Constant(None, over.origin) else config(over).facts
    return Config({**found.facts, **more}, found.assumed, found.disputed - more.keys())


def _published(name: str, place: Value) -> Config:
    found = published(name)
    if found is None:
        raise NotReadError(f"timm has no model {name!r}")
    return Config({key: written.value(fact, place.origin) for key, fact in found.facts.items()}, *_doubt(found, place))


def _doubt(found: Published, place: Value) -> tuple[str | None, frozenset[str]]:
    pin = pins.pinned(place.origin.path, "timm") if found.disputed else None
    if pin and pin.before(_TAGGED_SINCE):
        raise NotReadError(f"{pin.said} had other weights under this name")
    return found.assumed, found.disputed


def _resolved(call: Call) -> Config:
    """What `resolve_data_config` makes of its arguments, a configuration and a model, the first that says something."""
    given = Arguments(call, _RESOLVE_MODEL if call.name.endswith(".resolve_model_data_config") else _RESOLVE)
    args, stated = (_given(given.raw(name)) for name in ("args", "pretrained_cfg"))
    carried = Config({})
    if stated.facts:
        carried = stated
    elif given.raw("model") is not None:
        carried = _model(given.raw("model"))
    return _of_data(args.facts, carried, call, tested=given.value("use_test_size", False) is True)


def _of_data(args: Mapping[str, Value], carried: Config, place: Value, *, tested: bool) -> Config:
    """The configuration of the data: what *args* say, else what the model *carried*."""
    doubted = {key for key in DEFAULTS if key in carried.disputed or (tested and f"test_{key}" in carried.disputed)} - args.keys()
    return Config(_chosen(args, carried.facts, place, tested=tested), carried.assumed if doubted else None, frozenset(doubted))


def _given(value: Value | None) -> Config:
    return Config({}) if value is None or (isinstance(value, Constant) and value.value is None) else config(value)


def _chosen(args: Mapping[str, Value], carried: Mapping[str, Value], place: Value, *, tested: bool) -> dict[str, Value]:
    """The facts of the data: those of *args*, else those that the model carried, else timm's own."""
    chosen = {key: _first(args.get(key), carried.get(f"test_{key}") if tested else None, carried.get(key)) for key in DEFAULTS}
    channels = _first(args.get("in_chans"), args.get("chans"))
    size = _first(args.get("img_size"))
    if size is not None and _first(args.get("input_size")) is None:
        chosen["input_size"] = Items((channels or Constant(3, place.origin), size, size), place.origin)
    for key in ("mean", "std"):  # one number counts for every channel
        match args.get(key):
            case Items(items=(one,)):
                chosen[key] = Items((one,) * (whole(plain(channels)) if channels else 3), place.origin)
            case _:
                pass
    return {key: written.value(DEFAULTS[key], place.origin) if fact is None else fact for key, fact in chosen.items()}


def _first(*values: Value | None) -> Value | None:
    return next((value for value in values if value is not None and not (isinstance(value, Constant) and not value.value)), None)
