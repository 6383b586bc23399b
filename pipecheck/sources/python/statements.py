"""Runs through statements: what they set, which branch is taken, how often a loop goes round."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from pipecheck.sources.python import assignments, classes, imports, samples
from pipecheck.sources.python.expressions import evaluate, truth
from pipecheck.sources.python.frame import Frame, Leaving
from pipecheck.sources.python.loops import channels, elements, picked
from pipecheck.sources.python.machine import ROUNDS, Snapshot, change, choose, merge, restore, snapshot, unread
from pipecheck.sources.python.syntax import sets, yields
from pipecheck.sources.pyvalues import Call, Constant, Items, Value


def run(frame: Frame, body: Sequence[ast.stmt]) -> Leaving:
    """Runs through *body*; how it is left, None where it is run to its end."""
    for statement in body:
        if frame.machine.spent():
            _give_up(frame, statement)
            continue
        frame.machine.depth += 1
        try:
            leaving = _statement(frame, statement)
        finally:
            frame.machine.depth -= 1
        if leaving is not None:
            return leaving
    return None


def execute(frame: Frame, function: ast.FunctionDef | ast.Lambda) -> Value:
    """What *function* returns, its parameters set."""
    if isinstance(function, ast.Lambda):
        return evaluate(frame, function.body)
    run(frame, function.body)
    if not frame.yielded and frame.machine.once("yields", function, lambda: yields(function)):
        return unread(frame.home, function, "it yields what cannot be told")
    return frame.outcome()


def _statement(frame: Frame, node: ast.stmt) -> Leaving:
    match node:
        case ast.Return(value=value):
            frame.result = evaluate(frame, value) if value else Constant(None, frame.home.origin(node))
            return "return"
        case ast.Raise():
            return "raise"
        case ast.Break():
            return "break"
        case ast.Continue():
            return "continue"
        case ast.If():
            return _if(frame, node)
        case ast.For():
            return _for(frame, node)
        case ast.While():
            return _while(frame, node)
        case ast.With(body=body):
            _with(frame, node)
            return run(frame, body)
        case ast.Try() if not _ran_through(frame, node):
            return None
        case ast.Try(body=body, orelse=orelse, finalbody=last):
            return run(frame, [*body, *orelse, *last])
        case _:
            _simple(frame, node)
            return None


def _simple(frame: Frame, node: ast.stmt) -> None:
    """A statement that goes straight on."""
    match node:
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
            assignments.assign(frame, node)
        case ast.Expr(value=value):
            assignments.effect(frame, value)
        case ast.Import() | ast.ImportFrom():
            imports.bind(frame, node)
        case ast.FunctionDef():
            assignments.store(frame, node.name, classes.function(frame, node), node)
        case ast.ClassDef():
            assignments.store(frame, node.name, classes.define(frame, node), node)
        case ast.Global(names=names):
            space = frame.space
            while space.outer:
                space = space.outer
            frame.space.foreign.update(dict.fromkeys(names, space) if space is not frame.space else {})
        case ast.Nonlocal(names=names) if frame.space.outer:
            frame.space.foreign.update(dict.fromkeys(names, frame.space.outer))
        case ast.Pass() | ast.Assert():
            pass
        case _:
            _give_up(frame, node)


def _give_up(frame: Frame, node: ast.stmt) -> None:
    """What a statement sets that is not followed is unknown."""
    for name in sets(node):
        assignments.store(frame, name, unread(frame.home, node, f"{name} is set in a way that is not followed"), node)


def _ran_through(frame: Frame, node: ast.Try) -> bool:
    """Whether a `try` is taken to go well; the names that only its handlers set are unknown then."""
    plain = {name for statement in (*node.body, *node.orelse) for name in sets(statement)}
    for handler in node.handlers:
        if handler.name and handler.name in frame.space.names:
            assignments.store(frame, handler.name, unread(frame.home, node, "it names a caught exception"), node)
        for name in {name for statement in handler.body for name in sets(statement)} - plain:
            if name in frame.space.names:
                assignments.store(frame, name, unread(frame.home, node, f"{name} is set only if something fails"), node)
    return True


def _with(frame: Frame, node: ast.With) -> None:
    for item in node.items:
        value = evaluate(frame, item.context_expr)
        if item.optional_vars is not None:
            assignments.bind(frame, item.optional_vars, value, node)


def _if(frame: Frame, node: ast.If) -> Leaving:
    condition = evaluate(frame, node.test)
    known = truth(condition)
    if known is not None:
        return run(frame, node.body if known else node.orelse)
    text = frame.home.text(node.test)
    before = snapshot(frame.machine)
    left, result = run(frame, node.body), frame.result
    after = snapshot(frame.machine)
    restore(frame.machine, before)
    frame.result = None
    other, its_result = run(frame, node.orelse), frame.result
    return _joined(frame, condition, text, (left, result, lambda: restore(frame.machine, after), after), (other, its_result))


def _joined(
    frame: Frame,
    condition: Value,
    text: str,
    yes: tuple[Leaving, Value | None, Callable[[], None], Snapshot],
    no: tuple[Leaving, Value | None],
) -> Leaving:
    """Goes on after both branches: with the one that stays where the other leaves, with what both made where both stay."""
    left, result, take, after = yes
    other, its_result = no
    if left is None and other is None:
        merge(after, condition, text)
    elif left == "return" and other == "return" and result is not None and its_result is not None:
        frame.result = choose(condition, result, its_result, text)
        return "return"
    elif left is not None and other is not None:
        keep_no = left != "return"
        frame.result = its_result if keep_no else result
        if not keep_no:
            take()
        return other if keep_no else left
    elif left == "return" and result is not None:
        frame.returned.append((condition, result))
    elif other is not None:
        take()
        if other == "return" and its_result is not None:
            negated = Call("not", (condition,), {}, condition.origin, text)
            frame.returned.append((negated, its_result))
    return None


def _for(frame: Frame, node: ast.For) -> Leaving:
    given = evaluate(frame, node.iter)
    known = elements(given)
    if known is None:
        known = channels(given, [evaluate(frame, base) for base in picked(node)])
    if known is None or frame.machine.rounds * len(known) > ROUNDS:
        each = Call("each", (given,), {}, frame.home.origin(node.iter), frame.home.text(node.iter))
        item = samples.drawn(frame, each, node.iter)
        return _unknown_loop(frame, node, lambda: assignments.bind(frame, node.target, item, node))
    leaving = _rounds(frame, node, Items(known, given.origin))
    return run(frame, node.orelse) if leaving is None else leaving if leaving in ("return", "raise") else None


def _rounds(frame: Frame, node: ast.For, known: Items) -> Leaving:
    """Goes round for every element; what a round changes in one that comes later is seen."""
    held = f" round {len(frame.machine.active)} {node.lineno} {node.col_offset}"  # a name that no program can spell
    frame.space.names[held] = known
    around = frame.machine.rounds
    frame.machine.rounds *= max(len(known.items), 1)
    try:
        for index in range(len(known.items)):
            if frame.machine.exhausted():
                _give_up(frame, node)
                return None
            now = frame.space.names[held]
            item = now.items[index] if isinstance(now, Items) else unread(frame.home, node.iter, "it is changed in the loop")
            assignments.bind(frame, node.target, item, node)
            leaving = run(frame, node.body)
            if leaving not in (None, "continue"):
                return leaving
        return None
    finally:
        del frame.space.names[held]
        frame.machine.rounds = around


def _while(frame: Frame, node: ast.While) -> Leaving:
    condition = truth(evaluate(frame, node.test))
    if condition is False:
        return run(frame, node.orelse)
    return _unknown_loop(frame, node, lambda: None)


def _unknown_loop(frame: Frame, node: ast.For | ast.While, begin: Callable[[], None]) -> Leaving:
    """A loop that goes round nobody knows how often: what one round makes of the things before it is unknown afterwards."""
    before = snapshot(frame.machine)
    begin()
    leaving = run(frame, node.body)
    for space, names, _ in before:
        for name, old in names.items():
            new = space.names.get(name)
            if new is not None and new is not old:
                space.names[name] = _after_rounds(frame, old, new, node)
    return leaving if leaving == "return" else None


def _after_rounds(frame: Frame, old: Value, new: Value, node: ast.stmt) -> Value:
    match old, new:
        case Items(items=before), Items(items=after, origin=origin) if after[: len(before)] == before and len(after) > len(before):
            text = frame.home.text(node)
            more = tuple(Call("each", (item,), {}, item.origin, text) for item in after[len(before) :])
            return Items(before + more, origin)
        case _ if isinstance(new, Constant) and isinstance(old, Constant) and old.value == new.value:
            return new
        case _ if isinstance(old, Constant) and old.value is None:
            return new
        case _:
            change(frame.machine, old, unread(frame.home, node, "it is changed in a loop"))
            return unread(frame.home, node, "it is changed in a loop")
