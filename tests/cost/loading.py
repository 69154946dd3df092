"""What a process of cerbsh has loaded by its end."""

from __future__ import annotations

import subprocess
import sys

from tests.support import Home

PROGRAM = """
import sys
before = set(sys.modules)
sys.argv = ["cerbsh", *sys.argv[1:]]
import cerbsh.cli
cerbsh.cli.main()
print(*set(sys.modules) - before, file=sys.stderr)
"""


def modules_of(home: Home, *args: str) -> set[str]:
    """The modules that a call of cerbsh loads, beyond those that Python has loaded itself."""
    argv = [sys.executable, "-c", PROGRAM, *args]
    done = subprocess.run(argv, env=home.environ(), capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.splitlines()[-1].split())
