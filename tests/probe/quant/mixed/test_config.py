"""What is written for the toolchain is read back as it was meant."""

import json
import re
from pathlib import Path

import planted
import pytest

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.mixed import config, ladder
from pipecheck.probe.quant.mixed.ladder import Setting
from pipecheck.probe.quant.precision import read, taken
from pipecheck.sources import jsondoc, yamldoc

OLD = "model_parameters:\n  march: bayes-e  # the board\n"
NEW = "model_parameters:\n  march: nash-e  # the board\ncalibration_parameters:\n  cal_data_dir: ./data  # samples\n"
MIXED = Setting(nodes={"conv2": "int16", "conv5": "float32", "head": "int16"})
EVERY = Setting(nodes={"conv0": "int16-ec", "gap0": "int16-ec", "conv2": "float16", "conv7": "float32", "conv9": "int16"})


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return planted.classifier(tmp_path_factory.mktemp("net"))


def meant(prepared, said, setting):
    asked = ladder.said(said, setting, prepared)
    return taken.taken(asked, prepared), taken.outputs(asked, prepared)


def said_by(prepared, text, quant=None):
    said = read.read(yamldoc.parse(text, Path("config.yaml")), quant)
    return said, (taken.taken(said, prepared), taken.outputs(said, prepared))


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        pytest.param(OLD, MIXED, id="node_info"),
        pytest.param(OLD + "  node_info: {'conv0': {'ON': 'CPU'}}\n", MIXED, id="beside others"),
        pytest.param(OLD + "  node_info: 'conv0:int16;conv1:int16'\n", MIXED, id="beside the short form"),
        pytest.param(OLD + "calibration_parameters:\n  optimization: 'set_all_nodes_int16;run_fast'\n", MIXED, id="no more all in int16"),
        pytest.param(OLD + "calibration_parameters:\n  optimization: run_fast # so\n", Setting(base="int16"), id="all in int16"),
        pytest.param(OLD, Setting(base="int16", nodes={"conv5": "float32"}), id="all but one in int16"),
        pytest.param(NEW, EVERY, id="quant_config"),
        pytest.param(NEW + "  quant_config: {op_config: {Conv: {qtype: int16}}}\n", EVERY, id="beside operators"),
        pytest.param(NEW + "  quant_config:\n    node_config:\n      conv1: {qtype: int16}\n", EVERY, id="beside nodes"),
        pytest.param(NEW + "  quant_config:\n    model_config: {all_node_type: int16}\n", EVERY, id="no more all_node_type"),
        pytest.param(NEW + "  optimization: set_all_nodes_int16\n", EVERY, id="against optimization"),
        pytest.param(NEW, Setting(base="float16", nodes={"head": "float32"}), id="all in float16"),
        pytest.param(NEW, Setting(base="int16"), id="all in int16, newer"),
    ],
)
def test_the_yaml_reads_back_as_the_same_types(prepared, tmp_path, text, setting):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    said, _ = said_by(prepared, text)
    before, after = config.patched(setting, prepared, path)
    assert before == text == path.read_text(encoding="utf-8")
    assert said_by(prepared, after)[1] == meant(prepared, said, setting)
    assert re.findall("#.*", after) == re.findall("#.*", text)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="none"),
        pytest.param({"model_config": {"all_node_type": "int16", "activation": {"calibration_type": "max"}}}, id="all_node_type"),
        pytest.param({"model_config": {"mine": {"all_node_type": "float16"}}}, id="under a name"),
        pytest.param({"node_config": {"conv4": {"qtype": "int16"}}, "op_config": {"Gemm": {"qtype": "float16"}}}, id="others"),
    ],
)
@pytest.mark.parametrize("setting", [EVERY, Setting(base="int16", nodes={"conv1": "float16"})], ids=["int8", "int16"])
def test_the_json_reads_back_as_the_same_types(prepared, given, setting):
    before = jsondoc.parse(json.dumps(given), Path("quant.json"))
    after = jsondoc.parse(json.dumps(config.quant_config(setting, prepared, given)), Path("quant.json"))
    said = read.read(None, before)
    found = read.read(None, after)
    assert (taken.taken(found, prepared), taken.outputs(found, prepared)) == meant(prepared, said, setting)
    assert {key: stated.value for key, stated in found.method.items()} == {key: stated.value for key, stated in said.method.items()}


def test_a_file_of_its_own_is_named_anew(prepared, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(NEW + "  quant_config: quant.json  # mine\n", encoding="utf-8")
    assert config.patched(EVERY, prepared, path, quant="out/quant_config.json")[1].endswith("quant_config: out/quant_config.json  # mine\n")
    with pytest.raises(PipecheckError, match=r"names a quant_config of its own, quant\.json"):
        config.patched(EVERY, prepared, path)


def test_the_older_toolchain_has_no_float16(prepared):
    with pytest.raises(PipecheckError, match="conv2 was to take float16, which node_info does not have"):
        config.node_info(Setting(nodes={"conv2": "float16"}), prepared)


def test_nothing_is_changed_where_nothing_was_chosen(prepared, tmp_path):
    for text in (OLD, NEW):
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        assert config.patched(Setting(), prepared, path) == (text, text)


def test_the_change_is_shown_as_a_diff(prepared, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(OLD, encoding="utf-8")
    lines = config.diff(path, *config.patched(Setting(nodes={"conv2": "int16"}), prepared, path)).splitlines()
    added = ["+  node_info:", "+    conv2:", "+      'ON': BPU", "+      InputType: int16"]
    assert lines == [f"--- {path}", f"+++ {path}", "@@ -1,2 +1,6 @@", " model_parameters:", "   march: bayes-e  # the board", *added]
