"""What a log says of the build, however long or broken it is."""

import io
import tracemalloc
from pathlib import Path

import pytest
from artefacts import REAL, TIME, log, pictures
from hypothesis import given
from hypothesis import strategies as st
from projects import config

from pipecheck.errors import SourceError
from pipecheck.sources import makertbinlog

PATH = Path("hb_mapper_makertbin.log")


def read(source):
    return makertbinlog.read(io.StringIO(source), PATH)


def line_of(lines, words):
    return next(number for number, line in enumerate(lines, 1) if words in line)


def told(noted):
    return (noted.value, noted.origin.line)


def test_every_fact_has_its_line():
    found = read(log(config(), pictures(-100, 90), scales=(0.5, -0.25, 1e-3)))
    lines = log(config(), []).splitlines()
    assert told(found.march) == ("bayes-e", line_of(lines, "{'march'"))
    assert told(found.samples) == (25, line_of(lines, "num of"))
    assert found.method.value == "max"
    assert [told(warning)[1] for warning in found.warnings] == [2]
    assert found.config.get("input_parameters", "input_type_train") == "rgb"
    place = found.config.origin("input_parameters", "input_type_train")
    assert lines[place.line - 1].strip() == "input_type_train: rgb"
    assert place.path == PATH


def test_an_input_with_its_numbers():
    found = read(log(config(), pictures(-100, 90), scales=(0.5, -0.25, 1e-3))).inputs["data"]
    assert (found.expected, found.original, found.layout, found.means) == ("RGB_128", "RGB", "NCHW", None)
    assert found.scales == pytest.approx((0.5, -0.25, 1e-3))
    assert found.origin.line == line_of(log(config(), []).splitlines(), "{'march'")


@pytest.mark.parametrize("whole", [True, False])
def test_the_channels_are_told_apart(whole):
    tensors = pictures(0, 1, count=2, whole=False)
    for tensor in tensors:
        tensor += [[[-100]], [[0]], [[100]]]
        if whole:
            tensor[:] = tensor.round()
    first, second, third = read(log(config(), tensors)).inputs["data"].channels
    assert (first.highest, second.lowest, third.lowest) == (pytest.approx(-99, abs=1), pytest.approx(0, abs=1), pytest.approx(100, abs=1))
    assert [channel.whole for channel in (first, second, third)] == [whole] * 3
    assert (first.distinct is None) != whole


def test_channels_last():
    tensors = [tensor.transpose(0, 2, 3, 1) for tensor in pictures(0, 1)]
    for tensor in tensors:
        tensor[..., 2] = 77
    source = log(config(), tensors).replace("'NCHW'", "'NHWC'")
    assert [channel.highest for channel in read(source).inputs["data"].channels] == [1, 1, 77]


def test_the_last_build_in_a_file_counts():
    first, second = log(config(), pictures(0, 9), samples=100), log(config("bayes"), pictures(0, 9), march="bayes", samples=7)
    found = read(first + second)
    assert (found.march.value, found.samples.value) == ("bayes", 7)
    assert found.samples.origin.line == first.count("\n") + line_of(second.splitlines(), "num of")


@pytest.mark.parametrize("config_says", ["a: [", "\t- x", "a: *b"])
def test_a_config_that_is_no_yaml_is_unknown(config_says):
    assert read(log(config_says, pictures(0, 9))).config is None


def test_a_log_cut_off_anywhere_is_read():
    whole = log(config(), pictures(-1, 1, count=2, whole=False))
    complete = read(whole)
    for length in range(0, len(whole), 17):
        part = read(whole[:length])
        assert part.samples in (None, complete.samples)
        assert part.march in (None, complete.march)
        assert set(part.inputs) <= set(complete.inputs)


@pytest.mark.parametrize(
    "source",
    [
        f"{TIME}call build params:\n " + "{" * 300_000,
        f"{TIME}call build params:\n {{'input_dict': {{'x': " + "[" * 5000,
        f"{TIME}call build params:\n {{'input_dict': {{'x': {{'scales': [1" + "0" * 400 + "]}}}, 'calibration_data': {'x': " + "[" * 9999,
        f"{TIME}Dump config:\n{TIME}a: 1\n" + "b: 1\n" * 50_000,
        "\0" * 1000,
    ],
)
def test_endless_parts_are_bounded_and_what_follows_is_read(source):
    assert told(read(f"{source}\n{TIME}num of calibration data: 3\n").samples)[0] == 3


def test_a_long_log_needs_little_memory():
    def lines():
        yield from f"{TIME}call build params:\n {{'input_dict': {{'x': {{}}}}, 'calibration_data': {{'x': [array([[[[\n".splitlines(True)
        for _ in range(200_000):
            yield "   [ -1.5, -1., -1., ..., -1., -1., -1.],\n"

    class Stream:
        def __init__(self):
            self.lines = lines()

        def readline(self, _limit):
            return next(self.lines, "")

    tracemalloc.start()
    (channel,) = makertbinlog.read(Stream(), PATH).inputs["x"].channels
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (channel.lowest, channel.highest) == (-1.5, -1.0)
    assert peak < 2_000_000


def test_a_line_without_end_is_read_in_pieces():
    tensor = "'x': [array([[[[" + " -12.," * 50_000 + " 34.]]]]"
    found = read(
        f"{TIME}call build params:\n {{'input_dict': {{'x': {{}}}}, 'calibration_data': {{{tensor}}}}}\n{TIME}num of calibration data: 3\n"
    )
    (channel,) = found.inputs["x"].channels
    assert channel.distinct == (-12.0, 34.0)
    assert told(found.samples) == (3, 3)


@given(st.text())
def test_any_text_is_read_and_hides_nothing_that_follows(source):
    for text in (
        source,
        f"{TIME}call build params:\n {source}",
        f"{TIME}call build params:\n {{'input_dict': {{'x': {{'scales': {source}}}}}, 'calibration_data': {{{source}",
        f"{TIME}Dump config:\n{TIME}{source}",
    ):
        assert told(read(f"{text}\n{TIME}num of calibration data: 3\n").samples)[0] == 3


def test_what_is_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "none.log", tmp_path / "a\0b"):
        with pytest.raises(SourceError):
            makertbinlog.load(path)
    with (tmp_path / "large.log").open("wb") as file:
        file.truncate(makertbinlog.LIMIT + 1)
    with pytest.raises(SourceError, match="larger than 256 MiB, and not read"):
        makertbinlog.load(tmp_path / "large.log")
    (tmp_path / "latin.log").write_bytes(b"\xff\xfe" + f"{TIME}num of calibration data: 12\n".encode())
    assert makertbinlog.load(tmp_path / "latin.log").path.name == "latin.log"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
@pytest.mark.parametrize(
    ("pattern", "march", "samples", "method", "expected", "reach"),
    [
        ("*X5*makertbin.log", "bayes-e", (201, 266), "max-percentile:percentile=0.99995", "YUV444_128", (-116, -1)),
        ("*bayes*makertbin.log", "bayes", (50, 111), "max", "RGB_128", (-83, 127)),
    ],
)
def test_real_logs(pattern, march, samples, method, expected, reach):
    (path,) = REAL.glob(pattern)
    found = makertbinlog.load(path)
    assert (found.march.value, told(found.samples), found.method.value) == (march, samples, method)
    (said,) = found.inputs.values()
    assert (said.expected, said.original, said.layout, said.scales) == (expected, "RGB", "NCHW", (0.00392157,))
    assert (said.channels[0].lowest, said.channels[0].highest) == reach
    assert found.config.get("model_parameters", "march") == march
