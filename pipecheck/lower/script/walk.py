"""Walks from a value back to the reader of its picture, and forward again through everything done to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script import chance, networks
from pipecheck.lower.script.measures.modelshapes import Shapes
from pipecheck.sources.pyvalues import Call, Items, Parameter, Table, Unread, Value
from pipecheck.spec import Decoded, Opaque, Program

if TYPE_CHECKING:
    from pipecheck.lower.script.channels.planar import Planes
    from pipecheck.lower.script.measures.extents import Pending
    from pipecheck.lower.script.measures.sizes import Sample

DEPTH = 400
KEYS = ("image", "pixel_values", "img", "inputs", "images", "input")
"""Under these a dictionary holds its picture."""
_HERE = "pipecheck.lower.script."
_LIBRARIES = {
    "cv2": "libraries.opencv",
    "PIL": "libraries.pillow",
    "numpy": "libraries.numpys",
    "skimage": "libraries.skimages",
    "torch": "libraries.torches",
    "torchvision": "libraries.vision",
    "imageio": "libraries.reading",
    "matplotlib": "libraries.reading",
    "tensorflow": "libraries.foreign",
    "keras": "libraries.foreign",
    "albumentations": "libraries.foreign",
    "transformers": "libraries.foreign",
    "scipy": "libraries.reading",
    "timm": "libraries.vision",
}
_MEASURES = frozenset({
    "@shape", "@ndim", "@size", "@dtype", "@height", "@width", "@mode", "@format", "@info", "@device", "@nbytes", "@itemsize", "@filename",
    ".size", ".dim", ".numel", ".getbands", ".getexif", ".read", ".isOpened", ".get_inputs", ".get_outputs", ".parse_args",
    "len", "str", "int", "float", "print", "isinstance", "hasattr", "type", "id", "open", "sorted", "range", "text", "super.__init__",
    "numpy.shape", "numpy.ndim", "==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in", "not",
    ".max", ".min", ".mean", ".std", ".sum", ".any", ".all", ".item", "numpy.max", "numpy.min", "numpy.mean", "numpy.std", "numpy.sum",
    "numpy.unique", "torch.max", "torch.min", "torch.mean", "torch.std", "torch.sum", "max", "min", "sum", "abs", "round",
    "cv2.VideoCapture", "cv2.imwrite", "cv2.imshow", "cv2.waitKey", "random.random", "tqdm.tqdm",
})  # fmt: skip
"""Calls and attributes that tell something of a picture, or of a path, and are none."""
_NO_PICTURES = (
    "os",
    "glob",
    "pathlib",
    "json",
    "re",
    "sys",
    "logging",
    "time",
    "shutil",
    "math",
    "onnx",
    "onnxruntime",
    "argparse",
    "pickle",
)
Handler = Callable[[Call, "Walk"], Picture | None]


@dataclass(slots=True)
class Walk:
    """One walk; *known* holds the picture of every value that was met, by identity.

    *pending* holds the resizes, crops and borders that no operation says, and *planes* the pictures in planes, by the unknown step that
    stands for them; *roots* what was decoded first, by what became known of it later. *shapes* are those of the project's models.
    """

    known: dict[int, Picture | None] = field(default_factory=dict)
    held: list[object] = field(default_factory=list)
    pending: dict[int, Pending] = field(default_factory=dict)
    roots: dict[int, Decoded] = field(default_factory=dict)
    planes: dict[int, Planes] = field(default_factory=dict)
    shapes: Shapes = field(default_factory=dict)
    samples: dict[tuple[tuple[int, int], int], Sample] = field(default_factory=dict)
    tamed: dict[int, Value] = field(default_factory=dict)
    depth: int = 0

    def picture(self, value: Value) -> Picture | None:
        """The picture that *value* is; None where it is something else."""
        if id(value) not in self.known:
            if self.depth > min(DEPTH, sys.getrecursionlimit() // 8):
                return None
            self.held.append(value)  # so that its identity stays its own
            self.known[id(value)] = None
            self.depth += 1
            try:
                self.known[id(value)] = self._follow(value)
            finally:
                self.depth -= 1
        return self.known[id(value)]

    def _follow(self, value: Value) -> Picture | None:
        match value:
            case Parameter(origin=origin):
                decoded = Decoded(origin=origin)
                return Picture(program=Program(decoded), kind=None)
            case Items(items=(single,)):
                return self.picture(single)
            case Table(pairs=pairs):
                return next((found for key in KEYS if key in pairs and (found := self.picture(pairs[key])) is not None), None)
            case Call():
                return self._called(value)
            case _:
                return None

    def _called(self, call: Call) -> Picture | None:
        if call.name in _MEASURES or call.name in networks.FEEDS or call.name.split(".", 1)[0] in _NO_PICTURES:
            return None
        if call.name == "()" and networks.is_network(call.args[0]):
            return None
        if chance.draws(call):
            among = chance.picks(call)
            return None if among is None else self.picture(among)
        try:
            made = _handler(call.name)(call, self)
        except (NotReadError, ValueError):
            made = None
        made = self.lost(call) if made is None else made
        return made if made is None or not made.program.steps else chance.drawn(call, made, self)

    def lost(self, call: Call) -> Picture | None:
        """The picture in a call that cannot be read, after it."""
        found = [(part, picture) for part in (*call.args, *call.kwargs.values()) if (picture := self.picture(part)) is not None]
        if self.planes:
            from pipecheck.lower.script.channels import planar  # hardly a source makes planes

            listed = (item for part in call.args if isinstance(part, Items) for item in part.items)
            for picture in (*(picture for _, picture in found), *filter(None, map(self.picture, listed))):
                if (made := planar.repacked(call, picture, self)) is not None:
                    return made
        certain = [picture for part, picture in found if not isinstance(part, Parameter)]
        if found and call.name == "[]=" and found[0][0] is call.args[0]:
            return found[0][1].lose(call.text, call.origin)
        if certain:
            return furthest(certain).lose(call.text, call.origin)
        if not found:
            listed = (item for part in call.args if isinstance(part, Items) for item in part.items if not isinstance(item, Parameter))
            among = list(filter(None, map(self.picture, listed)))
            return furthest(among).lose(call.text, call.origin) if among else None
        first = found[0]
        if not call.args or first[0] is not call.args[0]:
            return None
        return first[1].lose(call.text, call.origin)

    def subject(self, value: Value | None) -> Picture:
        """The picture that a step works on; NotReadError where it is none."""
        found = None if value is None or isinstance(value, Unread) else self.picture(value)
        if found is None:
            raise NotReadError("this is no picture")
        return found

    def root(self, picture: Picture) -> Decoded:
        """What *picture* was made from: the same thing for all that was made from one."""
        decoded = picture.program.decoded
        return self.roots.get(id(decoded), decoded)

    def sample(self, size: tuple[int, int], root: object) -> Sample:
        """What the source computes for pictures of *size*, as far as it is known already."""
        from pipecheck.lower.script.measures.sizes import Sample  # most sources compute no sizes

        key = size, id(root)
        if key not in self.samples:
            self.samples[key] = Sample(self, *size, root=root)
        return self.samples[key]

    def stated(self, picture: Picture, **known: Any) -> Picture:
        """*picture* after more became known of how it was read."""
        decoded = replace(picture.program.decoded, **known)
        self.held.append(decoded)
        self.roots[id(decoded)] = self.root(picture)
        return replace(picture, program=replace(picture.program, decoded=decoded))


def furthest(pictures: Sequence[Picture]) -> Picture:
    """Of several, the first of those that come from a file for certain and to which most was done that could be read."""
    return max(pictures, key=lambda picture: (picture.program.decoded.library is not None, _told(picture)))


def _told(picture: Picture) -> int:
    return sum(not isinstance(step.op, Opaque) for step in picture.program.steps)


def _handler(name: str) -> Handler:
    """The function that reads calls of *name*."""
    library = _LIBRARIES.get(name.split(".", 1)[0])
    if library is None and name.endswith(".letterbox") and len(name) > len(".letterbox"):
        library = "libraries.foreign"
    if library is None:
        method = name.startswith(("@", ".")) and "." not in name[1:]  # with a further dot it was imported from beside
        library = "methods" if method else "channels.indexing" if name in ("[]", "[]=") else "numbers.operators"
    handle: Handler = import_module(_HERE + library).handle
    return handle
