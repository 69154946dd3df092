"""Unix seconds as moments: which numbers of a reply are times, and how they read in a time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from cerbsh.errors import UsageError

_TIME_KEY: Final = re.compile(
    r"(?:^|(?<!is)_)(?:(?!decimal)[a-z]+_at|created|updated|completed|due|reopen|closed"
    r"|(?:reopen|log|run)_date|date_(?:start|end)|cache_until)$"
)
_EARLIEST: Final = 100_000_000
_LATEST: Final = 32_503_680_000
"""From 1973 to 3000: other numbers under such a key are none of a clock."""


def zone(name: str) -> tzinfo | None:
    """The time zone of that name; ``None``, the zone of this machine, where the name is empty.

    Raises ``UsageError`` where no zone is so called.
    """
    if not name:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"there is no time zone {name!r}", "for example Europe/Oslo, or UTC") from None


def seconds(key: str, value: object) -> float | None:
    """The moment that ``value`` stands for under ``key`` of a record, in unix seconds; ``None`` where it is no time.

    Cerb sends numbers, for some types as text; 0 is no time.
    """
    if not is_time_key(key) or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if _EARLIEST <= number <= _LATEST else None


@lru_cache(4096)
def is_time_key(key: str) -> bool:
    """Whether Cerb keeps unix seconds under a key of that name; keys of linked records have a prefix."""
    return bool(_TIME_KEY.search(key))


def minute(moment: float, where: tzinfo | None) -> str:
    """``2026-11-24 05:51`` for unix seconds, in the zone ``where``."""
    return datetime.fromtimestamp(moment, where).strftime("%Y-%m-%d %H:%M")


def exact(moment: float, where: tzinfo | None) -> str:
    """``2026-11-24 05:51:33 CET`` for unix seconds, in the zone ``where``."""
    return datetime.fromtimestamp(moment, where).astimezone(where).strftime("%Y-%m-%d %H:%M:%S %Z")


def beside(where: tzinfo | None) -> Callable[[str | None, object], str]:
    """What ``json.render`` writes beside numbers: the exact moment, where a number is one."""

    def word(key: str | None, value: object) -> str:
        moment = seconds(key or "", value)
        return "" if moment is None else exact(moment, where)

    return word
