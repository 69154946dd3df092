"""Entries and histories to try things on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cerbsh.api.request import Request
from cerbsh.history.bodies import BodyPolicy
from cerbsh.history.entry import Entry, Summary, bare_path
from cerbsh.history.store import History

BASE = "https://cerb.example/"


def entry(line: str = "GET workers/me", **changes: Any) -> Entry:
    """An entry of a request that went well, with whatever is given changed; ``body`` may be text or a JSON value."""
    method, _, rest = line.partition(" ")
    request = changes.pop("request", None) or Request(
        method if method in ("GET", "PUT", "POST", "PATCH", "DELETE") else "GET",  # type: ignore[arg-type]
        f"{rest.split(' ')[0] or 'x'}.json",
    )
    body = changes.pop("body", b'{"__status":"success"}')
    if not isinstance(body, bytes | None):
        body = json.dumps(body).encode()
    values: dict[str, Any] = {
        "line": line,
        "profile": "work",
        "base_url": BASE,
        "worker": 1,
        "started": 1_800_000_000.0,
        "elapsed": 0.012,
        "method": request.method,
        "path": bare_path(request.path),
        "writes": request.is_write,
        "status": 200,
        "ok": True,
        "cerb_status": "success",
        "size": len(body or b""),
    }
    headers = changes.pop("headers", (("Content-Type", "application/json"),))
    return Entry(Summary(**(values | changes)), request, headers, body)


@dataclass
class Shell:
    """A history as a shell has it, with the warnings it gave."""

    path: Path
    secrets: Iterable[str] = ()
    policy: BodyPolicy = field(default_factory=BodyPolicy)
    total: int = 1 << 30
    warnings: list[str] = field(default_factory=list)

    def open(self) -> History:
        """The history at the path; close it when done."""
        return History(
            self.path,
            secrets=lambda: self.secrets,
            warn=self.warnings.append,
            policy=lambda profile: self.policy,
            total=self.total,
        )


def every_byte(folder: Path) -> bytes:
    """All that lies in a folder and those below it."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
