"""The functions and classes that a file defines."""

from __future__ import annotations

import ast

from pipecheck.sources.python import calling, commandline
from pipecheck.sources.python.expressions import evaluate, several
from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.own import Own


def function(frame: Frame, node: ast.FunctionDef) -> Own:
    """The function that *node* defines; in a class, its names are looked up around the class."""
    options = commandline.clicked(several(frame, node.decorator_list))
    running = frame.running
    inside = running is not None and running.kind == "class" and running.space is frame.space
    around = frame.space.outer if inside and frame.space.outer else frame.space
    return Own("function", node, frame.home, around, defaults=(*options, *calling.defaults(frame, node.args, evaluate)))


def define(frame: Frame, node: ast.ClassDef) -> Own:
    """The class that *node* defines."""
    for decorator in node.decorator_list:
        evaluate(frame, decorator)
    bases = tuple(several(frame, node.bases))
    for word in node.keywords:
        evaluate(frame, word.value)
    made = Own("class", node, frame.home, frame.machine.space(frame.space), bases=bases)
    frame.machine.body(Frame(frame.machine, frame.home, made.space, made), node.body)
    made.space.fresh = {}
    return made
