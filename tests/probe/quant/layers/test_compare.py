"""Layer by layer: the figures of each tensor, and the place where the error grows, with the reason."""

import csv

import numpy as np
import pytest
from debugged import calibrated, chain, pictures
from onnx import helper
from searched import samples, spiked
from simulated import network

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.layers import writing
from pipecheck.probe.quant.layers.compare import compare_per_layer
from pipecheck.probe.quant.method import Method
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build


def compared(prepared, seen, cases=None, **words):
    observed, plan = calibrated(prepared, seen, **words)
    return compare_per_layer(prepared, plan, cases or pictures(3), observed=observed)


def row(found, tensor):
    return next(each for each in found.layers if each.tensor == tensor)


def test_figures_are_those_of_all_samples_as_one_batch(tmp_path):
    prepared = chain(tmp_path)
    _, plan = calibrated(prepared, pictures(4))
    found = row(compare_per_layer(prepared, plan, pictures(3)), "y")
    first, second = prepare.session(prepared), build.session(prepared, plan)
    a, b = (np.stack([net.run(pictures(3).load(name))["y"] for name in "012"]).astype(np.float64) for net in (first, second))
    power, noise = (a**2).sum(), ((a - b) ** 2).sum()
    wanted = {
        "cosine": (a * b).sum() / np.sqrt(power * (b**2).sum()),
        "mse": ((a - b) ** 2).mean(),
        "l1": np.abs(a - b).mean(),
        "sqnr": 10 * np.log10(power / noise),
        "atol": np.abs(a - b).max(),
        "rtol": (np.abs(a - b)[a != 0] / np.abs(a[a != 0])).max(),
        "noise": noise / power,
        **{f"base_{name}": getattr(a, name)() for name in ("min", "max", "mean", "var")},
        **{f"analy_{name}": getattr(b, name)() for name in ("min", "max", "mean", "var")},
    }
    assert {name: getattr(found, name) for name in wanted} == pytest.approx(wanted, rel=1e-5)
    assert (found.shape, found.quant_dtype, found.qscale, found.max_qscale_diff) == ((1, 3, 16, 16), "float32", None, None)


def test_every_layer_has_its_row(tmp_path):
    found = compared(chain(tmp_path), pictures(4))
    assert [(each.mod_name, each.base_op_type, each.analy_op_type) for each in found.layers] == [
        ("x", "Input", "Input"),
        ("first", "Conv", "Conv+Relu"),
        ("second", "Conv", "Conv+Relu"),
        ("third", "Conv", "Conv"),
    ]
    second = found.layers[2]
    assert second.quant_dtype == "int8"
    assert second.max_qscale_diff == pytest.approx(second.atol / second.qscale)
    assert found.first is None
    assert "no output lies off" in found.said[0]


def test_a_weight_whose_scale_one_channel_owns_is_named(tmp_path):
    found = compared(chain(tmp_path, owned=True), pictures(4), per_channel=False)
    assert found.first.mod_name == "second"
    assert "the weight w2 in int8 makes it" in found.first.said
    assert any("per-tensor risk" in said for said in found.first.said)
    assert "first grows at second" in found.said[0]


def test_a_range_that_calibration_never_saw_is_a_range_error(tmp_path):
    found = compared(chain(tmp_path), pictures(4, brightness=0.3))
    assert found.first.mod_name == "x"
    assert found.first.said[0].startswith("range error")
    assert "it needs samples that reach further" in found.first.said[1]


def test_a_range_that_the_method_cut_is_told_apart(tmp_path):
    seen = pictures(4)
    found = compared(chain(tmp_path), seen, seen, method=Method("percentile", 0.8))
    assert found.first.said[0].startswith("range error")
    assert "its method cut the scale" in found.first.said[1]


@pytest.mark.parametrize("size", [1.0, 0.001], ids=["large", "small"])
def test_outliers_make_a_rounding_error(tmp_path, size):
    seen = samples(lambda rng: {"x": size * spiked(rng)["x"]}, 4)
    found = compared(chain(tmp_path), seen, samples(lambda rng: {"x": np.clip(size * spiked(rng)["x"], None, 200 * size)}, 3))
    assert found.first.mod_name == "x"
    assert found.first.said[0].startswith("rounding error")
    assert any("outliers own the scale" in said for said in found.first.said)
    assert any("int8 is advised for values up to 10" in said for said in found.first.said) is (size == 1)


def test_what_magnifies_the_error_is_told(tmp_path):
    def two(rng):
        found = rng.normal(0, 0.05, (1, 4, 16, 16))
        found[:, :2] += 40.0
        return {"x": found}

    nodes = [
        helper.make_node("Split", ["x"], ["a", "b"], name="split", axis=1),
        helper.make_node("Sub", ["a", "forty"], ["d"], name="less"),
        helper.make_node("Add", ["d", "b"], ["y"], name="sum"),
    ]
    prepared = network(tmp_path, nodes, {"forty": np.float32(40)}, inputs=(("x", (1, 4, 16, 16)),))
    found = compared(prepared, samples(two, 3), samples(two, 3))
    assert found.first.mod_name == "split"
    assert found.first.said[0].startswith("Split magnifies the error of what it takes, ")


def test_what_chooses_is_left_out_and_said(tmp_path):
    prepared = chain(tmp_path, outputs=("m",), whole=("m",), tail=[helper.make_node("ArgMax", ["y"], ["m"], name="choose", axis=1)])
    found = compared(prepared, pictures(3))
    assert found.layers[-1].tensor == "y"
    assert found.said[-1].startswith("ArgMax choose chooses")


def test_samples_that_cannot_be_run_are_left_out(tmp_path):
    prepared = chain(tmp_path)
    observed, plan = calibrated(prepared, pictures(3))
    assert compare_per_layer(prepared, plan, pictures(3, broken=(1,)), observed=observed).samples == ("0", "2")
    none = compare_per_layer(prepared, plan, Samples((), pictures().load))
    assert (none.layers, none.said, none.first) == ((), (), None)


def test_values_that_are_no_numbers_are_unlike_or_left_out(tmp_path):
    def broken(rng):
        found = rng.normal(0, 1, (1, 4, 16, 16))
        found[0, 0, 0, 0] = np.nan
        return {"x": found}

    found = compared(chain(tmp_path), pictures(3), samples(broken, 2))
    assert found.layers[0].base_max < 10
    assert not np.isnan([row(found, "b").noise, row(found, "b").mse, row(found, "b").cosine]).any()


def test_the_files(tmp_path):
    found = compared(chain(tmp_path, owned=True), pictures(4), per_channel=False)
    table, sheet = writing.write(found, tmp_path / "out")
    assert (table.name, sheet.name) == ("compare_per_layer_out.txt", "compare_per_layer_out.csv")
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0][:2] == "+-"
    assert [cell.strip() for cell in lines[1].split("|")[2:-1]] == list(writing.HEADS)
    assert [line.split("|")[1].split() for line in lines[3:7]] == [["0"], ["1"], [">>", "2"], ["3"]]
    assert len({len(line) for line in lines[:8]}) == 1
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [each["mod_name"] for each in rows] == ["x", "first", "second", "third"]
    assert float(rows[2]["SQNR"]) == found.layers[2].sqnr
    assert rows[2]["grows"] == "yes"
    with pytest.raises(SourceError):
        writing.write(found, table)


def test_what_hid_in_narrow_channels_is_traced_back(tmp_path):
    found = compared(chain(tmp_path, spread=(1, 300, 1, 1, 0.5, 1, 2, 1)), pictures(4), per_channel=False)
    assert found.first.mod_name == "third"
    assert any(said.startswith("w2, behind it: per-tensor risk") for said in found.first.said)
