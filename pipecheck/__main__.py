"""`python -m pipecheck`."""

import sys

from pipecheck.cli import main

sys.exit(main())
