import contextlib
import io
import time

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import calibrate

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.observe import observe
from pipecheck.probe.quant.samples import Samples
from pipecheck_transformers.errors import ToolkitError

NAMES = tuple(f"{number:03}" for number in range(12))


def model(path, *, batch=1, dynamic=False):
    """Convolutions, wide, depthwise and strided, an addition, a pool and a matrix, on two inputs."""
    draw = np.random.default_rng(1)

    def weight(name, *shape):
        return numpy_helper.from_array((draw.normal(size=shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32), name)

    nodes = [
        helper.make_node("Conv", ["x", "w0", "b0"], ["c0"], pads=[1] * 4),
        helper.make_node("Relu", ["c0"], ["r0"]),
        helper.make_node("Conv", ["r0", "w1"], ["c1"], pads=[1] * 4, group=16),
        helper.make_node("Add", ["c1", "r0"], ["sum"]),
        helper.make_node("Conv", ["sum", "w2"], ["c2"], strides=[2, 2]),
        helper.make_node("Sigmoid", ["c2"], ["gate"]),
        helper.make_node("Mul", ["gate", "y"], ["gated"]),
        helper.make_node("GlobalAveragePool", ["gated"], ["pool"]),
        helper.make_node("Flatten", ["pool"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w3"], ["out"]),
        helper.make_node("ArgMax", ["out"], ["best"], axis=1),
    ]
    first = "N" if dynamic else batch
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [first, *shape]) for name, shape in (("x", (3, 13, 17)), ("y", (8, 6, 8)))],
        [
            helper.make_tensor_value_info("out", TensorProto.FLOAT, [first, 5]),
            helper.make_tensor_value_info("best", TensorProto.INT64, [first, 1]),
        ],
        [weight("w0", 16, 3, 3, 3), weight("b0", 16), weight("w1", 16, 1, 3, 3), weight("w2", 8, 16, 3, 3), weight("w3", 8, 5)],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return model(tmp_path_factory.mktemp("model") / "net.onnx")


@pytest.fixture(scope="module")
def prepared(path):
    return prepare.prepare(path)


def feed(name, *, batch=1):
    draw = np.random.default_rng(int(name))
    size = 3.0 ** (int(name) % 4)
    shapes = {"x": (3, 13, 17), "y": (8, 6, 8)}
    return {each: np.repeat(draw.normal(0, size, (1, *shape)).astype(np.float32), batch, axis=0) for each, shape in shapes.items()}


SAMPLES = Samples(NAMES, feed)


def same(first, second):
    assert first.tensors.keys() == second.tensors.keys()
    assert first.count == second.count
    for name, one in first.tensors.items():
        other = second.tensors[name]
        assert (one.low, one.high, one.total, one.strange, one.exponent) == (
            other.low,
            other.high,
            other.total,
            other.strange,
            other.exponent,
        )
        np.testing.assert_array_equal(one.counts, other.counts)


def test_every_tensor_that_a_unit_takes_or_the_network_gives_is_observed(prepared):
    found = observe(prepared, SAMPLES)
    assert list(found.tensors) == list(dict.fromkeys([*prepared.activations, "out"]))
    assert {"x", "y", "r0", "sum", "out"} <= found.tensors.keys()
    assert (found.count, found.broken, found.remarks) == (12, {}, ())
    network = prepare.session(prepared, expose=["sum"], plain=True)
    wanted = np.concatenate([network.run(feed(name))["sum"].reshape(-1) for name in NAMES])
    one = found.tensors["sum"]
    assert (one.low, one.high, one.total) == (wanted.min(), wanted.max(), wanted.size)
    np.testing.assert_array_equal(one.counts, histogram.of(wanted).counts)


def test_the_largest_values_are_those_that_onnxruntime_finds(prepared, path, tmp_path):
    pytest.importorskip("onnxruntime", minversion="1.20")
    found = observe(prepared, SAMPLES)

    class Reader(calibrate.CalibrationDataReader):
        names = iter(NAMES)

        def get_next(self):
            name = next(self.names, None)
            return None if name is None else feed(name)

    peer = calibrate.create_calibrator(str(path), augmented_model_path=str(tmp_path / "augmented.onnx"))
    with contextlib.redirect_stdout(io.StringIO()):
        peer.collect_data(Reader())
        ranges = peer.compute_data().data
    for name, values in found.tensors.items():
        low, high = (float(np.reshape(each, -1)[0]) for each in ranges[name].range_value)
        assert (values.low, values.high) == (low, high), name


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_the_number_of_threads_changes_nothing(prepared, threads):
    same(observe(prepared, SAMPLES, threads=threads), observe(prepared, SAMPLES, threads=3))


def test_the_order_of_the_samples_changes_nothing(prepared):
    same(observe(prepared, Samples(NAMES[::-1], feed)), observe(prepared, SAMPLES))


@pytest.mark.parametrize(("batch", "dynamic"), [(1, True), (3, False)])
def test_a_batch_that_varies_or_is_fixed_shows_the_same_values(prepared, tmp_path, batch, dynamic):
    other = prepare.prepare(model(tmp_path / "net.onnx", batch=batch, dynamic=dynamic))
    found, wanted = observe(other, Samples(NAMES, lambda name: feed(name, batch=batch))), observe(prepared, SAMPLES)
    for name, values in found.tensors.items():
        assert (values.low, values.high) == pytest.approx((wanted.tensors[name].low, wanted.tensors[name].high), rel=1e-5)


def failing(**faults):
    def load(name):
        if name in faults:
            raise faults[name]
        return feed(name)

    return Samples(NAMES, load)


def test_a_sample_that_cannot_be_read_is_broken_and_the_others_are_not(prepared):
    faults = {"001": SourceError("001.bin", "no such file"), "004": ToolkitError("cut off"), "006": OSError("gone"), "011": MemoryError()}
    found = observe(prepared, failing(**faults))
    assert found.broken == {"001": "001.bin: no such file", "004": "cut off", "006": "gone", "011": "MemoryError"}
    same(found, observe(prepared, Samples(tuple(name for name in NAMES if name not in faults), feed)))


def test_a_sample_that_the_network_does_not_take_is_broken(prepared):
    found = observe(prepared, Samples(("0", "1"), lambda name: feed(name) if name == "0" else {"x": np.zeros((1, 3, 5, 5), np.float32)}))
    assert found.count == 1
    assert list(found.broken) == ["1"]
    assert "onnxruntime cannot run it" in found.broken["1"]


def test_where_there_is_no_sample_nothing_is_known(prepared):
    found = observe(prepared, Samples((), feed))
    assert (found.tensors, found.count) == ({}, 0)
    found = observe(prepared, failing(**dict.fromkeys(NAMES, OSError("gone"))))
    assert (found.tensors, found.count, len(found.broken)) == ({}, 0, 12)


def test_what_is_no_number_is_counted_apart(prepared):
    def load(name):
        found = feed(name)
        found["y"][0, 0, 0, 0] = np.nan
        return found

    found = observe(prepared, Samples(NAMES, load))
    assert (found.tensors["y"].strange, found.tensors["x"].strange) == (12, 0)
    assert found.tensors["y"].total == 12 * (8 * 6 * 8 - 1)


def test_another_error_is_not_hidden(prepared):
    with pytest.raises(ZeroDivisionError):
        observe(prepared, failing(**{"003": ZeroDivisionError()}))


def test_time_that_is_over_is_enough(prepared):
    assert observe(prepared, SAMPLES, deadline=time.monotonic()).count == 0
    assert observe(prepared, SAMPLES, deadline=time.monotonic() + 100).count == 12


def test_progress_is_told_sample_by_sample(prepared):
    told = []
    observe(prepared, failing(**{"003": OSError("gone")}), progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 12) for number in range(1, 13)]
