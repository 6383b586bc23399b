"""From what a source does to a picture to the chain that makes calibration files of it."""

from __future__ import annotations

from pipecheck.gather.repeating import complaint, repeated
from pipecheck.lower.chain import runnable
from pipecheck.preparing.form import Form, sides
from pipecheck.spec import Program, Spec
from pipecheck.spec.deviation import final_size
from pipecheck_transformers.chain import Chain


def chain(program: Program, spec: Spec, form: Form, name: str) -> Chain:
    """What makes files in *form*: the reading and the geometry of *spec*, which *program* amounts to, and then what the form says."""
    made = repeated(program, spec, color=form.color, values=form.values, layout=form.layout, dtype=form.dtype)
    runs = runnable(made) if made is not None else None
    if runs is None:
        raise complaint(program.decoded.origin, name, f"there is no chain that makes {form.color} of it")
    return runs


def only_size(spec: Spec) -> tuple[int, int] | None:
    """Height and width of what is made of any picture; None where they depend on the picture."""
    return final_size(spec.geometry.value or ())


def fits(spec: Spec, form: Form, name: str, takes: str) -> None:
    """Complains where what is made is of another size than the input *takes*, whatever the picture."""
    size = only_size(spec)
    if size is not None and size != form.size:
        what = f"it makes {sides(size)} of every picture, and {takes} takes {sides(form.size)}"
        raise complaint(spec.geometry.origin, name, what)
