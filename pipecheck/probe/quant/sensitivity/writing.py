"""A ranking as files: the table under the name that the toolchain gives it, as CSV, as JSON, and as a page."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipecheck.evidence.debug.sensitivity import Ranking, Sensitivity
from pipecheck.probe.quant.simulate.write import whole

NAME = "sensitivity_of_{kind}"
_TITLE = "node sensitivity"
_GAP = 2
_ALSO = ("samples", "op_type", "dtype", "flops")


def write(found: Ranking, folder: Path, page: str | None = None) -> tuple[Path, ...]:
    """The files in *folder*: the table, CSV, JSON, and the *page* if there is one."""
    base = NAME.format(kind=found.kind)
    texts = {".log": text(found), ".csv": rows(found), ".json": data(found), **({} if page is None else {".html": page})}
    paths = []
    for ending, content in texts.items():
        with whole(folder / f"{base}{ending}") as (made,):
            made.write_text(content, encoding="utf-8", errors="backslashreplace", newline="")
        paths.append(folder / f"{base}{ending}")
    return tuple(paths)


def text(found: Ranking) -> str:
    """A table for each output under the toolchain's heading, the most sensitive first, and one for all where there are several."""
    parts = [_table(found, table.output, [found.place(name) for name in table.order]) for table in found.tables]
    if len(found.tables) > 1:
        parts.insert(0, _table(found, None, found.places))
    return "\n".join((*parts, "".join(f"{line}\n" for line in remarks(found))))


def remarks(found: Ranking) -> Iterator[str]:
    """By what it is ranked, on how many samples each place was measured, and what could not be."""
    by = ", ".join(f"{table.metric} of {_line(table.output)}" for table in found.tables)
    how = "quantised alone" if found.alone else "left float, all else quantised"
    refined = sum(each.refined for each in found.places)
    yield f"each {found.kind} {how}, ranked by {by or 'nothing'}"
    if refined == len(found.places):
        yield f"measured on {found.samples} samples"
    else:
        yield f"{refined} of {len(found.places)} measured on all {found.samples} samples, the others on {found.screened} of them at least"
    if not found.settled:
        yield f"so many are alike that one that was only screened may belong to the first {found.leading}"
    if found.left:
        yield f"{found.left} more were not measured: there was no more time"
    for name, reason in found.failed.items():
        yield f"{_line(name)} could not be measured: {_line(reason)}"
    for name, reason in found.broken.items():
        yield f"sample {_line(name)} could not be run: {_line(reason)}"


def _table(found: Ranking, output: str | None, places: Any) -> str:
    several = output is None
    outputs = [table.output for table in found.tables] if several else [str(output)]
    by = {table.output: table.metric for table in found.tables}
    columns = [(each, by[each]) for each in outputs] if several else [(outputs[0], metric) for metric in _metrics(found, by[outputs[0]])]
    heads = [f"{metric} of {_line(name)}" if several else metric for name, metric in columns]
    lines = [("Node", *heads, *_ALSO)]
    lines += [(_line(each.name), *(_figure(each, *column) for column in columns), *_also(each)) for each in places]
    widths = [max(len(line[at]) for line in lines) + _GAP for at in range(len(lines[0]))]
    laid = ["".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    title = _TITLE if several or len(found.tables) == 1 else f"{_TITLE} of {_line(outputs[0])}"
    across = max(map(len, laid))
    return "".join(f"{line}\n" for line in (title.center(across, "="), laid[0], "-" * across, *laid[1:]))


def _metrics(found: Ranking, first: str) -> tuple[str, ...]:
    """All metrics, the one that counts first."""
    return tuple(dict.fromkeys((first, *found.metrics)))


def _figure(each: Sensitivity, output: str, metric: str) -> str:
    return f"{each.figures[output][metric]:.6g}" if metric != "cosine-similarity" else f"{each.figures[output][metric]:.8f}"


def _also(each: Sensitivity) -> tuple[str, ...]:
    return str(each.samples), each.op, each.qtype, flops(each)


def flops(each: Sensitivity) -> str:
    """`21504(0.01%)`: the operations of the units that take the numbers, two for each multiplication, and their share of the network's."""
    share = "" if each.share is None else f"({100 * each.share:.2f}%)"
    return "" if each.macs is None else f"{2 * each.macs}{share}"


def rows(found: Ranking) -> str:
    """A row for each place and output."""
    made = io.StringIO()
    out = csv.writer(made, lineterminator="\n")
    out.writerow(["rank", "node", "output", "rank_of_output", *found.metrics, "samples", "refined", "op_type", "dtype", "flops", "share"])
    ranks = {table.output: {name: rank for rank, name in enumerate(table.order, 1)} for table in found.tables}
    for rank, each in enumerate(found.places, 1):
        for output, known in ranks.items():
            figures = (repr(each.figures[output][metric]) for metric in found.metrics)
            cost = ("" if each.macs is None else 2 * each.macs, "" if each.share is None else repr(each.share))
            out.writerow([rank, each.name, output, known[each.name], *figures, each.samples, int(each.refined), each.op, each.qtype, *cost])
    return made.getvalue()


def data(found: Ranking) -> str:
    """All that is known, in the order of the ranking."""
    said = {
        "model": str(found.model),
        "kind": found.kind,
        "alone": found.alone,
        "samples": found.samples,
        "screened": found.screened,
        "settled": found.settled,
        "cache_bytes": found.cache,
        "ranked_by": {table.output: table.metric for table in found.tables},
        "whole": _plain(found.whole),
        "nodes": [_node(each) for each in found.places],
        "orders": {table.output: list(table.order) for table in found.tables},
        "broken": dict(found.broken),
        "failed": dict(found.failed),
        "left": found.left,
    }
    return json.dumps(said, indent=1) + "\n"


def _node(each: Sensitivity) -> dict[str, Any]:
    return {
        "name": each.name,
        "op_type": each.op,
        "dtype": each.qtype,
        "units": list(each.units),
        "flops": None if each.macs is None else 2 * each.macs,
        "share": each.share,
        "samples": each.samples,
        "refined": each.refined,
        "figures": _plain(each.figures),
    }


def _plain(figures: Any) -> dict[str, dict[str, float | str]]:
    """*figures* with words for what JSON has no number for."""
    return {
        output: {metric: value if math.isfinite(value) else str(value) for metric, value in named.items()}
        for output, named in figures.items()
    }


def _line(name: str) -> str:
    """*name* on one line, whatever stands in it."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name)
