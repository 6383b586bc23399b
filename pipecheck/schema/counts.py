"""Values of a conversion YAML that are too many or too few: per input, per channel, per picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipecheck.findings import Related, Severity
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import ABSENT, Inputs
from pipecheck.schema.kinds import per_channel
from pipecheck.schema.types import CHANNELS, convertible

LAYOUTS = {"NCHW": (1, 2, 3), "NHWC": (3, 1, 2)}
"""Where channels, height and width stand in the shape."""
_OWN_EACH = ("input_name", "cal_data_dir", "cal_data_type")
"""One value of these does not serve several inputs."""


def counts(inputs: Inputs) -> Iterator[KeyFault]:
    """What is counted wrongly."""
    wrong = list(_per_input(inputs))
    yield from wrong
    known = {fault.place[-1] for fault in wrong}
    yield from _numbers(inputs, [name for name in ("mean_value", "scale_value", "std_value") if name not in known])
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


def _numbers(inputs: Inputs, names: list[str]) -> Iterator[KeyFault]:
    """Another number of channels than the input has; the first input speaks, and one finding for all values that are alike."""
    for index in range(inputs.count):
        train, channels = inputs.word("input_type_train", index), _channels(inputs, index)
        lengths = {name: len(per_channel((inputs.of(name, index) or "").strip("[]"))) for name in names}
        wrong = [name for name in names if channels is not None and lengths[name] not in (0, 1, channels)]
        for length in dict.fromkeys(lengths[name] for name in wrong):
            alike = [name for name in wrong if lengths[name] == length]
            has = "has" if len(alike) == 1 else "have"
            there = "1 channel" if channels == 1 else f"{channels} channels"
            message = f"{' and '.join(alike)} {has} {length} numbers, and {inputs.called(index)} has {there} ({train})"
            hint = "one number" if channels == 1 else "one number, or one per channel in the order of input_type_train"
            related = [Related(inputs.origin(name), "as many here") for name in alike[1:]]
            related.append(Related(inputs.origin("input_type_train"), "the channels follow from this"))
            suspects = [*alike, "input_type_train"] if (channels, length) == (1, 3) else alike  # the type may be what is wrong
            doubts = tuple(inputs.place(name) for name in suspects)
            yield inputs.fault("count", alike[0], message, hint, related=tuple(related), doubts=doubts)
        if wrong:
            return


def _channels(inputs: Inputs, index: int) -> int | None:
    """How many channels the input has, None where its types do not go together, which is another finding."""
    rt, train = inputs.word("input_type_rt", index), inputs.word("input_type_train", index)
    return CHANNELS.get(train or "") if convertible(rt, train) else None


def _shapes(inputs: Inputs) -> Iterator[KeyFault]:
    """Shapes that an image input of this type and layout cannot have."""
    if not inputs.knows("input_shape", "input_type_train", "input_layout_train", "input_type_rt"):
        return
    for index in range(inputs.count):
        channels = _channels(inputs, index)
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
