"""From the folders of pictures that a project names to evidence on how its roads read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipecheck.evidence.pictures import Apart, Pictures, Reading
from pipecheck.findings import Road, Skipped
from pipecheck.gather.project import Project
from pipecheck.spec import Decode, Fact, Program, canonical

_KNOWN = ("opencv", "pil", "skimage")


def gather(plan: Project, scripts: Mapping[Road, Program], *, files: bool) -> Iterator[Pictures | Reading | Skipped]:
    """What the pictures of *plan* are, and how each of its *scripts* reads them; *files* are only looked at if asked for."""
    decodes = {road: canonical(program).decode for road, program in scripts.items()}
    shut: list[Skipped] = []
    sets = _scanned(plan, decodes, shut) if files else {}
    yield from shut
    for pictures in sets.values():
        yield pictures
        if pictures.left_out:
            total = pictures.count + pictures.left_out
            yield Skipped("PC105", f"{pictures.folder}: {pictures.count} of {total} pictures were looked at, evenly spread")
    training = decodes.pop("training", None)
    for road, here in decodes.items() if training is not None else ():
        assert training is not None
        own, trained = sets.get(road), sets.get("training")
        yield Reading(road=road, training=training, here=here, own=own, trained=trained, apart=_apart(own or trained, training, here))
        if files and own is None and trained is None and _two(training, here):
            yield Skipped("PC101", f"{road} and training read with two libraries; name the `images` to see whether it matters")


def _scanned(plan: Project, decodes: Mapping[Road, Fact[Decode]], shut: list[Skipped]) -> dict[Road, Pictures]:
    """The pictures of every road that names some; a folder that two roads share is looked at once, what is *shut* in it is added there."""
    named = {road: said for road, said in plan.roads.items() if said.images is not None}
    if not named:
        return {}
    from pipecheck.gather import images
    from pipecheck.probe.images.scan import scan

    seen: dict[str, Pictures] = {}
    for road, said in named.items():
        if (place := str(said.folder / (said.images or ""))) not in seen:
            listed = images.listed(said)
            shut += listed.skipped()
            seen[place] = scan(road, listed.root, listed.paths)
    return {
        road: replace(seen[str(said.folder / (said.images or ""))], road=road, settled=_settled(road, decodes))
        for road, said in named.items()
    }


def _settled(road: Road, decodes: Mapping[Road, Fact[Decode]]) -> bool:
    """Whether the readers of *road* and of training are known; those of all roads, where it is training itself."""
    concerned: tuple[Road, ...] = tuple(decodes) if road == "training" else (road, "training")
    return len(concerned) > 1 and all(each in decodes and _library(decodes[each]) in _KNOWN for each in concerned)


def _apart(pictures: Pictures | None, training: Fact[Decode], here: Fact[Decode]) -> tuple[Apart, ...]:
    if pictures is None or not _two(training, here) or training.value is None or here.value is None:
        return ()
    from pipecheck.probe.images.parting import parting

    return tuple(parting(pictures, here.value, training.value))


def _two(training: Fact[Decode], here: Fact[Decode]) -> bool:
    """Whether two libraries read, both of which can be asked."""
    libraries = {_library(training), _library(here)}
    return len(libraries) == 2 and libraries <= set(_KNOWN)


def _library(decode: Fact[Decode]) -> str | None:
    return decode.value.library if decode.value else None
