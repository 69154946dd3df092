"""Whether printed PHP can be run on this machine."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def _has_php() -> bool:
    """Whether there is a PHP with its curl extension on this machine."""
    php = shutil.which("php")
    return bool(php) and "curl" in subprocess.run([str(php), "-m"], capture_output=True, text=True, check=False).stdout


needs_php = pytest.mark.skipif(not _has_php(), reason="there is no PHP with its curl extension here")
