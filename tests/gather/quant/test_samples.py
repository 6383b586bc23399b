"""The calibration samples of a project, as its float network takes them."""

import networks
import numpy as np
import pytest
import quantised_projects

from pipecheck.errors import PipecheckError
from pipecheck.findings import Skipped
from pipecheck.gather import roads, stated
from pipecheck.gather.networks import alone
from pipecheck.gather.networks.known import Known
from pipecheck.gather.quant.samples import stream
from pipecheck.probe.network.load import load


def known(path):
    plan = stated.completed(path)
    found = alone.evidence(plan) if plan.config is None else roads.evidence(plan, files=True)
    return Known(plan=plan, evidence=[each for each in found if not isinstance(each, Skipped)])


def made(index):
    """What the network wants of the picture of a sample."""
    return networks.wanted()(networks.picture(index % len(networks.CLASSES), 5000 + index)[..., ::-1])[None]


@pytest.mark.parametrize("tool", quantised_projects.MARCH)
def test_every_form_becomes_what_the_network_wants(tmp_path, tool):
    quantised_projects.write(tmp_path, tool, count=3)
    flowing = stream(known(tmp_path), load(tmp_path / "model.onnx"), None)
    assert len(flowing.samples.names) == 3
    for index, name in enumerate(flowing.samples.names):
        np.testing.assert_allclose(flowing.samples.load(name)["data"], made(index), atol=2e-5)


def test_pictures_are_prepared_as_in_training(tmp_path):
    quantised_projects.write(tmp_path, count=1)
    flowing = stream(known(tmp_path), load(tmp_path / "model.onnx"), tmp_path / "val")
    assert flowing.samples.names[0] == "amber/0000.png"
    expected = networks.wanted()(tmp_path / "val" / "amber" / "0000.png")
    np.testing.assert_allclose(flowing.samples.load("amber/0000.png")["data"], expected[None], atol=1e-6)


def test_files_that_no_yaml_speaks_of_go_in_as_they_are(tmp_path):
    quantised_projects.write(tmp_path / "project")
    folder = quantised_projects.samples(tmp_path / "files", "hb_compile", count=2)
    flowing = stream(known(tmp_path / "project" / "model.onnx"), load(tmp_path / "project" / "model.onnx"), folder)
    np.testing.assert_allclose(flowing.samples.load("001.npy")["data"], made(1), atol=1e-6)
    assert flowing.assumed == ()


def test_bytes_that_no_yaml_speaks_of_are_told(tmp_path):
    quantised_projects.write(tmp_path / "project")
    (tmp_path / "files").mkdir()
    np.zeros((3, 32, 32), np.uint8).tofile(tmp_path / "files" / "0.bin")
    flowing = stream(known(tmp_path / "project" / "model.onnx"), load(tmp_path / "project" / "model.onnx"), tmp_path / "files")
    assert "nothing says which mean and scale" in flowing.assumed[0]


@pytest.mark.parametrize(
    ("prepare", "complaint"),
    [
        pytest.param(lambda _: None, "files: no such file or folder", id="no folder"),
        pytest.param(lambda folder: folder.mkdir(), "files: holds no calibration sample", id="an empty folder"),
    ],
)
def test_what_is_no_calibration_set(tmp_path, prepare, complaint):
    quantised_projects.write(tmp_path / "project")
    prepare(tmp_path / "files")
    with pytest.raises(PipecheckError, match=complaint):
        stream(known(tmp_path / "project" / "model.onnx"), load(tmp_path / "project" / "model.onnx"), tmp_path / "files")


def test_a_file_that_is_no_sample_is_told_by_name(tmp_path):
    quantised_projects.write(tmp_path, count=2)
    (tmp_path / quantised_projects.FOLDER / "000.rgb").write_bytes(b"short")
    flowing = stream(known(tmp_path), load(tmp_path / "model.onnx"), None)
    with pytest.raises(PipecheckError, match=r"000\.rgb"):
        flowing.samples.load("000.rgb")
    assert flowing.samples.load("001.rgb")["data"].shape == (1, 3, 32, 32)


@pytest.mark.parametrize("value", [np.nan, np.inf], ids=["no number", "infinite"])
def test_a_file_with_what_is_no_number_is_told_by_name(tmp_path, value):
    quantised_projects.write(tmp_path, "hb_compile", count=2)
    path = tmp_path / quantised_projects.FOLDER / "000.npy"
    np.save(path, np.full_like(np.load(path), value))
    flowing = stream(known(tmp_path), load(tmp_path / "model.onnx"), None)
    with pytest.raises(PipecheckError, match=r"000\.npy: holds NaN or infinite values"):
        flowing.samples.load("000.npy")
    assert np.isfinite(flowing.samples.load("001.npy")["data"]).all()
