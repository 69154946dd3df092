"""``python -m cerbsh`` is the console script ``cerbsh``."""

import sys
from pathlib import Path

if not sys.flags.safe_path and Path(sys.path[0] or ".").resolve() != Path(__file__).resolve().parent.parent:
    del sys.path[0]  # -m puts the current folder there, and nothing is read from it (threat 22)

from cerbsh.cli import program

program()
