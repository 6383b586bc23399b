"""PC409: two roads that are written alike, or differ in ways that nobody can name, on the same pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from projects import IMAGENET, STUBS, config, told, write

from pipecheck import api, engine
from pipecheck.engine import Settings
from pipecheck.evidence.pixels import Gap, Parted
from pipecheck.gather.looking import Looking
from pipecheck.rules.pixels import pixel_difference

TRAINING = f"transforms.Resize(64), transforms.CenterCrop(56), transforms.ToTensor(), {IMAGENET}"
STRETCHED = f"transforms.Resize(64), transforms.Resize((64, 64)), transforms.ToTensor(), {IMAGENET}"
SHORT, CROP, CHW = "{ResizeShort: {size: 64, library: pil}}", "{CenterCrop: {height: 56, width: 56}}", "{Transpose: {layout: chw}}"
LIMITED = "{ResizeShort: {size: 64, longest: 300, library: pil}}"
SQUARE = "{Resize: {height: 64, width: 64, library: pil}}"
ON_TRAINING = '[training]\nsource = "training.py:t"\nimages = "pictures"\n'
ON_ITSELF = '[training]\nsource = "training.py:t"\n'


def picture(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([x * 5 % 256, (x + y) * 3 % 256, y * 7 % 256], axis=-1).astype(np.uint8))


def project(folder, steps, sizes=((90, 120),), training=TRAINING, named=ON_TRAINING, own="", **keys):
    write(folder, config(**keys), training=training)
    (folder / "pictures").mkdir()
    for number, size in enumerate(sizes):
        picture(*size).save(folder / "pictures" / f"{number}.png")
    text = "read: {library: pil, color: rgb}\nsteps:\n" + "".join(f"  - {step}\n" for step in steps)
    (folder / "calibration.yaml").write_text(text, encoding="utf-8")
    manifest = f'config = "config.yaml"\n{named}[calibration]\nsource = "calibration.yaml"\n{own}'
    (folder / "pipecheck.toml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([SHORT, CROP, CHW], id="the same"),
        pytest.param([SHORT.replace("pil", "torch, antialias: true"), CROP, CHW], id="the same kernel of another library"),
        pytest.param([SHORT.replace("pil", "tensorflow, antialias: true"), CROP, CHW], id="one that computes in floats"),
        pytest.param([SHORT, CROP, "{Affine: {std: 255}}", "{Affine: {scale: 255}}", CHW], id="there and back"),
        pytest.param(
            [SHORT, CROP, "{Affine: {std: 255}}", "{Affine: {scale: 255}}", "{Cast: {dtype: uint8}}", CHW], id="cut to whole levels"
        ),
        pytest.param([SHORT, CHW, CROP], id="in another order"),
    ],
)
def test_quiet(tmp_path, steps):
    assert told(api.check(project(tmp_path, steps, sizes=((90, 120), (77, 200), (300, 65))))) == []


@pytest.mark.parametrize(
    ("steps", "finding"),
    [
        pytest.param([SHORT.replace("pil", "opencv"), CROP, CHW], "PC404 warning calibration.yaml:3 calibration", id="a kernel"),
        pytest.param([SQUARE.replace("64", "56"), CHW], "PC402 error calibration.yaml:3 calibration", id="a policy"),
        pytest.param([SHORT, CROP, "{Affine: {std: 255}}", CHW], "PC305 error calibration.yaml:5 calibration", id="a range"),
        pytest.param(["{ResizeBy: {fx: 0.5, fy: 0.5}}", CROP, CHW], "PC402 error calibration.yaml:3 calibration", id="a factor"),
    ],
)
def test_quiet_beside_a_finding_that_explains_it(tmp_path, steps, finding):
    assert told(api.check(project(tmp_path, steps, sizes=((220, 240),)))) == [finding]


def test_what_only_a_few_pictures_show_is_found(tmp_path):
    report = api.check(project(tmp_path, [LIMITED, SQUARE, CHW], sizes=((90, 120), (60, 1500)), training=STRETCHED))
    assert told(report) == ["PC409 warning calibration.yaml:3 calibration"]
    finding = report.findings[0]
    assert finding.message.startswith(f"on {tmp_path / 'pictures' / '1.png'} this road and training make tensors that are ")
    assert "they part at `ResizeShort(64, longest=300, library='pil')` → `Resize(64, 64, library='pil')`" in finding.message
    assert {(related.origin.path.name, related.origin.line) for related in finding.related} == {("training.py", 3)}
    assert finding.evidence["pictures"] == 2


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"named": ON_ITSELF}, id="no pictures are named"),
        pytest.param({"sizes": ()}, id="the folder is empty"),
        pytest.param({"named": ON_ITSELF, "own": 'images = "training.py"\n'}, id="it is no picture"),
    ],
)
def test_quiet_without_pictures(tmp_path, said):
    sizes = {"sizes": ((60, 1500),)} | said
    found = told(api.check(project(tmp_path, [LIMITED, SQUARE, CHW], training=STRETCHED, **sizes)))
    assert [line for line in found if line.startswith("PC4")] == []


def test_the_pictures_of_the_road_itself_are_used(tmp_path):
    folder = project(tmp_path, [LIMITED, SQUARE, CHW], ((60, 1500),), STRETCHED, ON_ITSELF, 'images = "pictures"\n')
    assert told(api.check(folder, ignore=STUBS)) == ["PC409 warning calibration.yaml:3 calibration"]


def test_a_road_that_cannot_be_run_is_quiet(tmp_path):
    folder = project(
        tmp_path, [LIMITED, SQUARE, CHW], ((60, 1500),), STRETCHED.replace("transforms.ToTensor()", "twist, transforms.ToTensor()")
    )
    assert told(api.check(folder)) == []


@pytest.mark.parametrize("settings", [Settings(ignore=("PC409",)), Settings(select=("PC3",))], ids=["ignored", "not selected"])
def test_it_speaks_only_if_it_is_asked(tmp_path, settings):
    folder = project(tmp_path, [LIMITED, SQUARE, CHW], ((60, 1500),), STRETCHED)
    assert told(api.check(folder, settings=settings)) == []


def test_what_is_ignored_still_explains(tmp_path):
    folder = project(tmp_path, [SHORT.replace("pil", "opencv"), CROP, CHW], ((220, 240),))
    assert told(api.check(folder, settings=Settings(ignore=("PC404",)))) == []


def looked(folder, **said):
    """The report for people who want to look."""
    return api.check(folder, looking=Looking(drawn=True), **said)


def on_calibration(report):
    """What is seen of the calibration."""
    (seen,) = (each for each in report.pictured if each.road == "calibration")
    return seen


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        pytest.param([SHORT, CROP, CHW], [], id="the same"),
        pytest.param([SHORT.replace("pil", "opencv"), CROP, CHW], ["PC404"], id="explained by another rule"),
        pytest.param([SQUARE.replace("64", "56"), CHW], ["PC402"], id="a policy"),
    ],
)
def test_who_looks_sees_every_road_and_hears_the_same(tmp_path, steps, codes):
    folder = project(tmp_path, steps, sizes=((220, 240), (90, 120)))
    report, plain = looked(folder), api.check(folder)
    assert [each.code for each in report.findings] == codes
    assert (report.findings, report.skipped, report.checked) == (plain.findings, plain.skipped, plain.checked)
    assert plain.pictured == ()
    seen = on_calibration(report)
    assert (seen.input, seen.road, seen.folder, seen.count) == ("data", "calibration", tmp_path / "pictures", 2)
    most = max(map(max, seen.sight.heat.cells))
    assert most == pytest.approx(seen.gap.largest)
    assert (most > 1.01) is bool(codes)


def test_what_is_told_is_seen_on_the_same_picture(tmp_path):
    report = looked(project(tmp_path, [LIMITED, SQUARE, CHW], sizes=((90, 120), (60, 1500)), training=STRETCHED))
    assert told(report) == ["PC409 warning calibration.yaml:3 calibration"]
    assert on_calibration(report).sight.picture == report.findings[0].evidence["worst"]


def test_other_sizes_are_seen_without_a_map(tmp_path):
    seen = on_calibration(looked(project(tmp_path, [SHORT, CHW])))
    assert (seen.gap, seen.sight.heat) == (None, None)
    assert (seen.sight.left.width, seen.sight.right.width) == (56, 85)


def test_the_camera_is_handed_the_pictures_and_what_nv12_takes_is_told_apart(tmp_path):
    folder = project(tmp_path, [SHORT, CROP, CHW], input_type_rt="nv12")
    seen = {each.road: each for each in looked(folder).pictured}
    assert set(seen) == {"calibration", "runtime"}
    assert seen["runtime"].sight.halved
    assert seen["runtime"].notes == ("this road starts at the camera: it was handed the pictures that training cuts, as nv12",)


def test_pictures_of_the_evaluation_serve_for_looking_only(tmp_path):
    folder = project(tmp_path, [LIMITED, SQUARE, CHW], ((60, 1500),), STRETCHED, ON_ITSELF, '[evaluation]\nimages = "pictures"\n')
    report = looked(folder)
    assert "PC409" not in {each.code for each in report.findings}
    assert on_calibration(report).gap.largest > 10


@pytest.mark.parametrize("said", [{"named": ON_ITSELF}, {"sizes": ()}, {"named": ON_ITSELF, "own": 'images = "training.py"\n'}])
def test_without_pictures_there_is_nothing_to_see(tmp_path, said):
    assert looked(project(tmp_path, [SHORT, CROP, CHW], **said)).pictured == ()


def test_a_road_that_cannot_be_run_is_not_shown(tmp_path):
    unread = TRAINING.replace("transforms.ToTensor()", "twist, transforms.ToTensor()")
    assert looked(project(tmp_path, [SHORT, CROP, CHW], training=unread)).pictured == ()


def test_an_unused_entry_is_told_to_whoever_looks_as_to_others(tmp_path):
    folder = project(tmp_path, [SHORT.replace("pil", "opencv"), CROP, CHW], ((220, 240),))
    with (folder / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('[ignore]\nPC409 = "a reason"\n')
    assert told(looked(folder)) == told(api.check(folder))


def judged(gap):
    parted = Parted(input="data", road="calibration", folder=Path("set"), count=3, worst="set/1.png", gap=gap, parting=None)
    return [(str(found.severity), found.message) for found in engine.run([pixel_difference], [parted], Settings())]


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(Gap(largest=0.0, mean=0.0, share=0.0), id="nothing"),
        pytest.param(Gap(largest=1.2, mean=0.9, share=0.4), id="a level everywhere"),
        pytest.param(Gap(largest=17.0, mean=0.02, share=0.01), id="an edge"),
        pytest.param(Gap(largest=2.0, mean=0.01, share=0.01), id="single pixels"),
    ],
)
def test_rounding_is_nothing(gap):
    assert judged(gap) == []


@pytest.mark.parametrize(
    ("gap", "severity", "words"),
    [
        pytest.param(
            Gap(largest=30.0, mean=0.3, share=0.05), "warning", "0.3 levels apart on average, 30 at most", id="part of the picture"
        ),
        pytest.param(Gap(largest=75.0, mean=7.1, share=0.6), "warning", "7.1 levels apart on average, 75 at most", id="a kernel"),
        pytest.param(Gap(largest=255.0, mean=37.4, share=0.9), "error", "37 levels apart on average, 255 at most", id="a policy"),
        pytest.param(None, "error", "tensors of other sizes", id="sizes"),
    ],
)
def test_what_is_more_is_told(gap, severity, words):
    [(found, message)] = judged(gap)
    assert found == severity
    assert words in message
