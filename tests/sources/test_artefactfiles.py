"""Where the files of an earlier build are looked for, and which of two is older."""

import os

import pytest

from pipecheck.sources import artefactfiles


def test_where_artefacts_are_looked_for(tmp_path):
    for folder in ("", "model_output", "out", "out/deeper"):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name in ("hb_mapper_makertbin.log", "model_quant_info.json", "a_quant_info.json"):
            (tmp_path / folder / name).write_text("", encoding="utf-8")

    def found(*hints):
        return [path.relative_to(tmp_path).as_posix() for path in artefactfiles.find(tmp_path, *hints)]

    here = ["hb_mapper_makertbin.log"]
    assert found() == [*here, "model_output/hb_mapper_makertbin.log", "model_output/model_quant_info.json", "model_quant_info.json"]
    assert found("a", "out") == ["a_quant_info.json", *here, "out/a_quant_info.json", "out/hb_mapper_makertbin.log"]
    assert found("a", ".") == ["a_quant_info.json", *here]
    assert found("a\0", "x" * 5000) == here


@pytest.mark.parametrize(("apart", "expected"), [(-3600, "older"), (-5, None), (0, None), (5, None), (3600, "newer")])
def test_a_fresh_checkout_has_no_ages(tmp_path, apart, expected):
    for name, time in (("log", 1e9 + apart), ("yaml", 1e9)):
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (time, time))
    assert artefactfiles.age(tmp_path / "log", tmp_path / "yaml") == expected
    assert artefactfiles.age(tmp_path / "none", tmp_path / "yaml") is None
