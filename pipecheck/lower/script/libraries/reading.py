"""Readers of pictures: what each library hands over, and whether it turns pictures upright by EXIF."""

from __future__ import annotations

from typing import Literal

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Parameter, Reference, Value
from pipecheck.spec import ASPECTS, Decoded, Opaque, Program, Step
from pipecheck_transformers.ops import Transpose

FRAMES = "what `.read()` of a camera gives second is a frame of OpenCV's"
_FLAGS: dict[int, tuple[Literal["bgr", "rgb", "gray"], bool]] = {
    1: ("bgr", True), 0: ("gray", True), 128: ("gray", False), 129: ("bgr", False), 256: ("rgb", True), 257: ("rgb", True),
    -1: ("bgr", False), -129: ("bgr", False),
}  # fmt: skip
"""`IMREAD_COLOR`, `_GRAYSCALE`, both with `_IGNORE_ORIENTATION`, `_COLOR_RGB`, `_UNCHANGED`: the order, and whether EXIF counts."""
_NAMED = {
    "IMREAD_COLOR": 1, "IMREAD_COLOR_BGR": 1, "CV_LOAD_IMAGE_COLOR": 1, "IMREAD_GRAYSCALE": 0, "CV_LOAD_IMAGE_GRAYSCALE": 0,
    "IMREAD_UNCHANGED": -1, "IMREAD_IGNORE_ORIENTATION": 128, "IMREAD_COLOR_RGB": 256, "IMREAD_ANYDEPTH": 2, "IMREAD_ANYCOLOR": 4,
}  # fmt: skip
_ANY = 4
_RGB_FILES = (".jpg", ".jpeg", ".jpe", ".jfif", ".bmp")
_PILLOW = ("PIL.Image.open", "torchvision.datasets.folder.default_loader", "torchvision.datasets.folder.pil_loader")
_IMAGEIO = ("imageio.imread", "imageio.v2.imread", "imageio.v3.imread")
_MATPLOTLIB = ("matplotlib.pyplot.imread", "matplotlib.image.imread", "matplotlib.pylab.imread")
_TORCH: tuple[str, ...] = (
    "torchvision.io.read_image",
    "torchvision.io.decode_image",
    "torchvision.io.decode_jpeg",
    "torchvision.io.decode_png",
)
_TORCH += ("torchvision.io.image.read_image", "torchvision.io.image.decode_image")
_BYTES = ("numpy.load", "numpy.fromfile", "numpy.frombuffer", "numpy.memmap")
_OLD = ("scipy.misc.imread", "scipy.ndimage.imread")
_BEYOND = frozenset(ASPECTS) - {"decode"}


def handle(call: Call, _: Walk) -> Picture | None:
    """The picture that *call* reads from a file or out of its content; None where it is no reader."""
    match call.name:
        case "cv2.imread" | "cv2.imdecode":
            return _opencv(call)
        case name if name in _PILLOW:
            return _start("pil", "rgb", call, exif=False, kind="pil")
        case name if name in (*_IMAGEIO, *_OLD):
            return _imageio(call)
        case name if name in _MATPLOTLIB:
            return _matplotlib(call)
        case "skimage.io.imread":
            from pipecheck.lower.script.libraries import skimages

            return skimages.read(call)
        case name if name in _TORCH:
            return _torchvision(call)
        case name if name in _BYTES:
            return _bytes(call)
        case _:
            return None


def camera(call: Call, source: Value) -> Picture | None:
    """A frame of the camera or video *source*."""
    match source:
        case Call(name="cv2.VideoCapture"):
            assumed = None
        case Parameter() | Reference():
            assumed = FRAMES
        case _:
            return None
    decoded = Decoded(library="opencv", exif=None, color="bgr", origin=call.origin, assumed=assumed)
    return Picture(program=Program(decoded), kind="array")


def _start(
    library: str, color: Literal["bgr", "rgb", "gray"], call: Call, *, exif: bool, kind: Literal["pil", "array"] = "array"
) -> Picture:
    decoded = Decoded(library=library, exif=exif, color=color, origin=call.origin)
    return Picture(program=Program(decoded), kind=kind, gray=color == "gray")


def _lost(library: str, call: Call, *, exif: bool = False) -> Picture:
    """A picture of which only the reader is known."""
    decoded = Decoded(library=library, exif=exif, layout=None, dtype=None, origin=call.origin)
    return Picture(program=Program(decoded), kind="array").lose(call.text, call.origin, _BEYOND)


def _opencv(call: Call) -> Picture:
    given = Arguments(call, ("filename" if call.name == "cv2.imread" else "buf", "flags"))
    source, flag = given.raw("buf"), given.raw("flags")
    if isinstance(source, Call) and _encodes(source):
        raise NotReadError("a picture that was encoded again")
    try:
        flags = 1 if flag is None and call.name == "cv2.imread" else _flags(flag)
        color, exif = _FLAGS[flags & ~_ANY if flags > 0 and flags & 1 else flags]
    except (NotReadError, KeyError):
        return _lost("opencv", call, exif=True)
    return _start("opencv", color, call, exif=exif)


def _encodes(source: Call) -> bool:
    """Whether *source* is what an encoder gave, or a part of it."""
    value: Value = source
    while isinstance(value, Call):
        if value.name == "cv2.imencode":
            return True
        value = value.args[0] if value.args else Constant(None, source.origin)
    return False


def _flags(flag: Value | None) -> int:
    match flag:
        case Constant(value=int(number)):
            return int(number)
        case Reference(name=name) if (word := name.rsplit(".", 1)[-1]) in _NAMED:
            return _NAMED[word]
        case Call(name="|" | "+", args=(left, right)):
            return _flags(left) | _flags(right)
        case _:
            raise NotReadError("a flag that is computed")


def _imageio(call: Call) -> Picture:
    """Pillow decodes, whatever has a plugin of its own left aside; a mode or a format of the caller's own is not followed."""
    if call.kwargs.keys() - {"uri", "name", "format", "extension"} or len(call.args) > 1:
        return _converted(call)
    return _start("pil", "rgb", call, exif=False)


def _converted(call: Call) -> Picture:
    """`mode="RGB"`, `pilmode="L"`, and whether EXIF counts."""
    words = {"mode", "pilmode", "rotate", "exifrotate"}
    if call.kwargs.keys() - words or len(call.args) > 1:
        return _lost("pil", call)
    values = {word: getattr(value, "value", None) for word, value in call.kwargs.items()}
    mode, turned = values.get("mode", values.get("pilmode", "RGB")), bool(values.get("rotate") or values.get("exifrotate"))
    if mode not in ("RGB", "L"):
        return _lost("pil", call, exif=turned)
    return _start("pil", "gray" if mode == "L" else "rgb", call, exif=turned)


def _matplotlib(call: Call) -> Picture:
    """A PNG comes in 0..1, anything else in bytes: only a name that is written out tells which."""
    match call.args[:1]:
        case (Constant(value=str(path)),) if path.lower().endswith(_RGB_FILES) and not call.kwargs:
            return _start("pil", "rgb", call, exif=False)
        case _:
            decoded = Decoded(library="pil", exif=False, color="rgb", dtype=None, origin=call.origin)
            return Picture(program=Program(decoded), kind="array").lose(
                call.text, call.origin, frozenset({"values", "dtype"}), layout="hwc"
            )


def _torchvision(call: Call) -> Picture:
    """A tensor of bytes, channels first."""
    given = Arguments(
        call, ("input", "mode", "device", "apply_exif_orientation") if "jpeg" not in call.name else ("input", "mode", "device")
    )
    try:
        mode = given.word("mode", "UNCHANGED", ("torchvision.",))
        turned = bool(given.value("apply_exif_orientation", default=False)) if "jpeg" not in call.name else False
    except NotReadError:
        return _lost("torch", call)
    if mode not in ("UNCHANGED", "RGB"):
        return _lost("torch", call, exif=turned)
    start = _start("torch", "rgb", call, exif=turned)
    return start.do(Transpose("chw"), origin=call.origin, kind="tensor", layout="chw")


def _bytes(call: Call) -> Picture:
    """Numbers that lie in a file as they are: what they show is not said."""
    kind = call.kwargs.get("dtype") or (call.args[1] if len(call.args) > 1 and call.name != "numpy.load" else None)
    try:
        dtype = dtypes.named(kind)
    except NotReadError:
        dtype = None
    program = Program(Decoded(layout=None, dtype=None), (Step(Opaque(call.text), call.origin),))
    return Picture(program=program, kind="array", dtype=dtype, layout=None)
