"""Which preprocessing a network wants: hypotheses that are tried on pictures, fewer and fewer of them on more and more pictures."""

from pipecheck.probe.hypotheses.constants import Constants
from pipecheck.probe.hypotheses.probing import probe
from pipecheck.probe.hypotheses.signals import exposed

__all__ = ["Constants", "exposed", "probe"]
