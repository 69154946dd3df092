"""What several test rooms share: a home of its own for each test, and the real command line run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary import leaks

ROOT = Path(__file__).parent.parent
LONG = os.environ.get("CERBSH_LONG") == "1"


@dataclass(frozen=True)
class Home:
    """A person's home: nothing of the real one is seen from it."""

    path: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.path / "config"

    @property
    def data(self) -> Path:
        return self.path / "data"

    def environ(self, **more: str) -> dict[str, str]:
        return {
            "HOME": str(self.path),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PAGER": "cat",
            "PYTHONPATH": str(ROOT),
            "CERBSH_CONFIG_DIR": str(self.config),
            "CERBSH_DATA_DIR": str(self.data),
            **self.extra,
            **more,
        }

    def cerbsh(
        self,
        *args: str,
        stdin: str = "",
        timeout: float = 60,
        env: Mapping[str, str] | None = None,
        keep_secret: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``cerbsh`` as a process of its own, its standard streams no terminal; no secret may come out of it."""
        done = subprocess.run(
            [sys.executable, "-m", "cerbsh", *args],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environ(**(env or {})),
            cwd=self.path,
            timeout=timeout,
            check=False,
        )
        assert not (keep_secret and leaks(done.stdout + done.stderr))
        return done
