"""The files of a calibration directory, held against what the input takes."""

import io
import os
from pathlib import Path

import numpy as np
import pytest

from pipecheck.errors import SourceError
from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors import files

SHAPE = (3, 32, 48)
RAW = Expected(tool="hb_mapper", shape=SHAPE, layout="chw", dtype="float32", color="rgb")
NPY = Expected(tool="hb_compile", shape=SHAPE, layout="chw", dtype="float32", color="rgb")
BYTES = Expected(tool="hb_mapper", shape=SHAPE, layout="chw", dtype="uint8", color="rgb")
HWC = Expected(tool="hb_mapper", shape=(32, 48, 3), layout="hwc", dtype="float32")
OPEN = Expected(tool="hb_mapper", shape=(3, None, None), layout="chw", dtype="float32")
FEATURE = Expected(tool="hb_compile", shape=(1, 10), dtype="float32", feature=True)
NOTHING = Expected()


def picture(*shape, dtype="float32"):
    return (np.random.default_rng(0).integers(0, 200, shape) + 20).astype(dtype)


def npy(array):
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def listed(folder, contents, expected, **options):
    for name, data in contents.items():
        (folder / name).write_bytes(data.tobytes() if isinstance(data, np.ndarray) else data)
    return files.listed(folder, expected, **options)


FITS = [
    pytest.param({"0.bin": picture(3, 32, 48)}, RAW, (SHAPE, 1), id="raw float32"),
    pytest.param({"0.rgb": picture(3, 32, 48, dtype="uint8")}, BYTES, (SHAPE, 1), id="raw uint8"),
    pytest.param({"0.rgb": picture(32, 48, 3)}, HWC, ((32, 48, 3), 1), id="raw hwc"),
    pytest.param({"0.npy": npy(picture(3, 32, 48))}, NPY, (SHAPE, 1), id="npy without batch"),
    pytest.param({"0.npy": npy(picture(1, 3, 32, 48))}, NPY, (SHAPE, 1), id="npy with batch"),
    pytest.param({"0.npy": npy(np.asfortranarray(picture(1, 3, 32, 48)))}, NPY, (SHAPE, 1), id="npy in Fortran's order"),
    pytest.param({"0": npy(picture(3, 32, 48))}, NPY, (SHAPE, 1), id="npy under any name"),
    pytest.param({"0.npy": npy(picture(10))}, FEATURE, ((1, 10), 1), id="axes of length one"),
    pytest.param({"0.bin": picture(3, 64, 64)}, OPEN, ((3, 64, 64), 1), id="open sides, square"),
    pytest.param({"0.bin": picture(3, 2, 37)}, OPEN, ((3, 1, 74), 1), id="open sides"),
    pytest.param(
        {"0.bin": picture(4, 3, 32, 48)}, Expected(tool="hb_mapper", shape=SHAPE, dtype="float32", batch=4), (SHAPE, 4), id="batch of four"
    ),
    pytest.param({"0.npy": npy(picture(2, 3, 32, 48))}, NOTHING, (SHAPE, 2), id="nothing expected, npy"),
    pytest.param({"0.bin": picture(3, 64, 64) / 3}, NOTHING, ((3 * 64 * 64,), 1), id="nothing expected, float32 by its bytes"),
    pytest.param({"0.bin": picture(3, 64, 64, dtype="uint8")}, NOTHING, ((3 * 64 * 64,), 1), id="nothing expected, uint8 by its bytes"),
]


@pytest.mark.parametrize(("contents", "expected", "form"), FITS)
def test_what_fits_is_no_misfit(tmp_path, contents, expected, form):
    found = listed(tmp_path, contents, expected)
    assert found.misfits == ()
    assert [(each.shape, each.samples) for each in found.forms] == [form]


MISFITS = [
    pytest.param(b"", RAW, "empty", False, id="empty"),
    pytest.param(
        npy(picture(3, 32, 48)), RAW, "an .npy file, whose header is read as numbers too", False, id="npy header where raw bytes are read"
    ),
    pytest.param(b"PK\x03\x04" + bytes(500), NPY, "a zip archive, such as .npz, not numbers", False, id="npz"),
    pytest.param(b"\xff\xd8\xff\xe0" + bytes(500), RAW, "a JPEG picture, not numbers", False, id="jpeg"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(500), NPY, "a PNG picture, not numbers", False, id="png"),
    pytest.param(b"\x80\x04\x95" + bytes(500), NPY, "a Python pickle, not numbers", False, id="pickle"),
    pytest.param(b'{"count": 100}\n', RAW, "text, not numbers", False, id="json"),
    pytest.param("é".encode() * 5000, RAW, "text, not numbers", False, id="text cut within a letter"),
    pytest.param(
        picture(3, 32, 48, dtype="uint8"), RAW, "3×32×48 of uint8, and the input takes 3×32×48 of float32", True, id="uint8 for float32"
    ),
    pytest.param(picture(3, 32, 48) / 3, BYTES, "3×32×48 of float32, and the input takes 3×32×48 of uint8", True, id="float32 for uint8"),
    pytest.param(
        picture(3, 32, 48, dtype="float64"), RAW, "3×32×48 of float64, and the input takes 3×32×48 of float32", False, id="raw float64"
    ),
    pytest.param(picture(5, 3, 32, 48) / 3, RAW, "5 samples of 3×32×48 in one file", True, id="several samples"),
    pytest.param(
        picture(3, 64, 96) / 3,
        RAW,
        "as long as 3×64×96 or 4 samples of 3×32×48, and the input takes 3×32×48 of float32",
        False,
        id="twice the sides or four samples",
    ),
    pytest.param(
        picture(3, 512, 512),
        RAW,
        "as long as 3×512×512 of float32, and the input takes 3×32×48 of float32",
        False,
        id="another size, square",
    ),
    pytest.param(
        picture(3, 48, 72) / 3, RAW, "as long as 3×48×72 of float32, and the input takes 3×32×48 of float32", False, id="same aspect"
    ),
    pytest.param(picture(1, 32, 48), RAW, "as long as 1×32×48 of float32, and the input takes 3×32×48 of float32", False, id="gray"),
    pytest.param(
        picture(32 * 48 * 3 // 2, dtype="uint8"), BYTES, "as long as 32×48 in NV12, and the input takes 3×32×48 of uint8", False, id="nv12"
    ),
    pytest.param(picture(3, 32, 48).tobytes()[:-5], RAW, "shorter than the 18432 bytes that the input takes", False, id="cut short"),
    pytest.param(picture(3, 32, 48).tobytes() + b"1", RAW, "longer than the 18432 bytes that the input takes", False, id="too long"),
    pytest.param(picture(3, 32, 48), NPY, "without the header of an .npy file, which hb_compile needs", True, id="raw bytes for np.load"),
    pytest.param(npy(picture(3, 32, 48, dtype="float64")), NPY, "numbers of float64, and the input takes float32", True, id="npy float64"),
    pytest.param(npy(picture(3, 32, 48, dtype="int64")), NPY, "numbers of int64, and the input takes float32", True, id="npy int64"),
    pytest.param(
        npy(picture(3, 32, 48, dtype=">f4")), NPY, "numbers of big-endian float32, and the input takes float32", True, id="npy big-endian"
    ),
    pytest.param(npy(picture(3, 64, 64)), NPY, "an array of 3×64×64, and the input takes 3×32×48", True, id="npy of another size"),
    pytest.param(
        npy(picture(1, 32, 48, 3)),
        NPY,
        "an array of 1×32×48×3, and the input takes 3×32×48: HWC, not CHW",
        True,
        id="npy of another layout",
    ),
    pytest.param(npy(picture(8, 3, 32, 48)), NPY, "8 samples of 3×32×48 in one file", True, id="npy of eight samples"),
    pytest.param(npy(picture(3, 32, 48))[:-1], NPY, "cut short: 18559 of 18560 bytes", False, id="npy cut short"),
    pytest.param(npy(picture(3, 32, 48))[:60], NPY, "cut short within its .npy header", False, id="npy header cut short"),
    pytest.param(npy(np.array([{}], object)), NPY, "pickled Python objects, which nothing here loads", False, id="npy of objects"),
    pytest.param(npy(np.zeros(3, "f4,f4")), NPY, "records of several fields, not numbers", False, id="npy of records"),
    pytest.param(npy(np.zeros(3, "c8")), NPY, "complex64, not numbers of a picture", False, id="npy of complex numbers"),
    pytest.param(npy(np.zeros((0, 3))), NPY, "an array of shape 0×3, which is empty", False, id="npy of nothing"),
    pytest.param(
        npy(picture(3)).replace(b"'shape': (3", b"'shape': (x"), NPY, "an .npy file with a damaged header", False, id="npy damaged"
    ),
    pytest.param(b"\x93NUMPY\x01\x00", NPY, "cut short within its .npy header", False, id="npy magic alone"),
]


@pytest.mark.parametrize(("data", "expected", "reason", "formed"), MISFITS)
def test_what_does_not_fit_is_told(tmp_path, data, expected, reason, formed):
    found = listed(tmp_path, {"0.x": data}, expected)
    assert [(each.reason, each.names, each.count) for each in found.misfits] == [(reason, ("0.x",), 1)]
    assert (found.forms[0] is not None) == formed


def test_one_misfit_for_each_reason_the_commonest_first(tmp_path):
    contents = {f"{index}.bin": picture(3, 32, 48, dtype="uint8") for index in range(7)}
    found = listed(tmp_path, contents | {"a.bin": b"", "b.bin": picture(3, 32, 48)}, RAW)
    assert [(each.count, each.names) for each in found.misfits] == [(7, tuple(f"{index}.bin" for index in range(5))), (1, ("a.bin",))]


def test_where_nothing_is_expected_the_odd_ones_are_told(tmp_path):
    found = listed(tmp_path, {"a.npy": npy(picture(3, 8, 8)), "b.npy": npy(picture(3, 8, 8)), "c.npy": npy(picture(3, 9, 9))}, NOTHING)
    assert [(each.reason, each.names) for each in found.misfits] == [
        ("3×9×9 of float32, and most others hold 3×8×8 of float32", ("c.npy",))
    ]


def test_names_are_sorted_and_what_is_no_sample_is_counted(tmp_path):
    (tmp_path / "folder").mkdir()
    contents = dict.fromkeys(("10.bin", "9.bin", "B.bin", "a.bin", "\u00e9.bin"), picture(3, 32, 48))
    found = listed(tmp_path, contents | {".hidden": b"", "note.txt": b"words", "x.JPG": b"\xff\xd8\xff"}, RAW, spoken_of=(".txt", ".jpg"))
    assert found.names == ("10.bin", "9.bin", "B.bin", "a.bin", "\u00e9.bin")
    assert (found.hidden, found.folders, found.strangers, found.misfits) == (1, 1, 2, ())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_is_no_file_is_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.bin")
    (tmp_path / "circle.bin").symlink_to(tmp_path / "circle.bin")
    (tmp_path / "nowhere.bin").symlink_to(tmp_path / "absent")
    found = listed(tmp_path, {"0.bin": picture(3, 32, 48)}, NPY)
    assert [each.names for each in found.misfits if "pipe" in each.reason] == [("circle.bin", "nowhere.bin", "pipe.bin")]
    assert found.names == ("0.bin",)


def test_a_huge_file_is_not_read(tmp_path):
    with (tmp_path / "0.bin").open("wb") as file:
        file.truncate(50 << 30)
    found = files.listed(tmp_path, NOTHING)
    assert [each.reason for each in found.misfits] == ["larger than 1 GB, which no sample is"]
    assert found.forms == (None,)


@pytest.mark.parametrize("name", ["absent", "file"])
def test_a_folder_that_is_none_ends_the_run(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SourceError, match=name):
        files.listed(tmp_path / name, RAW)


def test_a_file_that_may_not_be_read_is_told(tmp_path):
    path = tmp_path / "0.npy"
    path.write_bytes(b"\x93NUMPY")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("a superuser may read everything")
    assert [each.reason for each in files.listed(tmp_path, NPY).misfits] == ["not to be read: permission denied"]


def test_a_file_is_loaded_as_its_form_says(tmp_path):
    found = listed(tmp_path, {"0.npy": npy(picture(1, 3, 32, 48)), "1.npy": b"", "2.npy": npy(np.asfortranarray(picture(3, 32, 48)))}, NPY)
    loaded = [found.load(tmp_path / name) for name in ("0.npy", "1.npy", "2.npy", "3.npy")]
    assert [None if each is None else each.tolist() for each in loaded] == [
        picture(3, 32, 48).tolist(),
        None,
        picture(3, 32, 48).tolist(),
        None,
    ]


PAIRS = [
    pytest.param(("a.x", "b.x"), ("a.y", "b.y"), [], id="same names"),
    pytest.param(("img_0.x", "img_1.x"), ("lidar_0.x", "lidar_1.x"), [], id="names of their own"),
    pytest.param(("a.x", "b.x", "c.x"), ("a.x", "b.x"), [("one has 3 files, and two 2", ("c.x",))], id="one too few"),
    pytest.param(
        ("a.x", "b.x", "c.x"),
        ("a.x", "b.x", "d.x"),
        [("no file of two has the name of these of one, and files are paired in the order of their names", ("c.x",))],
        id="one of another name",
    ),
]


@pytest.mark.parametrize(("one", "two", "expected"), PAIRS)
def test_files_of_several_inputs_belong_together(one, two, expected):
    def of(names):
        return files.Listed(folder=Path(), expected=RAW, names=names, forms=(None,) * len(names))

    found = files.pairing({"one": of(one), "two": of(two)})
    assert [(each.reason, each.names) for each in found] == expected
