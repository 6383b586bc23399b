"""Keys of a conversion YAML that contradict one another, or that need another one."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Origin, Related, Severity
from pipecheck.schema.fault import KeyFault, rewrite
from pipecheck.schema.inputs import Inputs
from pipecheck.schema.kinds import per_channel

_USERS = {
    "no_preprocess": (),
    "data_mean": ("mean_value",),
    "data_scale": ("scale_value",),
    "data_mean_and_scale": ("mean_value", "scale_value"),
}
_NEUTRAL = {"mean_value": 0.0, "scale_value": 1.0}
_VALUES = ("mean_value", "scale_value", "std_value")
_PICTURES = ("rgb", "bgr", "yuv444", "gray")


def conflicts(inputs: Inputs) -> Iterator[KeyFault]:
    """What cannot stand together."""
    feature_maps = list(_feature_map(inputs))
    yield from feature_maps
    if not feature_maps:
        yield from _norm_type(inputs)
    yield from _scale_and_std(inputs)
    yield from _separate(inputs)
    yield from _range(inputs)
    yield from _yuv_on_bernoulli2(inputs)
    yield from _needed(inputs)
    yield from _calibration(inputs)
    yield from _compiler(inputs)


def is_feature_map(inputs: Inputs, index: int) -> bool:
    """Whether the input is handed to the network as it is."""
    return inputs.word("input_type_rt", index) == inputs.word("input_type_train", index) == "featuremap"


def _feature_map(inputs: Inputs) -> Iterator[KeyFault]:
    """A feature map is not normalised."""
    maps = [index for index in range(inputs.count) if is_feature_map(inputs, index)]
    norm_types = [inputs.word("norm_type", index) for index in maps] if len(maps) in (1, inputs.count) or _each(inputs, "norm_type") else []
    if any(norm_type not in (None, "no_preprocess") for norm_type in norm_types):
        which = next(index for index in maps if inputs.word("norm_type", index) not in (None, "no_preprocess"))
        message = f"{inputs.called(which)} is a feature map, and norm_type is {inputs.word('norm_type', which)}"
        yield _about_maps(inputs, "norm_type", message)
        return
    for name in _VALUES if inputs.schema.tool == "hb_compile" else ():
        spoken = [index for index in maps if inputs.of(name, index) is not None]
        if spoken and (_each(inputs, name) or len(maps) == inputs.count):
            yield _about_maps(inputs, name, f"{inputs.called(spoken[0])} is a feature map, and {name} is given for it")


def _each(inputs: Inputs, name: str) -> bool:
    return len(inputs.parts(name)) == inputs.count


def _about_maps(inputs: Inputs, name: str, message: str) -> KeyFault:
    related = (Related(inputs.origin("input_type_rt"), "the type at run time"),)
    hint = "a feature map goes to the network as it is: leave this out for it, or name the type of the picture"
    doubts = tuple(inputs.place(value) for value in ("norm_type", *_VALUES) if inputs.knows(value))
    return inputs.fault("conflict", name, message, hint, related=related, doubts=doubts)


def _norm_type(inputs: Inputs) -> Iterator[KeyFault]:
    """`norm_type` of hb_mapper decides which values count; the first input speaks."""
    if not inputs.knows("norm_type"):
        return
    for index in range(inputs.count):
        norm_type = inputs.word("norm_type", index) or "no_preprocess"
        if norm_type not in _USERS or inputs.word("input_type_train", index) == "featuremap":
            continue
        ignored = [name for name in _NEUTRAL if name not in _USERS[norm_type] and _matters(inputs, name, index)]
        lacking = [name for name in _USERS[norm_type] if inputs.knows(name) and inputs.of(name, index) is None]
        if ignored or lacking:
            yield _norm_fault(inputs, index, ignored, lacking)
            return


def _matters(inputs: Inputs, name: str, index: int) -> bool:
    """Whether the value changes anything: a mean of 0 and a scale of 1 do not."""
    return any(number != _NEUTRAL[name] for number in per_channel(inputs.of(name, index) or ""))


def _norm_fault(inputs: Inputs, index: int, ignored: list[str], lacking: list[str]) -> KeyFault:
    stated = inputs.of("norm_type", index)
    there = [name for name in _NEUTRAL if inputs.of(name, index) is not None]
    right = next(word for word, users in _USERS.items() if list(users) == there)
    if lacking:
        also = f", and ignores {ignored[0]}" if ignored else ""
        message = f"norm_type: {stated} needs {' and '.join(lacking)}, which {'is' if len(lacking) == 1 else 'are'} missing{also}"
        hint = f"give {' and '.join(lacking)}, or set norm_type: {right}"
    else:
        numbers = ", ".join(f"{name} {inputs.of(name, index)}" for name in ignored)
        rule = f"norm_type: {stated} ignores" if stated else "without norm_type nothing is normalised, which ignores"
        message, hint = f"{rule} {numbers}", f"set norm_type: {right}, or leave {' and '.join(ignored)} out"
    place = inputs.origin("norm_type") if stated else inputs.origin(ignored[0])
    related = tuple(Related(inputs.origin(name), "ignored") for name in ignored if inputs.origin(name) != place)
    fix = rewrite(place, right, f"set norm_type: {right}") if stated and inputs.count == 1 else None
    doubts = tuple(inputs.place(name) for name in ("norm_type", *_NEUTRAL))
    return inputs.fault("norm type", "norm_type", message, hint, origin=place, related=related, doubts=doubts, fix=fix)


def _scale_and_std(inputs: Inputs) -> Iterator[KeyFault]:
    if not inputs.knows("scale_value", "std_value"):
        return
    for index in range(inputs.count):
        if inputs.of("scale_value", index) is not None and inputs.of("std_value", index) is not None:
            related = (Related(inputs.origin("scale_value"), "the scale"),)
            message = "scale_value and std_value are both given, and hb_compile takes one of them"
            doubts = (inputs.place("scale_value"), inputs.place("std_value"))
            hint = "keep one: scale_value multiplies, std_value divides"
            yield inputs.fault("conflict", "std_value", message, hint, related=related, doubts=doubts)
            return


def _separate(inputs: Inputs) -> Iterator[KeyFault]:
    if str(inputs.value("separate_batch")).lower() == "true" and inputs.value("separate_name") is not None:
        related = (Related(inputs.origin("separate_batch"), "separate_batch"),)
        message = "separate_name and separate_batch exclude one another"
        yield inputs.fault("conflict", "separate_name", message, "keep one", related=related)


def _range(inputs: Inputs) -> Iterator[KeyFault]:
    """`bt601_video` counts for NV12 that becomes RGB or BGR."""
    types = [inputs.word("input_type_rt", index) for index in range(inputs.count)]
    trained = [inputs.word("input_type_train", index) for index in range(inputs.count)]
    for index in range(inputs.count if inputs.knows("input_type_rt", "input_type_train") else 0):
        meant_for_another = len(inputs.parts("input_space_and_range")) <= 1 and types[index] != "nv12" and "nv12" in types
        if inputs.word("input_space_and_range", index) != "bt601_video" or types[index] is None or meant_for_another:
            continue
        if types[index] != "nv12":
            related = (Related(inputs.origin("input_type_rt"), "the type at run time"),)
            message = f"bt601_video is a range of nv12, and {inputs.called(index)} is {types[index]} at run time"
            yield inputs.fault("conflict", "input_space_and_range", message, "leave it out, or set regular", related=related, doubts=())
            return
        if trained[index] == "yuv444":
            message = "bt601_video is converted to rgb or bgr only, and the network is trained on yuv444"
            yield inputs.fault("conflict", "input_space_and_range", message, "leave it out, or set regular", doubts=())
            return


def _yuv_on_bernoulli2(inputs: Inputs) -> Iterator[KeyFault]:
    if str(inputs.document.get("model_parameters", "march")).strip() != "bernoulli2":
        return
    for index in range(inputs.count):
        if inputs.word("input_type_rt", index) == "yuv444" and inputs.word("input_layout_rt", index) == "nchw":
            message = "bernoulli2 takes yuv444 as NHWC only, and input_layout_rt is NCHW"
            yield inputs.fault("bad value", "input_layout_rt", message, "set input_layout_rt: NHWC")
            return


def _needed(inputs: Inputs) -> Iterator[KeyFault]:
    """Keys that only some configurations need."""
    models = ("onnx_model", "caffe_model")
    if inputs.knows(*models) and all(inputs.value(name) is None for name in models):
        yield _missing(inputs, "onnx_model", "nothing else says which model to convert")
    elif inputs.knows("caffe_model", "prototxt") and inputs.value("caffe_model") is not None and inputs.value("prototxt") is None:
        yield _missing(inputs, "prototxt", "a caffe_model does not come without it")
    if inputs.count > 1 and inputs.knows("input_name") and not inputs.parts("input_name"):
        yield _missing(inputs, "input_name", f"the model has {inputs.count} inputs")
    types = [inputs.word("input_type_rt", index) for index in range(inputs.count)]
    picture = next((word for word in types if word in _PICTURES), None)
    if picture is not None and inputs.knows("input_layout_rt") and not inputs.parts("input_layout_rt"):
        yield _missing(inputs, "input_layout_rt", f"{picture} at run time comes in either layout")
    balanced = str(inputs.value("compile_mode")).strip().lower() == "balance" and inputs.knows("balance_factor")
    if balanced and inputs.value("balance_factor") is None:
        yield _missing(inputs, "balance_factor", "compile_mode: balance goes by it")


def _missing(inputs: Inputs, name: str, why: str) -> KeyFault:
    return inputs.fault("missing", name, why, origin=_group(inputs, name))


def _group(inputs: Inputs, name: str) -> Origin:
    """The group that lacks *name*, or the file that lacks the group."""
    return inputs.document.keys.get(inputs.place(name)[:1], Origin(inputs.document.path))


def _calibration(inputs: Inputs) -> Iterator[KeyFault]:
    """What calibrates, and what is not used for it."""
    kind = str(inputs.value("calibration_type") or "default").strip().lower()
    stated = bool(inputs.parts("cal_data_dir"))
    if not inputs.knows("calibration_type", "cal_data_dir"):
        return
    if kind in ("skip", "load") and stated:
        message = f"calibration_type: {kind} does not read cal_data_dir"
        yield _note(inputs, "cal_data_dir", message, "leave cal_data_dir out, or calibrate with it: default, kl, max")
    if not stated and kind not in ("skip", "load") and inputs.schema.tool == "hb_compile":
        message = "without cal_data_dir hb_compile calibrates with random data, as with calibration_type: skip"
        hint = "good for measuring speed; for accuracy name the calibration files"
        yield inputs.fault(
            "conflict", "cal_data_dir", message, hint, origin=_group(inputs, "cal_data_dir"), severity=Severity.NOTE, doubts=()
        )
    percentile = inputs.value("max_percentile")
    if percentile is not None and kind != "max" and inputs.schema.tool == "hb_mapper":
        message = f"max_percentile counts for calibration_type: max only, which is {kind}"
        yield _note(inputs, "max_percentile", message, "set calibration_type: max, or leave it out")


def _compiler(inputs: Inputs) -> Iterator[KeyFault]:
    mode, factor = str(inputs.value("compile_mode") or "latency").strip().lower(), inputs.value("balance_factor")
    if inputs.knows("compile_mode") and factor is not None and float(factor) != 0 and mode != "balance":
        yield _note(inputs, "balance_factor", f"balance_factor counts for compile_mode: balance only, which is {mode}", "leave it out")


def _note(inputs: Inputs, name: str, message: str, hint: str) -> KeyFault:
    return inputs.fault("conflict", name, message, hint, severity=Severity.NOTE, doubts=())
