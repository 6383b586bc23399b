"""A subset that is chosen: the same every time, every class in it, and more diverse than one that is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipecheck.probe.sets.record import BINS, RECORD, WHOLE
from pipecheck.probe.sets.selection import _points, select
from pipecheck.probe.sets.survey import Survey


def surveyed(count, seed=0, clusters=8, names=None):
    """Pictures in clusters, the first of which has most of them."""
    draw = np.random.default_rng(seed)
    middles = draw.integers(30, 220, (clusters, 3))
    cluster = np.minimum(draw.geometric(0.5, count) - 1, clusters - 1)
    rows = np.zeros(count, RECORD)
    rows["thumbnail"] = np.clip(middles[cluster][:, None, None] + draw.normal(0, 9, (count, 8, 8, 3)), 0, 255)
    rows["histogram"] = np.stack([draw.multinomial(WHOLE, draw.dirichlet(np.ones(BINS)), 3) for _ in range(count)]) if count else 0
    rows["luma"] = middles[cluster].mean(axis=1)
    rows["contrast"], rows["saturation"], rows["sharpness"] = draw.random((3, count)) * 60
    return Survey(root=Path(), names=names or tuple(f"{at:05d}.jpg" for at in range(count)), rows=rows)


def nearest(survey, names):
    """How far the pictures are from the nearest of *names*, on average."""
    points = _points(survey.rows)
    chosen = points[[survey.names.index(name) for name in names]]
    return float(np.mean([np.sqrt(np.square(chosen - point).sum(axis=1).min()) for point in points]))


@given(st.integers(1, 60), st.integers(0, 70), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_another_order_chooses_the_same_and_fewer_are_the_first_of_more(count, wanted, classes, random):
    survey = surveyed(count, seed=count)
    shown = {name: (f"c{random.randrange(classes)}", f"c{random.randrange(classes)}") for name in survey.names}
    order = random.sample(range(count), count)
    mixed = Survey(root=Path(), names=tuple(survey.names[at] for at in order), rows=survey.rows[order])
    found = select(survey, wanted, shown)
    assert select(mixed, wanted, shown) == found
    assert len(found.names) == len(set(found.names)) == min(count, wanted)
    assert select(survey, wanted // 2, shown).names == found.names[: wanted // 2]


@pytest.mark.parametrize("seed", range(5))
def test_what_is_chosen_covers_the_set_better_than_chance(seed):
    survey = surveyed(400, seed)
    chosen = nearest(survey, select(survey, 20).names)
    draw = np.random.default_rng(seed)
    drawn = [nearest(survey, draw.choice(survey.names, 20, replace=False)) for _ in range(20)]
    assert chosen < np.mean(drawn)


@pytest.mark.parametrize(
    ("sizes", "wanted", "counts"),
    [
        pytest.param({"cat": 200, "dog": 90, "fox": 10}, 30, {"cat": 10, "dog": 10, "fox": 10}, id="even"),
        pytest.param({"cat": 200, "dog": 97, "fox": 3}, 30, {"cat": 14, "dog": 13, "fox": 3}, id="a class with few gives all"),
        pytest.param({"cat": 1, "dog": 1, "fox": 298}, 3, {"cat": 1, "dog": 1, "fox": 1}, id="one of each"),
    ],
)
def test_classes_are_even(sizes, wanted, counts):
    survey = surveyed(300)
    classes = [name for name, size in sizes.items() for _ in range(size)]
    found = select(survey, wanted, {name: (shown,) for name, shown in zip(survey.names, classes, strict=True)})
    assert sorted(dict(found.counts).values()) == sorted(counts.values())
    assert dict(found.counts)["fox"] == counts["fox"]
    assert found.uncovered == ()


def test_pictures_that_show_several_cover_the_rare_ones_first():
    survey = surveyed(100)
    shown = dict.fromkeys(survey.names, ("person",)) | {
        survey.names[50]: ("person", "bus", "tram"),
        survey.names[7]: ("person", "boat"),
    }
    found = select(survey, 2, shown)
    assert set(found.names) == {survey.names[50], survey.names[7]}
    assert dict(found.counts) == {"boat": 1, "bus": 1, "person": 2, "tram": 1}
    assert "the 4 classes in turn, the rarest first" in found.how


def test_classes_that_find_no_place_are_named():
    survey = surveyed(6)
    found = select(survey, 2, {name: (name,) for name in survey.names})
    assert len(found.uncovered) == 4
    assert set(found.uncovered).isdisjoint(found.names)


def test_what_is_left_out_is_not_chosen():
    survey = surveyed(20)
    found = select(survey, 20, without=survey.names[:15])
    assert sorted(found.names) == list(survey.names[15:])
    assert found.how.startswith(
        "5 of 20 pictures, 15 left out beforehand: by turns a typical picture, then the one most unlike those chosen"
    )


def test_pictures_without_a_class_have_their_share():
    survey = surveyed(100)
    found = select(survey, 10, dict.fromkeys(survey.names[:50], ("cat",)))
    assert found.counts == (("cat", 5),)


def test_twins_come_last():
    survey = surveyed(30)
    twins = Survey(root=Path(), names=tuple(f"{at:02d}" for at in range(60)), rows=np.concatenate([survey.rows, survey.rows]))
    assert len({int(name) % 30 for name in select(twins, 30).names}) == 30


@pytest.mark.parametrize("count", [0, 1])
def test_few_pictures_are_no_trouble(count):
    assert select(surveyed(count), 5).names == ("00000.jpg",)[:count]


def test_figures_that_are_no_numbers_are_no_trouble():
    survey = surveyed(10)
    survey.rows["sharpness"][3], survey.rows["luma"][4] = np.nan, np.inf
    assert len(select(survey, 10).names) == 10


def test_distances_are_exact():
    points = _points(surveyed(200).rows)
    whole = points.astype(np.int64)
    assert (points == whole).all()
    assert (points @ points.T == whole @ whole.T).all()


def test_progress_is_told():
    told = []
    select(surveyed(10), 3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
