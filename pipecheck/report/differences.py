"""Two specs side by side, for `pipecheck diff`."""

from __future__ import annotations

import json
from typing import Literal

from pipecheck.report import facts, jsonformat
from pipecheck.spec import ASPECTS, Aspect, Spec, diff

Verdict = Literal["same", "different", "unverifiable"]


def verdicts(left: Spec, right: Spec) -> dict[Aspect, Verdict]:
    """What can be said of every aspect."""
    found: dict[Aspect, Verdict] = dict.fromkeys(ASPECTS, "same")
    return {**found, **{difference.aspect: difference.verdict for difference in diff(left, right)}}


def status(left: Spec, right: Spec) -> int:
    """0 where nothing differs, 1 where something does, 3 where nothing could be compared."""
    found = set(verdicts(left, right).values())
    if "different" in found:
        return 1
    return 0 if "same" in found else 3


def as_text(left: Spec, right: Spec, left_name: str, right_name: str) -> str:
    """A line of verdict, then every aspect with both sides."""
    found = verdicts(left, right)
    lines = [_headline(found), "", f"  left:  {left_name}", f"  right: {right_name}", ""]
    for aspect, verdict in found.items():
        mine, other = facts.say(left, aspect), facts.say(right, aspect)
        if verdict == "same":
            lines.append(f"  {aspect:9} same          {mine}")
        else:
            lines += [f"  {aspect:9} {verdict:13} {mine}{_place(left, aspect)}", f"  {'':9} {'':13} {other}{_place(right, aspect)}"]
    return "\n".join(lines)


def as_json(left: Spec, right: Spec, left_name: str, right_name: str) -> str:
    """The same for machines."""
    left_data, right_data = jsonformat.spec_data(left), jsonformat.spec_data(right)
    aspects = {
        aspect: {"left": left_data[aspect], "right": right_data[aspect], "verdict": verdict}
        for aspect, verdict in verdicts(left, right).items()
    }
    return json.dumps({"schema": 1, "left": left_name, "right": right_name, "aspects": aspects, "pixels": None}, indent=2)


def _headline(found: dict[Aspect, Verdict]) -> str:
    different = [aspect for aspect, verdict in found.items() if verdict == "different"]
    unknown = [aspect for aspect, verdict in found.items() if verdict == "unverifiable"]
    if not different and not unknown:
        return "the two make the same tensor"
    start = f"different: {', '.join(different)}" if different else "nothing differs as far as can be known"
    return f"{start}; cannot be compared: {', '.join(unknown)}" if unknown else start


def _place(spec: Spec, aspect: Aspect) -> str:
    origin = getattr(spec, aspect).origin
    return f"  ({origin})" if origin is not None else ""
