"""The promise for geometry: one pipeline in any spelling is clean, and one mistake is one finding, at the step that is to blame."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, note, settings
from hypothesis import strategies as st
from projects import IMAGENET, compose
from strategies_projects import COMPILE, LAYOUTS, MAPPER

from pipecheck import api
from pipecheck.engine import Settings

QUICK = settings(max_examples=5, deadline=None)
TRIANGLE = [{"library": "pil"}, {"library": "torch", "antialias": True}, {"library": "tensorflow", "antialias": True}]
POINT = [
    {"library": "opencv"},
    {"library": "torch", "antialias": False},
    {"library": "tensorflow", "antialias": False},
    {"library": "skimage", "antialias": False},
]
FAMILIES = {"triangle": TRIANGLE, "point": POINT}
READERS = ({"library": "pil", "color": "rgb"}, {"library": "opencv", "color": "rgb", "exif": True}, {"library": "skimage", "color": "rgb"})


@dataclass(frozen=True, kw_only=True)
class Made:
    """What is done to a picture: a policy to a size, by a kernel of a family; *shrunk* is the short side that is cut, *fill* surrounds."""

    policy: str
    size: int
    kernel: dict
    shrunk: int = 0
    fill: float = 114.0
    position: str = "center"

    def steps(self, form=0):
        """The chain, in one of its spellings."""
        how, square = self.kernel, {"height": self.size, "width": self.size}
        match self.policy, form % 3:
            case "stretch", 0:
                return [{"Resize": {**square, **how}}]
            case "stretch", 1:
                return [{"Resize": {**square, **how}}, {"CenterCrop": square}]
            case "stretch", _:
                return [{"Flip": {}}, {"Flip": {}}, {"Resize": {**square, **how}}]
            case "short", 0:
                return [{"ResizeShort": {"size": self.shrunk, **how}}, {"CenterCrop": square}]
            case "short", 1:
                return [{"ResizeShort": {"size": self.shrunk, **how}}, {"CenterCrop": {**square, "fill": 0.0}}]
            case "short", _:
                return [{"ResizeShort": {"size": self.shrunk, **how}}, {"CenterCrop": square}, {"Pad": {}}]
            case "box", 0 | 1:
                return [{"Letterbox": {**square, "fill": self.fill, "position": self.position, **how}}]
            case _:
                long = {"size": self.size, "rounding": "half-even", "order": "ratio", **how}
                return [{"ResizeLong": long}, {"PadTo": {**square, "fill": self.fill, "position": self.position}}]


@st.composite
def geometries(draw, policies=("stretch", "short", "box"), families=("triangle", "point")):
    size = draw(st.sampled_from([96, 224, 320, 640]))
    kernel = draw(st.sampled_from(FAMILIES[draw(st.sampled_from(families))]))
    shrunk = size + draw(st.sampled_from([8, 32, size // 7]))
    return Made(policy=draw(st.sampled_from(policies)), size=size, shrunk=shrunk, kernel=kernel)


def akin(kernel):
    return next(family for family in FAMILIES.values() if kernel in family)


def source(steps, reader):
    return yaml.safe_dump({"read": reader, "steps": [*steps, {"Transpose": {"layout": "chw"}}]})


@st.composite
def spelled(draw, made):
    """Another way to write the same: its form, its library, its reader, its layout."""
    return source(
        replace(made, kernel=draw(st.sampled_from(akin(made.kernel)))).steps(draw(st.integers(0, 2))), draw(st.sampled_from(READERS))
    )


@st.composite
def trained(draw, made):
    """A chain, or what torchvision users write."""
    if made.kernel not in TRIANGLE or made.policy == "box" or draw(st.booleans()):
        return "training.yaml", draw(spelled(made))
    size = draw(st.sampled_from(["{0}", "[{0}]", "size={0}"])).format(made.shrunk)
    cut = draw(st.sampled_from(["{0}", "({0}, {0})", "size={0}"])).format(made.size)
    resize = f"Resize({size}), transforms.CenterCrop({cut})" if made.policy == "short" else f"Resize(({made.size}, {made.size}))"
    return "training.py", compose(f"transforms.{resize}, transforms.ToTensor(), {IMAGENET}")


def written(folder, march, training, **roads):
    keys = {"input_name": "data", "input_type_rt": "nv12", "input_type_train": "rgb", "input_layout_train": LAYOUTS["chw"]}
    lines = ["model_parameters:", f"  march: {march}", "input_parameters:", *(f"  {key}: {value}" for key, value in keys.items())]
    (folder / "config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = 'config = "config.yaml"\n'
    for road, (name, text) in {"training": training, **{road: (f"{road}.yaml", text) for road, text in roads.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
        said += f'[{road}]\nsource = "{name}{":t" if name.endswith(".py") else ""}"\n'
    (folder / "pipecheck.toml").write_text(said, encoding="utf-8")
    return folder


def told(data, training, **roads):
    """The findings on geometry as code, file and road, notes left out."""
    march = data.draw(st.sampled_from((*MAPPER, *COMPILE)))
    with tempfile.TemporaryDirectory() as name:
        report = api.check(written(Path(name), march, training, **roads), settings=Settings(select=("PC4",)))
        for file in sorted(Path(name).iterdir()):
            note(f"--- {file.name}\n{file.read_text(encoding='utf-8')}")
    for each in report.findings:
        note(f"{each.code} {each.severity} {each.message}")
    return sorted((each.code, each.origin.path.name, "+".join(each.roads)) for each in report.findings if str(each.severity) != "note")


@settings(max_examples=26, deadline=None)
@given(st.data())
def test_one_geometry_is_clean_in_any_spelling(data):
    made = data.draw(geometries())
    roads = {road: data.draw(spelled(made)) for road in ("calibration", "evaluation", "runtime") if data.draw(st.booleans())}
    assert told(data, data.draw(trained(made)), **roads) == []


def family(made):
    other = "opencv" if made.kernel in TRIANGLE else "pil"
    return replace(made, kernel={"library": other}).steps()


def policy(name):
    return lambda made: replace(made, policy=name).steps()


def changed(**changes):
    return lambda made: replace(made, **{key: value(made) if callable(value) else value for key, value in changes.items()}).steps()


def shifted(made):
    """The crop of a square, one row too low."""
    at = (made.shrunk - made.size) // 2
    square = {"height": made.shrunk, "width": made.shrunk, **made.kernel}
    return [{"Resize": square}, {"Crop": {"top": at + 1, "left": at, "height": made.size, "width": made.size}}]


def cut_first(made):
    return [
        {"CenterCrop": {"height": made.shrunk, "width": made.shrunk, "fill": 0.0}},
        {"Resize": {"height": made.size, "width": made.size, **made.kernel}},
    ]


MISTAKES = [
    ("nearest", {}, lambda m: replace(m, kernel={"library": "opencv", "interpolation": "nearest"}).steps(), "PC403"),
    ("cubic", {}, lambda m: replace(m, kernel={"library": "pil", "interpolation": "cubic"}).steps(), "PC403"),
    ("smoothed otherwise", {}, family, "PC404"),
    ("stretched, trained with a short side", {"policies": ("short",)}, policy("stretch"), "PC402"),
    ("stretched, trained with a letterbox", {"policies": ("box",)}, policy("stretch"), "PC402"),
    ("a letterbox, trained with a short side", {"policies": ("short",)}, policy("box"), "PC402"),
    ("a short side, trained with a letterbox", {"policies": ("box",)}, policy("short"), "PC402"),
    ("not resized", {}, lambda _: [], "PC402"),
    ("another fill", {"policies": ("box",)}, changed(fill=127.0), "PC405"),
    ("the other side", {"policies": ("box",)}, changed(position="corner"), "PC405"),
    ("another ratio", {"policies": ("short",)}, changed(shrunk=lambda m: m.shrunk + m.size // 6), "PC405"),
    ("another size", {}, changed(size=lambda m: m.size + 32, shrunk=lambda m: m.shrunk + 32), "PC401"),
    ("cut before it is resized", {"policies": ("short",)}, cut_first, "PC406"),
]  # fmt: skip


@pytest.mark.parametrize("road", ["calibration", "evaluation", "runtime"])
@pytest.mark.parametrize(("like", "spoil", "code"), [pytest.param(*row, id=name) for name, *row in MISTAKES])
@QUICK
@given(data=st.data())
def test_one_mistake_is_one_finding(like, spoil, code, road, data):
    made = data.draw(geometries(**like))
    wrong = source(spoil(made), data.draw(st.sampled_from(READERS)))
    right = {other: data.draw(spelled(made)) for other in ("calibration", "evaluation") if other != road}
    assert told(data, data.draw(trained(made)), **{road: wrong}, **right) == [(code, f"{road}.yaml", road)]


@QUICK
@given(data=st.data())
def test_a_crop_off_by_one_is_one_finding(data):
    made = data.draw(geometries(policies=("short",)))
    whole = [
        {"Resize": {"height": made.shrunk, "width": made.shrunk, **made.kernel}},
        {"CenterCrop": {"height": made.size, "width": made.size}},
    ]
    reader = data.draw(st.sampled_from(READERS))
    found = told(data, ("training.yaml", source(whole, reader)), calibration=source(shifted(made), reader))
    assert found == [("PC407", "calibration.yaml", "calibration")]


RANDOM = ["RandomResizedCrop(224)", "RandomCrop(224)", "RandomRotation(10)", "ColorJitter(0.4)", "RandAugment()"]


@QUICK
@given(data=st.data(), step=st.sampled_from(RANDOM))
def test_a_random_step_left_in_is_one_finding(data, step):
    made = data.draw(geometries(policies=("short",), families=("triangle",)))
    steps = f"transforms.Resize({made.shrunk}), transforms.CenterCrop({made.size}), transforms.{step}, transforms.RandomHorizontalFlip()"
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), "bayes-e", ("training.yaml", data.draw(spelled(made))))
        (folder / "augmented.py").write_text(compose(f"{steps}, transforms.PILToTensor()"), encoding="utf-8")
        with (folder / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
            manifest.write('[calibration]\nsource = "augmented.py:t"\n')
        found = api.check(folder, settings=Settings(select=("PC4",))).findings
    assert [(each.code, each.origin.path.name, each.roads) for each in found] == [("PC408", "augmented.py", ("calibration",))]


TWO = [
    ("PC403", "PC405", lambda m: replace(m, fill=127.0, kernel={"library": "opencv", "interpolation": "nearest"}).steps(), "box"),
    ("PC404", "PC405", lambda m: replace(m, shrunk=m.shrunk + m.size // 6, kernel={"library": "skimage"}).steps(), "short"),
    ("PC401", "PC405", lambda m: replace(m, size=m.size + 32, fill=0.0).steps(), "box"),
    ("PC401", "PC403", lambda m: replace(m, size=m.size + 32, kernel={"library": "opencv", "interpolation": "area"}).steps(), "stretch"),
]


@pytest.mark.parametrize(("first", "second", "spoil", "kind"), TWO)
@QUICK
@given(data=st.data())
def test_two_mistakes_are_two_findings(first, second, spoil, kind, data):
    made = data.draw(geometries(policies=(kind,)))
    wrong = source(spoil(made), data.draw(st.sampled_from(READERS)))
    assert [code for code, *_ in told(data, data.draw(trained(made)), calibration=wrong)] == [first, second]
