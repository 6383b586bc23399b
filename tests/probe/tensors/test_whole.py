"""One tensor in a file is an array of numbers, or one line says why not, before any memory is taken for it."""

import numpy as np
import pytest
from attack import arrays

from pipecheck.errors import SourceError
from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors import files, whole

PICTURE = np.arange(48, dtype=np.float32).reshape(1, 3, 4, 4)


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(PICTURE, id="plain"),
        pytest.param(np.asfortranarray(PICTURE), id="in Fortran's order"),
        pytest.param(PICTURE.astype(">f8"), id="big-endian"),
        pytest.param(np.where(PICTURE > 5, np.nan, PICTURE), id="no numbers"),
        pytest.param(PICTURE.astype(np.uint8), id="bytes"),
        pytest.param(np.float32(3), id="one number"),
    ],
)
def test_an_array_comes_as_it_was_saved(tmp_path, array):
    path = tmp_path / "a.npy"
    np.save(path, array)
    found = whole.load(path, (1, 3, 4, 4), "float32")
    np.testing.assert_array_equal(found, array)
    assert found.dtype.name == array.dtype.name


def test_a_raw_file_has_the_shape_that_is_taken(tmp_path):
    (tmp_path / "a.bin").write_bytes(PICTURE.tobytes())
    np.testing.assert_array_equal(whole.load(tmp_path / "a.bin", ("n", 3, 4, 4), "float32"), PICTURE)


@pytest.mark.parametrize("name", [*arrays.hostile()])
def test_a_hostile_file_is_refused(tmp_path, name):
    path = tmp_path / "a.npy"
    path.write_bytes(arrays.hostile()[name])
    with pytest.raises(SourceError) as caught:
        whole.load(path, (1, 3, 4, 4), "float32")
    assert str(caught.value).startswith(f"{path}: ")
    assert len(str(caught.value)) < len(str(path)) + 150


def test_what_nobody_says_is_refused(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(48))
    with pytest.raises(SourceError, match=r"no \.npy file, and what bfloat16 looks like in a raw one nobody says"):
        whole.load(tmp_path / "a.bin", (1, 3, 4, 4), "bfloat16")
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(SourceError, match="1099511627776 bytes, and 1×3×4×4 float32 take 192"):
        whole.load(tmp_path / "large.bin", (1, 3, 4, 4), "float32")


@pytest.mark.parametrize("tool", ["hb_compile", "hb_mapper", None])
def test_all_hostile_files_of_a_folder_are_misfits(tmp_path, tool):
    for name, content in arrays.hostile().items():
        (tmp_path / f"{name}.npy").write_bytes(content)
    np.save(tmp_path / "a.npy", PICTURE[0])
    found = files.listed(tmp_path, Expected(tool=tool, shape=(3, 4, 4), dtype="float32"))
    assert sum(each.count for each in found.misfits) == len(arrays.hostile()) + (tool == "hb_mapper")
