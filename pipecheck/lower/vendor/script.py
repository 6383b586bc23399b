"""The toolchain samples' `02_preprocess.sh`: its call of `data_preprocess.py`, and what that makes of a picture and writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from pipecheck.errors import SourceError
from pipecheck.findings import Origin, Road
from pipecheck.lower import vendor
from pipecheck.lower.picture import Picture
from pipecheck.lower.vendor.loaders import MODES
from pipecheck.sources import pycalls, shellargs
from pipecheck.sources.places import real
from pipecheck.sources.shellargs import Command, Word
from pipecheck.spec import Decoded, Fact, Program
from pipecheck_transformers.ops import Cast
from pipecheck_transformers.words import DType

TOOL, CHAIN, CHAIN_FUNCTION = "data_preprocess.py", "preprocess.py", "calibration_transformers"
_READ, _WRITE, _TYPE, _COUNT, _EXTENSION = "--read_mode", "--dst_dir", "--saved_data_type", "--cal_img_num", "--pic_ext"
_EVALUATES = ("eval_image_preprocess", "infer_image_preprocess")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One call of `data_preprocess.py`: what it makes of a picture and says of the files; a fact that nobody states has no value."""

    program: Program
    read_mode: Fact[str]
    writes: Fact[Path]
    pic_ext: Fact[str]
    count: Fact[int]
    dtype: Fact[DType]


def scripts(path: Path, mode: Fact[str] | None = None) -> tuple[Script, ...]:
    """The calls in the shell script at *path*, all of them in *mode* where one is given."""
    return tuple(_script(command, tool, mode) for command in shellargs.load(path) if (tool := _tool(command)) is not None)


def read(path: Path, name: str | None = None, mode: Fact[str] | None = None) -> Script:
    """The call in the shell script at *path*; of several, the one that writes the folder *name*."""
    found = scripts(path, mode)
    matching = [each for each in found if name is None or (each.writes.value is not None and each.writes.value.name == name)]
    if len(matching) == 1:
        return matching[0]
    folders = ", ".join(sorted(str(each.writes.value.name) for each in found if each.writes.value is not None)) or "nothing"
    if not found:
        raise SourceError(path, f"does not call {TOOL}")
    raise SourceError(path, f"calls {TOOL} {len(found)} times; say which is meant as {path.name}:FOLDER, it writes {folders}")


def lower(path: Path, name: str | None = None, mode: Fact[str] | None = None) -> Program:
    """The program of the shell script at *path*, as it would be if it read in another *mode*."""
    return read(path, name, mode).program


def beside(folder: Path, cal_data_dir: Path | None = None, *, shared: bool = False) -> Mapping[Road, str]:
    """The sources beside a conversion YAML in *folder*, by the road that each serves.

    A shell script that writes elsewhere than *cal_data_dir* makes the files of another; where the folder is *shared* with other models
    only one that writes there counts.
    """
    found: dict[Road, str] = {}
    calls = tuple(_calls(folder))
    functions = frozenset() if shared else _functions(folder / CHAIN)
    if (script := _meant(calls, cal_data_dir, shared=shared)) is not None:
        found["calibration"] = script
    elif not calls and CHAIN_FUNCTION in functions:
        found["calibration"] = f"{CHAIN}:{CHAIN_FUNCTION}"
    elif not calls and not shared and (folder / TOOL).is_file():
        found["calibration"] = TOOL
    evaluates = next((name for name in _EVALUATES if name in functions), None)
    if evaluates is not None:
        found["evaluation"] = f"{CHAIN}:{evaluates}"
    return found


def _calls(folder: Path) -> Iterator[tuple[str, Path | None]]:
    """The calls in the shell scripts of *folder*, as sources, and what each writes."""
    for path in sorted(folder.glob("*preprocess*.sh")):
        try:
            written = [each.writes.value for each in scripts(path)]
        except SourceError:
            continue
        for where in written:
            yield path.name if len(written) == 1 else f"{path.name}:{'' if where is None else where.name}", where


def _meant(calls: tuple[tuple[str, Path | None], ...], cal_data_dir: Path | None, *, shared: bool) -> str | None:
    """The call that writes *cal_data_dir*; where there is no such folder yet, the only one."""
    asked = None if cal_data_dir is None else real(cal_data_dir)
    same = [source for source, where in calls if where is not None and real(where) == asked]
    if same:
        return same[0]
    open_still = not shared and len(calls) == 1 and (asked is None or calls[0][1] is None or not asked.is_dir())
    return calls[0][0] if open_still else None


def _functions(path: Path) -> frozenset[str]:
    try:
        return frozenset(node.name for node in pycalls.load(path).tree.body if isinstance(node, ast.FunctionDef))
    except SourceError:
        return frozenset()


def _tool(command: Command) -> Path | None:
    """The Python file that *command* runs, if that takes the options of the samples' `data_preprocess.py`."""
    named = next((word.text for word in command.words if word.text is not None and word.text.endswith(".py")), None)
    speaks = any(command.option(option) is not None for option in (_READ, _WRITE, _TYPE))
    return (command.folder or Path()) / named if named is not None and speaks else None


def _script(command: Command, tool: Path, asked: Fact[str] | None) -> Script:
    defaults = _defaults(tool)
    mode, dtype = asked or _mode(command, defaults), _dtype(command, defaults)
    folder, count, extension = command.option(_WRITE), command.option(_COUNT), command.option(_EXTENSION)
    written = None if folder is None or folder.text is None or command.folder is None else command.folder / folder.text
    number = int(count.text) if count is not None and count.text is not None and count.text.isdecimal() else None
    return Script(
        program=_program(command, tool, mode, dtype),
        read_mode=mode,
        writes=Fact(written, _places(folder)),
        pic_ext=Fact(None if extension is None else extension.text, _places(extension)),
        count=Fact(number, _places(count)),
        dtype=dtype,
    )


def _mode(command: Command, defaults: Mapping[str, tuple[str, Origin]]) -> Fact[str]:
    word = command.option(_READ)
    if word is not None:
        return Fact(word.text if word.text in MODES else None, _places(word))
    text, origin = defaults.get(_READ, (None, command.origin))
    return Fact(text if text in MODES else None, (origin,))


def _dtype(command: Command, defaults: Mapping[str, tuple[str, Origin]]) -> Fact[DType]:
    """The numbers that are written; without a word about them the name of the folder decides."""
    word = command.option(_TYPE)
    if word is not None:
        return Fact(_dtype_named(word.text), _places(word))
    if _TYPE in defaults:
        text, origin = defaults[_TYPE]
        return Fact(_dtype_named(text), (origin,))
    folder = command.option(_WRITE)
    if folder is None or folder.text is None:
        return Fact(None, (command.origin,))
    return Fact("float32" if folder.text.rstrip("/").endswith("_f32") else "uint8", _places(folder))


def _dtype_named(text: str | None) -> DType | None:
    return cast("DType", text) if text in get_args(DType) else None


def _program(command: Command, tool: Path, mode: Fact[str], dtype: Fact[DType]) -> Program:
    if command.folder is None or (tool.is_file() and not _takes_chain(tool)):
        nothing = Picture(program=Program(Decoded(layout=None, dtype=None)), kind=None)
        return nothing.lose(" ".join(word.text or "…" for word in command.words), command.origin).program
    chain = command.folder / CHAIN
    try:
        value = pycalls.find(pycalls.load(chain), CHAIN_FUNCTION)
    except SourceError as e:
        start = vendor.read(mode.value, mode.origin) if mode.value else Picture(program=Program(Decoded(dtype=None)), kind="array")
        return _written(start.lose(str(e), command.origin), dtype).program
    start = vendor.begin(value) if mode.value is None else vendor.read(mode.value, mode.origin)
    return _written(vendor.run(value, start), dtype).program


def _written(picture: Picture, dtype: Fact[DType]) -> Picture:
    if dtype.value is None:
        return picture.lose("the type of the numbers that are written", dtype.origin, frozenset({"values", "dtype"}))
    return picture.do(Cast(dtype.value), origin=dtype.origin, dtype=dtype.value)


def _takes_chain(tool: Path) -> bool:
    """Whether the file runs the transformers of the `preprocess.py` beside it, as the samples' does."""
    try:
        tree = pycalls.load(tool).tree
    except SourceError:
        return False
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return Path(CHAIN).stem in imported


def _defaults(tool: Path) -> dict[str, tuple[str, Origin]]:
    """The defaults of the options that the file at *tool* declares, by argparse or click."""
    try:
        module = pycalls.load(tool)
    except SourceError:
        return {}
    found: dict[str, tuple[str, Origin]] = {}
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(args=[ast.Constant(value=str(option)), *_], keywords=words) if option.startswith("--"):
                for word in words:
                    if word.arg == "default" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str):
                        found[option] = word.value.value, module.origin(word.value)
            case _:
                pass
    return found


def _places(word: Word | None) -> tuple[Origin, ...]:
    return () if word is None else (word.origin,)
