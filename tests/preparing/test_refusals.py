"""What cannot be made is one line that names the place, and nothing is written."""

import re
import shutil

import pytest
from prepared import CHW, IMAGENET, READ, RGB, TRAINING, code, picture, project

import pipecheck
from pipecheck.errors import PipecheckError

COMPOSE = "from torchvision import transforms as T\nt = T.Compose([{}])\n"
CALIBRATION = '[calibration]\nsource = "calibration.py:t"\n'


@pytest.mark.parametrize(
    ("training", "changes", "complaint"),
    [
        pytest.param(
            COMPOSE.format("T.RandomResizedCrop((16, 24)), T.ToTensor()"),
            {},
            r"train\.py:2: RandomResizedCrop is random; name the transform of validation",
            id="random",
        ),
        pytest.param(code("x = mend(x)", RGB, CHW), {}, r"train\.py:8: `mend\(x\)` cannot be read, and nothing is guessed", id="unread"),
        pytest.param(
            "import albumentations as A\nt = A.Compose([A.Resize(16, 24), A.Normalize()])\n",
            {},
            r"which library reads the pictures; name it as `reader`",
            id="no reader",
        ),
        pytest.param(
            code("x = cv2.resize(x, (32, 16))", RGB, CHW), {}, r"it makes 16×32 of every picture, and data takes 16×24", id="another size"
        ),
        pytest.param(
            code(RGB, CHW, read=READ), {}, r"00\.png: comes out as 3×30×40, and data takes 3×16×24", id="the size of the pictures"
        ),
        pytest.param(
            code(RGB, CHW, read=READ),
            {"shape": (1, 3, "h", "w")},
            r"neither input_shape nor the model says how large data is",
            id="any size",
        ),
        pytest.param(TRAINING, {"shape": (4, 3, 16, 24)}, r"data takes 4 pictures at once", id="a batch"),
        pytest.param(TRAINING, {"shape": (3, 16, 24)}, r"data takes 3 sides", id="no batch"),
        pytest.param(TRAINING, {"shape": (1, 5, 16, 24)}, r"takes no rgb picture, which has 3 channels", id="five channels"),
        pytest.param(TRAINING, {"march": "tpu"}, r"march is not a known one", id="unknown chip"),
        pytest.param(
            TRAINING,
            {"input_type_rt": "gray", "input_type_train": "gray", "shape": (1, 1, 16, 24)},
            r"it makes rgb pictures, and data takes gray",
            id="gray",
        ),
        pytest.param(TRAINING, {"input_type_train": "cmyk"}, r"input_type_train cmyk is no kind of picture", id="unknown color"),
        pytest.param(TRAINING, {"folders": "''"}, r"names no cal_data_dir for data: say --to DIR", id="nowhere to go"),
        pytest.param(
            code(RGB, "x = (x - x.mean()) / x.std()", CHW),
            {"march": "nash-m", "norm_type": None},
            r"train\.py:\d+: ",
            id="values of the picture's own",
        ),
        pytest.param(
            TRAINING,
            {
                "input_name": "a;b",
                "input_type_rt": "nv12;nv12",
                "input_type_train": "rgb;rgb",
                "input_layout_train": "NCHW;NCHW",
                "folders": "./c;./c",
                "norm_type": "no_preprocess;no_preprocess",
                "mean_value": None,
                "scale_value": None,
                "shapes": {"a": (1, 3, 16, 24), "b": (1, 3, 16, 24)},
            },
            r"is where the files of a go too",
            id="one directory for two inputs",
        ),
    ],
)
def test_one_line_with_the_place(tmp_path, training, changes, complaint):
    project(tmp_path, training, **changes)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PipecheckError) as caught:
        pipecheck.prepare(tmp_path)
    assert re.search(complaint, str(caught.value))
    assert str(caught.value).startswith(str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param({"count": 0}, "--count 0: a number of pictures is 1 or more", id="no pictures"),
        pytest.param({"threads": 0}, "--threads 0: a number of threads is 1 or more", id="no threads"),
        pytest.param({"input": "lidar"}, r"config\.yaml: has no input lidar; its inputs are data", id="no such input"),
        pytest.param({"images": "nowhere"}, "nowhere: no such file or folder", id="no such folder"),
        pytest.param({"images": "empty"}, "empty: holds no pictures", id="an empty folder"),
        pytest.param({"images": "list.txt"}, r"list\.txt: names no picture", id="an empty list"),
        pytest.param({"source": "missing.py:t"}, r"missing\.py", id="no such source"),
        pytest.param({"to": "config.yaml"}, r"config\.yaml: not a directory", id="a file in the way"),
    ],
)
def test_what_is_asked_for_and_makes_no_sense(tmp_path, monkeypatch, options, complaint):
    project(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "list.txt").write_text("# none\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PipecheckError, match=complaint):
        pipecheck.prepare(".", **options)
    assert not (tmp_path / "calibration_f32").exists()


def test_a_project_without_pictures(tmp_path):
    project(tmp_path)
    manifest = tmp_path / "pipecheck.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('images = "pictures"\n', ""), encoding="utf-8")
    with pytest.raises(PipecheckError, match="say which pictures: --images DIR"):
        pipecheck.prepare(tmp_path)


def test_a_project_that_says_nothing_of_preprocessing(tmp_path):
    project(tmp_path)
    (tmp_path / "pipecheck.toml").write_text('config = "config.yaml"\n', encoding="utf-8")
    with pytest.raises(PipecheckError, match=r"config\.yaml: nothing says what is done to a picture; name it under \[calibration\]"):
        pipecheck.prepare(tmp_path, images=tmp_path / "pictures")


def test_where_calibration_cannot_be_read_training_is_used_and_said(tmp_path):
    (tmp_path / "calibration.py").write_text(code("x = mend(x)"), encoding="utf-8")
    project(tmp_path, manifest=CALIBRATION)
    (written,) = pipecheck.prepare(tmp_path)
    assert written.job.source == "train.py:t"
    (note,) = written.job.notes
    assert note.endswith("calibration.py:8: `mend(x)` cannot be read, and nothing is guessed; the chain of training is used")


def test_a_random_flip_is_left_out(tmp_path):
    flipped = COMPOSE.format("T.Resize((16, 24)), T.RandomHorizontalFlip(), T.ToTensor()")
    project(tmp_path, flipped)
    (written,) = pipecheck.prepare(tmp_path)
    assert [type(op).__name__ for op in written.job.chain.ops] == ["Resize", "Cast", "Transpose"]


def test_an_order_that_training_contradicts_is_said(tmp_path):
    project(tmp_path, code(*IMAGENET, CHW))
    (written,) = pipecheck.prepare(tmp_path)
    assert written.job.notes == ("train.py:t ends in bgr, and input_type_train is rgb: written as rgb; see `pipecheck check`",)


@pytest.mark.parametrize(
    ("said", "to", "dtype", "note"),
    [
        pytest.param("cal_data_type: float32", None, "float32", None, id="both say so"),
        pytest.param("", None, "float32", None, id="by the name"),
        pytest.param("", "other", "float32", "by this name hb_mapper reads uint8, and the files are float32", id="another name"),
        pytest.param(
            "cal_data_type: uint8",
            None,
            "uint8",
            "the name says float32, and the files are uint8, as cal_data_type says",
            id="a wrong name",
        ),
        pytest.param("cal_data_type: uint8", "other", "uint8", None, id="a neutral name"),
    ],
)
def test_the_type_and_the_name_of_the_directory(tmp_path, said, to, dtype, note):
    project(tmp_path)
    yaml = tmp_path / "config.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("cal_data_type: float32", said), encoding="utf-8")
    (written,) = pipecheck.prepare(tmp_path, to=None if to is None else tmp_path / to)
    assert written.job.form.dtype == dtype
    assert [note in each for each in written.job.notes] == ([] if note is None else [True])


def test_pictures_that_hb_mapper_reads_itself(tmp_path):
    project(tmp_path)
    with (tmp_path / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("  preprocess_on: True\n")
    with pytest.raises(PipecheckError, match=r"config\.yaml:15: preprocess_on: true makes hb_mapper read pictures"):
        pipecheck.prepare(tmp_path)


def test_a_list_of_pictures_and_some_of_many(tmp_path):
    project(tmp_path, count=10)
    picture(tmp_path / "elsewhere" / "z.png")
    (tmp_path / "list.txt").write_text("pictures/03.png\nelsewhere/z.png\n", encoding="utf-8")
    (written,) = pipecheck.prepare(tmp_path, images=tmp_path / "list.txt", to=tmp_path / "listed")
    assert written.made == 2
    assert sorted(path.name for path in (tmp_path / "listed").iterdir()) == ["elsewhere-z.rgbp", "pictures-03.rgbp"]
    (written,) = pipecheck.prepare(tmp_path, count=4, to=tmp_path / "some")
    assert sorted(path.stem for path in (tmp_path / "some").iterdir()) == ["00", "02", "05", "07"]
    (written,) = pipecheck.prepare(tmp_path, images=tmp_path / "pictures" / "07.png", to=tmp_path / "one")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["07.rgbp"]


def test_none_of_the_pictures_can_be_used(tmp_path):
    project(tmp_path)
    for path in (tmp_path / "pictures").iterdir():
        path.write_bytes(b"no picture")
    with pytest.raises(PipecheckError, match=r"00\.png: .*none of 3 pictures can be used"):
        pipecheck.prepare(tmp_path)
    shutil.rmtree(tmp_path / "pictures")
    with pytest.raises(PipecheckError, match="pictures: no such file or folder"):
        pipecheck.prepare(tmp_path)
