"""A small project with mistakes, to see what is found, what it costs and how it is mended before there is one of one's own."""

from __future__ import annotations

from pipecheck.demo.pictures import CLASSES as CLASSES
from pipecheck.demo.project import CALIBRATION as CALIBRATION
from pipecheck.demo.project import FILES as FILES
from pipecheck.demo.project import MENDED as MENDED
from pipecheck.demo.project import write as write
