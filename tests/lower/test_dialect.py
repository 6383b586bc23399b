"""What a source is named by: a file that is run as a whole, or something in it, called with plain constants."""

from __future__ import annotations

import pytest
from spelled import step_told

from pipecheck.errors import SourceError
from pipecheck.evidence import Source
from pipecheck.lower import dialect
from pipecheck.rules import itself

TRANSFORMS = """
from torchvision import transforms
def build(split, size=224):
    if split == "a:b":
        return transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor()])
    return None
"""
PICKLED = """
import pickle
import numpy as np
data = pickle.load(open("batch", "rb"), encoding="bytes")[b"data"].reshape(-1, 3, 32, 32)
for i in range(100):
    data[i].astype(np.float32).tofile("cal/%d.bin" % i)
"""
DATA = """
from PIL import Image
class Pictures:
    def __init__(self, names, transform=None):
        self.names, self.transform = names, transform
    def __getitem__(self, i):
        return self.transform(Image.open(self.names[i]))
"""


def lowered(folder, text, name):
    (folder / "t.py").write_text(text, encoding="utf-8")
    return dialect.lower(f"t.py{name}", folder)


def hints(program):
    return [problem.hint for problem in itself.unverifiable_step.check(Source(input="x", road="calibration", program=program))]


@pytest.mark.parametrize("name", [":build('a:b', 32)", ":build(size=32, split='a:b')"])
def test_a_source_is_called(tmp_path, name):
    steps = [step_told(step) for step in lowered(tmp_path, TRANSFORMS, name).steps]
    assert steps == ["Resize(32, 32, library='pil')", "Affine(std=255.0)", "Transpose('chw')"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        pytest.param(PICKLED, "data[i].astype(np.float32).tofile('cal/%d.bin' % i)", id="numbers out of a pickle"),
        pytest.param("import numpy as np\nnp.save('a', find())", "np.save('a', find())", id="numbers of nobody knows where"),
        pytest.param("import onnxruntime\ns = onnxruntime.InferenceSession('a')\ns.run(None, find())", "s.run(None, find())", id="fed"),
    ],
)
def test_a_script_without_a_picture_is_unverifiable(tmp_path, text, unread):
    found = lowered(tmp_path, text, "")
    assert [step.op.text.replace('"', "'") for step in found.steps] == [unread]
    assert hints(found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TRANSFORMS, id="transforms"),
        pytest.param("import torch\nnet = torch.nn.Linear(1, 1)\ntorch.save(net.state_dict(), 'a.pt')", id="weights are no picture"),
    ],
)
def test_a_script_that_hands_nothing_on_is_refused_with_both_ways_out(tmp_path, text):
    with pytest.raises(SourceError, match=r"say which transform is meant, as t\.py:NAME, for it writes no picture"):
        lowered(tmp_path, text, "")


def test_a_data_set_whose_transform_nobody_gives_says_how_to_give_it(tmp_path):
    (hint,) = hints(lowered(tmp_path, DATA, ":Pictures"))
    assert hint == "nobody gives it its transform: name as the source an object that was made with one, or the transform itself"
