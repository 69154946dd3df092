"""``python -m cerbsh`` is the console script ``cerbsh``."""

import sys

from cerbsh.cli import main

sys.exit(main())
