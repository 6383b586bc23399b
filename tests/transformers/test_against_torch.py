"""Sizes, crops, values and the rewritten resizes against torch and torchvision."""

import numpy as np
import pytest

from pipecheck_transformers import sizes
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels import geometry, values
from pipecheck_transformers.kernels.color import to_color
from pipecheck_transformers.kernels.resize import resize
from pipecheck_transformers.ops import Affine, CenterCrop, Pad, ResizeLong, ResizeShort, ToColor
from pipecheck_transformers.pixels import Pixels

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.peers

MODES = {"nearest": "nearest", "nearest-exact": "nearest-exact", "linear": "bilinear", "cubic": "bicubic", "area": "area"}
CHOICES = [("nearest", False), ("nearest-exact", False), ("linear", False), ("linear", True), ("cubic", False), ("cubic", True)]


def sample(seed, dtype="uint8"):
    """A random picture, and a size to bring it to: up, down, odd, one pixel, one side kept, large."""
    rng = np.random.default_rng(seed)
    largest = 10 if seed % 10 == 0 else 7
    height, width, new_height, new_width = (int(2 ** rng.uniform(0, largest)) for _ in range(4))
    new_height = height if seed % 7 == 0 else new_height
    array = rng.integers(0, 256, (height, width, int(rng.choice((1, 3, 4)))), dtype=np.uint8)
    return (array if dtype == "uint8" else (array + rng.random(array.shape)).astype(dtype)), new_height, max(new_width, 2)


def tensor(array):
    return torch.from_numpy(array).permute(2, 0, 1).contiguous()


def array_of(tensor):
    return tensor.permute(1, 2, 0).numpy()


def interpolate(array, height, width, interpolation, antialias):
    options = {"align_corners": False, "antialias": antialias} if interpolation in ("linear", "cubic") else {}
    return array_of(torch.nn.functional.interpolate(tensor(array)[None], (height, width), mode=MODES[interpolation], **options)[0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("interpolation", "antialias"), [*CHOICES, ("area", True)])
@pytest.mark.parametrize("seed", range(60))
def test_a_resize_of_floats_is_that_of_torch(seed, interpolation, antialias, dtype):
    array, height, width = sample(seed, dtype)
    given = resize(array, height, width, interpolation, "torch", antialias=antialias)
    assert given.dtype == dtype
    expected = interpolate(array, height, width, interpolation, antialias)
    np.testing.assert_allclose(given, expected, rtol=0, atol=0 if interpolation.startswith("nearest") else 1e-2)


@pytest.mark.parametrize(("interpolation", "antialias"), CHOICES)
@pytest.mark.parametrize("seed", range(100))
def test_a_resize_of_bytes_is_that_of_torch_bit_for_bit(seed, interpolation, antialias):
    if torch.backends.cpu.get_cpu_capability() not in ("AVX2", "AVX512"):
        pytest.skip("torch has its byte arithmetic on this processor only by way of floats")
    array, height, width = sample(seed)
    given = resize(array, height, width, interpolation, "torch", antialias=antialias)
    np.testing.assert_array_equal(given, interpolate(array, height, width, interpolation, antialias))


@pytest.mark.parametrize("interpolation", ["nearest", "nearest-exact"])
@pytest.mark.parametrize(("source", "target"), [(2, 431), (2, 121), (6, 495), (12, 291), (33, 209), (510, 126), (36, 33)])
def test_nearest_rounds_its_positions_as_torch_does(source, target, interpolation):
    for dtype in ("float32", "float64"):
        array = np.arange(source, dtype=dtype).reshape(-1, 1, 1)
        given = resize(array, target, 1, interpolation, "torch", antialias=False)
        np.testing.assert_array_equal(given, interpolate(array, target, 1, interpolation, antialias=False))


def test_smoothing_floats_down_to_a_width_of_1_is_refused():
    with pytest.raises(StepError, match="width of 1"):
        resize(np.zeros((4, 4, 3), np.float32), 2, 1, "linear", "torch", antialias=True)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "float32"])
@pytest.mark.parametrize(("interpolation", "antialias"), CHOICES)
@pytest.mark.parametrize("seed", range(10))
def test_a_resize_is_that_of_torchvision(torchvision, seed, interpolation, antialias, dtype):
    array, height, width = sample(seed, dtype)
    mode = torchvision.transforms.InterpolationMode(MODES[interpolation])
    expected = torchvision.transforms.v2.functional.resize(tensor(array), [height, width], mode, antialias=antialias)
    given = resize(array, height, width, interpolation, "torch", antialias=antialias)
    assert given.dtype == dtype
    # Wider whole numbers are rounded from floats, where a tie may fall to either side.
    tolerance = {"uint8": 0, "float32": 1e-2}.get(dtype, 1)
    np.testing.assert_allclose(given.astype(float), array_of(expected), rtol=0, atol=tolerance)


@pytest.mark.parametrize("seed", range(200))
def test_sizes_are_those_of_torchvision(torchvision, seed):
    compute = torchvision.transforms.functional._compute_resized_output_size
    rng = np.random.default_rng(seed)
    height, width, size = (int(side) for side in rng.integers(8, 2000, 3))
    longest = size + int(rng.integers(1, 600))
    assert list(sizes.short_side(ResizeShort(size), height, width)) == compute((height, width), [size])
    assert list(sizes.short_side(ResizeShort(size, longest=longest), height, width)) == compute((height, width), [size], longest)
    given = sizes.long_side(ResizeLong(size), height, width)
    assert list(given) == compute((height, width), None, max_size=size, allow_size_none=True)


@pytest.mark.parametrize("size", [(255, 257), (259, 300), (100, 301), (301, 99), (101, 99), (224, 100), (223, 225), (1, 1)])
def test_a_center_crop_is_that_of_torchvision(torchvision, size):
    array = np.random.default_rng(0).integers(1, 256, (*size, 3), dtype=np.uint8)
    expected = torchvision.transforms.v2.functional.center_crop(tensor(array), [224, 224])
    np.testing.assert_array_equal(geometry.transform(CenterCrop(224, 224, fill=0.0), array), array_of(expected))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect"])
def test_a_border_is_that_of_torchvision(torchvision, mode):
    array = np.random.default_rng(0).integers(0, 256, (31, 40, 3), dtype=np.uint8)
    expected = torchvision.transforms.v2.functional.pad(tensor(array), [1, 2, 3, 4], padding_mode=mode)
    given = geometry.transform(Pad(left=1, top=2, right=3, bottom=4, mode=mode), array)
    np.testing.assert_array_equal(given, array_of(expected))


def test_to_tensor_and_normalize_are_bit_equal(torchvision):
    array = np.random.default_rng(0).integers(0, 256, (97, 61, 3), dtype=np.uint8)
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    pair = torchvision.transforms.Compose([torchvision.transforms.ToTensor(), torchvision.transforms.Normalize(mean, std)])
    unit = values.affine(Affine(std=255), array, channel_axis=2)
    np.testing.assert_array_equal(values.affine(Affine(mean=mean, std=std), unit, channel_axis=2), array_of(pair(array)))


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_gray_is_that_of_torchvision_bit_for_bit(torchvision, dtype):
    array = np.random.default_rng(0).integers(0, 256, (256, 256, 3)).astype(dtype)
    expected = torchvision.transforms.v2.functional.rgb_to_grayscale(tensor(array))
    given = to_color(ToColor("gray", library="torch"), Pixels(array, "rgb"))
    np.testing.assert_array_equal(given.array, array_of(expected))
