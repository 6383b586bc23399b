"""Pictures of distributions: a file for each, whole, and the same every time."""

import cv2
import numpy as np
import pytest
from debugged import calibrated, chain, pictures

from pipecheck.errors import SourceError
from pipecheck.probe.quant.distributions import drawing
from pipecheck.probe.quant.distributions.distributions import distributions


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    prepared = chain(tmp_path_factory.mktemp("network"))
    observed, plan = calibrated(prepared, pictures(3))
    return distributions(prepared, plan, pictures(3), observed)


def test_each_tensor_has_its_pictures(tmp_path, found):
    paths = (*drawing.histograms(found.tensors, tmp_path / drawing.HISTOGRAMS), *drawing.channelwise(found.tensors, tmp_path / "channels"))
    assert len(set(paths)) == 2 * len(found.tensors)
    assert (tmp_path / drawing.HISTOGRAMS / "w1_HzCalibration.png") in paths
    for path in paths:
        picture = cv2.imread(str(path))
        assert picture.shape[1] == 1000
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50
    again = drawing.histograms(found.tensors, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths[: len(again)]]
    assert {path.suffix for path in (tmp_path / drawing.HISTOGRAMS).iterdir()} == {".png"}


def test_names_that_are_no_file_names_get_one_of_their_own(tmp_path, found):
    from dataclasses import replace

    names = ("/m/a.0/Conv", "m/a.0/Conv", "M/a.0/Conv", "../../..", "$x_{1", "卷积/层", "a" * 400)
    paths = drawing.histograms([replace(found.tensors[0], name=name) for name in names], tmp_path)
    assert {path.parent for path in paths} == {tmp_path}
    assert len({path.name.lower() for path in paths}) == len(names)
    assert all(path.is_file() for path in paths)


def test_a_folder_that_is_a_file_is_told(tmp_path, found):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="file"):
        drawing.histograms(found.tensors[:1], tmp_path / "file")
