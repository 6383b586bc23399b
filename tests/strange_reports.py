"""Reports with names and sentences that mean something to formats, terminals and shells."""

from __future__ import annotations

from pathlib import Path

from pipecheck.findings import Confidence, Finding, Ignored, Origin, Related, Severity, Skipped
from pipecheck.report.model import Report

NAMES = {
    "spaces": "my configs/re port.yaml",
    "colons and commas": "a:1,b::c.yaml",
    "per cent": "100%0A%25.yaml",
    "a new line": "a\n::error::b.yaml",
    "tab and return": "a\tb\rc.yaml",
    "colors": "\x1b[31mred\x07.yaml",
    "half a letter": "caf\udce9.yaml",
    "letters": "配置/é😀.yaml",
    "a table": "a|b\\|c.yaml",
    "code": "`a``b`.yaml",
    "html": "<img src=x onerror=alert(1)>&lt;b&gt;.yaml",
    "xml": "a]]>b<!-- --><![CDATA[.yaml",
    "quotes": "\"a\" 'b'.yaml",
    "markdown": "[click](http://e.org) *a* _b_ ~~c~~ $d$ # e",
    "an old command": "##[error]a.yaml",
    "arguments": "{0} {a: 1} {{b}}.yaml",
    "turned around": "\u202egpj.yaml",
    "absolute": "/data/a b.yaml",
    "dots": "deploy/../train/../../up.py",
    "no letters": "\ufffe\uffff\x00.yaml",
    "not in any name": "\ud800.yaml",
}
"""What files may be called, by what is strange about it."""


def finding(severity=Severity.ERROR, name="config.yaml", message="the network gets bgr", **changes):
    """A finding in the file *name*."""
    said = {
        "code": "PC201", "name": "channel-order-mismatch", "severity": severity, "confidence": Confidence.CERTAIN, "message": message,
        "origin": Origin(Path(name), 7, 21, 3), "input": name, "hint": f"see {name}", "related": (Related(Origin(Path(name)), message),),
    }  # fmt: skip
    return Finding(**{**said, **changes})


def strange(name):
    """A report in which everything that people name is called *name*."""
    others = (finding(level, name, f"{word} {name}") for level, word in ((Severity.WARNING, "second"), (Severity.NOTE, "third")))
    return Report(
        findings=(
            finding(name=name, message=f"first {name}"),
            *others,
            finding(Severity.NOTE, name, f"- {name}", origin=None, code="PC003"),
        ),
        ignored=(Ignored(finding(name=name, message="let be"), f"because {name}"),),
        skipped=(Skipped("PC601", f"- {name}"), Skipped("PC602", name)),
        checked=(name,),
        sources={Path(name): ("x: 1",) * 9},
        given=(Path(name),),
        version="0.1.0",
    )
