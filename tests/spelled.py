"""Values and steps in one line each, for tables; what could not be read begins with a question mark."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Reference, Table
from pipecheck.spec import Opaque, Random
from pipecheck_transformers.spelling import spell


def value_told(value):
    """A value of Python source."""
    match value:
        case Constant():
            return repr(value.value)
        case Items():
            return f"[{', '.join(map(value_told, value.items))}]"
        case Reference():
            return f"<{value.name}>"
        case Parameter():
            return f"${value.name}"
        case Table():
            return f"{{{', '.join(f'{key}: {value_told(part)}' for key, part in value.pairs.items())}}}"
        case Call(name=name, args=args, kwargs=kwargs):
            return f"{name}({', '.join([*map(value_told, args), *(f'{word}={value_told(part)}' for word, part in kwargs.items())])})"
        case _:
            return f"?{value.origin.line}:{value.origin.column} {value.text}"


def step_told(step):
    """A step of a program; ~ is random, and the aspects that an unknown step touches follow it."""
    match step.op:
        case Opaque(text=text, touches=touches):
            return f"?{text} {'+'.join(sorted(touches))}"
        case Random(name=name, touches=touches):
            return f"~{name} {'+'.join(sorted(touches))}"
        case op:
            return spell(op)
