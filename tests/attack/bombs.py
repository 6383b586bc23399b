"""Small files that promise, or unpack to, more than any picture.

    python tests/attack/bombs.py

makes all of them, lets every command that reads pictures meet each, and tells what memory and time that took. Nothing may take more than
LIMIT, and no command ends otherwise than with one of its statuses.
"""

from __future__ import annotations

import os
import resource
import struct
import subprocess
import sys
import tempfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 14_000
"""The side of the largest square that a picture may have."""


LIMIT = 6 << 30
"""So much memory, in bytes of addresses, is enough for every command on every bomb."""
COMMANDS = (["imread", "pictures"], ["calibration", "pictures", "--no-cache"], ["prepare"], ["check"], ["model"])
MANIFEST = '[calibration]\nimages = "pictures"\n[evaluation]\nmodel = "model.onnx"\nimages = "pictures"\n'


def large():
    """The largest that are still pictures, each of which takes seconds to decode."""
    return {
        "huge.png": lambda: png(SIDE, SIDE),
        "huge-alpha.png": lambda: png(SIDE, SIDE, color=6),
        "huge-deep.png": lambda: png(11_500, 11_500, bits=16),
        "huge.jpg": lambda: sized_jpeg(SIDE, SIDE),
        "huge-doubles.tif": lambda: deflated_tiff(9_900, 64),
        "beyond.png": lambda: png(30_000, 30_000),
        "beyond-deep.png": lambda: png(SIDE, SIDE, bits=16, color=6),
    }


def bombs():
    """Every other by its name, made only when it is asked for."""
    return {
        "huge.bmp": lambda: bmp(SIDE, -SIDE, 8, 1) + bytes((0, 1)) * 8,
        "beyond.bmp": lambda: bmp(2**31 - 1, 2**31 - 1, 24, 0),
        "huge.ppm": lambda: b"P3 %d %d 255\n" % (SIDE, SIDE) + b"1 " * 1000,
        "other.ppm": lambda: b"P5 #\r30000 30000 255\r\n10 10 255\n" + bytes(100),
        "beyond.jpg": lambda: sized_jpeg(65_500, 65_500),
        "scans.jpg": scans,
        "profiles.jpg": lambda: profiles(300),
        "text.png": lambda: png(8, 8, more=[(b"zTXt", b"a\0\0" + unpacked(100_000_000))] * 4),
        "profile.png": lambda: png(8, 8, more=[(b"iCCP", b"a\0\0" + unpacked(100_000_000))]),
        "frames.gif": lambda: frames(100_000),
        "large-frame.gif": lambda: frames(1, inner=65_535),
        "beyond.webp": lambda: b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<IB3x", 10, 2) + b"\xff\x3f\0\xff\x3f\0",
        "other.jp2": other_jp2,
        "cycle.tif": lambda: tiff({256: (4, 1, 4), 257: (4, 1, 4)}, following=8),
        "entries.tif": lambda: entries(60_000, 2_000_000),
        "samples.tif": lambda: tiff({256: (4, 1, 9999), 257: (4, 1, 9999), 258: (3, 1, 8), 259: (3, 1, 8), 277: (3, 1, 60_000)}),
        "doubles.tif": lambda: deflated_tiff(SIDE, 64),
        "pages.tif": lambda: pages(9_000, 3_000),
        "series.tif": series,
        "strips.tif": lambda: tiff({256: (4, 1, 8), 257: (4, 1, 8), 273: (1, 5_000_000, 8), 279: (1, 5_000_000, 8)}) + bytes(5_000_000),
    }


def bmp(width, height, bits, compression):
    """The header of a BMP."""
    return struct.pack("<2sIIIIiiHHIIiiII", b"BM", 70, 0, 54, 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0)


def unpacked(size):
    """What unpacks to so many zeros."""
    packer, piece = zlib.compressobj(9), bytes(10_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(size // len(piece))), packer.flush()])


def png(width, height, *, bits=8, color=2, more=()):
    """A whole black PNG."""
    channels = {0: 1, 2: 3, 6: 4}[color]
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    pixels = unpacked(height * (1 + width * channels * bits // 8) // 10_000_000 * 10_000_000 + 10_000_000)
    chunks = [(b"IHDR", header), *more, (b"IDAT", pixels), (b"IEND", b"")]
    framed = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def jpeg(**options):
    """A small JPEG."""
    stream = BytesIO()
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(stream, "JPEG", **options)
    return stream.getvalue()


def sized_jpeg(width, height, **options):
    """A JPEG that says it is so large, with the picture data of a small one."""
    data = jpeg(**options)
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def scans():
    """A large progressive JPEG whose scans come again and again."""
    data = sized_jpeg(SIDE, SIDE, progressive=True)
    first, end = data.find(b"\xff\xda"), data.rfind(b"\xff\xd9")
    return data[:first] + data[first:end] * 300 + data[end:]


def profiles(count):
    """A JPEG with so many pieces of a color profile."""
    data = jpeg()
    piece = b"\xff\xe2\xff\xffICC_PROFILE\0\1\xff" + bytes(65_535 - 16)
    return data[:2] + piece * count + data[2:]


def frames(count, inner=100):
    """A GIF of so many frames of 100 × 100 pixels, the first of them *inner* wide and high."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 100, 100, 0) + b"\x02\x02\x44\x01\0"
    first = b"\x2c" + struct.pack("<HHHHB", 0, 0, inner, inner, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", 100, 100, 0x80, 0, 0) + bytes(6) + first + frame * (count - 1) + b";"


def tiff(tags, following=0):
    """A TIFF of one directory at the byte 8."""
    each = [struct.pack("<HHII", tag, *value) for tag, value in sorted(tags.items())]
    return b"II*\0" + struct.pack("<IH", 8, len(each)) + b"".join(each) + struct.pack("<I", following)


def entries(count, amount):
    """A TIFF whose directory says the same, at length, so many times."""
    return b"II*\0" + struct.pack("<IH", 8, count) + struct.pack("<HHII", 273, 1, amount, 8) * count + bytes(amount)


def deflated_tiff(side, bits, *, rows=100):
    """A black TIFF whose strips all lie at the same place."""
    packed = zlib.compress(bytes(side * rows * bits // 8), 9)
    count = -(-side // rows)
    start = 8 + 2 + 12 * 12 + 4
    tags = {
        256: (4, 1, side), 257: (4, 1, side), 258: (3, 1, bits), 259: (3, 1, 8), 262: (3, 1, 1), 273: (4, count, start),
        277: (3, 1, 1), 278: (3, 1, rows), 279: (4, count, start + 4 * count), 339: (3, 1, 3 if bits > 16 else 1),
    }  # fmt: skip
    data = tiff(tags).ljust(start, b"\0")
    return data + struct.pack("<I", start + 8 * count) * count + struct.pack("<I", len(packed)) * count + packed


def other_jp2():
    """A JPEG 2000 whose boxes say 64 × 64, and whose codestream says 30,000 × 30,000."""
    stream = BytesIO()
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(stream, "JPEG2000")
    data = bytearray(stream.getvalue())
    at = data.find(b"\xff\x4f\xff\x51") + 8
    struct.pack_into(">II", data, at, 30_000, 30_000)
    struct.pack_into(">II", data, at + 16, 30_000, 30_000)
    return bytes(data)


def pages(count, side):
    """A TIFF of so many pages, each a black square, whose pixels all lie at the same place."""
    packed = zlib.compress(bytes(side * side), 9)
    step = 2 + 12 * 9 + 4
    start = 8 + step * count
    data = [b"II*\0", struct.pack("<I", 8)]
    tags = {
        256: (4, 1, side),
        257: (4, 1, side),
        258: (3, 1, 8),
        259: (3, 1, 8),
        262: (3, 1, 1),
        273: (4, 1, start),
        277: (3, 1, 1),
        278: (4, 1, side),
        279: (4, 1, len(packed)),
    }
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, *value) for tag, value in tags.items())
    for index in range(count):
        data += [body, struct.pack("<I", 8 + step * (index + 1) if index + 1 < count else 0)]
    return b"".join(data) + packed


def series():
    """A small TIFF whose description says that it is one of very many slices."""
    words = b"ImageJ=1.53\nimages=2000000\nslices=2000000\nhyperstack=true\n\0"
    start = 8 + 2 + 12 * 10 + 4
    tags = {
        256: (4, 1, 512),
        257: (4, 1, 512),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        270: (2, len(words), start),
        273: (4, 1, start + 100),
        277: (3, 1, 1),
        278: (4, 1, 512),
        279: (4, 1, 512 * 512),
    }
    return tiff(tags).ljust(start, b"\0") + words.ljust(100, b"\0") + bytes(512 * 512)


def met(command, folder, *, limit=LIMIT):
    """The status of pipecheck's *command* in *folder* under a *limit* of memory, what it says, and the seconds and bytes that it takes."""
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(
            [sys.executable, "-m", "pipecheck", *command],
            cwd=folder,
            stdout=said,
            stderr=said,
            env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),  # noqa: PLW1509 - there are no threads
        )
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return run.returncode, said.read().decode("utf-8", "replace"), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def set_up(folder):
    """A small project in *folder* all of whose roads read `pictures`, which is returned."""
    from graphs import model, saved, value
    from onnx import helper
    from prepared import project

    project(folder, manifest=MANIFEST)
    saved(model([helper.make_node("Relu", ["data"], ["y"])], [value("data", (1, 3, 16, 24))], [value("y", None)]), folder / "model.onnx")
    return folder / "pictures"


def main() -> int:
    """Tells what each bomb costs."""
    worst = 0
    for name, make in {**bombs(), **large()}.items():
        with tempfile.TemporaryDirectory() as place:
            (set_up(Path(place)) / name).write_bytes(make())
            for command in COMMANDS:
                status, said, seconds, held = met(command, Path(place))
                wrong = "Traceback" in said or status not in (0, 1, 2, 3)
                worst = max(worst, held)
                last = said.strip().splitlines()[-1][-100:] if wrong else ""
                print(f"{name:18} {command[0]:12} status {status}  {held / 1e6:6.0f} MB  {seconds:5.1f} s  {last}", flush=True)
    print(f"{worst / 1e6:.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
