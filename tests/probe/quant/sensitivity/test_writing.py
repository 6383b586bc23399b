"""The files of a ranking."""

import csv
import json

import pytest
from rankings import place, ranking

from pipecheck.errors import SourceError
from pipecheck.probe.quant.sensitivity import writing

ONE = ranking(place("a_HzCalibration", 0.91), place("bb_HzCalibration", 0.99951, samples=2, op="Gemm", macs=None, share=None))
TWO = ranking(
    place("a", 0.9, 0.99), place("b", 0.95, 0.98), kind="node", settled=False, left=3, failed={"c": "no\nway"}, broken={"7": "is empty"}
)


def test_the_table_is_headed_as_the_toolchains(tmp_path):
    paths = writing.write(ONE, tmp_path / "room")
    assert [path.name for path in paths] == [f"sensitivity_of_weight.{ending}" for ending in ("log", "csv", "json")]
    assert paths[0].read_text(encoding="utf-8").splitlines() == [
        "==================================node sensitivity=================================",
        "Node              cosine-similarity  mse      samples  op_type  dtype  flops",
        "-----------------------------------------------------------------------------------",
        "a_HzCalibration   0.91000000         0.09     8        Conv     int8   2000(25.00%)",
        "bb_HzCalibration  0.99951000         0.00049  2        Gemm     int8",
        "",
        "each weight quantised alone, ranked by cosine-similarity of y0",
        "1 of 2 measured on all 8 samples, the others on 2 of them at least",
    ]


def test_several_outputs_have_a_table_each_after_that_of_all():
    text = writing.text(TWO)
    heads = [line.strip("=") for line in text.splitlines() if line.startswith("=")]
    assert heads == ["node sensitivity", "node sensitivity of y0", "node sensitivity of y1"]
    assert "cosine-similarity of y0  cosine-similarity of y1" in text
    assert "measured on 8 samples\n" in text
    assert "so many are alike that one that was only screened may belong to the first 5" in text
    assert "3 more were not measured: there was no more time" in text
    assert "c could not be measured: no\\nway" in text
    assert "sample 7 could not be run: is empty" in text


def test_the_rows_have_every_figure():
    first, *others = csv.DictReader(writing.rows(TWO).splitlines())
    assert (first["rank"], first["node"], first["output"], first["rank_of_output"], first["cosine-similarity"]) == (
        "1",
        "a",
        "y0",
        "1",
        "0.9",
    )
    assert [(row["node"], row["output"]) for row in others] == [("a", "y1"), ("b", "y0"), ("b", "y1")]
    assert first["flops"] == "2000"


def test_the_data_is_json_whatever_the_numbers_are():
    odd = place("a", float("nan"))
    found = json.loads(writing.data(ranking(odd)), parse_constant=pytest.fail)
    assert found["nodes"][0]["figures"]["y0"]["cosine-similarity"] == "nan"
    assert (found["ranked_by"], found["orders"]) == ({"y0": "cosine-similarity"}, {"y0": ["a"]})
    assert found["nodes"][0]["flops"] == 2000


def test_an_empty_ranking_is_written(tmp_path):
    (log, *_) = writing.write(ranking(), tmp_path)
    assert "ranked by nothing" in log.read_text(encoding="utf-8")


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "room").write_text("x", encoding="ascii")
    with pytest.raises(SourceError, match="room"):
        writing.write(ONE, tmp_path / "room")


def test_the_page_is_written_beside(tmp_path):
    assert writing.write(ONE, tmp_path, "<p>\udcff</p>")[-1].read_bytes() == b"<p>\\udcff</p>"
