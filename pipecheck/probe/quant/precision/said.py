"""What a configuration asks for of number types and calibration, as data, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pipecheck.findings import Origin
from pipecheck.probe.quant.method import Method
from pipecheck.probe.quant.plan import Qtype

Level = Literal[
    "set_all_nodes", "all_node_type", "set_operator", "op_config", "subgraph_config", "run_on_cpu", "run_on_bpu", "node_config", "node_info"
]
LEVELS: tuple[Level, ...] = get_args(Level)
"""Where something is asked for: a later one counts where several speak of one node."""
MODEL_LEVELS: tuple[Level, ...] = ("set_all_nodes", "all_node_type")
OPERATOR_LEVELS: tuple[Level, ...] = ("set_operator", "op_config")
NODE_LEVELS: tuple[Level, ...] = ("run_on_cpu", "run_on_bpu", "node_config", "node_info")
About = Literal["all", "inputs", "input", "output", "processor"]
ABOUT: tuple[About, ...] = get_args(About)
"""What is asked for: a later one counts where several stand side by side."""
Search = Literal["default", "fixed", "mix", "modelwise", "layerwise", "load", "skip"]
Where = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """That *name* takes or gives what it is *about* in the type *value*, or runs on that processor.

    The *name* is a node, an operator or a subgraph, as the *level* has it, and empty for the model. *number* counts the inputs of a node.
    """

    level: Level
    name: str = ""
    about: About
    number: int | None = None
    value: str
    origin: Origin
    place: Where

    @property
    def rank(self) -> int:
        """How strong the wish is."""
        return LEVELS.index(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the graph, from the nodes or tensors *inputs* to the *outputs*; it has no such end where there are none."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    origin: Origin
    place: Where


@dataclass(frozen=True, slots=True)
class Stated:
    """A *value* and where it stands."""

    value: Any
    origin: Origin
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything that is asked for: the *wishes* with the weakest first, the subgraphs by name, the type of the *outputs*.

    *method* has what is said of calibration under the keys of `activation`, with `bias_correction` and the two searches; lists are tuples,
    and what cannot be is left out. *idle* is what has no part in a simulation.
    """

    wishes: tuple[Wish, ...] = ()
    regions: Mapping[str, Region] = field(default_factory=dict)
    outputs: Stated | None = None
    method: Mapping[str, Stated] = field(default_factory=dict)
    idle: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """That biases are corrected, with so many samples, and which *metric* says whether that is better."""

    num_sample: int = 1
    metric: str = "cosine-similarity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How activations and weights are calibrated: with one setting where the *search* is fixed, else with the best of all combinations.

    *similarity* of the *metric* is enough for a search. A search layer by layer tries the *topk* layers, in the type *qtype*, where given.
    Nothing is calibrated where the network is loaded with its scales, and with samples that are no pictures where calibration is skipped.
    """

    methods: tuple[Method, ...]
    per_channel: tuple[bool, ...]
    asymmetric: tuple[bool, ...]
    search: Search
    metric: str = "cosine-similarity"
    similarity: float = 0.995
    topk: int | None = None
    qtype: Qtype | None = None
    bias_correction: Correction | None = None
