"""Where a click on the code of a rule leads."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

_RULES = Path(__file__).parents[2] / "docs" / "rules"


def page(code: str, rules: Path = _RULES) -> str | None:
    """The page of the rule *code* among the *rules* of the checkout that this runs from, on the machine of that name; None without one."""
    path = rules / f"{code}.md"
    if not path.is_file():
        return None
    where, name = path.as_uri(), getattr(os, "uname", None)  # a terminal may show another machine, which has no such file
    return where if name is None else where.replace("file://", f"file://{quote(name().nodename)}", 1)
