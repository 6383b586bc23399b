"""Which pipeline of a config counts, what it inherits, and what its model does first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openmmlab_configs import CLASSIFIER, LOAD, MEANS, NEWER, YOLO
from spelled import step_told

from pipecheck.errors import SourceError
from pipecheck.lower import openmmlab
from pipecheck.sources import jsondoc, pycalls
from pipecheck.spec import canonical


@pytest.fixture
def lower(tmp_path):
    def lowered(source, name=None):
        path = tmp_path / "config.py"
        path.write_text(source, encoding="utf-8")
        return openmmlab.lower(path, name)

    return lowered


def told(program):
    return [step_told(step) for step in program.steps]


def test_the_models_own_preprocessor_comes_first(lower):
    source = NEWER + "model = dict(type='ImageClassifier', data_preprocessor=dict(type='ImgDataPreprocessor', mean=[0], std=[255]))\n"
    assert told(lower(source))[-1] == "Affine(std=255.0)"
    assert told(lower(NEWER + "model = dict(type='ImageClassifier')\n"))[-1] == f"Affine({MEANS})"


def test_a_gray_picture_is_not_swapped(lower):
    source = NEWER.replace("'LoadImageFromFile'", "'LoadImageFromFile', color_type='grayscale'").replace(
        "[123.675, 116.28, 103.53]", "[127]"
    )
    assert not [step for step in told(lower(source)) if "ToColor" in step]


def test_every_step_stands_where_it_is_written(lower):
    lines = [step.origin.line for step in lower(CLASSIFIER).steps]
    assert lines == [4, 5, 6, 6, 6, 7]
    assert {step.origin.line for step in lower(NEWER).steps[3:]} == {1}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(None, 1, id="what is tested with"),
        pytest.param("val_pipeline", 2, id="by name"),
        pytest.param("val_dataloader", 3, id="by a loader"),
        pytest.param("val_dataloader.dataset.pipeline", 3, id="by a path"),
        pytest.param("data.val", 4, id="by the older path"),
        pytest.param("train_pipeline", 5, id="training"),
    ],
)
def test_which_pipeline(lower, name, size):
    def resized(number):
        return f"[{LOAD}, dict(type='Resize', scale={number})]"

    source = (  # every place has its own size
        f"test_dataloader = dict(dataset=dict(type='RepeatDataset', dataset=dict(pipeline={resized(1)})))\nval_pipeline = {resized(2)}\n"
        f"val_dataloader = dict(dataset=dict(pipeline={resized(3)}))\n"
        f"data = dict(val=dict(pipeline={resized(4)}))\ntrain_pipeline = {resized(5)}\n"
    )
    assert told(lower(source, name)) == [f"Resize({size}, {size})"]


def test_a_name_that_is_not_there(lower):
    with pytest.raises(SourceError, match=r"no test_pipelin in it; did you mean 'test_pipeline'\?"):
        lower(CLASSIFIER, "test_pipelin")


def test_no_pipeline_at_all(lower):
    with pytest.raises(SourceError, match=r"config.py: no test_pipeline or val_pipeline"):
        lower("model = dict(type='A')\n")


def test_a_missing_base_is_one_unknown(lower):
    (step,) = lower("_base_ = './gone.py'\ntest_dataloader = dict(dataset=dict(root='x'))\n").steps
    assert step_told(step) == "?_base_ = './gone.py' color+decode+dtype+geometry+layout+values"
    assert step.origin.line == 1


def test_what_a_base_sets_and_the_child_changes(lower, tmp_path):
    (tmp_path / "base.py").write_text(NEWER + "model = dict(type='ImageClassifier')\n", encoding="utf-8")
    child = "_base_ = './base.py'\ndata_preprocessor = dict(mean=[0, 0, 0], std=[255, 255, 255], to_rgb=False)\n"
    assert told(lower(child))[2:] == ["Transpose('chw')", "Cast('float32')", "Affine(mean=(0.0, 0.0, 0.0), std=(255.0, 255.0, 255.0))"]
    # A pipeline that is named anew is used only where a loader takes it up.
    forgotten = f"_base_ = './base.py'\ntest_pipeline = [{LOAD}]\n"
    assert told(lower(forgotten))[0] == "ResizeShort(256)"


def test_configs_that_are_imported(lower, tmp_path):
    (tmp_path / "base.py").write_text(
        "from mmcv.transforms import LoadImageFromFile, Resize\nfrom mmpretrain.datasets import PackInputs\n"
        "test_pipeline = [dict(type=LoadImageFromFile), dict(type=Resize, scale=(48, 64)), dict(type=PackInputs)]\n"
        "test_dataloader = dict(dataset=dict(pipeline=test_pipeline))\n",
        encoding="utf-8",
    )
    child = "from mmengine.config import read_base\nwith read_base():\n    from .base import *\n"
    assert told(lower(child)) == ["Resize(64, 48)", "Transpose('chw')"]
    assert told(lower(f"{child}test_pipeline[1].update(dict(scale=(32, 32)))\n")) == ["Resize(32, 32)", "Transpose('chw')"]


def test_json(tmp_path):
    data = {
        "data_preprocessor": {"mean": [0, 0, 0], "std": [255, 255, 255], "to_rgb": True},
        "test_pipeline": [{"type": "LoadImageFromFile"}, {"type": "Resize", "scale": [48, 64]}, {"type": "PackInputs"}],
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    assert openmmlab.sniff(jsondoc.load(path))
    program = openmmlab.lower(path)
    assert told(program)[:2] == ["Resize(64, 48)", "Transpose('chw')"]
    assert [step.origin.line for step in program.steps] == [19, 26, 13, 2, 3]


def test_both_generations_amount_to_the_same(lower):
    older, newer = canonical(lower(CLASSIFIER)), canonical(lower(NEWER))
    for aspect in ("decode", "geometry", "color", "values", "layout", "dtype"):
        left, right = getattr(older, aspect).value, getattr(newer, aspect).value
        assert left is not None
        if aspect != "geometry":
            assert left == right
    assert [placed.op for placed in older.geometry.value] == [placed.op for placed in newer.geometry.value]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("_base_ = 'x.py'\n", True, id="inherits"),
        pytest.param(CLASSIFIER, True, id="older"),
        pytest.param(YOLO, True, id="newer"),
        pytest.param("data_preprocessor = dict(mean=[1], std=[2])\n", True, id="only a preprocessor"),
        pytest.param("test_pipeline = T.Compose([T.ToTensor()])\n", False, id="a transform of that name"),
        pytest.param("test_dataloader = DataLoader(d)\ndata = load()\nmodel = Net()\n", False, id="a training script"),
        pytest.param("x = 1\n", False, id="anything"),
    ],
)
def test_speaks(source, expected):
    assert openmmlab.sniff(pycalls.parse(source, Path("config.py"))) is expected
