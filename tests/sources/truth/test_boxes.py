"""Boxes are where labels draw them, of the class whose number the network has for it; what can be no box is counted."""

import json

import pytest

from pipecheck.errors import PipecheckError
from pipecheck.sources.truth import Boxes, boxes


def saved(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def coco(annotations, *, categories=((1, "person"), (3, "car"), (90, "brush")), images=((7, "a.jpg"),), **more):
    return json.dumps(
        {
            "info": {"year": 2017},
            "annotations": [{"image_id": 7, "category_id": 1, **each} for each in annotations],
            "images": [{"id": number, "file_name": name, "width": 100, "height": 80} for number, name in images],
            "categories": [{"id": number, "name": name} for number, name in categories],
            **more,
        }
    )


def voc(objects, size="<size><width>100</width><height>80</height></size>"):
    return f"<annotation><filename>stale.jpg</filename>{size}{''.join(objects)}</annotation>"


def thing(name, box, difficult=None, more=""):
    sides = "".join(f"<{side}>{at}</{side}>" for side, at in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True))
    hard = "" if difficult is None else f"<difficult>{difficult}</difficult>"
    return f"<object><name>{name}</name>{hard}<bndbox>{sides}</bndbox>{more}</object>"


def loaded(folder, files, path=".", form=None, classes=None, images=None, outputs=None):
    saved(folder, files)
    listed, pictures = (None if each is None else folder / each for each in (classes, images))
    return boxes.load(folder / path, form, listed, pictures, outputs)


def read_coco(folder, annotations, *, listed=None, outputs=None, **more):
    files = {"a.json": coco(annotations, **more)} | ({} if listed is None else {"names.txt": listed})
    return loaded(folder, files, "a.json", classes=None if listed is None else "names.txt", outputs=outputs)


def test_cocos_boxes_have_a_corner_and_sides(tmp_path):
    one = {"bbox": [10, 20.5, 30, 40]}
    found = read_coco(
        tmp_path, [one, one | {"category_id": 90, "iscrowd": 1}, one | {"category_id": 3, "ignore": 1}], images=((7, "a.jpg"), (8, "b.jpg"))
    )
    corners = (10, 20.5, 40, 60.5)
    assert found.said == {
        "a.jpg": Boxes(corners=(corners, corners, corners), classes=(0, 2, 1), ignored=(False, True, True), crowds=(False, True, False)),
        "b.jpg": Boxes(corners=(), classes=()),
    }
    assert found.classes == ("person", "car", "brush")
    assert found.assumed == ("the 3 categories are the network's classes in the order of their ids",)


@pytest.mark.parametrize(
    ("outputs", "numbers", "names"),
    [
        pytest.param(None, [0, 1, 2], 3, id="not known"),
        pytest.param(3, [0, 1, 2], 3, id="a class each"),
        pytest.param(4, [0, 1, 2], 3, id="and one for the ground"),
        pytest.param(90, [0, 2, 89], 90, id="one for each number up to the last"),
        pytest.param(91, [0, 2, 89], 90, id="and one for the ground, too"),
        pytest.param(80, [0, 1, 2], 3, id="neither"),
    ],
)
def test_cocos_ids_have_holes_that_few_networks_have(tmp_path, outputs, numbers, names):
    found = read_coco(tmp_path, [{"bbox": [1, 1, 9, 9], "category_id": number} for number in (1, 3, 90)], outputs=outputs)
    assert list(found.said["a.jpg"].classes) == numbers
    assert len(found.classes) == names
    assert "brush" in found.classes[numbers[-1]]


def test_ids_that_count_from_0(tmp_path):
    found = read_coco(
        tmp_path, [{"bbox": [1, 1, 9, 9], "category_id": number} for number in (0, 5)], categories=((0, "a"), (5, "b")), outputs=6
    )
    assert found.said["a.jpg"].classes == (0, 5)
    assert found.classes == ("a", "1", "2", "3", "4", "b")


@pytest.mark.parametrize(
    ("listed", "numbers", "names"),
    [
        pytest.param("brush\nperson\ncar\n", [1, 2, 0], ("brush", "person", "car"), id="in the order of the list"),
        pytest.param("background\nperson\ncar\nbrush\n", [0, 1, 2], ("person", "car", "brush"), id="the ground is no class"),
        pytest.param("__background__\ncar\nperson\nbrush\n", [1, 0, 2], ("car", "person", "brush"), id="as torchvision calls it"),
        pytest.param("1: person\n3: car\n90: brush\n", [0, 1, 2], ("person", "car", "brush"), id="numbers with holes"),
    ],
)
def test_a_list_of_classes_gives_the_numbers_by_name(tmp_path, listed, numbers, names):
    found = read_coco(tmp_path, [{"bbox": [1, 1, 9, 9], "category_id": number} for number in (1, 3, 90)], listed=listed)
    assert list(found.said["a.jpg"].classes) == numbers
    assert found.classes == names
    assert found.assumed == ()


def test_what_the_network_does_not_know_is_left_out_and_said(tmp_path):
    found = read_coco(tmp_path, [{"bbox": [1, 1, 9, 9], "category_id": number} for number in (1, 3, 3, 90)], listed="person\ndog\n")
    assert found.said["a.jpg"].classes == (0,)
    assert found.assumed == ("3 boxes are left out, of 2 classes that the network does not know",)


def test_a_list_of_other_classes(tmp_path):
    with pytest.raises(PipecheckError, match=r"a.json: 'person' is not among the 2 classes of names.txt; did you mean persons\?"):
        read_coco(tmp_path, [{"bbox": [1, 1, 9, 9]}], listed="persons\ndogs\n")


@pytest.mark.parametrize(
    ("box", "said"),
    [
        pytest.param([1, 1, -5, 9], "without a size", id="negative"),
        pytest.param([1, 1, 0, 9], "without a size", id="empty"),
        pytest.param([100, 1, 5, 9], "outside of their pictures", id="right of the picture"),
        pytest.param([-9, 1, 9, 9], "outside of their pictures", id="left of it"),
        pytest.param([float("nan"), 1, 5, 9], "with corners that are no numbers", id="NaN"),
        pytest.param([float("inf"), 1, 5, 9], "with corners that are no numbers", id="infinite"),
        pytest.param([1, 1, 1e300, 9], "with corners that are no numbers", id="far too large"),
        pytest.param([1, 1, "5", 9], "with corners that are no numbers", id="a text"),
        pytest.param([1, 1, True, 9], "with corners that are no numbers", id="a truth value"),
        pytest.param([1, 1, 10**400, 9], "with corners that are no numbers", id="endless"),
        pytest.param([1, 1, 5], "for no bbox of four numbers stands there", id="three numbers"),
        pytest.param([[1, 1], [5, 9], 1, 1], "with corners that are no numbers", id="corners"),
        pytest.param(None, "for no bbox of four numbers stands there", id="none"),
        pytest.param("1 1 5 9", "for no bbox of four numbers stands there", id="a text of numbers"),
    ],
)
def test_what_can_be_no_box_is_left_out_and_said(tmp_path, box, said):
    found = read_coco(tmp_path, [{"bbox": [1, 1, 9, 9]}, {"bbox": box}])
    assert len(found.said["a.jpg"].corners) == 1
    assert found.assumed[1:] == (f"1 box is left out, {said}",)


def test_a_box_that_reaches_out_of_the_picture_is_one(tmp_path):
    assert read_coco(tmp_path, [{"bbox": [-5, 70, 200, 90]}]).said["a.jpg"].corners == ((-5, 70, 195, 160),)


def test_pictures_without_a_size_have_no_outside(tmp_path):
    files = {"a.json": coco([{"bbox": [500, 1, 9, 9]}]).replace('"width": 100', '"width": null')}
    assert len(loaded(tmp_path, files, "a.json").said["a.jpg"].corners) == 1


def test_vocs_corners_are_pixels_that_belong_to_the_box(tmp_path):
    head = "<part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part>"
    files = {
        "Annotations/000001.xml": voc(
            [thing("dog", (1, 1, 100, 80)), thing("person", (48, 24.5, 52, 30), 1, head), thing("dog", (5, 5, 5, 5), 0)]
        ),
        "Annotations/000002.xml": voc([]),
    }
    found = loaded(tmp_path, files)
    assert found.said["000001"] == Boxes(
        corners=((0, 0, 100, 80), (47, 23.5, 52, 30), (4, 4, 5, 5)), classes=(11, 14, 11), ignored=(False, True, False)
    )
    assert found.said["000002"] == Boxes(corners=(), classes=())
    assert len(found.classes) == 20
    assert found.assumed == ("Pascal VOC's classes are the network's classes in alphabetical order",)


def test_other_names_are_numbered_in_alphabetical_order(tmp_path):
    found = loaded(tmp_path, {"x.xml": voc([thing("wolf", (1, 1, 9, 9)), thing("dog", (1, 1, 9, 9))])})
    assert found.classes == ("dog", "wolf")
    assert found.said["x"].classes == (1, 0)
    assert found.assumed == ("the 2 names of objects are the network's classes in alphabetical order",)


def test_vocs_names_by_a_list(tmp_path):
    files = {"v/x.xml": voc([thing("wolf", (1, 1, 9, 9)), thing("dog", (1, 1, 9, 9))]), "names.txt": "wolf\ndog\n"}
    found = loaded(tmp_path, files, "v", classes="names.txt")
    assert found.said["x"].classes == (0, 1)
    assert found.assumed == ()


@pytest.mark.parametrize(
    ("box", "said"),
    [
        pytest.param((9, 1, 5, 9), "without a size", id="swapped"),
        pytest.param((101, 1, 120, 9), "outside of their pictures", id="outside"),
        pytest.param(("x", 1, 5, 9), "with corners that are no numbers", id="a text"),
        pytest.param(("", 1, 5, 9), "with corners that are no numbers", id="nothing"),
        pytest.param(("nan", 1, 5, 9), "with corners that are no numbers", id="NaN"),
    ],
)
def test_what_can_be_no_box_in_voc(tmp_path, box, said):
    found = loaded(tmp_path, {"x.xml": voc([thing("dog", (1, 1, 9, 9)), thing("dog", box)])})
    assert len(found.said["x"].corners) == 1
    assert found.assumed[1:] == (f"1 box is left out, {said}",)


YOLO = {
    "labels/val/a.txt": "0 0.5 0.5 0.2 0.4\n2 0.25 0.25 0.5 0.5\n",
    "labels/val/b.txt": "",
    "images/val/a.jpg": b"",
    "images/val/b.jpg": b"",
}


def test_yolos_boxes_are_shares_of_the_picture(tmp_path):
    found = loaded(tmp_path, YOLO)
    assert found.said["images/val/a"] == Boxes(corners=((0.4, 0.3, 0.6, 0.7), (0.0, 0.0, 0.5, 0.5)), classes=(0, 2), relative=True)
    assert found.said["images/val/b"] == Boxes(corners=(), classes=(), relative=True)
    assert found.classes == ()
    assert found.assumed == ()
    assert set(found.of(["val/a.jpg", "val/b.jpg", "val/c.jpg"])) == {"val/a.jpg", "val/b.jpg"}


def test_pictures_without_a_file_show_nothing_as_for_those_who_train_on_them(tmp_path):
    found = loaded(tmp_path, {**YOLO, "images/val/c.jpg": b"", "images/val/deep/d.png": b""}, images="images/val")
    assert found.of(["c.jpg"])["c.jpg"] == Boxes(corners=(), classes=(), relative=True)
    assert found.of(["a.jpg"])["a.jpg"].classes == (0, 2)
    assert found.assumed == ("2 pictures without a file of labels show nothing",)


def test_yolos_names(tmp_path):
    found = loaded(tmp_path, {**YOLO, "data.yaml": "names: [cat, dog, wolf]\n"})
    assert found.classes == ("cat", "dog", "wolf")
    with pytest.raises(PipecheckError, match=r"a.txt:2: 2 is not among the 2 classes of data.yaml"):
        loaded(tmp_path, {"data.yaml": "names: [cat, dog]\n"})


@pytest.mark.parametrize("path", ["data.yaml", "labels", "labels/val"])
def test_yolos_labels_however_they_are_named(tmp_path, path):
    found = loaded(tmp_path, {**YOLO, "data.yaml": "names: [cat, dog, wolf]\n"}, path, form="yolo")
    assert [each.classes for each in found.said.values()] == [(0, 2), ()]


@pytest.mark.parametrize(
    ("line", "corners"),
    [
        pytest.param("1 0.1 0.2 0.5 0.2 0.5 0.6", (0.1, 0.2, 0.5, 0.6), id="an outline"),
        pytest.param("1 0.1 0.1 0.9 0.1 0.9 0.4 0.1 0.4", (0.1, 0.1, 0.9, 0.4), id="a turned box"),
        pytest.param("1 0.9 0.9 0.4 0.4", (0.7, 0.7, 1.1, 1.1), id="out of the picture"),
        pytest.param("1\t0.5  0.5 1 1\r", (0, 0, 1, 1), id="tabs"),
        pytest.param("1 5e-1 .5 1. +1", (0, 0, 1, 1), id="numbers as one may write them"),
    ],
)
def test_yolos_lines(tmp_path, line, corners):
    found = loaded(tmp_path, {"labels/a.txt": "\ufeff" + line})
    assert found.said["images/a" if "images/a" in found.said else "a"].corners == (pytest.approx(corners),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("1 0.5 0.5 0 0.2", "without a size", id="empty"),
        pytest.param("1 0.5 0.5 -0.1 0.2", "without a size", id="negative"),
        pytest.param("1 0.5 nan 0.1 0.2", "with corners that are no numbers", id="NaN"),
        pytest.param("1 300 200 50 40", "outside of their pictures", id="pixels"),
        pytest.param("1", "for neither four numbers stand there nor an outline", id="a class alone"),
        pytest.param("1 0.5 0.5 0.1 0.2 0.9", "for neither four numbers stand there nor an outline", id="five numbers"),
    ],
)
def test_what_can_be_no_box_in_yolo(tmp_path, line, said):
    found = loaded(tmp_path, {"labels/a.txt": f"0 0.5 0.5 0.5 0.5\n{line}\n"})
    assert found.assumed == (f"1 box is left out, {said}",)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><annotation><object><name>&c;</name></object></annotation>'


@pytest.mark.parametrize(
    ("files", "path", "form", "said"),
    [
        pytest.param({}, "none.json", None, "no such file or folder", id="not there"),
        pytest.param({}, "none", "voc", "no such folder", id="no folder"),
        pytest.param({"x.xml": voc([])}, "x.xml", "voc", "labels of the form voc are a folder", id="a file for a folder"),
        pytest.param({"d/x": ""}, "d", "coco", "not a regular file", id="a folder for a file"),
        pytest.param({"d/x": ""}, "d", "voc", "holds no XML file", id="a folder of others"),
        pytest.param({"d/x": ""}, "d", "yolo", "holds no text file with labels", id="and of others still"),
        pytest.param({"a.csv": "image,class\na.jpg,1\n"}, "a.csv", None, "labels of the form csv hold no boxes", id="classes"),
        pytest.param({"a.json": ""}, "a.json", "coco", "a.json:1:1: not JSON", id="an empty file"),
        pytest.param({"a.json": coco([{"bbox": [1, 1, 9, 9]}])[:-20]}, "a.json", "coco", "not JSON", id="cut off"),
        pytest.param({"a.json": coco([])}, "a.json", "coco", "holds no box that can be used", id="no annotations"),
        pytest.param({"a.json": coco([{"bbox": [1, 1, -9, 9]}])}, "a.json", "coco", "1 box is left out, without a size", id="no good ones"),
        pytest.param({"a.json": coco([], categories=())}, "a.json", "coco", "lists no categories", id="no categories"),
        pytest.param(
            {"a.json": coco([{"bbox": [1, 1, 9, 9], "category_id": 5}])}, "a.json", "coco", "is of category 5, which", id="unlisted"
        ),
        pytest.param({"a.json": coco([{"bbox": [1, 1, 9, 9], "category_id": "x"}])}, "a.json", "coco", "is a whole number", id="a text"),
        pytest.param(
            {"a.json": coco([{"bbox": [1, 1, 9, 9], "image_id": True}])}, "a.json", "coco", "image_id is a whole number", id="true"
        ),
        pytest.param({"a.json": '{"images": [1], "categories": []}'}, "a.json", "coco", "something that is no object", id="numbers"),
        pytest.param({"a.json": '{"annotations": [' + "[" * 100_000}, "a.json", "coco", "not JSON", id="deep"),
        pytest.param({"a.json": b"\xff\xfe{"}, "a.json", "coco", "UTF-16", id="another encoding"),
        pytest.param({"x.xml": ""}, ".", "voc", "not XML", id="an empty XML"),
        pytest.param({"x.xml": voc([thing("dog", (1, 1, 9, 9))])[:-20]}, ".", "voc", "not XML", id="an XML cut off"),
        pytest.param({"x.xml": BOMB}, ".", "voc", "declares a document type", id="a bomb"),
        pytest.param({"x.xml": voc([])}, ".", "voc", "holds no box that can be used", id="no objects"),
        pytest.param({"labels/a.txt": "cat 0.5 0.5 0.1 0.1"}, ".", "yolo", "a line begins with the number of a class", id="names"),
        pytest.param({"labels/a.txt": "-1 0.5 0.5 0.1 0.1"}, ".", "yolo", "a line begins with the number of a class", id="negative"),
        pytest.param({"labels/a.txt": "1 0.5 x 0.1 0.1"}, ".", "yolo", "a.txt:1: a line is the number of a class, and", id="no number"),
        pytest.param({"labels/a.txt": b"\x00\x01\xff\n"}, ".", "yolo", "a line begins with the number of a class", id="bytes"),
        pytest.param({"labels/a.txt": "0 .5 .5 .1 .1\n" * 20_001}, ".", "yolo", "more than 20000 boxes in one picture", id="too many"),
        pytest.param({"a.json": coco([])}, "a.json\0", "coco", "a.json", id="a NUL in the name"),
        pytest.param({}, "n" * 5000, None, "n", id="a name that is too long"),
    ],
)
def test_what_holds_no_boxes_is_said(tmp_path, files, path, form, said):
    with pytest.raises(PipecheckError) as told:
        loaded(tmp_path, files, path, form)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_two_gigabytes_of_json_are_not_read(tmp_path):
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(2 * 2**30)
    with pytest.raises(PipecheckError, match="larger than 1024 MiB"):
        boxes.load(tmp_path / "a.json", "coco", None, None)


def test_elements_within_elements_without_end(tmp_path):
    """Half a million of them take as long as they are, and no longer."""
    saved(tmp_path, {"x.xml": b"<annotation>" + b"<a>" * 500_000})
    with pytest.raises(PipecheckError, match="not XML"):
        boxes.load(tmp_path, "voc", None, None)
