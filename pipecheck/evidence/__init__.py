"""What the rules judge: frozen facts about a run, without files and without pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pipecheck.findings import Origin, Road
from pipecheck.lower.toolchain.conversion import Conversion, Generation, InputClaims
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.key import Schema
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Arrangement, Fact, Program, Spec

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import PictureSet
    from pipecheck.evidence.debug.accumulated import Accumulated
    from pipecheck.evidence.debug.badcases import BadCases
    from pipecheck.evidence.debug.distributions import Distributions
    from pipecheck.evidence.debug.layers import Layers
    from pipecheck.evidence.debug.mixed import Mixed
    from pipecheck.evidence.debug.partial import Partial
    from pipecheck.evidence.debug.recommended import Recommended
    from pipecheck.evidence.debug.remedies import Remedies
    from pipecheck.evidence.debug.sensitivity import Ranking
    from pipecheck.evidence.debug.structure import Structure
    from pipecheck.evidence.model import Accuracy, Costs, Lossy, Probed
    from pipecheck.evidence.pair import Agreement
    from pipecheck.evidence.pictures import Pictures, Reading, ReadModes
    from pipecheck.evidence.pixels import Parted, Pictured
    from pipecheck.evidence.quant import Simulated
    from pipecheck.evidence.tensors import TensorSet
    from pipecheck.lower.toolchain.beside import Beside
    from pipecheck.lower.toolchain.builds import Build, CalibrationLog, ModelPrefix
    from pipecheck.spec.deviation import Deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One road held against training.

    A road is a *script* that hands over to the *nodes* that the toolchain adds; either may be missing. *handover* is what the nodes
    expect to be handed, *layout* what the YAML says of the network's own input, *claims* all that it says where it has one input, *size*
    the height and width that the network takes. *deviations* are the ways in which the script's geometry misses that of training, *unused*
    the conversions of color that it computes and does not use.
    *training* is None where nobody named its source; *claimed*, what the YAML makes of the camera's picture, then stands in for it where
    no nodes follow the script.
    """

    input: str
    road: Road
    generation: Generation | None
    training: Spec | None
    script: Spec | None
    handover: Spec | None
    nodes: Spec | None
    claims: InputClaims | None = None
    layout: Fact[Arrangement] | None = None
    claimed: Spec | None = None
    size: Fact[tuple[int, int]] | None = None
    deviations: tuple[Deviation, ...] = ()
    unused: tuple[Origin, ...] = ()

    @property
    def reference(self) -> Spec | None:
        """What this road should amount to."""
        return self.training or self.claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A road as it was written, for the steps in it that could not be read; of the places in *explained* others speak.

    *script* is the part before the toolchain's nodes, None where somebody else writes that.
    """

    input: str
    road: Road
    program: Program
    script: Program | None = None
    explained: frozenset[Origin | None] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """One input of a conversion YAML; *compared* where a training source says what its numbers should be."""

    conversion: Conversion
    claims: InputClaims
    compared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A conversion YAML as a whole: what its schema says of it; *compared* where a training source says how pictures are made.

    *beside* is what its paths lead to, None where nobody looked.
    """

    document: Document
    conversion: Conversion
    schema: Schema | None
    faults: tuple[KeyFault, ...]
    compared: bool = False
    beside: Beside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked of the quantisation of a network that is at hand, and cannot be: the *faults*."""

    faults: tuple[KeyFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignoring:
    """Something that ignores *code*: whether it was *used*, and whether its rules are *settled*: that they can have missed nothing.

    A comment that gives no reason is not *reasoned*, and ignores nothing.
    """

    code: str
    origin: Origin
    used: bool
    settled: bool
    reasoned: bool = True


Evidence: TypeAlias = (
    "Comparison | Source | Configured | Configuration | Wishes | Ignoring | Pictures | Reading | ReadModes | Parted | Pictured | Build | "
    "CalibrationLog | ModelPrefix | PictureSet | TensorSet | Accuracy | Agreement | Costs | Lossy | Probed | Simulated | "
    "Accumulated | BadCases | Distributions | Layers | Mixed | Partial | Ranking | Recommended | Remedies | Structure"
)
