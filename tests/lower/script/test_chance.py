"""Random numbers in plain code: a step that uses one is random, whatever it is, and what follows it is still read."""

from __future__ import annotations

import pytest
from followed import program
from spelled import step_told

IMPORTS = (
    "import random, torch\nimport torchvision.transforms as T\nimport torchvision.transforms.functional as TF\n"
    "from PIL import Image, ImageEnhance\n"
)
UNIT = "Cast('float32') Affine(std=255.0)"
READ, PIL = "x = cv2.imread(path)\n", "x = Image.open(path).convert('RGB').resize((256, 256), Image.BILINEAR)\n"
SQUARE = "x = cv2.resize(cv2.imread(path), (256, 256))\n"
RESIZED = "Resize(256, 256) "
PIL_RESIZED = "Resize(256, 256, library='pil') "


def told(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = program(f"{IMPORTS}def f(path):\n{lines}    return np.asarray(x).astype(np.float32) / 255\n")
    return " ".join(map(step_told, found.steps)).removesuffix(UNIT).strip()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(READ + "if torch.rand(1) < 0.5:\n    x = cv2.flip(x, 1)", "~a random flip", id="torch.rand"),
        pytest.param(READ + "if torch.rand(1).item() < 0.5:\n    x = x[:, ::-1]", "~a random flip", id="torch.rand as a number"),
        pytest.param(READ + "if secrets.randbelow(2):\n    x = x[:, ::-1]", "~a random flip", id="secrets"),
        pytest.param(
            READ + "if np.random.rand() > 0.5:\n    x = cv2.resize(x, (288, 288))\nx = cv2.resize(x, (224, 224))",
            "~a random choice geometry Resize(224, 224)",
            id="a random resize",
        ),
        pytest.param(
            READ + "rng = np.random.default_rng(0)\nif rng.random() < 0.5:\n    x = cv2.GaussianBlur(x, (3, 3), 0)",
            "~a random choice values",
            id="a generator",
        ),
        pytest.param(
            READ + "if random.random() < 0.5:\n    x = cv2.resize(x, (288, 288))\n"
            "if random.random() < 0.5:\n    x = cv2.resize(x, (99, 99))",
            "~a random choice geometry ~a random choice geometry",
            id="a choice after a choice",
        ),
        pytest.param(
            READ + "if random.random() < 0.5:\n    x = x * random.uniform(0.8, 1.2)\n    x = x.clip(0, 255).astype(np.uint8)",
            "~a random choice values",
            id="a random number at random",
        ),
        pytest.param(
            SQUARE + "top, left = np.random.randint(0, 32, 2)\nx = x[top:top+224, left:left+224]",
            RESIZED + "~`x[top:top+224, left:left+224]` geometry",
            id="a crop, NumPy",
        ),
        pytest.param(
            SQUARE + "top = random.randint(0, 32)\nx = x[top:top+224, 16:240, :]",
            RESIZED + "~`x[top:top+224, 16:240, :]` geometry",
            id="a crop, Python",
        ),
        pytest.param(
            READ + "h, w = x.shape[:2]\ntop = random.randint(0, h - 224)\nx = x[top:top+224, :224]\nx = cv2.resize(x, (96, 96))",
            "~`x[top:top+224, :224]` geometry Resize(96, 96)",
            id="a crop of any picture",
        ),
        pytest.param(
            PIL + "i = random.randint(0, 32)\nx = x.crop((i, i, i + 224, i + 224))",
            PIL_RESIZED + "~`x.crop((i, i, i + 224, i + 224))` geometry",
            id="a crop, Pillow",
        ),
        pytest.param(
            PIL + "i, j, h, w = T.RandomCrop.get_params(x, output_size=(224, 224))\nx = TF.crop(x, i, j, h, w)",
            PIL_RESIZED + "~`TF.crop(x, i, j, h, w)` geometry",
            id="a crop, torchvision",
        ),
        pytest.param(
            READ + "s = random.choice([224, 256])\nx = cv2.resize(x, (s, s))", "~`cv2.resize(x, (s, s))` geometry", id="one of some sizes"
        ),
        pytest.param(
            READ + "m = cv2.getRotationMatrix2D((9, 9), random.uniform(-5, 5), 1.0)\nx = cv2.warpAffine(x, m, (18, 18))",
            "~`cv2.warpAffine(x, m, (18, 18))` geometry",
            id="a rotation",
        ),
        pytest.param(
            READ + "x = np.clip(x * random.uniform(0.8, 1.2), 0, 255).astype(np.uint8)",
            "~`x * random.uniform(0.8, 1.2)` dtype+values Cast('uint8')",
            id="brightness",
        ),
        pytest.param(
            READ + "x = x.astype(np.float32)\nx *= random.uniform(0.8, 1.2)\nx += np.random.uniform(-9, 9, 3)",
            "Cast('float32') ~`x *= random.uniform(0.8, 1.2)` values ~`x += np.random.uniform(-9, 9, 3)` values Affine(std=255.0)",
            id="brightness in place",
        ),
        pytest.param(
            READ + "x = cv2.convertScaleAbs(x, alpha=random.uniform(0.8, 1.2))",
            "~`cv2.convertScaleAbs(x, alpha=random.uniform(0.8, 1.2))` values",
            id="brightness, OpenCV",
        ),
        pytest.param(
            PIL + "x = ImageEnhance.Brightness(x).enhance(random.uniform(0.5, 1.5))",
            PIL_RESIZED + "~`ImageEnhance.Brightness(x).enhance(random.uniform(0.5, 1.5))` values",
            id="brightness, Pillow",
        ),
        pytest.param(
            READ + "x = x.astype(np.float32)\nx = x + np.random.normal(0, 5, x.shape).astype(np.float32)",
            "Cast('float32') ~`x + np.random.normal(0, 5, x.shape).astype(np.float32)` values Affine(std=255.0)",
            id="noise",
        ),
        pytest.param(
            SQUARE + "i = np.random.randint(0, 8)\nx[i:i+8, i:i+8] = 0", RESIZED + "~`x[i:i+8, i:i+8]` values", id="a hole"
        ),
        pytest.param(
            READ + "x = cv2.cvtColor(x, cv2.COLOR_BGR2HSV).astype(np.float32)\nx[..., 2] *= random.uniform(0.7, 1.3)\n"
            "x = x.astype(np.uint8)",
            "?cv2.cvtColor(x, cv2.COLOR_BGR2HSV) color+values Cast('float32') ~`x[..., 2]` color+values Cast('uint8')",
            id="hues",
        ),
    ],
)  # fmt: skip
def test_it_is_random(body, expected):
    assert told(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("x = cv2.imread(random.choice(os.listdir(path)))\nx = cv2.resize(x, (9, 9))", "Resize(9, 9)", id="a random picture"),
        pytest.param(
            "x = cv2.resize(cv2.imread(random.choice(path)), (9, 9))\nif x.shape[0] > 5:\n    x = x[:5]",
            "Resize(9, 9) Crop(top=0, left=0, height=5, width=9)",
            id="its size is asked",
        ),
        pytest.param(
            "pictures = [cv2.imread(each) for each in path]\nrandom.shuffle(pictures)\n"
            "for each in random.sample(pictures, 20):\n    x = cv2.resize(each, (9, 9))",
            "Resize(9, 9)",
            id="some of the pictures",
        ),
        pytest.param("x = cv2.resize(random.choice([cv2.imread(each) for each in path]), (9, 9))", "Resize(9, 9)", id="one of them"),
        pytest.param("random.seed(0)\nnp.random.seed(0)\n" + SQUARE, RESIZED.strip(), id="a seed"),
        pytest.param(
            "train = False\n" + SQUARE + "if train and random.random() < 0.5:\n    x = x[:, ::-1]", RESIZED.strip(), id="training alone"
        ),
        pytest.param(
            SQUARE + "i = random.randint(0, 32)\nx = x[i:i+224, i:i+224]\nx = other(x)",
            RESIZED + "~`x[i:i+224, i:i+224]` geometry ?other(x) color+decode+dtype+geometry+layout+values",
            id="what is done to it later",
        ),
    ],
)
def test_it_is_not(body, expected):
    assert told(body) == expected
