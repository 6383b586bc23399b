"""The parameters with which the tool calls its builder, a Python dictionary cut off in the middle, as words and numbers."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

_BRACES = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|[{}]")


def word(head: str, key: str) -> str | None:
    """The word under *key*, None where there is none."""
    found = re.search(rf"'{re.escape(key)}': '([^'\n]{{1,200}})'", head)
    return found[1] if found else None


def inputs(head: str) -> dict[str, dict[str, object]]:
    """Per model input its words and its numbers, arrays as tuples; empty where *head* holds no readable dictionary of them."""
    source = _dictionary(head, head.find("'input_dict': {"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in somebody's path
            tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {name: {key: _value(part) for key, part in _items(said)} for name, said in _items(tree)}


def _dictionary(head: str, start: int) -> str:
    """The text from the brace after *start* to the one that closes it."""
    if start < 0:
        return ""
    begin, depth = head.index("{", start), 0
    for token in _BRACES.finditer(head, begin):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return head[begin : token.end()]
    return ""


def _items(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _value(node: ast.expr) -> object:
    """The word, the number or the numbers that *node* is; None for anything else."""
    match node:
        case ast.Call(args=[inner, *_]):
            return _value(inner)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            numbers = tuple(number for part in parts if (number := _number(part)) is not None)
            return numbers if len(numbers) == len(parts) else None
        case ast.Constant(value=str(text)):
            return text
        case _:
            number = _number(node)
            return None if number is None else (number,)


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            number = _number(inner)
            return None if number is None else -number
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            try:
                return float(value)
            except OverflowError:
                return None
        case _:
            return None
