"""The number of each picture's class: settled where it can be, said where it was taken, refused where it would be a guess."""

import json

import pytest

from pipecheck.errors import SourceError
from pipecheck.sources.truth import classes

NAMES = "cat\ndog\nbird\n"
TABLE = "file,class_index,name\na.jpg,3,shark\nb.jpg,1,hen\n"


def lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def folders(*names):
    return {f"l/{name}/1.jpg": "" for name in names}


def many(count, first=0):
    return "".join(f"{at}.jpg {at}\n" for at in range(first, first + count))


@pytest.mark.parametrize(
    ("files", "names", "outputs", "numbers", "titles", "assumed"),
    [
        pytest.param(
            folders("dog", "cat"), None, 2, {"cat/1.jpg": 0, "dog/1.jpg": 1}, ("cat", "dog"), ["the 2 folders of l are"], id="folders"
        ),
        pytest.param(
            folders("dog", "cat"), None, None, {"cat/1.jpg": 0, "dog/1.jpg": 1}, ("cat", "dog"), ["in alphabetical order"], id="unsure"
        ),
        pytest.param(folders("dog", "cat"), NAMES, 3, {"cat/1.jpg": 0, "dog/1.jpg": 1}, ("cat", "dog", "bird"), [], id="a list decides"),
        pytest.param(
            folders("dog"), NAMES, 4, {"dog/1.jpg": 2}, ("background", "cat", "dog", "bird"), ["the background's"], id="background"
        ),
        pytest.param(
            folders("dog"), "background\n" + NAMES, 4, {"dog/1.jpg": 2}, ("background", "cat", "dog", "bird"), [], id="it is listed"
        ),
        pytest.param(folders("dog"), "background\n" + NAMES, 5, {"dog/1.jpg": 2}, None, ["the first of the network's 5"], id="one is not"),
        pytest.param(
            folders("dog"), "1 cat\n2 dog\n3 bird\n", 3, {"dog/1.jpg": 1}, ("cat", "dog", "bird"), ["count from 1"], id="list from 1"
        ),
        pytest.param(folders("dog"), "1 cat\n2 dog\n", 3, {"dog/1.jpg": 2}, ("background", "cat", "dog"), [], id="list with background"),
        pytest.param(folders("dog"), "{7: dog, 3: cat}", 1000, {"dog/1.jpg": 7}, None, [], id="numbers with gaps"),
        pytest.param(folders("3", "7"), None, 10, {"3/1.jpg": 3, "7/1.jpg": 7}, (), [], id="folders by number"),
        pytest.param(folders("003", "010"), None, 1000, {"003/1.jpg": 3, "010/1.jpg": 10}, (), ["l/10 is class 10"], id="with zeros"),
        pytest.param(folders("1985", "1986"), None, 2, {"1985/1.jpg": 0, "1986/1.jpg": 1}, ("1985", "1986"), ["the 2 folders"], id="years"),
        pytest.param(
            folders(*map(str, range(11))),
            None,
            11,
            {f"{at}/1.jpg": at for at in range(11)},
            (),
            ["folders are called by the numbers of their classes, so l/10 is class 10"],
            id="ten folders and one",
        ),
        pytest.param({"l.txt": "a.jpg 3\nb.jpg 0\n"}, None, 10, {"a.jpg": 3, "b.jpg": 0}, (), [], id="numbers are themselves"),
        pytest.param({"l.txt": "a.jpg 10\nb.jpg 1\n"}, None, 10, {"a.jpg": 9, "b.jpg": 0}, (), ["classes count from 1"], id="from 1"),
        pytest.param({"l.txt": "a.jpg 3\nb.jpg 0\n"}, None, 1001, {"a.jpg": 4, "b.jpg": 1}, (), ["the background's"], id="1001 outputs"),
        pytest.param({"l.txt": "a.jpg 1000\nb.jpg 4\n"}, None, 1001, {"a.jpg": 1000, "b.jpg": 4}, (), [], id="1001 outputs, numbered so"),
        pytest.param(
            {"l.txt": "a.jpg dog\nb.jpg cat\n"}, None, 2, {"a.jpg": 1, "b.jpg": 0}, ("cat", "dog"), ["the 2 names of"], id="names"
        ),
        pytest.param(
            {"l.txt": "a.jpg 2\nb.jpg 0\n"}, NAMES, 3, {"a.jpg": 2, "b.jpg": 0}, ("cat", "dog", "bird"), [], id="numbers and a list"
        ),
        pytest.param({"l.csv": TABLE}, None, 1000, {"a.jpg": 3, "b.jpg": 1}, (), [], id="numbers beside names"),
        pytest.param({"l.csv": TABLE}, "hen\nshark\n", 2, {"a.jpg": 1, "b.jpg": 0}, ("hen", "shark"), [], id="the list before the numbers"),
        pytest.param(
            {"l.csv": "file,dog,cat\na.jpg,1,0\nb.jpg,0,1\n"},
            None,
            2,
            {"a.jpg": 0, "b.jpg": 1},
            ("dog", "cat"),
            ["2 columns"],
            id="columns",
        ),
        pytest.param({"l.json": json.dumps({"a.jpg": 3})}, None, 10, {"a.jpg": 3}, (), [], id="JSON"),
        pytest.param(
            {"l.txt": "a.jpg crane\nb.jpg hen\n"},
            "crane\nhen\ncrane\n",
            3,
            {"b.jpg": 1},
            None,
            ["pictures of 'crane' are left out"],
            id="twice",
        ),
        pytest.param({"l.txt": "a.jpg 2\n"}, "crane\nhen\ncrane\n", 3, {"a.jpg": 2}, None, [], id="twice, by number"),
    ],
)
def test_numbers(tmp_path, files, names, outputs, numbers, titles, assumed):
    lay(tmp_path, files)
    if names is not None:
        (tmp_path / "names.yaml" if names.startswith("{") else tmp_path / "names.txt").write_text(names)
    listed = None if names is None else next(tmp_path.glob("names.*"))
    found = classes.load(tmp_path / min(files).partition("/")[0], classes=listed, outputs=outputs)
    assert found.said == numbers
    assert titles is None or found.classes == titles
    assert not found.classes or outputs is None or len(found.classes) == outputs
    assert len(found.assumed) == len(assumed)
    assert all(words in said for words, said in zip(assumed, found.assumed, strict=True))


def test_a_thousand_folders_and_a_background(tmp_path):
    for at in range(1000):
        (tmp_path / f"n{at:08}").mkdir()
    (tmp_path / "n00000002" / "a.jpg").touch()
    found = classes.load(tmp_path, outputs=1001)
    assert found.said == {"n00000002/a.jpg": 3}
    assert found.classes[:2] == ("background", "n00000000")
    assert [said.partition(",")[0] for said in found.assumed][1] == "the first output is the background's"


@pytest.mark.parametrize(
    ("files", "names", "outputs", "complaint"),
    [
        pytest.param(
            folders("cat", "dog"),
            None,
            1000,
            "l: which of the network's 1000 outputs the 2 folders are is not told; name the list of all classes in the order of the "
            'outputs: classes = "names.txt"',
            id="fewer folders than outputs",
        ),
        pytest.param(folders("cat", "dog"), None, 3, "which of the network's 3 outputs", id="one folder fewer"),
        pytest.param(folders("cat", "dog", "bird"), None, 2, "l: has 3 folders of classes, and the network 2 outputs", id="more folders"),
        pytest.param({"l.txt": "a.jpg cat\n"}, None, 10, "which of the network's 10 outputs the 1 names are is not told", id="names"),
        pytest.param(
            {"l.txt": "a.jpg 4\nb.jpg 0\n"}, None, 4, "l.txt: numbers classes from 0 to 4, and the network has 4 outputs", id="too many"
        ),
        pytest.param({"l.txt": "a.jpg 999\n"}, None, 10, "numbers classes from 999 to 999, and the network has 10", id="far too many"),
        pytest.param({"l.txt": "a.jpg -1\n"}, None, 10, "l.txt: numbers a class -1; they count from 0", id="below zero"),
        pytest.param({"l.txt": "a.jpg 7\n"}, None, 1001, "or the first of 1001 outputs is the background's is not told", id="1001 outputs"),
        pytest.param(
            {"l.txt": "a.jpg 0\n"}, NAMES, 2, "names.txt: numbers classes from 0 to 2, and the network has 2", id="a list too long"
        ),
        pytest.param(
            {"l.csv": "file,labels\na.jpg,cat|dog\n"}, None, 2, "l.csv: gives a.jpg the classes cat and dog", id="several classes"
        ),
        pytest.param({"l.csv": "file,cat,dog\na.jpg,0,0\n"}, None, 2, "l.csv: holds no label", id="no picture has a class"),
        pytest.param({"l/a.xml": "<annotation/>"}, None, 2, "labels of the form voc name objects", id="objects"),
        pytest.param({"l/labels/a.txt": "0 0 0 0 0"}, None, 2, "labels of the form yolo name objects", id="boxes"),
    ],
)
def test_what_cannot_be_settled_is_refused(tmp_path, files, names, outputs, complaint):
    lay(tmp_path, files)
    if names is not None:
        (tmp_path / "names.txt").write_text(names)
    with pytest.raises(SourceError, match=complaint):
        classes.load(tmp_path / min(files).partition("/")[0], classes=None if names is None else tmp_path / "names.txt", outputs=outputs)
