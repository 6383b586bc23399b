"""What reports suggest: what to drop, what to write again, how many to add of which class."""

import pytest
from calibration_sets import fit, pictures, tensors, written

from pipecheck.evidence.calibration import Advice, Alike, Coverage, Odd, Shift
from pipecheck.evidence.tensors import Misfit
from pipecheck.report.sets.additions import additions
from pipecheck.report.sets.advice import advice

FEW = Advice(advised=30)
UNLABELLED = Coverage(title="class", counts=(("a", 100),), unlabelled=7)


def coverage(*counts, trained=(), **more):
    names = [chr(ord("a") + index) for index in range(len(counts))]
    return Coverage(
        title="class", counts=tuple(zip(names, counts, strict=True)), trained=tuple(zip(names, trained, strict=bool(trained))), **more
    )


@pytest.mark.parametrize("each", [pytest.param(fit(), id="pictures"), pytest.param(written(), id="tensors")])
def test_nothing_is_suggested_of_what_is_fit(each):
    assert list(advice(each)) == []


def test_every_fault_of_pictures_has_its_line():
    assert list(advice(pictures())) == [
        "mend or remove the 3 files that cannot be read",
        "drop 4 copies: dog/0001 (copy).jpg, deer/b.jpg, deer/c.jpg and 1 more",
        (
            "look at these, and drop what the board will not see: "
            "dark: cat/0007.jpg, cat/0011.jpg; one color: ship/sea.png; odd size: truck/0001.png"
        ),
        "calibrate without those that measure the accuracy: cat/0001.jpg, cat/0002.jpg",
        "label 2 pictures: unsorted/x.jpg, unsorted/y.jpg",
        "add 20 pictures of bird (10), frog (10)",
        "keep 10 of 31 pictures of cat",
        "add 33 pictures in all, up to the advised 100",
        "add brighter pictures, as in training: brightness 74 here, 118 there",
    ]


def test_every_fault_of_tensors_has_its_line():
    assert list(advice(tensors())) == [
        "write again or remove 2 files (602112 bytes, and one sample takes 150528): a.bin, b.bin",
        "write again 2 files with NaN or infinity: nan.bin, inf.bin",
        "replace 1 file of one number throughout: zero.bin",
        "add 40 files, up to the advised 100",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"whole": 99}, ["mend or remove the file that cannot be read", "add 1 picture, up to the advised 100"], id="broken"),
        pytest.param({"count": 40, "whole": 40}, ["add 60 pictures, up to the advised 100"], id="few"),
        pytest.param({"count": 40, "whole": 40, "samples": False}, [], id="others are the samples"),
        pytest.param({"count": 40, "whole": 40, "advice": FEW}, [], id="few are advised"),
        pytest.param({"count": 40, "whole": 40, "left_out": 60}, [], id="more were not looked at"),
        pytest.param({"count": 0, "whole": 0, "coverage": (coverage(0, 0),)}, ["add 100 pictures, up to the advised 100"], id="none"),
        pytest.param({"count": 1200, "whole": 1200}, ["keep 1000 of the 1200 pictures or fewer, as different as can be"], id="many"),
        pytest.param({"overlapping": tuple("abcd")}, ["calibrate without those that measure the accuracy: a, b, c and 1 more"], id="names"),
        pytest.param(
            {"alike": (Alike(names=("a", "b"), count=2, exact=True), Alike(names=("c", "b"), count=2, exact=False)), "advice": FEW},
            ["drop the copy: b"],
            id="a copy of two is dropped once",
        ),
        pytest.param({"coverage": (UNLABELLED,)}, ["label 7 pictures: their names were not kept"], id="no names"),
    ],
)
def test_single_faults(changes, expected):
    assert list(advice(fit(**changes))) == expected


@pytest.mark.parametrize(
    ("quantity", "here", "there", "expected"),
    [
        pytest.param("brightness", 180, 120, "add darker pictures, as in training: brightness 180 here, 120 there", id="darker"),
        pytest.param(
            "size", 32**2, 300**2, "add larger pictures, as in training: size as of 32×32 pixels here, 300×300 there", id="larger"
        ),
        pytest.param("saturation", 9, 40.25, "add more colorful pictures, as in training: saturation 9 here, 40 there", id="colorful"),
        pytest.param("shape", 1.0, 1.78, "add wider pictures, as in training: width / height 1 here, 1.8 there", id="wider"),
    ],
)
def test_a_shift_is_answered_by_its_opposite(quantity, here, there, expected):
    far = Shift(quantity=quantity, here=here, there=there, distance=2.0, bound=1.0)
    near = Shift(quantity="contrast", here=1, there=2, distance=1.0, bound=0.4)
    assert list(advice(fit(shifts=(near, far)))) == [expected]


@pytest.mark.parametrize(
    ("given", "more", "keep"),
    [
        pytest.param(coverage(10, 10, 10, 0, complete=True), {"d": 25}, (), id="one is missing: an even share of the advised hundred"),
        pytest.param(coverage(50, 50, 50, 0), {"d": 38}, (), id="one is missing: an even share of the larger set"),
        pytest.param(coverage(60, 40, trained=(60, 40)), {}, (), id="as in training"),
        pytest.param(coverage(50, 50, trained=(90, 10)), {}, (), id="even, where training is not"),
        pytest.param(coverage(99, 1, trained=(50, 50)), {"b": 49}, (), id="too few of one"),
        pytest.param(coverage(60, 0, trained=(99, 1)), {"b": 1}, (), id="training has few of it, too"),
        pytest.param(coverage(60, 0, trained=(60, 0)), {}, (), id="training has none of it"),
        pytest.param(coverage(900, 0, 0), {"b": 34, "c": 34}, (("a", 900, 34),), id="a large set is not made larger"),
        pytest.param(coverage(60, 40, 0, several=True), {"c": 1}, (), id="several in a picture: one will do"),
        pytest.param(coverage(94, 2, 2, 2), {}, (("a", 94, 25),), id="one fills the set"),
        pytest.param(coverage(), {}, (), id="no classes"),
    ],
)
def test_what_a_class_lacks(given, more, keep):
    found = additions(given, Advice())
    assert (dict(found.more), found.keep, found.spread) == (more, keep, 0)


@pytest.mark.parametrize(
    ("shown", "expected"), [pytest.param(95, 0, id="as many as there are pictures"), pytest.param(20, 20, id="a few classes fill the set")]
)
def test_more_classes_than_pictures_can_only_be_spread(shown, expected):
    counts = [100 // shown + (index < 100 % shown) if index < shown else 0 for index in range(1000)]
    given = Coverage(title="class", counts=tuple((str(index), count) for index, count in enumerate(counts)), complete=True)
    assert additions(given, Advice()).spread == expected
    told = [line for line in advice(fit(coverage=(given,))) if "classes" in line]
    assert told == ([f"show more of the 1000 classes: so far {expected} are shown"] if expected else [])


def test_long_lists_of_classes_are_cut():
    given = Coverage(title="class", counts=(("a", 40), *((f"c{index}", 0) for index in range(9))), complete=True)
    assert "add 90 pictures of c0 (10), c1 (10), c2 (10) and 6 more (60)" in list(advice(fit(coverage=(given,))))


def test_a_misfit_without_names_is_still_a_line():
    misfit = Misfit(reason="odd bytes", names=(), count=5)
    assert list(advice(written(count=105, misfits=(misfit,)))) == ["write again or remove 5 files (odd bytes): their names were not kept"]


def test_where_most_are_exceptional_they_are_no_set():
    odd = tuple(Odd(oddity="dark", name=f"{index}.jpg", figure="dark") for index in range(30))
    told = list(advice(fit(count=30, whole=30, coverage=(), odd=odd)))
    assert told[1:] == ["add 100 pictures, up to the advised 100"]
    assert list(advice(fit(count=30, whole=30, coverage=(), odd=odd[:3])))[1:] == ["add 70 pictures, up to the advised 100"]
