"""The promise for every dialect: a right pipeline is clean in any spelling, and one mistake is one finding, at its line."""

from importlib import import_module

import pytest
from dialects.promise import KINDS, project

from pipecheck import api
from pipecheck.engine import Settings

NAMES = (
    "torchvision_v1",
    "torchvision_v2",
    "torchvision_functional",
    "presets",
    "albumentations",
    "timm_models",
    "huggingface_json",
    "huggingface_python",
    "openmmlab",
    "ultralytics",
    "keras_layers",
    "paddle",
    "settings",
    "opencv_script",
    "pillow_script",
    "skimage_script",
    "torch_script",
    "vendor",
    "chains",
)
DIALECTS = {name: import_module(f"dialects.{name}").DIALECT for name in NAMES}
SETTINGS = Settings(select=("PC0", "PC1", "PC2", "PC3", "PC4"))
FACTS = ("geometry", "color", "values", "layout")


def spellings():
    return [pytest.param(row, id=f"{name}-{row.id}") for name, dialect in DIALECTS.items() for row in dialect.spellings]


def mistakes():
    """Each on every road on which it can be made, with the training of the same dialect."""
    for name, dialect in DIALECTS.items():
        for row in dialect.mistakes:
            training = next((right for right in dialect.spellings if right.target == row.target), None)
            yield from (pytest.param(row, training, road, id=f"{name}-{row.id}-{road}") for road in row.roads)


def checked(folder, march, target, **roads):
    return api.check(project(folder, march, target, **roads), settings=SETTINGS)


def told(report):
    """Every finding as code, place and roads; notes only where they say that something was not read."""
    kept = [found for found in report.findings if str(found.severity) != "note" or found.code == "PC001"]
    return [f"{found.code} {found.origin.path.name}:{found.origin.line} {'+'.join(found.roads)}" for found in kept]


def unread(report, road):
    """What is not known of *road*."""
    spec = report.roads["data"][road]
    return [aspect for aspect in FACTS if getattr(spec, aspect).value is None]


@pytest.mark.parametrize("march", ["bayes-e", "nash-e"])
@pytest.mark.parametrize("row", spellings())
def test_a_right_training_pipeline_is_clean(tmp_path, row, march):
    report = checked(tmp_path, march, row.target, training=row)
    assert told(report) == []
    assert unread(report, "training") == list(row.silent)


@pytest.mark.parametrize("row", spellings())
def test_the_same_pipeline_prepares_the_files_of_hb_compile(tmp_path, row):
    report = checked(tmp_path, "nash-e", row.target, calibration=row, evaluation=row)
    assert told(report) == []
    assert unread(report, "calibration") == list(row.silent)


@pytest.mark.parametrize(("row", "training", "road"), list(mistakes()))
def test_one_mistake_is_one_finding(tmp_path, row, training, road):
    report = checked(tmp_path, row.march, row.target, training=training, **{road: row})
    assert told(report) == [f"{row.code} {row.place(tmp_path, road)} {road}"]


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_whole(name):
    dialect = DIALECTS[name]
    assert len(dialect.spellings) >= 10
    assert sorted({row.kind for row in dialect.mistakes} | dialect.silent.keys()) == sorted(KINDS)
