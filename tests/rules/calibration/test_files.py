"""PC608, PC611 and PC612: the size, the order and the kind of the numbers in calibration files."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.tensors import Expected, Matched, Misfit, Numbers, TensorSet
from pipecheck.findings import Origin
from pipecheck.rules.calibration.files import RULES

NUMBERS = Numbers(layout="chw", low=(0.0,) * 3, high=(255.0,) * 3, mean=(110.0,) * 3, deviation=(60.0,) * 3, count=1000)
EXPECTED = Expected(
    tool="hb_mapper",
    shape=(3, 8, 8),
    layout="chw",
    color="rgb",
    dtype="float32",
    origins={"folder": Origin(Path("a.yaml"), 9), "layout": Origin(Path("a.yaml"), 5)},
)


def judged(code, **said):
    evidence = TensorSet(**{"input": "data", "folder": Path("calib"), "expected": EXPECTED, "count": 40, "numbers": NUMBERS, **said})
    found = engine.run(RULES, [evidence], engine.Settings((code,)))
    return [f"{each.severity} {each.confidence} {each.origin} {each.message}" for each in found]


HEADER = Misfit(reason="begin with the header of np.save, which is read as pixels", names=("0.bin", "1.bin"), count=2)
CONSTANT = "holds one number throughout (8)"
SMALL = Misfit(reason="an array of 3×6×6, and the input takes 3×8×8", names=("0.npy",), count=40, holds=(3, 6, 6))


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        pytest.param("PC608", {}, [], id="all fit"),
        pytest.param(
            "PC608",
            {"misfits": (HEADER,)},
            ["error certain a.yaml:9 2 of 40 calibration files: begin with the header of np.save, which is read as pixels (0.bin, 1.bin)"],
            id="a header",
        ),
        pytest.param(
            "PC608",
            {"misfits": (Misfit(reason="hold nothing", names=("0",), count=1),), "count": 1},
            ["error certain a.yaml:9 1 of 1 calibration file: hold nothing (0)"],
            id="a single file",
        ),
        pytest.param(
            "PC608",
            {
                "misfits": (
                    Misfit(reason="empty", names=tuple("abcde"), count=30),
                    Misfit(reason="text, not numbers", names=("x",), count=1),
                )
            },
            ["error certain a.yaml:9 31 of 40 calibration files: empty (a, b, c and 27 more); text, not numbers (x)"],
            id="for several reasons, and more files than are named",
        ),
        pytest.param("PC608", {"misfits": (replace(SMALL, told=True),)}, [], id="the script's fault, which is told"),
        pytest.param(
            "PC608",
            {"misfits": (replace(SMALL, told=True), HEADER)},
            ["error certain a.yaml:9 2 of 40 calibration files: begin with the header of np.save, which is read as pixels (0.bin, 1.bin)"],
            id="the script's fault in some",
        ),
        pytest.param("PC611", {}, [], id="no order is plainer than the other"),
        pytest.param("PC611", {"layout": "chw"}, [], id="as configured"),
        pytest.param(
            "PC611", {"layout": "hwc"}, ["error likely a.yaml:5 the files are stored HWC, and CHW is configured"], id="the other order"
        ),
        pytest.param("PC611", {"layout": "hwc", "explained": frozenset({"layout"})}, [], id="the script's fault, which is told"),
        pytest.param("PC611", {"layout": "hwc", "constant_count": 40}, [], id="files without a picture"),
        pytest.param("PC611", {"layout": "hwc", "misfits": (SMALL,)}, [], id="arrays of another shape"),
        pytest.param("PC611", {"layout": "hwc", "expected": Expected()}, [], id="no order is configured"),
        pytest.param(
            "PC611",
            {"matched": Matched(pairs=9, found_by="name", same=9, layout="hwc", laid_out=9)},
            ["error certain a.yaml:5 the files are stored HWC, and CHW is configured"],
            id="the other order against their pictures",
        ),
        pytest.param(
            "PC611",
            {"layout": "chw", "matched": Matched(pairs=9, found_by="name", same=9, layout="hwc", laid_out=2)},
            ["error certain a.yaml:5 2 of 9 files are stored HWC, and CHW is configured"],
            id="the other order in some of them",
        ),
        pytest.param(
            "PC611",
            {"layout": "hwc", "matched": Matched(pairs=9, found_by="name", same=9, layout="chw", laid_out=9)},
            [],
            id="pictures that look otherwise are right against those that they were made of",
        ),
        pytest.param(
            "PC611",
            {"misfits": (replace(SMALL, count=2),), "matched": Matched(pairs=9, found_by="name", same=9, layout="hwc", laid_out=2)},
            [],
            id="arrays of the other order, which is told of their shape",
        ),
        pytest.param("PC612", {}, [], id="numbers that vary"),
        pytest.param(
            "PC612",
            {"unfinite": ("3.bin",), "unfinite_count": 1},
            ["error certain a.yaml:9 1 of 40 calibration files holds NaN or infinity (3.bin)"],
            id="not a number",
        ),
        pytest.param(
            "PC612",
            {"constant": ("3.bin", "4.bin"), "constant_count": 2},
            ["error certain a.yaml:9 2 of 40 calibration files hold one number throughout (3.bin, 4.bin)"],
            id="constant",
        ),
        pytest.param(
            "PC612",
            {"unfinite": ("1", "2", "3", "4", "5"), "unfinite_count": 7, "constant": ("8",), "constant_count": 1},
            ["error certain a.yaml:9 7 of 40 calibration files hold NaN or infinity (1, 2, 3, 4, 5 and 2 more), and 1 " + CONSTANT],
            id="both",
        ),
    ],
)
def test_files(code, said, expected):
    assert judged(code, **said) == expected


@pytest.mark.parametrize(
    ("mended", "hint"),
    [(False, "resize"), (True, "resize: the declared source does so now, run it again")],
)
def test_a_source_that_makes_the_right_size_need_only_be_run_again(mended, hint):
    small = replace(SMALL, hint="resize", mended=mended)
    evidence = TensorSet(input="data", folder=Path("calib"), expected=EXPECTED, count=40, misfits=(small,))
    assert [each.hint for each in engine.run(RULES, [evidence], engine.Settings(("PC608",)))] == [hint]
