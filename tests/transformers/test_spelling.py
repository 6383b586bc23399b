"""Chains as text and as data, and what is refused on the way in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipecheck_transformers import (
    Affine,
    Cast,
    Chain,
    Crop,
    Letterbox,
    PadTo,
    Reinterpret,
    Resize,
    ResizeBy,
    ToColor,
    ToolkitError,
    Transpose,
    WarpAffine,
    opencv,
    pil,
)
from pipecheck_transformers.ops import ResizeShort

CHAINS = [
    Chain([]),
    Chain([Resize(4, 5)], read=pil()),
    Chain([ResizeShort(256, longest=300, library="pil", interpolation="cubic"), Crop(top=1, left=2, height=3, width=4)]),
    Chain(
        [Letterbox(640, 640, fill=(1.0, 2.0, 3.0)), ToColor("rgb", source="bgr"), Affine(mean=(1.0, 2.0, 3.0), std=255.0)], read=opencv()
    ),
    Chain([ResizeShort(8, order="ratio"), ResizeBy(0.5, 2), PadTo(9, 9, mode="reflect"), Reinterpret("chw")]),
    Chain([WarpAffine(4, 4, matrix=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)), Cast("uint8", overflow="clip"), Transpose("chw")]),
]


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: str(len(chain.ops)))
def test_yaml_and_back(chain):
    assert Chain.from_yaml(chain.to_yaml()) == chain


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: str(len(chain.ops)))
def test_the_text_makes_the_chain_again(chain):
    from pipecheck_transformers import ops

    assert eval(repr(chain), {**vars(ops), "Chain": Chain}) == chain


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("steps: [{Resise: {height: 1, width: 1}}]", "step 1: there is no operation 'Resise'; did you mean 'Resize'?"),
        ("steps: [{Resize: {heigth: 1, width: 1}}]", "step 1: Resize has no argument 'heigth'; did you mean 'height'?"),
        ("steps: [{Resize: {height: 1.5, width: 1}}]", "step 1: Resize: height is a whole number, not 1.5"),
        ("steps: [{Resize: {height: true, width: 1}}]", "step 1: Resize: height is a whole number, not True"),
        ("steps: [{Resize: {height: 0, width: 1}}]", "step 1: Resize: height is 0, not at least 1"),
        ("steps: [{Resize: {height: 1}}]", "step 1: Resize: "),
        (
            "steps: [{Resize: {height: 1, width: 1, library: [x]}}]",
            "library is one of opencv, pil, skimage, torch, tensorflow, horizon, not ['x']",
        ),
        ("steps: [{Resize: {height: 1, width: 1, library: pil, interpolation: area}}]", "pil has no area resize"),
        ("steps: [{ResizeBy: {fy: 0, fx: 1}}]", "step 1: ResizeBy: the factors are 0 and 1, not above 0"),
        ("steps: [{ResizeBy: {fy: 1, fx: 1, interpolation: box}}]", "opencv has no box resize"),
        ("steps: [{ResizeToMultiple: {size: 0}}]", "step 1: ResizeToMultiple: size is 0, not at least 1"),
        ("steps: [{PadTo: {height: 0, width: 1}}]", "step 1: PadTo: height is 0, not at least 1"),
        ("steps: [Transpose, {Cast: {dtype: foo}}]", "step 1: Transpose: "),
        ("steps: [{Cast: {dtype: foo}}]", "step 1: Cast: dtype is one of uint8, "),
        ("steps: [{Cast: {dtype: {a: 1}}}]", "step 1: Cast: dtype is one of uint8, "),
        ("steps: [{Affine: {mean: abc}}]", "step 1: Affine: mean is a number or a list of numbers, not abc"),
        ("steps: [{Affine: {mean: [1, x]}}]", "step 1: Affine: mean is a number or a list of numbers, not [1, 'x']"),
        ("steps: [{Affine: {mean: .inf}}]", "step 1: Affine: mean is a number or a list of numbers, not inf"),
        ("steps: [{Affine: {mean: [1, 2], std: [1, 2, 3]}}]", "disagree on the number of channels"),
        ("steps: [{Affine: {std: 0}}]", "std holds a zero"),
        ("steps: [{Resize: {}, Cast: {}}]", "step 1: a step is a name with its arguments"),
        ("steps: [3]", "step 1: a step is a name with its arguments"),
        ("steps: 3", "a chain is `steps: [...]`"),
        ("read: 3\nsteps: []", "read: the arguments of Read are not"),
        ("read: {library: cv2, color: rgb}\nsteps: []", "read: Read: library is one of opencv, pil, skimage, not cv2"),
        ("read: {library: pil}\nsteps: []", "read: Read: "),
        ("[", "chain: not YAML: "),
        ("", "a chain is `steps: [...]`"),
    ],
)
def test_what_is_no_chain_is_one_line(text, complaint):
    with pytest.raises(ToolkitError) as refused:
        Chain.from_yaml(text)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["height", "width", "library", "fill", "antialias", "position"]), VALUES))
def test_no_argument_is_a_traceback(arguments):
    try:
        made = Chain.from_data({"steps": [{"Letterbox": arguments}]})
    except ToolkitError:
        return
    assert isinstance(made.ops[0], Letterbox)


@pytest.mark.parametrize(
    ("ops", "complaint"),
    [
        ([Transpose("HWC")], "Transpose: layout is one of hwc, chw, not HWC"),
        ([ToColor("RGB")], "ToColor: color is one of "),
        ([Resize(4.0, 5)], "Resize: height is a whole number, not 4.0"),
        ([None], "a chain is made of operations, and None is none"),
        (["Transpose"], "a chain is made of operations"),
    ],
)
def test_a_chain_refuses_what_would_go_wrong_silently(ops, complaint):
    with pytest.raises(ToolkitError, match=complaint):
        Chain(ops)


def test_constants_come_as_lists_and_arrays_too():
    spelled = Affine(mean=(0.5, 0.25, 1.0), std=2.0)
    assert Affine(mean=[0.5, 0.25, 1], std=2) == spelled
    assert Affine(mean=np.array([0.5, 0.25, 1.0], np.float32), std=np.float64(2)) == spelled
    assert Chain.from_yaml(Chain([Affine(mean=np.array([0.5, 0.25, 1.0]))]).to_yaml()) == Chain([Affine(mean=(0.5, 0.25, 1.0))])


def test_a_pillow_picture_is_a_source():
    array = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    picture = Image.fromarray(array)
    assert (Chain([], read=pil())(picture) == array).all()
    assert (Chain([], read=opencv())(picture) == array[:, :, ::-1]).all()
    assert Chain([], read=pil("gray"))(picture).shape == (4, 5, 1)


@pytest.mark.parametrize("source", [b"x", None, (1, 2), np.zeros((0, 4, 3), np.uint8), np.zeros((2, 2), np.uint8), "a" * 5000, ""])
def test_what_is_no_picture_is_one_line(source):
    with pytest.raises(ToolkitError):
        Chain([Resize(2, 2)])(source)
