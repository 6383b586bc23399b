"""PC101, PC102, PC103, PC106, PC108: how two roads read their pictures."""

import shutil
from pathlib import Path

import pytest
from projects import SCALE, TRAINING, config, told, write

from pipecheck import api, engine
from pipecheck.evidence.pictures import Apart, Pictures, Reading, ReadModes
from pipecheck.findings import Origin
from pipecheck.gather.project import load
from pipecheck.gather.readers import claims
from pipecheck.rules.reading import RULES
from pipecheck.spec import Decode, Fact

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
OPENCV, OPENCV_UNTURNED = Decode("opencv", exif=True), Decode("opencv", exif=False)
PIL, PIL_TURNED, SKIMAGE, TENSORFLOW = (
    Decode("pil", exif=False),
    Decode("pil", exif=True),
    Decode("skimage", exif=False),
    Decode("tensorflow", exif=False),
)
GROSS = Apart(hazard="16-bit", name="a.png", largest=176.0, mean=143.0)
SLIGHT = Apart(hazard="16-bit", name="a.png", largest=3.0, mean=1.2)
LEVEL = Apart(hazard="16-bit", name="a.png", largest=1.0, mean=0.9)
REFUSED = Apart(hazard="16-bit", name="a.png", reason="scikit-image gives the four inks")


def pictures(**changes):
    said = {"road": "calibration", "folder": Path("pics"), "count": 100, "formats": (("JPEG", 90), ("PNG", 10)), "settled": True}
    return Pictures(**{**said, **changes})


def judged(evidence, code):
    found = engine.run(RULES, [evidence], engine.Settings((code,)))
    return [f"{each.severity} {each.confidence}" for each in found]


def reading(here, training, **changes):
    facts = (Fact(decode, (Origin(Path(name), 1),)) for name, decode in (("train.py", training), ("prep.py", here)))
    trained, mine = facts
    return Reading(road="calibration", training=trained, here=mine, **changes)


def turned(number, **changes):
    return pictures(hazards=(("turned", number, ("a.jpg", "b.jpg", "c.jpg", "d.jpg")),), **changes)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(reading(OPENCV, PIL), [], id="two libraries, no pictures"),
        pytest.param(reading(OPENCV, PIL, own=pictures()), [], id="two libraries, nothing apart"),
        pytest.param(
            reading(OPENCV, PIL, own=pictures(hazards=(("16-bit", 3, ("a.png",)),)), apart=(GROSS,)), ["error certain"], id="gross"
        ),
        pytest.param(
            reading(SKIMAGE, PIL, own=pictures(hazards=(("16-bit", 3, ("a.png",)),)), apart=(REFUSED,)), ["error certain"], id="no"
        ),
        pytest.param(
            reading(OPENCV, PIL, own=pictures(hazards=(("16-bit", 3, ("a.png",)),)), apart=(SLIGHT,)), ["warning certain"], id="few"
        ),
        pytest.param(
            reading(OPENCV, PIL, own=pictures(hazards=(("16-bit", 3, ("a.png",)),)), apart=(LEVEL,)), ["note certain"], id="a level"
        ),
        pytest.param(
            reading(OPENCV, PIL, own=pictures(count=1000, hazards=(("16-bit", 3, ("a.png",)),)), apart=(GROSS,)),
            ["warning certain"],
            id="gross, in 3 of 1000",
        ),
    ],
)
def test_PC101(evidence, expected):
    assert judged(evidence, "PC101") == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(reading(OPENCV, PIL), [], id="no pictures"),
        pytest.param(reading(OPENCV, PIL, own=pictures()), [], id="no turned pictures"),
        pytest.param(reading(OPENCV, PIL_TURNED, own=turned(4)), [], id="both turn"),
        pytest.param(reading(OPENCV_UNTURNED, PIL, own=turned(4)), [], id="neither turns"),
        pytest.param(reading(OPENCV, Decode("pil", exif=None), own=turned(4)), [], id="nobody knows"),
        pytest.param(reading(OPENCV, PIL, own=turned(4)), ["error certain"], id="this road turns"),
        pytest.param(reading(PIL, OPENCV, own=turned(4)), ["error certain"], id="training turns"),
        pytest.param(reading(OPENCV_UNTURNED, OPENCV, own=turned(4)), ["error certain"], id="one library, two ways"),
        pytest.param(reading(PIL, OPENCV, trained=turned(4)), ["error certain"], id="only the pictures of training are named"),
        pytest.param(reading(PIL, OPENCV, own=pictures(), trained=turned(4)), [], id="the road reads no turned pictures"),
        pytest.param(reading(PIL, OPENCV, own=turned(4, count=1000)), ["warning certain"], id="4 of 1000"),
        pytest.param(reading(OPENCV, PIL, own=turned(4), trained=pictures()), ["note certain"], id="upright here, upright in training"),
        pytest.param(reading(PIL, OPENCV, own=turned(4), trained=pictures()), ["error certain"], id="lying here, upright in training"),
    ],
)
def test_PC103(evidence, expected):
    assert judged(evidence, "PC103") == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(reading(OPENCV, PIL, own=pictures()), [], id="two exact decoders"),
        pytest.param(reading(TENSORFLOW, TENSORFLOW, own=pictures()), [], id="the coarse one on both roads"),
        pytest.param(reading(OPENCV, TENSORFLOW, own=pictures(formats=(("PNG", 9),))), [], id="no JPEG"),
        pytest.param(reading(Decode(None, exif=None), TENSORFLOW, own=pictures()), [], id="an unknown reader"),
        pytest.param(reading(OPENCV, TENSORFLOW, own=pictures()), ["warning certain"], id="training decodes with TensorFlow"),
        pytest.param(reading(TENSORFLOW, PIL, own=pictures()), ["warning certain"], id="this road decodes with TensorFlow"),
        pytest.param(reading(OPENCV, TENSORFLOW), ["note certain"], id="without pictures"),
    ],
)
def test_PC106(evidence, expected):
    assert judged(evidence, "PC106") == expected


def test_a_finding_that_rests_on_a_convention_is_likely():
    evidence = reading(OPENCV, PIL, own=turned(4))
    held = Reading(road="calibration", training=Fact(PIL, (), "torchvision opens with PIL"), here=evidence.here, own=evidence.own)
    assert judged(held, "PC103") == ["error likely"]


@pytest.mark.parametrize(
    ("shell", "loader", "expected"),
    [
        pytest.param("opencv", "opencv", [], id="alike"),
        pytest.param("skimage", "caffe", [], id="two names for one mode"),
        pytest.param("PIL", "pil", [], id="capitals"),
        pytest.param(None, "skimage", [], id="not said"),
        pytest.param("opencv", None, [], id="not read"),
        pytest.param("opencv", "skimage", ["error certain"], id="another mode"),
        pytest.param("skimage", "PIL", ["error certain"], id="0..1 and 0..255"),
    ],
)
def test_PC108(shell, loader, expected):
    claims = ReadModes(road="calibration", shell=Fact(shell, (Origin(Path("02.sh"), 3),)), loader=Fact(loader, (Origin(Path("p.py"), 9),)))
    assert judged(claims, "PC108") == expected


def chain(read, *steps):
    return f"read: {{{read}}}\nsteps: [{', '.join(['{Resize: {height: 224, width: 224}}', *steps, '{Transpose: {layout: chw}}'])}]\n"


def project(folder, yaml, steps, calibration, *names, training_images=(), reader=None):
    write(folder, yaml, training=f"transforms.Resize((224, 224)), {steps}")
    said = (folder / "pipecheck.toml").read_text(encoding="utf-8")
    said += f'reader = "{reader}"\n' if reader else ""
    for road, files in (("training", training_images), ("calibration", names)):
        if road == "calibration":
            (folder / "prep.yaml").write_text(calibration, encoding="utf-8")
            said += '[calibration]\nsource = "prep.yaml"\n'
        if files:
            said += f'images = "{road}_pictures"\n'
            (folder / f"{road}_pictures").mkdir()
            for name in files:
                shutil.copy(PICTURES / name, folder / f"{road}_pictures")
    (folder / "pipecheck.toml").write_text(said, encoding="utf-8")
    return api.check(folder)


def reading_codes(report):
    return [line for line in told(report) if line.startswith(("PC1", "PC3"))]


NASH = config("nash-e", norm_type=None, mean_value=None, scale_value="0.003921569")
MAPPER = config(mean_value=None, scale_value="0.003921569", norm_type="data_scale")
DIVIDED = "{Affine: {std: 255.0}}"
SK_UNIT, SK, CV = "library: skimage, color: rgb, unit: true", "library: skimage, color: rgb", "library: opencv, color: rgb, exif: true"


@pytest.mark.parametrize(
    ("yaml", "calibration", "expected"),
    [
        pytest.param(NASH, chain(SK_UNIT), [], id="0..1 where 0..1 is expected"),
        pytest.param(NASH, chain(SK, DIVIDED), [], id="0..255 divided by hand"),
        pytest.param(MAPPER, chain(SK), [], id="0..255 where 0..255 is expected"),
        pytest.param(MAPPER, chain(SK_UNIT, "{Affine: {scale: 255.0}}"), [], id="0..1 multiplied by 255"),
        pytest.param(NASH, chain(SK_UNIT, DIVIDED), ["PC102 error prep.yaml:2 calibration"], id="0..1 divided again"),
        pytest.param(MAPPER, chain(SK_UNIT), ["PC102 error prep.yaml:1 calibration"], id="0..1 handed over as 0..255"),
        pytest.param(NASH, chain(SK), ["PC102 error prep.yaml:1 calibration"], id="0..255 taken for 0..1"),
        pytest.param(MAPPER, chain(SK, DIVIDED), ["PC305 error prep.yaml:2 calibration"], id="divided by hand for nodes that divide"),
        pytest.param(NASH, chain(CV), ["PC305 error prep.yaml:1 calibration"], id="with OpenCV nobody expects 0..1"),
    ],
)
def test_one_finding_for_a_range(tmp_path, yaml, calibration, expected):
    assert reading_codes(project(tmp_path, yaml, "transforms.ToTensor()", calibration)) == expected


@pytest.mark.parametrize(
    ("calibration", "gives", "hint"),
    [
        pytest.param(chain(SK_UNIT, DIVIDED), "0..1, and the rest takes it for 0..255", "multiply by 255 after reading", id="0..1"),
        pytest.param(chain(SK), "0..255, and the rest takes it for 0..1", "divide by 255 after reading", id="0..255"),
    ],
)
def test_what_the_reader_gives_is_said(tmp_path, calibration, gives, hint):
    (found,) = (each for each in project(tmp_path, NASH, "transforms.ToTensor()", calibration).findings if each.code == "PC102")
    assert found.message.startswith(f"scikit-image's reader gives {gives}")
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("names", "training_images", "expected"),
    [
        pytest.param((), (), [], id="no pictures named"),
        pytest.param(("rgb-420.jpg", "rgb.png", "gray.jpg", "rgba.png", "palette.png", "exif-1.jpg"), (), [], id="all come out alike"),
        pytest.param(("rgb.png", "exif-6.jpg"), (), ["PC103 error prep.yaml:1 calibration"], id="turned"),
        pytest.param(("rgb.png", "gray-16.png"), (), ["PC101 error prep.yaml:1 calibration"], id="16 bits"),
        pytest.param((), ("rgb.png", "gray-16.png"), ["PC101 error prep.yaml:1 calibration"], id="16 bits in training"),
        pytest.param(("rgb.png", "cmyk.jpg"), (), [], id="inks, a level apart"),
        pytest.param(("rgb.png", "broken/half.jpg"), (), ["PC105 error calibration_pictures:None calibration"], id="broken"),
    ],
)
def test_a_project_with_pictures(tmp_path, names, training_images, expected):
    report = project(tmp_path, NASH, "transforms.ToTensor()", chain(CV, DIVIDED), *names, training_images=training_images)
    assert reading_codes(report) == expected


def test_the_same_library_reads_the_odd_files_alike(tmp_path):
    report = project(tmp_path, NASH, "transforms.ToTensor()", chain(CV, DIVIDED), "gray-16.png", "exif-6.jpg", "cmyk.jpg", reader="opencv")
    assert reading_codes(report) == []


def test_scikit_image_gives_inks_and_frames(tmp_path):
    report = project(tmp_path, NASH, "transforms.ToTensor()", chain(SK, DIVIDED), "rgb.png", "cmyk.jpg", "animated.gif", "rgba.png")
    (found,) = [each for each in report.findings if each.code == "PC101"]
    assert "1 of 4 CMYK (cmyk.jpg: CMYK: scikit-image gives the four inks" in found.message
    assert "1 of 4 animated (animated.gif" in found.message
    assert "alpha" not in found.message


def test_without_pictures_the_two_libraries_are_told_under_what_was_not_checked(tmp_path):
    report = project(tmp_path, NASH, "transforms.ToTensor()", chain(CV, DIVIDED))
    assert [each.reason for each in report.skipped if each.code == "PC101"] == [
        "calibration and training read with two libraries; name the `images` to see whether it matters"
    ]


def test_scaled_constants_stay_with_the_rules_on_values(tmp_path):
    report = project(tmp_path, config(scale_value=SCALE), TRAINING.partition("224), ")[2], chain(SK_UNIT, DIVIDED))
    assert [line for line in reading_codes(report) if "PC102" in line] == []


SHELL = "python3 data_preprocess.py --src_dir images --dst_dir ./calibration_data_rgb_f32 --pic_ext .rgb --read_mode {mode}\n"
PYTHON = """\
from horizon_model_convert_sample.transformer import *

def calibration_transformers():
    return [ResizeTransformer((224, 224), mode="opencv")]

def infer_image_preprocess(image_file):
    return SingleImageDataLoader(calibration_transformers(), image_file, imread_mode="{mode}")
"""


@pytest.mark.parametrize(
    ("shell", "loader", "expected"),
    [
        pytest.param("opencv", "opencv", [], id="alike"),
        pytest.param("opencv", "skimage", ["PC108 error 02_preprocess.sh:1 calibration"], id="another mode"),
    ],
)
def test_the_samples_scripts(tmp_path, shell, loader, expected):
    write(tmp_path, config(), training=None)
    (tmp_path / "02_preprocess.sh").write_text(SHELL.format(mode=shell), encoding="utf-8")
    (tmp_path / "preprocess.py").write_text(PYTHON.format(mode=loader), encoding="utf-8")
    (tmp_path / "data_preprocess.py").write_text("", encoding="utf-8")
    with (tmp_path / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('[calibration]\nsource = "02_preprocess.sh"\n')
    found = engine.run(RULES, [each.modes for each in claims(load(tmp_path), {})], engine.Settings())
    assert [f"{each.code} {each.severity} {each.origin.path.name}:{each.origin.line} {each.roads[0]}" for each in found] == expected


BOXED = """\
from transformer import *

def calibration_transformers():
    return [
        PadResizeTransformer(target_size=(640, 640), pad_value=114.),
        HWC2CHWTransformer(),
        BGR2RGBTransformer(data_format="CHW"),
    ]
"""
LOADED = (
    BOXED
    + """
def infer_image_preprocess(image_file):
    return SingleImageDataLoader(calibration_transformers(), image_file, imread_mode="{mode}")
"""
)
DETECTS = config(norm_type="data_scale", mean_value=None, scale_value="0.003921568627451", input_shape="'1x3x640x640'")


@pytest.mark.parametrize(
    ("shell", "python", "manifest", "expected"),
    [
        pytest.param("opencv", LOADED.format(mode="opencv"), "", [], id="all of them opencv"),
        pytest.param("opencv", BOXED, 'reader = "opencv"', [], id="the manifest says what the script says"),
        pytest.param("skimage", LOADED.format(mode="opencv"), "", ["PC108 error 02_preprocess.sh:1 calibration"], id="the loader is right"),
        pytest.param("opencv", LOADED.format(mode="skimage"), "", ["PC108 error 02_preprocess.sh:1 calibration"], id="the script is right"),
        pytest.param("skimage", BOXED, "", ["PC102 error 02_preprocess.sh:1 calibration"], id="no loader to disagree with"),
        pytest.param("PIL", BOXED, "", ["PC201 error preprocess.py:7 calibration"], id="the range is right, the order is not"),
        pytest.param("skimage", BOXED, 'reader = "opencv"', ["PC108 error 02_preprocess.sh:1 calibration"], id="the manifest is right"),
        pytest.param("opencv", BOXED, 'reader = "skimage"', ["PC108 error 02_preprocess.sh:1 calibration"], id="the manifest is wrong"),
        pytest.param(
            "skimage",
            LOADED.format(mode="opencv"),
            'reader = "opencv"',
            ["PC108 error 02_preprocess.sh:1 calibration"],
            id="two say otherwise",
        ),
        pytest.param(
            "skimage",
            LOADED.format(mode="opencv").replace("114.", "127."),
            "",
            ["PC108 error 02_preprocess.sh:1 calibration", "PC405 warning preprocess.py:5 calibration"],
            id="a border that is wrong however it is read",
        ),
    ],
)
@pytest.mark.parametrize("road", ["ultralytics:detect@640", None], ids=["against training", "against the YAML alone"])
def test_one_mode_is_one_mistake(tmp_path, shell, python, manifest, expected, road):
    write(tmp_path, DETECTS, training=None)
    training = f'[training]\nsource = "{road}"\n' if road else ""
    said = f'config = "config.yaml"\n{training}[calibration]\nsource = "02_preprocess.sh"\n{manifest}\n'
    (tmp_path / "pipecheck.toml").write_text(said, encoding="utf-8")
    (tmp_path / "02_preprocess.sh").write_text(SHELL.format(mode=shell), encoding="utf-8")
    (tmp_path / "preprocess.py").write_text(python, encoding="utf-8")
    wanted = [line for line in expected if road or "PC405" not in line]  # a YAML says nothing of borders
    assert [line for line in told(api.check(tmp_path)) if not line.startswith(("PC407", "PC508", "PC5"))] == wanted


def test_a_source_that_says_how_it_reads_is_not_overruled(tmp_path):
    report = project(tmp_path, NASH, "transforms.ToTensor()", chain(CV, DIVIDED), reader="skimage")
    assert report.roads["data"]["training"].decode.value.library == "skimage"
    (tmp_path / "prep.yaml").write_text(chain(CV, DIVIDED), encoding="utf-8")
    manifest = (tmp_path / "pipecheck.toml").read_text(encoding="utf-8")
    (tmp_path / "pipecheck.toml").write_text(f'{manifest}reader = "pil"\n', encoding="utf-8")
    report = api.check(tmp_path)
    assert report.roads["data"]["calibration"].decode.value.library == "opencv"
    (found,) = [each for each in report.findings if each.code == "PC108"]
    assert found.message == "the source reads with OpenCV, and pipecheck.toml says that it is PIL"
