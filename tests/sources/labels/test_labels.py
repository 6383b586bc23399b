"""Labels in every form: which classes each picture shows, and whether the list of classes was stated."""

from __future__ import annotations

import json

import pytest

from pipecheck.sources import labels

COCO = {
    "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "sub\\b.jpg"}, {"id": 9, "file_name": "empty.jpg"}],
    "annotations": [{"image_id": 7, "category_id": 3}, {"image_id": 7, "category_id": 3}, {"image_id": 8.0, "category_id": 1}],
    "categories": [{"id": 3, "name": "dog"}, {"id": 1, "name": "cat"}, {"id": 90, "name": "bird"}],
}
XML = "<annotation><filename>stale.png</filename>{}</annotation>"
OBJECT = "<object><name>{}</name><part><name>head</name></part></object>"
YOLO = {
    "data.yaml": "names: {0: cat, 1: dog, 2: bird}\n",
    "labels/a.txt": "1 .5 .5 .1 .1\n0 .5 .5 .1 .1\n1 .1 .1 .1 .1\n",
    "labels/sub/b.txt": "\ufeff2 .5 .5 .1 .1\r\n",
    "labels/empty.txt": "",
    "requirements.txt": "numpy",
}
WEATHER = ("sun", "rain")
ANIMALS = ("cat", "dog", "bird")


def lay(folder, files):
    """Writes *files* below *folder*, which it gives back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def voc(**pictures):
    return {f"Annotations/{name}.xml": XML.format("".join(map(OBJECT.format, names))) for name, names in pictures.items()}


@pytest.mark.parametrize(
    ("files", "at", "classes", "complete", "shows"),
    [
        pytest.param(
            {"cat/1.jpg": "", "dog/x/2.PNG": "", "dog/notes.md": "", "bird/.keep": "", ".git/3.jpg": ""},
            "",
            ("bird", "cat", "dog"),
            True,
            {"cat/1.jpg": ("cat",), "dog/x/2.PNG": ("dog",)},
            id="a folder for each class",
        ),
        pytest.param(
            {"train/cat/1.jpg": "", "val/dog/2.jpg": ""},
            "",
            ("cat", "dog"),
            True,
            {"train/cat/1.jpg": ("cat",), "val/dog/2.jpg": ("dog",)},
            id="folders for each class in splits",
        ),
        pytest.param(YOLO, "", ANIMALS, True, {"images/a": ("dog", "cat"), "images/empty": (), "images/sub/b": ("bird",)}, id="YOLO"),
        pytest.param(
            YOLO, "data.yaml", ANIMALS, True, {"images/a": ("dog", "cat"), "images/empty": (), "images/sub/b": ("bird",)}, id="YOLO's YAML"
        ),
        pytest.param(YOLO, "labels", ANIMALS, True, {"a": ("dog", "cat"), "empty": (), "sub/b": ("bird",)}, id="YOLO's labels alone"),
        pytest.param(
            {"classes.txt": "cat\ndog\n", "a.txt": "1 0 0 0 0\n", "b.txt": "0 0 0 0 0"},
            "",
            ("cat", "dog"),
            True,
            {"a": ("dog",), "b": ("cat",)},
            id="YOLO beside the pictures",
        ),
        pytest.param(
            {"a.txt": "1 0 0 0 0\n", "b.txt": "10 0 0 0 0"}, "", ("1", "10"), False, {"a": ("1",), "b": ("10",)}, id="YOLO without names"
        ),
        pytest.param(
            {"train/labels/a.txt": "1 0 0 0 0", "train/images/a.jpg": "", "data.yaml": "names: [cat, dog]"},
            "",
            ("cat", "dog"),
            True,
            {"train/images/a": ("dog",)},
            id="YOLO in splits",
        ),
        pytest.param(
            {"coco.json": json.dumps(COCO)},
            "coco.json",
            ("dog", "cat", "bird"),
            True,
            {"a.jpg": ("dog",), "sub/b.jpg": ("cat",), "empty.jpg": ()},
            id="COCO",
        ),
        pytest.param(
            {"p.json": json.dumps({**COCO, "annotations": [{"image_id": 7, "segments_info": [{"category_id": 1}, {"category_id": 90}]}]})},
            "p.json",
            ("dog", "cat", "bird"),
            True,
            {"a.jpg": ("cat", "bird"), "sub/b.jpg": (), "empty.jpg": ()},
            id="COCO, panoptic",
        ),
        pytest.param(voc(a=["dog", "cat", "dog"], b=[]), "", ("cat", "dog"), False, {"a": ("dog", "cat"), "b": ()}, id="VOC"),
    ],
)
def test_labels_are_read_in_the_form_they_look_like(tmp_path, files, at, classes, complete, shows):
    found = labels.load(lay(tmp_path, files) / at)
    assert (found.classes, found.complete, found.shows) == (classes, complete, shows)
    assert found.origin.path == tmp_path / at


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        pytest.param("a.jpg 3\n# no\n\nb.jpg 10\n", {"a.jpg": ("3",), "b.jpg": ("10",)}, id="numbers"),
        pytest.param("\ufeffa.jpg cat\r\nb.jpg dog", {"a.jpg": ("cat",), "b.jpg": ("dog",)}, id="names, a mark, other line ends"),
        pytest.param("my pic.JPEG golden retriever\n", {"my pic.JPEG": ("golden retriever",)}, id="spaces in both"),
        pytest.param("'my pic.jpg'\tcat\n", {"my pic.jpg": ("cat",)}, id="quotes"),
        pytest.param("0001 cat\nc:\\d\\0002 dog\n", {"0001": ("cat",), "c:/d/0002": ("dog",)}, id="no ending"),
        pytest.param("a.jpg,cat\nb.jpg;dog", {"a.jpg": ("cat",), "b.jpg": ("dog",)}, id="other separators"),
        pytest.param("a.jpg 3 1 3\nb.jpg 1,2", {"a.jpg": ("3", "1"), "b.jpg": ("1", "2")}, id="several numbers"),
        pytest.param("a.jpg 1,2,3,4,7 5,6.5,7,8,0", {"a.jpg": ("7", "0")}, id="boxes"),
    ],
)
def test_lines_of_text(tmp_path, text, shows):
    found = labels.load(lay(tmp_path, {"val.txt": text}) / "val.txt")
    assert found.shows == shows
    assert (found.complete, found.several) == (False, any(len(each) > 1 for each in shows.values()))


@pytest.mark.parametrize(
    ("text", "shows", "columns"),
    [
        pytest.param(
            "file,class_index,name\na.jpg,3,tiger_shark\nb.jpg,1,hen\n",
            {"a.jpg": ("tiger_shark",), "b.jpg": ("hen",)},
            {},
            id="names before numbers",
        ),
        pytest.param("a.jpg,cat\nb.jpg,dog\n", {"a.jpg": ("cat",), "b.jpg": ("dog",)}, {}, id="no titles"),
        pytest.param("a\nb.jpg,cat\n", {"b.jpg": ("cat",)}, {}, id="a title too few"),
        pytest.param("a.jpg,1,2,3,4,cat\na.jpg,1,2,3,4,dog\n", {"a.jpg": ("cat", "dog")}, {}, id="boxes without titles"),
        pytest.param("id;label\n007;cat\n008;\n", {"007": ("cat",)}, {}, id="semicolons, ids, an empty cell"),
        pytest.param("image\tlabel\nx/a.jpg\tcat\n", {"x/a.jpg": ("cat",)}, {}, id="tabs"),
        pytest.param('file,label\na.jpg,"tench, Tinca tinca"\n', {"a.jpg": ("tench, Tinca tinca",)}, {}, id="a comma in quotes"),
        pytest.param(
            'file,labels\na.jpg,"cat, dog"\nb.jpg,cat|bird\n', {"a.jpg": ("cat", "dog"), "b.jpg": ("cat", "bird")}, {}, id="several"
        ),
        pytest.param('Id,Target\na.png,5 0\nb.png,"16"\n', {"a.png": ("5", "0"), "b.png": ("16",)}, {}, id="several numbers"),
        pytest.param("file,labels\na.jpg,\"['cat', 'dog']\"\n", {"a.jpg": ("cat", "dog")}, {}, id="a list that was printed"),
        pytest.param(
            "file,cat,dog\na.jpg,1,0\nb.jpg,1,1\nc.jpg,0,0\n",
            {"a.jpg": ("cat",), "b.jpg": ("cat", "dog"), "c.jpg": ()},
            {},
            id="a column for each class",
        ),
        pytest.param(
            "file,label,weather,split,width,score,label_id\n"
            + "".join(f"{n}.jpg,{'ab'[n % 2]},{WEATHER[n // 2 % 2]},train,{n + 600},.{n},{n % 2}\n" for n in range(8)),
            {f"{n}.jpg": ("ab"[n % 2],) for n in range(8)},
            {"weather": {f"{n}.jpg": WEATHER[n // 2 % 2] for n in range(8)}},
            id="weather is a column, sizes and splits are not",
        ),
        pytest.param(
            "file,label,occluded\n" + "".join(f"{n // 2}.jpg,cat,{n % 2}\n" for n in range(8)),
            {f"{n}.jpg": ("cat",) for n in range(4)},
            {},
            id="what differs from object to object",
        ),
    ],
)
def test_tables(tmp_path, text, shows, columns):
    found = labels.load(lay(tmp_path, {"l.csv": text}) / "l.csv")
    assert (found.shows, found.columns) == (shows, columns)


@pytest.mark.parametrize(
    ("files", "names", "shows"),
    [
        pytest.param({"l.txt": "a.jpg 1\nb.jpg 0\n"}, "cat\ndog\n", {"a.jpg": ("dog",), "b.jpg": ("cat",)}, id="numbers"),
        pytest.param({"l.csv": "file,label\na.jpg,1.0\n"}, "cat\ndog\n", {"a.jpg": ("dog",)}, id="numbers as pandas writes them"),
        pytest.param(
            {"l.csv": "file,name,class_id\na.jpg,Hund,1\n"}, "cat\ndog\n", {"a.jpg": ("dog",)}, id="the column that the list knows"
        ),
        pytest.param({"l.csv": "file,label\na.jpg,7\n"}, "7\n3\n", {"a.jpg": ("7",)}, id="names that are numbers"),
        pytest.param({"l.txt": "a.jpg crane\n"}, "crane\nhen\ncrane\n", {"a.jpg": ("crane",)}, id="a name that is there twice"),
        pytest.param({"l.txt": "a.jpg 2\n"}, "crane\nhen\ncrane\n", {"a.jpg": ("crane (2)",)}, id="a name that is there twice, by number"),
        pytest.param(
            {"l/n01/1.jpg": "", "l/n02/1.jpg": ""},
            "n02 hen, a bird\nn01 tench\n",
            {"n01/1.jpg": ("n01 tench",), "n02/1.jpg": ("n02 hen, a bird",)},
            id="first words",
        ),
        pytest.param(
            {"l/n01/1.jpg": "", "l/n02/1.jpg": ""}, "tench\nhen\n", {"n01/1.jpg": ("tench",), "n02/1.jpg": ("hen",)}, id="folders in order"
        ),
        pytest.param(
            {"l/1/1.jpg": "", "l/0/1.jpg": ""}, "tench\nhen\ncock\n", {"1/1.jpg": ("hen",), "0/1.jpg": ("tench",)}, id="folders by number"
        ),
        pytest.param(
            {"l.json": json.dumps(COCO)},
            "cat\n",
            {"a.jpg": (), "sub/b.jpg": ("cat",), "empty.jpg": ()},
            id="COCO's, of which few are learnt",
        ),
        pytest.param(
            {"l/a.xml": XML.format(OBJECT.format("dog") + OBJECT.format("cat"))},
            "cat\n",
            {"a": ("cat",)},
            id="VOC's, of which few are learnt",
        ),
    ],
)
def test_a_list_of_classes_reads_the_words(tmp_path, files, names, shows):
    lay(tmp_path, {**files, "names.txt": names})
    found = labels.load(tmp_path / min(files).partition("/")[0], classes=tmp_path / "names.txt")
    assert found.complete
    assert found.shows == shows


def test_the_labels_beside_the_pictures_are_taken(tmp_path):
    lay(tmp_path, {"labels/train/1.txt": "0", "labels/val/1.txt": "1", "images/train/1.jpg": "", "images/val/1.jpg": ""})
    assert labels.load(tmp_path, images=tmp_path / "images/val").shows == {"1": ("1",)}


def test_links_do_not_loop(tmp_path):
    lay(tmp_path, {"cat/1.jpg": ""})
    (tmp_path / "cat" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert labels.load(tmp_path).shows == {"cat/1.jpg": ("cat",)}
