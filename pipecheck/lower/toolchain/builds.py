"""An earlier build held against the conversion YAML: which settings it was made from, what it was fed, what its model does itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Origin, Skipped
from pipecheck.lower.toolchain import artefacts, conversion, horizon
from pipecheck.lower.toolchain.artefacts import Signature
from pipecheck.lower.toolchain.conversion import Claim, Conversion, InputClaims
from pipecheck.lower.toolchain.horizon import Kind
from pipecheck.sources import artefactfiles
from pipecheck.sources.artefactfiles import Age
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Spec, canonical

if TYPE_CHECKING:
    from pipecheck.sources.makertbinlog import Log, LoggedInput, Noted
    from pipecheck.sources.onnxprefix import Prefix
    from pipecheck.sources.quantinfo import Preprocessing, QuantInfo

_KEYS: dict[Kind, str] = {"mean": "mean_value", "scale": "scale_value", "std": "std_value"}
_NEUTRAL: dict[Kind, tuple[float, ...]] = {"mean": (0.0,), "scale": (1.0,), "std": (1.0,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A key of the YAML that now says something else than what the build *made* use of; *said* and *shown* are the two places."""

    key: str
    input: str | None
    configured: str
    made: str
    said: Origin | None
    shown: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A file of an earlier build; *settings* are those in which it differs from the YAML *config*, *said* what else, *age* who is older."""

    path: Path
    config: Path
    age: Age | None
    settings: tuple[Setting, ...]
    samples: Noted[int] | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationLog:
    """What a log shows of the calibration data of one input; *stale* says why it may be of another time than the YAML."""

    input: str
    logged: LoggedInput
    samples: Noted[int] | None
    stale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrefix:
    """What the *nodes* make for one input, what the model's own prefix does alone (*inner*), and both one after the other."""

    claims: InputClaims
    prefix: Prefix
    nodes: Spec
    inner: Spec
    total: Spec


Found = Build | CalibrationLog | ModelPrefix


def gather(document: Document, config: Conversion) -> Iterator[Found | Skipped]:
    """What lies beside the YAML and in its working directory, and what the model itself does; *config* is what *document* claims."""
    prefix, working_dir = _word(document, "output_model_file_prefix"), _word(document, "working_dir")
    for path in artefactfiles.find(config.path.parent, prefix, working_dir):
        yield from _of_file(path, document, config)
    try:
        yield from of_model(config)
    except SourceError as e:
        yield Skipped("PC514", str(e))


def _of_file(path: Path, document: Document, config: Conversion) -> Iterator[Found | Skipped]:
    from pipecheck.sources import makertbinlog, quantinfo  # most projects were never built

    try:
        if path.suffix == ".log":
            yield from of_log(makertbinlog.load(path), document, config)
        else:
            yield from of_quant_info(quantinfo.load(path), config)
    except SourceError as e:
        yield Skipped("PC513", str(e))


def of_log(log: Log, document: Document, config: Conversion) -> Iterator[Found]:
    """What *log* shows; nothing where it is the log of another model."""
    if log.config is None or not _same_model(log.config, document):
        return
    made = conversion.read(log.config)
    settings = tuple(_settings(log, made, config))
    age = artefactfiles.age(log.path, config.path)
    yield Build(path=log.path, config=config.path, age=age, settings=settings, samples=log.samples)
    if made.generation == "hb_mapper":
        stale = "it was made from other settings" if settings else _stale(log.path, config)
        for logged in log.inputs.values():
            yield CalibrationLog(input=logged.name, logged=logged, samples=log.samples, stale=stale)


def of_model(config: Conversion) -> Iterator[ModelPrefix]:
    """What the model in the YAML does to its inputs by itself; nothing where it does nothing, or is not there."""
    path = config.path.parent / (config.model.value or "")
    if not config.model.value or not artefactfiles.is_file(path):
        return
    from pipecheck.sources import onnxprefix

    prefixes = onnxprefix.load(path)
    for claims in config.inputs.values():
        alone = len(prefixes) == len(config.inputs) == 1
        prefix = next(iter(prefixes.values())) if alone else prefixes.get(claims.name)
        nodes = horizon.runtime(config, claims)
        if prefix is not None and nodes is not None and (prefix.steps or "int" in prefix.dtype):
            inner = artefacts.prefix(prefix)
            total = canonical(nodes.then(inner))
            yield ModelPrefix(claims=claims, prefix=prefix, nodes=canonical(nodes), inner=canonical(inner), total=total)


def of_quant_info(info: QuantInfo, config: Conversion) -> Iterator[Build]:
    """What the preprocessing nodes in *info* show; nothing where there are none."""
    settings: list[Setting] = []
    nodes, path = info.nodes, info.path
    for claims in config.inputs.values():
        shown = [found for found in nodes if found.input == claims.name or len(nodes) == len(config.inputs) == 1]
        wanted = artefacts.expected(config, claims)
        if shown and shown[0].weights and wanted is not None and config.generation == "hb_mapper":
            settings += _of_node(shown[0], wanted, claims)
    if nodes:
        yield Build(path=path, config=config.path, age=artefactfiles.age(path, config.path), settings=tuple(settings))


def _of_node(shown: Preprocessing, wanted: Signature, claims: InputClaims) -> Iterator[Setting]:
    """The settings that explain the weights of a node: another order, another range or type with this scale, else another scale."""
    if len(shown.weights) != 3 or artefacts.agree(shown.weights, artefacts.weights_of(wanted)):
        return
    others = [replace(found, scale=wanted.scale) for found in artefacts.readings(shown.weights)]
    fitting = [other for other in others if artefacts.agree(shown.weights, artefacts.weights_of(other))]
    made = fitting[0] if len(fitting) == 1 else artefacts.signature(shown.weights)
    if made is None:
        own = artefacts.weights_of(replace(wanted, scale=(1.0, 1.0, 1.0)))
        made = replace(wanted, scale=tuple(weight / factor for weight, factor in zip(shown.weights, own, strict=True)))

    def setting(key: str, configured: str, was: str, claim: Claim[str] | Claim[tuple[float, ...]]) -> Setting:
        return Setting(key=key, input=claims.name, configured=configured, made=was, said=claim.origin, shown=shown.origin)

    if made.handed is None and wanted.handed == "yuv444":
        yield setting("input_type_rt", claims.rt.value or "", "rgb or bgr", claims.rt)
    if made.handed == "yuv444" and wanted.handed != "yuv444":
        yield setting("input_type_rt", claims.rt.value or "", "nv12 or yuv444", claims.rt)
    if made.color is not None and made.color != wanted.color:
        yield setting("input_type_train", wanted.color or "", made.color, claims.train)
    if made.handed == wanted.handed == "yuv444" and made.range != wanted.range:
        words = {"full": "regular", "video": "bt601_video"}
        yield setting("input_space_and_range", words[wanted.range], words[made.range], claims.range)
    if not artefacts.agree(made.scale, wanted.scale):
        yield setting("scale_value", _spelled(wanted.scale), _spelled(made.scale), claims.scale)


def _settings(log: Log, made: Conversion, config: Conversion) -> Iterator[Setting]:
    """Where the YAML that the log repeats differs from the one of today; keys that one of them leaves out are not compared."""
    place = Origin(log.path)
    if made.march.value and config.march.value and made.march.value != config.march.value:
        yield _setting("march", None, config.march, made.march, place)
        return
    if len(made.inputs) == len(config.inputs):
        for now, then in zip(config.inputs.values(), made.inputs.values(), strict=True):
            yield from _words(now, then, place)
            yield from _values(now, then, config, made, place)


def _words(now: InputClaims, then: InputClaims, place: Origin) -> Iterator[Setting]:
    for key, new, old in (
        ("input_type_rt", now.rt, then.rt),
        ("input_type_train", now.train, then.train),
        ("input_layout_rt", now.layout_rt, then.layout_rt),
        ("input_layout_train", now.layout_train, then.layout_train),
        ("input_space_and_range", _regular(now), _regular(then)),
    ):
        if new.value is not None and old.value is not None and new.value != old.value:
            yield _setting(key, now.name, new, old, place)


def _regular(claims: InputClaims) -> Claim[str]:
    """The range, spelled out where the YAML leaves it to the tool."""
    return Claim("regular", claims.rt.origin) if claims.range.absent else claims.range


def _values(now: InputClaims, then: InputClaims, config: Conversion, made: Conversion, place: Origin) -> Iterator[Setting]:
    """The numbers that the tool uses of the ones that are written."""
    for kind, key in _KEYS.items():
        new, old = _used(now, config, kind), _used(then, made, kind)
        if new.value is None or old.value is None:
            continue
        mine, others = (value * 3 if len(value) == 1 else value for value in (new.value, old.value))
        if len(mine) != len(others) or any(abs(a - b) > 1e-6 * max(abs(a), abs(b)) for a, b in zip(mine, others, strict=True)):
            yield _setting(key, now.name, Claim(_spelled(new.value), new.origin), Claim(_spelled(old.value), old.origin), place)


def _used(claims: InputClaims, config: Conversion, kind: Kind) -> Claim[tuple[float, ...]]:
    claim = {"mean": claims.mean, "scale": claims.scale, "std": claims.std}[kind]
    if horizon.counts(config, claims, kind):
        return claim
    return Claim(_NEUTRAL[kind], claims.norm_type.origin)


def _setting(key: str, name: str | None, now: Claim[str], then: Claim[str], place: Origin) -> Setting:
    shown = then.origin or place
    return Setting(key=key, input=name, configured=now.value or "", made=then.value or "", said=now.origin, shown=shown)


def _stale(path: Path, config: Conversion) -> str | None:
    """Why a log may speak of other data than those that the YAML names now."""
    if artefactfiles.age(path, config.path) == "older":
        return f"{config.path.name} was changed after it"
    folders = {claims.calibration_dir.value for claims in config.inputs.values()} - {None, ""}
    if any(artefactfiles.age(path, config.path.parent / str(folder)) == "older" for folder in folders):
        return "the calibration data were changed after it"
    return None


def _same_model(made: Document, now: Document) -> bool:
    """Whether both YAMLs make the same model, going by the name of the result and of the ONNX file, wherever it lay."""
    same = (_word(made, "output_model_file_prefix") or "model") == (_word(now, "output_model_file_prefix") or "model")
    models = [Path(name).name for document in (made, now) if (name := _word(document, "onnx_model"))]
    return same and len(set(models)) <= 1


def _word(document: Document, key: str) -> str | None:
    value = document.get("model_parameters", key)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _spelled(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:.6g}" for number in (numbers[:1] if len(set(numbers)) == 1 else numbers))
