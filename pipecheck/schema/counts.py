"""Values of a conversion YAML that are too many or too few: per input, per channel, per picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipecheck.findings import Related, Severity
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import ABSENT, Inputs
from pipecheck.schema.kinds import per_channel

CHANNELS = {"gray": 1, "rgb": 3, "bgr": 3, "yuv444": 3}
LAYOUTS = {"NCHW": (1, 2, 3), "NHWC": (3, 1, 2)}
"""Where channels, height and width stand in the shape."""
_OWN_EACH = ("input_name", "cal_data_dir", "cal_data_type")
"""One value of these does not serve several inputs."""


def counts(inputs: Inputs) -> Iterator[KeyFault]:
    """What is counted wrongly."""
    wrong = list(_per_input(inputs))
    yield from wrong
    known = {fault.place[-1] for fault in wrong}
    for name in ("mean_value", "scale_value", "std_value"):
        if name not in known:
            yield from _numbers(inputs, name)
    if "input_shape" not in known:
        yield from _shapes(inputs)
    yield from _batch(inputs)


def _per_input(inputs: Inputs) -> Iterator[KeyFault]:
    """Lists of another length than there are inputs."""
    for key in inputs.schema.keys:
        if not key.each or key.idle is not None or not (found := inputs.parts(key.name)) or len(found) == inputs.count:
            continue
        if len(found) == 1 and key.name not in _OWN_EACH:
            continue
        alone = len(found) == 1 and key.name == "cal_data_type"
        values = "1 value" if len(found) == 1 else f"{len(found)} values"
        there = "1 input" if inputs.count == 1 else f"{inputs.count} inputs"
        hint = "one value per input, separated by ; and in the order of input_name"
        yield inputs.fault("count", key.name, f"{key.name} has {values} for {there}", hint, severity=Severity.WARNING if alone else None)


def _numbers(inputs: Inputs, name: str) -> Iterator[KeyFault]:
    """Another number of channels than the input has; the first input speaks."""
    for index in range(inputs.count if inputs.knows(name, "input_type_train") else 0):
        channels = CHANNELS.get(inputs.word("input_type_train", index) or "")
        numbers = per_channel((inputs.of(name, index) or "").strip("[]"))
        if channels is not None and numbers and len(numbers) not in (1, channels):
            which = inputs.called(index)
            colors = "1 channel" if channels == 1 else f"{channels} channels"
            message = f"{name} has {len(numbers)} numbers, and {which} has {colors} ({inputs.word('input_type_train', index)})"
            hint = "one number, or one per channel in the order of input_type_train" if channels > 1 else "one number"
            related = (Related(inputs.origin("input_type_train"), "the channels follow from this"),)
            yield inputs.fault("count", name, message, hint, related=related)
            return


def _shapes(inputs: Inputs) -> Iterator[KeyFault]:
    """Shapes that an image input of this type and layout cannot have."""
    if not inputs.knows("input_shape", "input_type_train", "input_layout_train", "input_type_rt"):
        return
    for index in range(inputs.count):
        channels = CHANNELS.get(inputs.word("input_type_train", index) or "")
        text = inputs.of("input_shape", index) or ""
        if channels is None or not re.fullmatch(r"\d+(x\d+)*", text):
            continue
        sides = [int(side) for side in text.split("x")]
        if len(sides) != 4:
            message = f"input_shape of {inputs.called(index)} is {text}, and a picture has four sides: batch, channels, height, width"
            yield inputs.fault("bad value", "input_shape", message, "featuremap is the type for anything else")
            return
        found = _layout(inputs, index, sides, channels) or _odd(inputs, index, sides)
        if found is not None:
            yield found
            return


def _layout(inputs: Inputs, index: int, sides: list[int], channels: int) -> KeyFault | None:
    """Channels stand where the layout does not have them."""
    layout = (inputs.of("input_layout_train", index) or "").upper()
    if layout not in LAYOUTS or sides[LAYOUTS[layout][0]] == channels:
        return None
    there, train = sides[LAYOUTS[layout][0]], inputs.word("input_type_train", index)
    message = f"input_shape {'x'.join(map(str, sides))} has {there} channels in {layout}, and {train} has {channels}"
    other = next(name for name in LAYOUTS if name != layout)
    fits = sides[LAYOUTS[other][0]] == channels
    hint = f"set input_layout_train: {other}" if fits else "correct the shape, or input_type_train"
    related = (Related(inputs.origin("input_layout_train"), "the layout"), Related(inputs.origin("input_type_train"), "the type"))
    doubts = (inputs.place("input_shape"), *((inputs.place("input_layout_train"),) if fits else ()))
    return inputs.fault("count", "input_shape", message, hint, related=related, doubts=doubts)


def _odd(inputs: Inputs, index: int, sides: list[int]) -> KeyFault | None:
    """NV12 has one chroma value for two rows and two columns."""
    layout = (inputs.of("input_layout_train", index) or "").upper()
    if layout not in LAYOUTS or inputs.word("input_type_rt", index) != "nv12":
        return None
    height, width = (sides[axis] for axis in LAYOUTS[layout][1:])
    if height % 2 == 0 and width % 2 == 0:
        return None
    message = f"input_shape is {height} high and {width} wide, and nv12 takes even sides only"
    return inputs.fault("bad value", "input_shape", message, "make both sides even, or take another input_type_rt")


def _batch(inputs: Inputs) -> Iterator[KeyFault]:
    """Batches that this chip does not compile."""
    batch, march = inputs.value("input_batch"), str(inputs.document.get("model_parameters", "march")).strip()
    if batch is None:
        return
    if march == "bernoulli2" and float(batch) > 128:
        yield inputs.fault("bad value", "input_batch", f"input_batch is 1 to 128 on bernoulli2, not {batch}")
    first = (inputs.of("input_shape", 0) or "1").split("x")[0]
    if inputs.schema.tool == "hb_mapper" and float(batch) > 1 and first not in ("1", *ABSENT):
        message = f"input_batch multiplies a model of batch 1, and input_shape begins with {first}"
        yield inputs.fault("conflict", "input_batch", message, "export the model with batch 1, or leave input_batch out")
