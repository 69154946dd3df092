"""A request as a line that can be typed: what a shorter command stands for, and what a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.api.request import Request

LONGEST = 300
"""Cells of the line; a long text is cut."""

_PLAIN = re.compile(r"[\w.:/+,%-][\w.:/+,%@-]*", re.ASCII)


def spelled(request: Request) -> str:
    """``PUT records/task/5 status=closed``: one safe line, cut where it is long."""
    return safe.cut(safe.line(" ".join(_words(request))), LONGEST)


def quoted(text: str) -> str:
    """A value as a word of the line, in single quotes where it is not plain."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", r"'\''") + "'"


def _words(request: Request) -> Iterator[str]:
    yield request.method
    yield request.path.removesuffix(".json")
    sign = "=" if request.method in ("GET", "DELETE") else "=="
    for name, value in request.query:
        yield f"{name}{sign}{quoted(value)}"
    for name, value in request.form:
        yield f"{_bare(name)}={quoted(value)}"
    if request.body is not None:
        yield quoted(request.body)


def _bare(name: str) -> str:
    """A field without ``fields[…]`` around it, which the line puts there itself."""
    return re.sub(r"^fields\[([^\]]*)\]", r"\1", name)
