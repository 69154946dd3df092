"""What can go wrong on the way: each fault, and what a person may expect of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Fault:
    """A fault of the demo server, with the settings of its rule.

    ``broken`` is a reply that never came whole, ``refused`` one that is no success, and with ``harmless`` everything is
    as it should be. ``passing`` is one that a GET is tried again for. ``done`` tells that Cerb has done what was asked.
    """

    name: str
    kind: Literal["broken", "refused", "harmless"]
    passing: bool = False
    done: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_slow(self) -> bool:
        """Whether nobody should wait for the answer."""
        return float(self.settings.get("seconds", 0)) > 1


def _status(status: int, *, passing: bool = False, **more: Any) -> Fault:
    return Fault("status", "refused", passing=passing, settings={"status": status, **more})


FAULTS: Mapping[str, Fault] = {
    "dropped before the answer": Fault("lost-request", "broken", passing=True),
    "dropped instead of the answer": Fault("lost-answer", "broken", passing=True, done=True),
    "reset": Fault("reset", "broken", passing=True, done=True),
    "dropped in the middle": Fault("cut", "broken", passing=True, done=True),
    "a length that is too great": Fault("long", "broken", passing=True, done=True),
    "a length that is too small": Fault("short", "refused", done=True),
    "truncated gzip": Fault("gzip", "broken", passing=True, done=True),
    "a long delay": Fault("delay", "broken", passing=True, done=True, settings={"seconds": 60}),
    "a slow drip": Fault("drip", "broken", passing=True, done=True, settings={"seconds": 60}),
    "a fast drip": Fault("drip", "harmless", done=True, settings={"seconds": 0}),
    "closed behind the answer": Fault("closed", "harmless", done=True),
    "a clock five hours ahead": Fault("date", "harmless", done=True, settings={"hours": 5}),
    "a clock nine hours behind": Fault("date", "harmless", done=True, settings={"hours": -9}),
    "HTML with 200": Fault("html", "refused"),
    "a redirect to the login": Fault("login", "refused"),
    "403": _status(403),
    "404": _status(404),
    "413": _status(413),
    "414": _status(414),
    "429": _status(429),
    "500": _status(500),
    "501": _status(501),
    "502": _status(502, passing=True),
    "503 with Retry-After": _status(503, passing=True, retry_after=7),
    "503 for an hour": _status(503, retry_after=3600),
    "504": _status(504, passing=True),
}
