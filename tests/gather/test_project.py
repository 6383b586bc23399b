"""Finding the manifest and reading it; whatever is wrong with it is said in one line that begins with its file."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import config

from pipecheck.errors import LONGEST, PipecheckError, SourceError
from pipecheck.evidence.calibration import Advice
from pipecheck.findings import ROADS, Ignore, Origin
from pipecheck.gather import manifest, project
from pipecheck.sources import labels

TRAINING = '[training]\nsource = "train.py:t"\nreader = "opencv"\n'


def lay(folder, **files):
    """Writes files; `__` in a name is a dot."""
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return folder


def load(folder, manifest):
    return project.load(lay(folder, pipecheck__toml=manifest) / "pipecheck.toml")


def refusal(call, *args):
    with pytest.raises(SourceError) as e:
        call(*args)
    assert "\n" not in str(e.value)
    return str(e.value)


@pytest.mark.parametrize("asked", ["", "pipecheck.toml", "deploy.yaml"])
def test_a_manifest_is_found(tmp_path, asked):
    lay(tmp_path, pipecheck__toml=f'config = "deploy.yaml"\n{TRAINING}[ignore]\nPC303 = "measured"\n', deploy__yaml=config())
    found = project.load(tmp_path / asked)
    assert (found.folder, found.config) == (tmp_path, tmp_path / "deploy.yaml")
    assert found.ignored == {"PC303": Ignore("measured", Origin(tmp_path / "pipecheck.toml", 6, 1, 5))}
    said = found.roads["training"]
    assert (said.source, said.reader, said.folder) == ("train.py:t", "opencv", tmp_path)
    assert said.origin == Origin(tmp_path / "pipecheck.toml", 2, 1, 10)


def test_labels_are_named_with_their_form_and_classes(tmp_path):
    said = load(tmp_path, "[evaluation]\nlabels = 'val.txt'\nlabel_format = 'txt'\nclasses = 'names.txt'\n").roads["evaluation"]
    assert (said.labels, said.label_format, said.classes, said.advice) == ("val.txt", "txt", "names.txt", None)


def test_every_form_of_labels_can_be_named(tmp_path):
    for form in labels.FORMS:
        assert load(tmp_path, f"[training]\nlabel_format = '{form}'\n").roads["training"].label_format == form


@pytest.mark.parametrize(
    ("keys", "bounds"),
    [
        pytest.param("at_least = 5\nadvised = 50\nat_most = 200", (5, 50, 200), id="all"),
        pytest.param("at_least = 0", (0, 100, 1000), id="the least"),
        pytest.param("at_least = 300", (300, 300, 1000), id="the least, above the usual advice"),
        pytest.param("advised = 2000", (20, 2000, 2000), id="the advice, above the usual most"),
        pytest.param("advised = 10", (10, 10, 1000), id="the advice, below the usual least"),
        pytest.param("at_most = 50", (20, 50, 50), id="the most, below the usual advice"),
        pytest.param("at_least = 300\nat_most = 400", (300, 300, 400), id="the least and the most"),
    ],
)
def test_how_many_samples_are_wanted(tmp_path, keys, bounds):
    least, advised, most = bounds
    said = load(tmp_path, f"[calibration]\n{keys}\n").roads["calibration"].advice
    assert said == Advice(at_least=least, advised=advised, at_most=most, origin=Origin(tmp_path / "pipecheck.toml", 1, 1, 13))


def test_a_table_in_pyproject_is_a_manifest(tmp_path):
    text = '[tool.other.training]\na = 1\n[tool.pipecheck]\nconfig = "a.yaml"\n  [ tool.pipecheck.training ] # ours\nsource = "x.py:t"\n'
    found = project.load(lay(tmp_path, pyproject__toml=text))
    assert found.config == tmp_path / "a.yaml"
    assert found.roads["training"].origin == Origin(tmp_path / "pyproject.toml", 5, 1, 36)


def test_a_manifest_comes_before_pyproject(tmp_path):
    found = project.load(lay(tmp_path, pyproject__toml='[tool.pipecheck]\nconfig = "a.yaml"\n', pipecheck__toml='config = "b.yaml"\n'))
    assert found.config == tmp_path / "b.yaml"


def test_a_pyproject_without_the_table_is_passed_over(tmp_path):
    found = project.load(lay(tmp_path, pyproject__toml='[tool.ruff]\nsrc = ["."]\n', deploy__yaml=config()))
    assert (found.config, found.roads) == (tmp_path / "deploy.yaml", {})


@pytest.mark.parametrize("manifest", ["", TRAINING])
def test_a_yaml_takes_a_manifest_beside_it_that_names_none(tmp_path, manifest):
    found = project.load(lay(tmp_path, pipecheck__toml=manifest, deploy__yaml=config()) / "deploy.yaml")
    assert found.config == tmp_path / "deploy.yaml"
    assert set(found.roads) == ({"training"} if manifest else set())


def test_a_yaml_leaves_a_manifest_beside_it_that_names_another(tmp_path):
    found = project.load(lay(tmp_path, pipecheck__toml=f'config = "other.yaml"\n{TRAINING}', deploy__yaml=config()) / "deploy.yaml")
    assert (found.config, found.roads) == (tmp_path / "deploy.yaml", {})


def test_a_folder_with_one_conversion_yaml_needs_no_manifest(tmp_path):
    found = project.load(lay(tmp_path, deploy__yml=config(), other__yaml="a: 1\n"))
    assert (found.config, found.roads) == (tmp_path / "deploy.yml", {})


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {},
            "nor a conversion YAML; `pipecheck calibration` looks into folders of files, `pipecheck model` takes an ONNX file alone",
            id="empty",
        ),
        pytest.param({"a__yaml": config(), "b__yaml": config()}, "no pipecheck.toml here, and conversion YAMLs: a.yaml, b.yaml", id="two"),
    ],
)
def test_a_folder_that_leaves_it_open(tmp_path, files, message):
    said = refusal(project.load, lay(tmp_path, **files))
    assert said.startswith(f"{tmp_path}: ")
    assert said.endswith(message)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        pytest.param("config = deploy.yaml\n", "not TOML: Invalid value (at line 1, column 10)", id="no quotes"),
        pytest.param("a = 1\na = 2\n", "not TOML: Cannot overwrite a value", id="a key twice"),
        pytest.param("a = " + "[" * 5000, "not TOML: nested too deep", id="deep"),
        pytest.param("a." * 100_000 + "b = 1", "not TOML that is read here: a key of 60 parts and more", id="a key of many parts"),
        pytest.param('"a" . ' * 100_000 + "b = 1", "not TOML that is read here: a key of 60 parts and more", id="parts in quotes"),
        pytest.param("[" + "a." * 100_000 + "b]", "not TOML that is read here: a key of 60 parts and more", id="a table of many parts"),
        pytest.param("k" * 1_000_000 + " = 1", "kkkkkk", id="a key of a megabyte"),
        pytest.param("a = 1\n" * 200_000, "larger than 1 MiB, so not a source file", id="large"),
        pytest.param("a = 1" + "0" * 5000, "not TOML: Exceeds the limit", id="a number of many digits"),
        pytest.param("a = 2024-13-01\n", "not TOML: ", id="month 13"),
        pytest.param("confg = 'a.yaml'\n", "confg is not known; did you mean config?", id="a key of the file"),
        pytest.param("zzz = 1\n", "zzz is not known", id="a key like none"),
        pytest.param("[traning]\nsource = 'a'\n", "traning is not known; did you mean training?", id="a road"),
        pytest.param("[training]\nsorce = 'a'\n", "[training] sorce is not known; did you mean source?", id="a key of a road"),
        pytest.param(
            "[training.inputs.a]\nsorce = 'a'\n", "[training.inputs.a] sorce is not known; did you mean source?", id="of an input"
        ),
        pytest.param("config = 3\n", "config is a text in quotes, not 3", id="config a number"),
        pytest.param("config = ''\n", "config names nothing: ''", id="config empty"),
        pytest.param('config = "a\\u0000b"\n', "config names nothing: 'a\\x00b'", id="config with a NUL"),
        pytest.param("training = 'a.py:t'\n", "training is a table: write [training] and then source = …", id="a road as text"),
        pytest.param("[[training]]\nsource = 'a'\n", "training is a table: write [training] and then source = …", id="a list of roads"),
        pytest.param("[training]\nsource = ['a']\n", "[training] source is a text in quotes, not ['a']", id="source a list"),
        pytest.param("[training]\nsource = ' '\n", "[training] source names nothing: ' '", id="source blank"),
        pytest.param("[training]\nimages = 3\n", "[training] images is a text in quotes, not 3", id="images a number"),
        pytest.param("[training]\nreader = 'cv2'\n", "[training] reader is one of opencv, pil, skimage, not 'cv2'", id="reader"),
        pytest.param("[training]\ncolor = 'RGB'\n", "[training] color is one of rgb, bgr, gray, not 'RGB'", id="color"),
        pytest.param("[runtime]\nnv12 = 'limited'\n", "[runtime] nv12 is one of full, video, not 'limited'", id="nv12"),
        pytest.param("[runtime]\nnv12 = true\n", "[runtime] nv12 is a text in quotes, not True", id="nv12 a truth value"),
        pytest.param(
            "[training]\nlabel_format = 'paddle'\n",
            "[training] label_format is one of imagefolder, csv, txt, json, yolo, coco, voc, masks, vectors, not 'paddle'",
            id="form of labels",
        ),
        pytest.param("[training]\nlabels = ['a']\n", "[training] labels is a text in quotes, not ['a']", id="labels a list"),
        pytest.param("[training]\nat_least = 20\n", "[training] at_least is not known", id="a bound of another road"),
        pytest.param("[calibration.inputs.a]\nat_least = 20\n", "[calibration.inputs.a] at_least is not known", id="a bound of an input"),
        pytest.param("[training]\ninputs = 3\n", "[training] inputs is a table: write [training.inputs.NAME]", id="inputs"),
        pytest.param(
            "[training.inputs]\na = 3\n", "training.inputs.a is a table: write [training.inputs.a] and then source = …", id="an input"
        ),
        pytest.param(
            "ignore = ['PC303']\n", '[ignore] gives every code its reason: PC303 = "measured: costs nothing on this model"', id="codes"
        ),
        pytest.param("[ignore]\nPC303 = true\n", "[ignore] gives every code its reason", id="ignored without a reason"),
        pytest.param("[ignore]\nPC303 = ' '\n", "[ignore] gives every code its reason", id="ignored for a blank reason"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(tmp_path, manifest, message):
    said = refusal(load, tmp_path, manifest)
    assert re.sub(r"^(.*?\.toml):1: ", r"\1: ", said).startswith(f"{tmp_path / 'pipecheck.toml'}: {message}")
    assert len(said) < 2 * LONGEST


def test_places_are_found_once_for_all(tmp_path):
    many = range(8000)
    found = load(tmp_path, "".join(f"[training.inputs.a{i}]\n" for i in many) + "[ignore]\n" + "".join(f"PC{i} = 'x'\n" for i in many))
    assert found.roads["training"].inputs["a7999"].origin.line == 8000
    assert found.ignored["PC7999"].origin.line == 16_001


def test_a_config_that_is_a_link_to_itself_is_another_one(tmp_path):
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    lay(tmp_path, pipecheck__toml="config = 'loop.yaml'\n", deploy__yaml=config())
    assert project.load(tmp_path / "deploy.yaml").config == tmp_path / "deploy.yaml"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        pytest.param("at_least = 2.0", "at_least is a whole number from 0, not 2.0", id="a fraction"),
        pytest.param("advised = -1", "advised is a whole number from 0, not -1", id="below zero"),
        pytest.param("at_most = true", "at_most is a whole number from 0, not True", id="a truth value"),
        pytest.param("advised = 9\nat_least = 10", "at_least is 10, which is more than advised, 9", id="least above advised"),
        pytest.param("at_least = 10\nat_most = 9", "at_least is 10, which is more than at_most, 9", id="least above most"),
        pytest.param("advised = 10\nat_most = 9", "advised is 10, which is more than at_most, 9", id="advised above most"),
    ],
)
def test_bounds_that_contradict_each_other(tmp_path, keys, message):
    assert refusal(load, tmp_path, f"[calibration]\n{keys}\n") == f"{tmp_path / 'pipecheck.toml'}:1: [calibration] {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "has no table [tool.pipecheck]", id="empty"),
        pytest.param("tool = 3\n", "has no table [tool.pipecheck]", id="tool is no table"),
        pytest.param("[tool.ruff]\n", "has no table [tool.pipecheck]", id="other tools"),
        pytest.param("[tool]\npipecheck = 3\n", "tool.pipecheck is a table: write [tool.pipecheck]", id="no table"),
        pytest.param("[tool.pipecheck]\nconfg = 'a'\n", "confg is not known; did you mean config?", id="an unknown key"),
    ],
)
def test_a_pyproject_that_is_asked_for_must_have_the_table(tmp_path, text, message):
    path = lay(tmp_path, pyproject__toml=text) / "pyproject.toml"
    assert refusal(project.load, path) == f"{path}: {message}"


@pytest.mark.parametrize("name", ["missing.toml", "pipecheck.toml", "a\0b.toml", "x" * 300 + ".toml"])
def test_a_file_that_is_not_there(tmp_path, name):
    assert refusal(project.load, tmp_path / name).startswith(str(tmp_path))


def test_a_manifest_that_is_no_text(tmp_path):
    (tmp_path / "pipecheck.toml").write_bytes(b"config = '\xff'\n")
    assert refusal(project.load, tmp_path) == f"{tmp_path / 'pipecheck.toml'}:1:11: not UTF-8 text: byte 0xff"


SCALARS = st.one_of(
    st.sampled_from(["''", "' '", "'a'", "'a.py:t'", "'opencv'", "'rgb'", "'video'", '"a\\u0000b"', '"\\n"', "'../..'", "'/'"]),
    st.sampled_from(["1", "-1.5", "inf", "true", "[]", "['a']", "{}", "{a = 1}", "2024-01-01", "12:00:00", "[{}]"]),
)
HEADERS = st.one_of(
    st.sampled_from([f"[{road}]" for road in (*ROADS, "ignore", "zzz")]),
    st.sampled_from(
        ["[[training]]", "[training.inputs]", "[training.inputs.a]", "[tool.pipecheck]", "[tool.pipecheck.training]", "[tool]"]
    ),
)
KEYS = st.sampled_from(
    ["config", "ignore", *ROADS, *manifest._ROAD, *manifest._COUNTS, "tool", "PC303", "a", '""', '"a b"', "training.source", "inputs.a"]
)
MANIFESTS = st.lists(st.one_of(st.builds("{} = {}".format, KEYS, SCALARS), HEADERS), max_size=6).map("\n".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(MANIFESTS, st.text(max_size=40)), st.sampled_from(["pipecheck.toml", "pyproject.toml", "deploy.yaml", ""]))
def test_any_manifest_is_read_or_refused(tmp_path, manifest, asked):
    for name in ("pipecheck.toml", "pyproject.toml"):
        (tmp_path / name).write_text(manifest, encoding="utf-8", newline="")
    with suppress(PipecheckError):
        found = project.load(tmp_path / asked)
        assert found.config is None or str(found.config)
        assert all(road in ROADS for road in found.roads)
