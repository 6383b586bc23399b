"""Which models a project has."""

import pytest
from networks import classifier

from pipecheck.errors import SourceError
from pipecheck.gather.networks.models import models


def test_the_source_alone_is_what_is_measured(written, tmp_path):
    found = models(written())
    assert (found.source, found.measured, found.apart) == (tmp_path / "model.onnx", tmp_path / "model.onnx", False)


def test_the_float_model_of_the_last_build_is_measured(written, tmp_path):
    known = written()
    (tmp_path / "model_output").mkdir()
    built = classifier(tmp_path / "model_output" / "model_original_float_model.onnx")
    found = models(known)
    assert (found.measured, found.apart) == (built, True)


def test_what_the_manifest_names_is_measured(written, tmp_path):
    known = written('config = "config.yaml"\n[evaluation]\nmodel = "other.onnx"\nimages = "val"\n')
    classifier(tmp_path / "other.onnx")
    assert models(known).measured == tmp_path / "other.onnx"


def test_a_model_that_is_not_there_is_told_with_its_place(written, tmp_path):
    known = written('config = "config.yaml"\n\n[evaluation]\nmodel = "other.onnx"\n')
    with pytest.raises(SourceError, match=r"pipecheck\.toml:3: \[evaluation\] model other\.onnx: no such file"):
        models(known)


def test_a_link_to_the_source_is_no_second_model(written, tmp_path):
    known = written('config = "config.yaml"\n[evaluation]\nmodel = "same.onnx"\n')
    (tmp_path / "same.onnx").symlink_to("model.onnx")
    assert not models(known).apart


def test_without_any_model_there_is_none(written, tmp_path):
    known = written()
    (tmp_path / "model.onnx").unlink()
    assert models(known) is None
