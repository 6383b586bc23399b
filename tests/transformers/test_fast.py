import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipecheck_transformers import (
    Affine,
    Cast,
    CenterCrop,
    Chain,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Reinterpret,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    StepError,
    TakeChannel,
    ToColor,
    ToolkitError,
    Transpose,
    WarpAffine,
    opencv,
    pil,
    skimage,
)
from pipecheck_transformers.fast import compiled

MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"

side = st.integers(1, 24)
filter_of = {
    "opencv": ("nearest", "linear", "cubic", "area", "lanczos"),
    "pil": ("nearest", "linear", "cubic", "lanczos", "box", "hamming"),
    "torch": ("nearest", "linear", "cubic"),
}
kernels = st.sampled_from([{"library": library, "interpolation": name} for library, names in filter_of.items() for name in names])
number = st.sampled_from([0.0, 1.0, -1.0, 0.5, 114.0, 123.675, 1e-3])
numbers = number | st.tuples(number, number, number)
divisors = st.sampled_from([1.0, 255.0, 58.395, -3.0]) | st.just(STD)
fills = st.none() | numbers
colors = st.sampled_from(["rgb", "bgr", "gray", "yuv444", "nv12"])
orders = st.sampled_from(["product", "ratio", "aspect"])
factor = st.sampled_from([0.02, 0.3, 1.0, 1.7])
roundings = st.sampled_from(["floor", "half-even", "half-up", "ceil"])

geometry = st.one_of(
    st.builds(lambda h, w, k: Resize(h, w, **k), side, side, kernels),
    st.builds(lambda s, r, o, k: ResizeShort(s, rounding=r, order=o, **k), side, roundings, orders, kernels),
    st.builds(lambda s, r, o, k: ResizeLong(s, rounding=r, order=o, **k), side, roundings, orders, kernels),
    st.builds(lambda h, w, k: ResizeHeight(h, widest=w, **k), side, st.none() | side, kernels),
    st.builds(lambda s, d, k: ResizeToMultiple(s, divisor=d, **k), st.none() | side, st.integers(1, 8), kernels),
    st.builds(ResizeBy, factor, factor, interpolation=st.sampled_from(filter_of["opencv"])),
    st.builds(lambda h, w, f, m: PadTo(h, w, fill=f, mode=m), side, side, numbers, st.sampled_from(["constant", "edge"])),
    st.builds(lambda h, w, f, k: Letterbox(h, w, fill=f, **k), side, side, numbers, kernels),
    st.builds(lambda h, w, f: CenterCrop(h, w, fill=f), side, side, fills),
    st.builds(CropFraction, st.sampled_from([0.3, 0.875, 1.0])),
    st.just(LongSideCrop()),
    st.builds(Crop, top=st.integers(0, 4), left=st.integers(0, 4), height=side, width=side),
    st.builds(Pad, top=st.integers(0, 3), left=st.integers(0, 3), fill=numbers, mode=st.sampled_from(["constant", "edge"])),
    st.builds(lambda d, f: PadToMultiple(d, fill=f), st.integers(1, 8), numbers),
    st.builds(lambda h, w, f: WarpAffine(h, w, fill=f), side, side, numbers),
    st.builds(Flip, st.sampled_from(["horizontal", "vertical"])),
)
pointwise = st.one_of(
    st.builds(lambda c, s: ToColor(c, source=s), colors, st.none() | colors),
    st.builds(ToColor, st.sampled_from(["rgb", "bgr"])),
    st.builds(TakeChannel, st.integers(0, 2)),
    st.builds(Affine, mean=numbers, scale=numbers, std=divisors, bias=numbers, dtype=st.sampled_from(["float32", "float64", None])),
    st.builds(
        Cast,
        st.sampled_from(["uint8", "int8", "uint16", "int32", "float16", "float32", "float64"]),
        rounding=st.sampled_from(["truncate", "half-even"]),
        overflow=st.sampled_from(["wrap", "clip"]),
    ),
    st.builds(Transpose, st.sampled_from(["chw", "hwc"])),
    st.builds(Reinterpret, st.sampled_from(["chw", "hwc"])),
)
reads = st.sampled_from([opencv(), opencv("rgb"), opencv("gray"), pil(), pil("gray"), pil("bgr"), skimage(), skimage(unit=True)])
chains = st.builds(lambda ops, read: Chain(ops, read=read), st.lists(geometry | pointwise, max_size=7), reads)
sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))


def picture(size, channels, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (*size, channels), np.uint8)


def outcome(make, source):
    """The result, or the complaint; halves overflow soon."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return make(source)
    except (ToolkitError, cv2.error, ValueError) as e:
        return type(e), str(e)


def step_by_step(chain, source):
    *_, (_, last) = chain.steps(source)
    return last.array


def check(chain, source):
    expected, got = outcome(lambda s: step_by_step(chain, s), source), outcome(compiled(chain), source)
    if isinstance(expected, tuple) or isinstance(got, tuple):
        assert got == expected
        return
    assert (got.dtype, got.shape) == (expected.dtype, expected.shape)
    assert got.tobytes() == expected.tobytes()
    assert got.flags.c_contiguous
    assert got.flags.writeable


@settings(max_examples=200, deadline=None)
@given(chain=chains, size=sizes, seed=st.integers(0, 9))
@example(chain=Chain([ToColor("rgb"), Letterbox(9, 9, fill=(1.0, 2.0, 3.0)), Transpose("chw")]), size=(7, 3), seed=0)
@example(chain=Chain([ToColor("rgb", source="rgb"), Affine(mean=MEAN, std=STD), CenterCrop(3, 3, fill=0)]), size=(1, 1), seed=0)
@example(chain=Chain([TakeChannel(2), ToColor("rgb"), Affine(bias=MEAN), Transpose("chw")]), size=(5, 4), seed=0)
def test_a_compiled_chain_gives_what_its_steps_give_from_an_array(chain, size, seed):
    check(chain, picture(size, 1 if chain.read.color == "gray" else 3, seed))


@settings(max_examples=100, deadline=None)
@given(chain=chains, size=sizes, gray=st.booleans())
def test_a_compiled_chain_gives_what_its_steps_give_from_a_file(chain, size, gray, tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "picture.png"
    assert cv2.imwrite(str(path), picture(size, 1 if gray else 3))
    check(chain, path)


def exact(target):
    return st.integers(target + 1, 8 * target).filter(lambda side: side * 256 % target == 0)


@settings(max_examples=100, deadline=None)
@given(
    target=st.tuples(side, side).flatmap(lambda t: st.tuples(st.just(t), exact(t[0]) | sizes.map(max), exact(t[1]) | sizes.map(max))),
    kernel=st.sampled_from(filter_of["pil"]),
    crop=st.tuples(side, side),
    rounding=st.sampled_from(["halves", "half-even", "ceil"]),
    read=st.sampled_from([pil(), pil("gray")]),
)
@example(target=((16, 8), 34, 12), kernel="linear", crop=(9, 5), rounding="halves", read=pil())  # Pillow 13 goes up and down first
@example(target=((16, 8), 34, 18), kernel="linear", crop=(3, 8), rounding="halves", read=pil())  # here only in the part
def test_pillow_resizes_only_what_a_crop_leaves(target, kernel, crop, rounding, read, tmp_path_factory):
    (height, width), rows, columns = target
    path = tmp_path_factory.mktemp("picture") / "picture.png"
    assert cv2.imwrite(str(path), picture((rows, columns), 3))
    resize = Resize(height, width, library="pil", interpolation=kernel)
    check(Chain([resize, CenterCrop(*crop, rounding=rounding), Affine(std=255), Transpose("chw")], read=read), path)


@pytest.mark.parametrize(
    "name", ["rgb-420.jpg", "gray.jpg", "exif-6.jpg", "cmyk.jpg", "palette-alpha.png", "la.png", "rgb-16.png", "half.jpg"]
)
@pytest.mark.parametrize("read", [opencv(), opencv("rgb", deep=True), opencv("gray"), pil(), pil(exif=True, deep=True), skimage(unit=True)])
def test_odd_files_are_read_as_the_steps_read_them(name, read):
    library = "pil" if read.library == "pil" else "opencv"
    path = PICTURES / name if name != "half.jpg" else PICTURES / "broken" / name
    check(Chain([ResizeShort(20, library=library), CenterCrop(16, 16), Affine(std=255), Transpose("chw")], read=read), path)


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(picture((9, 8), 3)[::-1, ::2], id="view"),
        pytest.param(np.broadcast_to(picture((1, 1), 3), (5, 6, 3)), id="one pixel repeated"),
        pytest.param(picture((9, 8), 3).astype(np.float32), id="floats"),
        pytest.param(picture((9, 8), 3).astype(np.uint16) * 257, id="16 bits"),
        pytest.param(np.zeros((0, 4, 3), np.uint8), id="no rows"),
        pytest.param(picture((9, 8), 4), id="four channels"),
        pytest.param(picture((9, 8), 3)[:, :, 0], id="no channels"),
    ],
)
def test_unusual_arrays_are_taken_as_the_steps_take_them(array):
    check(Chain([ToColor("rgb"), Affine(mean=MEAN, std=STD), Crop(top=0, left=1, height=2, width=2), Transpose("chw")]), array)
    check(Chain([Affine(std=255), Transpose("chw")]), array)


def test_arithmetic_waits_for_cuts_and_becomes_one_table():
    chain = Chain([ToColor("rgb"), Resize(32, 32), Affine(mean=MEAN, std=STD), CenterCrop(28, 28), Cast("float16"), Transpose("chw")])
    made = compiled(chain)
    assert made.ops == tuple(chain.ops[i] for i in (1, 3, 0, 2, 4, 5))
    assert made.fused[2].end == len(made.ops)
    assert made.fused[2].table.sources == (2, 1, 0)


def test_a_complaint_names_the_step_as_written():
    chain = Chain([Affine(std=255), Crop(top=0, left=0, height=9, width=9), Transpose("chw")])
    with pytest.raises(StepError, match=r"^step 2, Crop\(top=0, left=0, height=9, width=9\): a crop of 9×9 at 0, 0 reaches out"):
        compiled(chain)(picture((8, 8), 3))


STANDARD = Chain([ToColor("rgb"), ResizeShort(12), CenterCrop(8, 8), Affine(mean=MEAN, std=STD), Transpose("chw")])


@pytest.mark.parametrize(
    "chain", [STANDARD, Chain(STANDARD.ops[:-1]), Chain(STANDARD.ops[:3]), Chain([*STANDARD.ops[:-2], Affine(std=255), Pad(top=1)])]
)
def test_the_tensor_is_written_where_it_is_wanted(chain):
    source = picture((20, 30), 3)
    expected = step_by_step(chain, source)
    for out in (np.empty(expected.shape, expected.dtype), np.empty((*expected.shape[:2], 2 * expected.shape[2]), expected.dtype)[..., ::2]):
        assert compiled(chain)(source, out) is out
        assert out.tobytes() == expected.tobytes()


def test_a_tensor_is_not_squeezed_into_another_form():
    with pytest.raises(ToolkitError, match=r"^the tensor is float32 \(3, 8, 8\), and what it should be written to float64 \(3, 8, 8\)$"):
        compiled(STANDARD)(picture((20, 30), 3), np.empty((3, 8, 8)))


def test_results_share_no_memory():
    make, pictures = compiled(STANDARD), [picture((20, 30), 3, seed) for seed in range(4)]
    results = [make(one) for one in pictures]
    assert not any(np.shares_memory(a, b) for a in results for b in results if a is not b)
    assert [one.tobytes() for one in results] == [step_by_step(STANDARD, one).tobytes() for one in pictures]


def test_two_threads_do_not_write_over_each_other():
    pictures = [picture((20 + seed % 5, 30), 3, seed) for seed in range(60)]
    chains_ = [STANDARD, Chain([Resize(9, 9, library="pil"), Affine(std=255)])]
    expected = [step_by_step(chain, one).tobytes() for one in pictures for chain in chains_]
    made = [compiled(chain) for chain in chains_]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            assert [one.tobytes() for one in pool.map(lambda job: job[1](job[0]), [(one, m) for one in pictures for m in made])] == expected


def test_a_compiled_chain_can_be_sent_to_another_process():
    source = picture((20, 30), 3)
    assert pickle.loads(pickle.dumps(compiled(STANDARD)))(source).tobytes() == compiled(STANDARD)(source).tobytes()
