"""Functions, classes, data sets and scripts: from the reader to what is returned, saved or fed to a network."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from followed import module, program, unread
from spelled import step_told

from pipecheck.lower import script
from pipecheck.sources import pycalls

UNIT = "ToColor('rgb', source='bgr') Cast('float32') Affine(std=255.0) Transpose('chw')"
STEPS = "x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)\nx = x.astype(np.float32) / 255\nx = x.transpose(2, 0, 1)\n"


def told(found):
    return " ".join(step_told(step) for step in found.steps)


def body(text, indent="    "):
    return textwrap.indent(textwrap.dedent(text), indent)


FORMS = {
    "a function of a path": "def f(path):\n    x = cv2.imread(path)\n" + body(STEPS) + "    return x\n",
    "a function with a helper": "def go(x):\n" + body(STEPS) + "    return x\ndef f(path, size=(3, 4)):\n    return go(cv2.imread(path))\n",
    "a batch": "def f(path):\n    x = cv2.imread(path)\n" + body(STEPS) + "    return np.expand_dims(x, 0)\n",
    "with its size": "def f(path):\n    x = cv2.imread(path)\n    h, w = x.shape[:2]\n" + body(STEPS) + "    return x, (h, w)\n",
    "with the picture itself": "def f(path):\n    raw = x = cv2.imread(path)\n" + body(STEPS) + "    return raw, x\n",
    "in a dictionary": "def f(path):\n    x = cv2.imread(path)\n" + body(STEPS) + "    return {'name': path, 'image': x}\n",
    "a check": "def f(path):\n    x = cv2.imread(path)\n    if x is None:\n        return None\n" + body(STEPS) + "    return x\n",
    "a check that raises": (
        "def f(path):\n    x = cv2.imread(path)\n    if x is None:\n        raise OSError(path)\n" + body(STEPS) + "    return x\n"
    ),
    "an assertion": "def f(path):\n    x = cv2.imread(path)\n    assert x is not None, path\n" + body(STEPS) + "    return x\n",
    "a try": (
        "def f(path):\n    try:\n        x = cv2.imread(path)\n    except Exception as e:\n        print(e)\n"
        "        return None\n" + body(STEPS) + "    return x\n"
    ),
    "a generator": "def f(paths):\n    for path in paths:\n        x = cv2.imread(path)\n" + body(STEPS, " " * 8) + "        yield x\n",
    "a list of many": (
        "def go(path):\n    x = cv2.imread(path)\n" + body(STEPS)
        + "    return x\ndef f(paths):\n    return np.stack([go(path) for path in paths])\n"
    ),
    "appended": (
        "def f(paths):\n    found = []\n    for path in paths:\n        x = cv2.imread(path)\n" + body(STEPS, " " * 8)
        + "        found.append(x)\n    return np.stack(found, axis=0)\n"
    ),
    "a class": (
        "class f:\n    def __init__(self, unit=255):\n        self.unit = unit\n    def __call__(self, path):\n"
        "        x = cv2.imread(path)\n"
        "        x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)\n        x = x.astype(np.float32) / self.unit\n"
        "        return x.transpose(2, 0, 1)\n"
    ),
    "a data set": (
        "class f:\n    def __init__(self, root, names):\n        self.root, self.names = root, names\n"
        "    def __len__(self):\n        return len(self.names)\n"
        "    def __getitem__(self, index):\n        x = cv2.imread(os.path.join(self.root, self.names[index]))\n"
        + body(STEPS, " " * 8) + "        return x, index\n"
    ),
    "a list of steps": (
        "class Swap:\n    def __call__(self, x):\n        return x[..., ::-1]\nclass Divide:\n"
        "    def __init__(self, by):\n        self.by = by\n"
        "    def __call__(self, x):\n        return x.astype(np.float32) / self.by\nclass Turn:\n    def __call__(self, x):\n"
        "        return np.transpose(x, (2, 0, 1))\nops = [Swap(), Divide(255.0), Turn()]\ndef f(path):\n    x = cv2.imread(path)\n"
        "    for op in ops:\n        x = op(x)\n    return x\n"
    ),
    "of a path or a picture": (
        "def f(x):\n    if isinstance(x, str):\n        x = cv2.imread(x)\n" + body(STEPS) + "    return x\n"
    ),
    "gray pictures too": (
        "def f(path):\n    x = cv2.imread(path)\n    if x.ndim == 2:\n        x = cv2.cvtColor(x, cv2.COLOR_GRAY2BGR)\n"
        "    elif x.shape[2] == 4:\n        x = x[:, :, :3]\n" + body(STEPS) + "    return x\n"
    ),
    "options of the command line": (
        "import argparse\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--unit', type=float, default=255.0)\n"
        "parser.add_argument('--swap', action='store_false')\n"
        "args = parser.parse_args()\ndef f(path):\n    x = cv2.imread(path)\n    if args.swap:\n        x = x[:, :, ::-1]\n"
        "    x = x.astype(np.float32) / args.unit\n    return x.transpose(2, 0, 1)\n"
    ),
    "in place": (
        "def f(path):\n    x = cv2.imread(path)[:, :, ::-1].astype('float32')\n    x /= 255.0\n"
        "    return np.ascontiguousarray(x.transpose(2, 0, 1))\n"
    ),
    "a network behind": (
        "def f(path, model):\n    x = cv2.imread(path)\n" + body(STEPS) + "    y = model(x)\n    return y.argmax(1)\n"
    ),
    "a session behind": (
        "import onnxruntime as ort\nsession = ort.InferenceSession('m.onnx')\ndef f(path):\n    x = cv2.imread(path)\n" + body(STEPS)
        + "    return session.run(None, {session.get_inputs()[0].name: x[None]})[0]\n"
    ),
    "OpenCV's network behind": (
        "net = cv2.dnn.readNetFromONNX('m.onnx')\ndef f(path):\n    x = cv2.imread(path)\n" + body(STEPS)
        + "    net.setInput(x[None])\n    return net.forward()\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in FORMS.items()])
def test_a_function_in_any_form(source):
    found = program("import os\n" + source)
    assert told(found) == UNIT
    assert (found.decoded.library, found.decoded.color, found.decoded.exif) == ("opencv", "bgr", True)


SCRIPTS = {
    "saved by tofile": "for name in names:\n    x = cv2.imread(name)\n" + body(STEPS) + "    x.tofile(f'out/{name}.bin')\n",
    "saved by save": "for name in glob.glob('*.jpg'):\n    x = cv2.imread(name)\n" + body(STEPS) + "    np.save(name + '.npy', x)\n",
    "in a main": (
        "def go(path):\n    x = cv2.imread(path)\n" + body(STEPS) + "    return x\ndef main():\n    for path in os.listdir('in'):\n"
        "        go(os.path.join('in', path)).tofile(path)\nif __name__ == '__main__':\n    main()\n"
    ),
    "run": (
        "import onnxruntime\nsession = onnxruntime.InferenceSession('m.onnx')\nx = cv2.imread('a.jpg')\n" + STEPS
        + "out = session.run(['out'], {'in': np.array([x])})\nprint(out)\n"
    ),
    "a network": (
        "import torch\nmodel = torch.jit.load('m.pt').eval()\nx = cv2.imread('a.jpg')\n" + STEPS
        + "with torch.no_grad():\n    out = model(torch.from_numpy(x).unsqueeze(0).cuda())\nprint(out.argmax(1))\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in SCRIPTS.items()])
def test_a_script_is_read_to_what_it_hands_on(source):
    found = script.lower(pycalls.script(module("import os, glob\nnames = os.listdir('in')\n" + source)))
    assert told(found) == UNIT
    assert found.decoded.library == "opencv"


APPLIED = {
    "torchvision's": (
        ("import torchvision.transforms as T\nfrom PIL import Image\nclass f:\n    def __init__(self, root):\n"
        "        self.t = T.Compose([T.Resize((8, 9)), T.ToTensor()])\n    def __getitem__(self, i):\n"
        "        return self.t(Image.open(self.files[i]).convert('RGB')), 0\n"),
        "Resize(8, 9, library='pil') Affine(std=255.0) Transpose('chw')",
    ),
    "torchvision's, and a batch": (
        ("import torchvision.transforms as T\nfrom PIL import Image\n"
        "t = T.Compose([T.ToTensor(), T.Lambda(lambda x: x * 255), lambda x: x - 1.0])\n"
        "def f(path):\n    return t(Image.open(path)).unsqueeze(0)\n"),
        "Affine(std=255.0) Transpose('chw') Affine(scale=255.0) Affine(mean=1.0)",
    ),
    "torchvision's functions": (
        ("import torchvision.transforms.functional as TF\nfrom PIL import Image\ndef f(path):\n    x = TF.to_tensor(Image.open(path))\n"
        "    return TF.normalize(x, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])\n"),
        "Affine(std=255.0) Transpose('chw') Affine(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))",
    ),
    "albumentations'": (
        ("import albumentations as A\nt = A.Compose([A.Resize(8, 9)])\ndef f(path):\n    x = t(image=cv2.imread(path))['image']\n"
        "    return x.transpose(2, 0, 1)\n"),
        "Resize(8, 9) Transpose('chw')",
    ),
    "Keras'": (
        ("from tensorflow.keras.applications.vgg16 import preprocess_input\nfrom tensorflow.keras.preprocessing import image\n"
            "def f(path):\n"
        "    x = image.img_to_array(image.load_img(path))\n    return preprocess_input(np.expand_dims(x, axis=0))\n"),
        "Cast('float32') ToColor('bgr', source='rgb') Affine(mean=(103.939, 116.779, 123.68))",
    ),
    "one of two": (
        ("import torchvision.transforms as T\nfrom PIL import Image\nBIG = True\nt = T.Resize((8, 9)) if BIG else T.Resize((6, 7))\n"
        "def f(path):\n    return t(Image.open(path))\n"),
        "Resize(8, 9, library='pil')",
    ),
    "a letterbox of YOLOv5's": (
        ("from utils.augmentations import letterbox\ndef f(path):\n    x = letterbox(cv2.imread(path), 640, stride=32, auto=False)[0]\n"
        "    return x[:, :, ::-1].transpose(2, 0, 1)\n"),
        "Letterbox(640, 640) ToColor('rgb', source='bgr') Transpose('chw')",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), [pytest.param(*each, id=name) for name, each in APPLIED.items()])
def test_a_transform_goes_on_from_the_picture_in_hand(source, expected):
    found = program(source)
    assert told(found) == expected
    assert found.decoded.library in ("pil", "opencv")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        pytest.param("x = foo(x)", ["foo(x)"], id="a function that nobody knows"),
        pytest.param("x = foo(x)\nx = x / 255.0", ["foo(x)"], id="once"),
        pytest.param("x = self.augment(x)", ["self.augment(x)"], id="a method that nobody knows"),
        pytest.param("if path.endswith('a'):\n    x = x / 255.0", ["path.endswith('a')"], id="a choice that nobody knows"),
        pytest.param("if x.max() > 1:\n    x = x / 255.0", ["x.max() > 1"], id="a choice by the picture"),
        pytest.param("for i in range(n):\n    x = x * 0.5", None, id="a loop of unknown length"),
        pytest.param("while x.mean() > 100:\n    x = x * 0.5", None, id="a loop until"),
        pytest.param("exec('x = x / 255')\nx = eval('x')", ["eval('x')"], id="code in a text"),
        pytest.param("x = list(map(lambda y: y, x))", None, id="a map"),
        pytest.param("x = x if path else foo(x)", None, id="one of two"),
    ],
)
def test_what_is_not_followed_is_said(text, lost):
    found = unread(program("def f(self, path, n):\n    x = cv2.imread(path)\n" + body(text + "\n") + "    return x\n"))
    assert found
    assert lost is None or found == lost


def test_a_choice_by_chance_is_random():
    found = program("def f(path):\n    x = cv2.imread(path)\n    if np.random.rand() > 0.5:\n        x = x[:, ::-1]\n    return x\n")
    assert [(step.op.name, step.op.touches) for step in found.steps] == [("a random flip", frozenset())]


def test_a_conversion_that_nobody_uses_is_noticed():
    source = "def f(path):\n    x = cv2.imread(path)\n    y = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)\n    return x.astype(np.float32)\n"
    found = program(source)
    assert [step.origin.line for step in found.unused] == [6]
    assert told(found) == "Cast('float32')"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n    return 3\n", id="a number"),
        pytest.param("def f(path):\n    return open(path).read()\n", id="a text"),
        pytest.param("def f(path):\n    return cv2.imread(path).shape\n", id="a size"),
        pytest.param("f = 7\n", id="a constant"),
        pytest.param("def f(path):\n    return cv2.VideoCapture(path)\n", id="a camera"),
        pytest.param("def f(path):\n    import os\n    return os.path.join(path, 'a')\n", id="a path"),
    ],
)
def test_without_a_picture_there_is_nothing_to_say(source):
    found = program(source)
    assert found.decoded.library is None
    assert len(unread(found)) == 1


def test_a_program_without_a_sink_is_unread():
    assert unread(script.lower(pycalls.script(pycalls.parse("print(1)\n", Path("a.py")))))
