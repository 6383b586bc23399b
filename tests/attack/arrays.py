"""Array files that are almost right: by name, each with its bytes."""

from __future__ import annotations

import io
import struct

import numpy as np

HEADER = "{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n"


def headed(text, *, version=(1, 0), data=bytes(100)):
    """An .npy file with any *text* as its header."""
    said = text.encode("latin-1")
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version[0] == 1 else "<I", len(said)) + said + data


def saved(array):
    """The file that numpy writes of *array*."""
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def zipped():
    """An .npz file."""
    stream = io.BytesIO()
    np.savez(stream, a=np.zeros(3))
    return stream.getvalue()


def hostile():
    """Those that hold no tensor of numbers."""
    return {
        "terabytes": headed(HEADER.format("<f4", "(1099511627776,)")),
        "gigabytes": headed(HEADER.format("<f4", "(2000000000,)")),
        "more than numbers reach": headed(HEADER.format("<f4", "(9223372036854775807, 9223372036854775807)")),
        "said twice": headed("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape' : (2000000000,)}\n", data=bytes(8)),
        "negative": headed(HEADER.format("<f4", "(-1,)")),
        "a truth as a side": headed(HEADER.format("<f4", "(True,)")),
        "many digits": headed(HEADER.format("<f4", f"({'9' * 5000},)")),
        "brackets": headed("(" * 3000 + ")" * 3000),
        "lists": headed(f"{{'descr': {'[' * 500}{']' * 500}, 'fortran_order': False, 'shape': (1,)}}"),
        "code": headed("__import__('os').abort()"),
        "a long header": headed(HEADER.format("<f4", "(1,)") + " " * 70_000, version=(2, 0), data=b""),
        "a header of gigabytes": b"\x93NUMPY\2\0\xff\xff\xff\xff" + b"{" * 100,
        "a version of the future": b"\x93NUMPY\x09\0" + bytes(100),
        "voids": headed(HEADER.format("|V999999999", "(1,)")),
        "empty texts": headed(HEADER.format("|S0", "(5,)")),
        "dates": headed(HEADER.format("<M8[ns]", "(5,)")),
        "objects": saved(np.array([{}], object)),
        "records with objects": saved(np.zeros(3, "f4,O")),
        "records": saved(np.zeros(3, "f4,f4")),
        "arrays in an array": headed("{'descr': ('<f4', (1000000, 1000000)), 'fortran_order': False, 'shape': (1,), }\n"),
        "a zero in its type": headed("{'descr': '<f4\0', 'fortran_order': False, 'shape': (1,)}"),
        "no text": headed("{'descr': '\xff\xfe', 'fortran_order': False, 'shape': (1,)}", version=(3, 0)),
        "thousands of fields": headed(HEADER.format("f4," * 5000, "(1,)")),
        "cut short": saved(np.zeros(100))[:-3],
        "its first letters": b"\x93NUMPY",
        "an archive": zipped(),
        "nothing": b"",
    }
