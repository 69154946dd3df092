"""Dates in words become unix seconds in the request, where Cerb takes nothing else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import tzinfo
from typing import NamedTuple

from cerbsh.api.request import Pairs, Request
from cerbsh.catalogue import Endpoint, RecordType
from cerbsh.language.dates import describe_moment, parse_date


class Converted(NamedTuple):
    """What was sent for words: ``due`` was ``tomorrow 9am``, that is ``seconds``, a moment that people can read."""

    name: str
    words: str
    seconds: int
    moment: str


def timestamp_names(endpoint: Endpoint | None, kind: RecordType | None) -> frozenset[str]:
    """The parameters that take unix seconds, as they are sent: ``fields[due]``, on older endpoints ``due``."""
    if endpoint is None:
        return frozenset()
    if endpoint.wraps_fields:
        fields = kind.fields.values() if kind else ()
        return frozenset(f"fields[{field.name}]" for field in fields if field.type == "timestamp")
    return frozenset(param.name for param in endpoint.params if param.type == "timestamp")


def convert_dates(
    request: Request, names: Collection[str], now: float, zone: tzinfo
) -> tuple[Request, tuple[Converted, ...]]:
    """The request with seconds in place of words for a moment, and what was converted.

    ``now`` is in unix seconds, ``zone`` the worker's time zone. What is a number already, or no moment, stays as it is.
    """
    converted: list[Converted] = []

    def seconds_for(pairs: Pairs) -> Pairs:
        return tuple((name, _seconds(name, value)) for name, value in pairs)

    def _seconds(name: str, value: str) -> str:
        seconds = parse_date(value, now, zone) if name in names else None
        if seconds is None:
            return value
        shown = name.removeprefix("fields[").removesuffix("]")
        converted.append(Converted(shown, value, seconds, describe_moment(seconds, zone)))
        return str(seconds)

    changed = request._replace(query=seconds_for(request.query), form=seconds_for(request.form))
    return (changed if converted else request), tuple(converted)
