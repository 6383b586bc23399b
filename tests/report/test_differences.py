"""Two sources side by side, without pictures."""

import json

import pytest

from pipecheck import api
from pipecheck.report import differences

READ = "read: {library: opencv, color: bgr, exif: true}\n"
RGB = "{ToColor: {color: rgb}}"


@pytest.fixture
def answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def said(left, right):
        for name, steps in (("a.yaml", left), ("b.yaml", right)):
            (tmp_path / name).write_text(
                READ + "steps:\n" + "".join(f"  - {step}\n" for step in steps) + ("" if steps else "  []\n"), encoding="utf-8"
            )
        return differences.as_text(api.diff("a.yaml", "b.yaml"))

    return said


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        pytest.param([RGB], [RGB], "the same tensor", id="same"),
        pytest.param([RGB], [], "red and blue swapped", id="swap"),
        pytest.param([RGB], ["{ToColor: {color: gray}}"], "other channels (rgb against gray)", id="gray"),
        pytest.param([], ["{Transpose: {layout: chw}}"], "HWC against CHW", id="layout"),
        pytest.param([], ["{Cast: {dtype: float32}}"], "uint8 against float32", id="dtype"),
        pytest.param(
            ["{Letterbox: {height: 64, width: 64}}"],
            ["{Letterbox: {height: 64, width: 64, fill: 127}}"],
            "another border (114 against 127)",
            id="border",
        ),
        pytest.param(
            ["{Resize: {height: 64, width: 64}}"],
            ["{Resize: {height: 64, width: 96}}"],
            "another size (64×64 against h64×w96)",
            id="size",
        ),
        pytest.param(["{Resize: {height: 64, width: 64}}"], ["{Resize: {height: 64, width: 64}}", "{Flip: {}}"], "mirrored", id="flip"),
        pytest.param(
            ["{Resize: {height: 64, width: 64}}"],
            ["{Resize: {height: 64, width: 64, interpolation: nearest}}"],
            "another kernel (opencv linear without smoothing against opencv nearest without smoothing)",
            id="kernel",
        ),
        pytest.param(
            ["{ResizeShort: {size: 64}}", "{CenterCrop: {height: 56, width: 56}}"],
            ["{CenterCrop: {height: 56, width: 56}}", "{ResizeShort: {size: 64}}"],
            "another size (56×56 against 64×64)",
            id="order",
        ),
        pytest.param(
            ["{ResizeShort: {size: 64}}", "{CenterCrop: {height: 56, width: 56}}"],
            ["{ResizeShort: {size: 72}}", "{CenterCrop: {height: 56, width: 56}}"],
            "another part of the picture (short side 64 against short side 72)",
            id="window",
        ),
    ],
)
def test_the_first_line_is_the_answer(answer, left, right, words):
    assert answer(left, right).splitlines()[0] == words


def test_every_step_has_its_line(answer):
    lines = answer(
        ["{ResizeShort: {size: 64}}", "{CenterCrop: {height: 56, width: 56}}"], ["{Resize: {height: 56, width: 56}}"]
    ).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("  geometry"))
    assert lines[first : first + 3] == [
        "  geometry  different     left   short side 64 (opencv linear)  (a.yaml:3)",
        "                                 → centre crop 56×56  (a.yaml:4)",
        "                          right  stretch to 56×56 (opencv linear)  (b.yaml:3)",
    ]


def test_a_convention_is_named_below(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.py").write_text(
        "from torchvision import transforms\nt = transforms.Compose([transforms.ToTensor()])\n", encoding="utf-8"
    )
    lines = differences.as_text(api.diff("t.py:t", "t.py:t")).splitlines()
    assert "  color     same          rgb*" in lines
    assert any(line.startswith("  * assumed: torchvision ") for line in lines)


def test_json_has_the_answer_and_every_aspect(answer):
    answer([RGB], [])
    data = json.loads(differences.as_json(api.diff("a.yaml", "b.yaml")))
    assert (data["answer"], data["status"], data["pixels"]) == ("red and blue swapped", 1, None)
    assert {name: each["verdict"] for name, each in data["aspects"].items() if each["verdict"] != "same"} == {"color": "different"}
