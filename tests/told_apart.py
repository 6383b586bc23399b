"""What sets a program apart from a reference chain, aspect by aspect."""

from __future__ import annotations

from pipecheck.lower import chain
from pipecheck.spec import canonical, diff
from pipecheck_transformers import Chain


def told_apart(program, ops, read):
    """The aspects in which *program* is not known to do what the chain of *ops* does; a question mark where it is not known at all."""
    found = diff(canonical(program), canonical(chain.lower(Chain(ops, read=read))))
    return " ".join(each.aspect if each.verdict == "different" else f"{each.aspect}?" for each in found)
