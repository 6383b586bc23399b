"""What a dialect promises: right spellings of what a network was trained on, and wrong ones with the one finding of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

MANIFEST = "pipecheck.toml"
KINDS = (
    "swapped order",
    "double normalisation",
    "missing normalisation",
    "std as scale",
    "times 255",
    "other kernel",
    "other size policy",
    "crop off by one",
    "pad value",
    "other layout",
    "augmentation",
)
IMAGENET = ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
CAFFE = ((103.939, 116.779, 123.68), (1.0, 1.0, 1.0))
UNIT = ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0))
SIGNED = ((127.5, 127.5, 127.5), (127.5, 127.5, 127.5))
READERS = {"pil": {"library": "pil", "color": "rgb"}, "opencv": {"library": "opencv", "color": "bgr", "exif": True}}


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a network was trained on: geometry, then *color* and constants of 0..255 in that order; the right sources are chains."""

    steps: tuple[dict, ...]
    constants: tuple[tuple[float, ...], tuple[float, ...]] = IMAGENET
    color: str = "rgb"
    layout: str = "chw"
    reader: str = "pil"
    domain: str = "bytes"

    def chain(self, *, raw=False, yuv=False):
        """The same as a chain of the toolkit: *raw* without the constants, *yuv* as hb_mapper's float model wants it for nv12."""
        mean, std = self.constants
        how = READERS[self.reader]
        color = [{"ToColor": {"color": self.color, "source": how["color"]}}] if self.color != how["color"] else []
        nv12 = [{"ToColor": {"color": "yuv444", "source": self.color, "library": "horizon"}}] if yuv else []
        floats = [{"Cast": {"dtype": "float32"}}] if self.domain == "floats" else []
        values = [] if raw else [{"Affine": {"mean": list(mean), "std": list(std)}}]
        turned = [{"Transpose": {"layout": "chw"}}] if self.layout == "chw" else []
        return yaml.safe_dump({"read": how, "steps": [*floats, *self.steps, *color, *nv12, *values, *turned]})

    def config(self, march):
        """The YAML that normalises with these constants."""
        mean, std = self.constants
        said = {
            "input_name": "data",
            "input_type_rt": "nv12",
            "input_type_train": self.color,
            "input_layout_train": {"chw": "NCHW", "hwc": "NHWC"}[self.layout],
            "norm_type": "data_mean_and_scale",
            "mean_value": " ".join(map(repr, mean)),
            "scale_value": " ".join(f"{1 / part:.9g}" for part in std),
        }
        head = ["model_parameters:", "  onnx_model: model.onnx", f"  march: {march}", "input_parameters:"]
        return "\n".join([*head, *(f"  {key}: {value}" for key, value in said.items())]) + "\n"


SHORT = ({"ResizeShort": {"size": 256, "library": "pil"}}, {"CenterCrop": {"height": 224, "width": 224}})
CLASSIFIER = Target(steps=SHORT)
BLUE_FIRST = Target(steps=SHORT, color="bgr", constants=CAFFE)
STRETCHED = Target(steps=({"Resize": {"height": 224, "width": 224, "library": "pil"}},))
SQUARED = Target(steps=({"Resize": {"height": 256, "width": 256, "library": "pil"}}, {"CenterCrop": {"height": 224, "width": 224}}))
PADDED = Target(steps=({"Resize": {"height": 480, "width": 640, "library": "pil"}}, {"Pad": {"top": 80, "bottom": 80, "fill": 114.0}}))
DETECTOR = Target(steps=({"Letterbox": {"height": 640, "width": 640}},), constants=UNIT, reader="opencv")


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """Files by name, the *source* of a road that is named in them, what the manifest has to add, and what it all amounts to.

    *silent* are the aspects that such a source never speaks of.
    """

    id: str
    files: dict[str, str]
    source: str
    target: Target = CLASSIFIER
    said: dict[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mistake(Spelling):
    """A wrong source for a network that was trained on *target*: its kind, and the finding's code and place, `file` and a text *at* it."""

    kind: str
    code: str
    at: str
    march: str = "nash-e"
    roads: tuple[str, ...] = ("calibration", "evaluation")

    def place(self, folder, road):
        """The file and the line that hold *at*; the header of *road* in the manifest where the source says nothing of it."""
        files, at = self.files, self.at
        if at == MANIFEST:
            files, at = {MANIFEST: (folder / MANIFEST).read_text(encoding="utf-8")}, f"[{road}]"
        own = self.source.split(":")[0]
        files = {own: files[own]} if at in files.get(own, "") else files
        lines = ((name, number, line) for name, text in files.items() for number, line in enumerate(text.splitlines(), 1))
        places = [f"{name}:{number}" for name, number, line in lines if at in line]
        assert len(places) == 1, f"{self.id}: {at!r} stands at {places}"
        return places[0]


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """The table of a dialect; *silent* gives the kinds of mistake that cannot be made in it, with the reason."""

    spellings: tuple[Spelling, ...]
    mistakes: tuple[Mistake, ...]
    silent: dict[str, str] = field(default_factory=dict)


def python(head, *, name="train.py", of=":t", target=CLASSIFIER, said=None, also=None):
    """Two makers of rows from Python text below the imports *head*: of spellings, and of mistakes."""

    def row(cls, text, where=None, **rest):
        given = {"target": target, "said": said or {}, "files": {**(also or {}), name: f"{head}{text}\n"}, **rest}
        return cls(source=f"{name}{of if where is None else where}", **given)

    def spelled(id_, text, where=None, **rest):
        return row(Spelling, text, where, id=id_, **rest)

    def wrong(kind, code, at, text, where=None, **rest):
        march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" and "march" not in rest else {}
        return row(Mistake, text, where, **{"id": kind, "kind": kind, "code": code, "at": at, **march, **rest})

    return spelled, wrong


def method(head, function):
    """The body of *function* as that of the method that *head* ends in."""
    return head + "\n".join(f"    {line}" for line in function.splitlines()[1:])


def project(folder, march, target, **roads):
    """Writes a project whose *roads* are spellings, and returns its folder; a road that is not named is right."""
    (folder / "config.yaml").write_text(target.config(march), encoding="utf-8")
    mapper = not march.startswith("nash")
    right = {
        "training": target.chain(),
        "calibration": target.chain(raw=mapper),
        "evaluation": target.chain(raw=mapper, yuv=mapper),
    }
    lines = ['config = "config.yaml"']
    for road, text in right.items():
        own = roads.get(road) or Spelling(id="right", files={f"{road}.yaml": text}, source=f"{road}.yaml")
        for name, content in own.files.items():
            path = folder / road / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        lines += [f"[{road}]", f'source = "{_source(road, own)}"', *(f'{key} = "{value}"' for key, value in own.said.items())]
    (folder / "pipecheck.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _source(road, own):
    return f"{road}/{own.source}" if own.files else own.source
