import cv2
import networks
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image

from pipecheck.errors import SourceError
from pipecheck.probe.network.load import load
from pipecheck.probe.trial.lane import Lane, feed, frame, outputs
from pipecheck.spec import canonical
from pipecheck.spec.program import Decoded, Program, Step
from pipecheck_transformers import Cast, Chain, Letterbox, Resize, Transpose, pil, readers
from pipecheck_transformers.errors import ReadError


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return load(networks.classifier(tmp_path_factory.mktemp("network") / "model.onnx"))


@pytest.fixture
def picture(tmp_path):
    return networks.pictures(tmp_path, 1)[0]


def sum_of(path, **inputs):
    """A network at *path* that adds up its inputs, each of *dtype*."""
    names = list(inputs)
    taken = [helper.make_tensor_value_info(name, dtype, [1, 2, 2, 3]) for name, dtype in inputs.items()]
    casts = [helper.make_node("Cast", [name], [f"{name}_"], to=TensorProto.FLOAT) for name in names]
    total = helper.make_node("Sum", [f"{name}_" for name in names], ["sum"])
    given = helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1, 2, 2, 3])
    graph = helper.make_graph([*casts, total], "sum", taken, [given])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return load(path)


def spec(*ops):
    return canonical(Program(Decoded(library="opencv", exif=True, color="bgr"), tuple(map(Step, ops))))


def turned(path, orientation, size=(40, 20)):
    """A picture at *path* of *size*, width first, with an EXIF orientation."""
    image = Image.new("RGB", size, (10, 200, 30))
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(path, exif=exif)
    return path


def test_a_file_and_its_decoded_picture_give_the_same(network, picture):
    lane = Lane(chain=networks.wanted(), network=network, input="data")
    of_file, of_picture = outputs(lane, picture), outputs(lane, cv2.imread(str(picture)))
    assert of_file["logits"].shape == (1, len(networks.CLASSES))
    np.testing.assert_array_equal(of_file["logits"], of_picture["logits"])


def test_it_is_what_the_chain_and_the_network_give_one_after_the_other(network, picture):
    by_hand = network.run({"data": networks.wanted()(picture)[np.newaxis].astype(np.float32)})
    lane = Lane(chain=networks.wanted(), network=network, input="data")
    np.testing.assert_array_equal(outputs(lane, picture)["logits"], by_hand["logits"])


@pytest.mark.parametrize("dtype", [TensorProto.INT8, TensorProto.FLOAT], ids=["int8", "float"])
def test_an_offset_is_added_before_the_network(tmp_path, dtype):
    lane = Lane(chain=Chain([Resize(2, 2)]), network=sum_of(tmp_path / "model.onnx", data=dtype), input="data", offset=-128.0)
    pixels = np.array([[[0, 1, 2], [127, 128, 129]], [[253, 254, 255], [5, 6, 7]]], np.uint8)
    np.testing.assert_array_equal(outputs(lane, pixels)["sum"][0], pixels - np.float32(128))


def test_without_an_offset_nothing_is_copied(network, picture):
    lane = Lane(chain=networks.wanted(), network=network, input="data")
    tensor = lane.make(picture).astype(np.float32)
    assert np.shares_memory(feed(lane, tensor)["data"], tensor)


def test_other_inputs_belong_to_the_picture(tmp_path):
    network = sum_of(tmp_path / "model.onnx", data=TensorProto.FLOAT, depth=TensorProto.FLOAT)
    asked = []

    def also(path):
        asked.append(path)
        return {"depth": np.full((1, 2, 2, 3), 1000, np.float32)}

    lane = Lane(chain=Chain([Resize(2, 2), Cast("float32")]), network=network, input="data", also=also)
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((2, 2, 3), 7, np.uint8))
    assert np.unique(outputs(lane, path)["sum"]) == [1007]
    assert np.unique(outputs(lane, cv2.imread(str(path)), path)["sum"]) == [1007]
    assert asked == [path, path]


def test_a_tensor_that_does_not_fit_is_said(network, picture):
    lane = Lane(chain=Chain([Resize(9, 9), Transpose("chw")]), network=network, input="data")
    with pytest.raises(SourceError, match="takes 1×3×32×32, and was given 3×9×9"):
        outputs(lane, picture)


def test_lanes_of_equal_parts_are_equal(network):
    one, other = (Lane(chain=networks.wanted(), network=network, input="data") for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("read", "orientation", "suffix", "expected"),
    [
        pytest.param(readers.opencv(), 1, "jpg", (20, 40), id="upright"),
        pytest.param(readers.opencv(), 6, "jpg", (40, 20), id="turned"),
        pytest.param(readers.opencv(), 3, "jpg", (20, 40), id="upside down"),
        pytest.param(readers.opencv(exif=False), 6, "jpg", (20, 40), id="left as it lies"),
        pytest.param(pil(), 6, "jpg", (20, 40), id="Pillow"),
        pytest.param(pil(exif=True), 8, "jpg", (40, 20), id="Pillow, asked to turn it"),
        pytest.param(pil(exif=True), 6, "png", (40, 20), id="a PNG"),
        pytest.param(pil(), 6, "webp", (20, 40), id="a WebP"),
        pytest.param(pil(), 6, "tiff", (40, 20), id="a TIFF, which Pillow turns unasked"),
    ],
)
def test_a_frame_is_that_of_the_picture_as_it_is_read(network, tmp_path, read, orientation, suffix, expected):
    path = turned(tmp_path / f"a.{suffix}", orientation)
    lane = Lane(chain=Chain([Letterbox(32, 32)], read=read), network=network, input="data", spec=spec())
    found = frame(lane, path)
    assert found.size == expected == readers.read(read, path).shape[:2]


def test_a_frame_is_where_the_chain_puts_the_picture(network, tmp_path):
    lane = Lane(chain=networks.wanted(), network=network, input="data", spec=spec(Letterbox(32, 32)))
    found = frame(lane, turned(tmp_path / "a.jpg", 1))
    assert (found.columns.scale, found.columns.shift) == (0.8, 0.0)
    assert (found.rows.scale, found.rows.begin, found.rows.end) == (0.8, 8.0, 24.0)


def test_a_geometry_that_nobody_knows_has_no_frame(network, tmp_path):
    assert frame(Lane(chain=networks.wanted(), network=network, input="data"), tmp_path / "a.jpg") is None


@pytest.mark.parametrize("content", [pytest.param(b"", id="empty"), pytest.param(b"nothing", id="no picture")])
def test_what_is_no_picture_has_no_frame_but_a_reason(network, tmp_path, content):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    lane = Lane(chain=networks.wanted(), network=network, input="data", spec=spec(Letterbox(32, 32)))
    with pytest.raises(ReadError):
        frame(lane, path)
