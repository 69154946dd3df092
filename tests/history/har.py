"""HAR 1.2 as its specification lays it down, small enough to read: which objects there are, and what each must hold.

Source: the HAR 1.2 specification (http://www.softwareishard.com/blog/har-12-spec/).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

Check = Callable[[Any], bool]

_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _size(value: Any) -> bool:
    """Bytes, or -1 where they are not known."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= -1


def _duration(value: Any) -> bool:
    """Milliseconds, or -1 where they do not apply."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= -1


def _moment(value: Any) -> bool:
    return _text(value) and _ISO_8601.fullmatch(value) is not None


def _url(value: Any) -> bool:
    """An absolute URL without a fragment."""
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc and not parts.fragment)


OBJECTS: dict[str, dict[str, str | Check]] = {
    "document": {"log": "log"},
    "log": {
        "version": lambda value: value == "1.2", "creator": "creator", "entries": "entry*", "?pages": "any*",
        "?comment": _text,
    },
    "creator": {"name": _text, "version": _text, "?comment": _text},
    "entry": {
        "?pageref": _text, "startedDateTime": _moment, "time": _duration, "request": "request", "response": "response",
        "cache": "cache", "timings": "timings", "?serverIPAddress": _text, "?connection": _text, "?comment": _text,
    },
    "request": {
        "method": _text, "url": _url, "httpVersion": _text, "cookies": "cookie*", "headers": "pair*",
        "queryString": "pair*", "?postData": "postData", "headersSize": _size, "bodySize": _size, "?comment": _text,
    },
    "response": {
        "status": lambda value: value == 0 or 100 <= value < 600, "statusText": _text, "httpVersion": _text,
        "cookies": "cookie*", "headers": "pair*", "content": "content", "redirectURL": _text, "headersSize": _size,
        "bodySize": _size, "?comment": _text,
    },
    "cookie": {"name": _text, "value": _text},
    "pair": {"name": _text, "value": _text, "?comment": _text},
    "param": {"name": _text, "?value": _text, "?fileName": _text, "?contentType": _text, "?comment": _text},
    "postData": {"mimeType": _text, "params": "param*", "text": _text, "?comment": _text},
    "content": {
        "size": _size, "?compression": _size, "mimeType": _text, "?text": _text,
        "?encoding": lambda value: value == "base64", "?comment": _text,
    },
    "cache": {"?beforeRequest": "any", "?afterRequest": "any", "?comment": _text},
    "timings": {
        "?blocked": _duration, "?dns": _duration, "?connect": _duration, "send": _duration, "wait": _duration,
        "receive": _duration, "?ssl": _duration, "?comment": _text,
    },
    "any": {},
}  # fmt: skip
"""Each object's members; ``?`` marks one that may be left out, ``*`` a list."""


def faults(value: Any, kind: str = "document", place: str = "$") -> Iterator[str]:
    """What in ``value`` is not as the specification has it."""
    if not isinstance(value, dict):
        yield f"{place} is no object"
        return
    members = OBJECTS[kind]
    names = {name.removeprefix("?") for name in members}
    yield from (f"{place}.{name} is unknown" for name in value if name not in names and not name.startswith("_"))
    for name, expected in members.items():
        bare = name.removeprefix("?")
        if bare not in value:
            yield from (f"{place}.{bare} is missing" for _ in range(not name.startswith("?")))
            continue
        yield from _member(value[bare], expected, f"{place}.{bare}")


def _member(value: Any, expected: str | Check, place: str) -> Iterator[str]:
    if callable(expected):
        if not expected(value):
            yield f"{place} cannot be {value!r}"
    elif not expected.endswith("*"):
        yield from faults(value, expected, place)
    elif not isinstance(value, list):
        yield f"{place} is no list"
    else:
        for index, item in enumerate(value):
            yield from faults(item, expected.removesuffix("*"), f"{place}[{index}]")
