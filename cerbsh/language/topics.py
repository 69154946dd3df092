"""What the word under the cursor is about: the topic that help opens on."""

from __future__ import annotations

from cerbsh.language.analysis import Analysis, MeantQuery
from cerbsh.language.line import Item
from cerbsh.language.tokens import Kind, Part


def topic_at(analysis: Analysis, cursor: int) -> str:
    """The topic of the word at ``cursor``: a command, ``--select``, a path, ``ticket.status``; it may be empty.

    What it gives is what ``help`` and ``describe`` take.
    """
    part = analysis.scan.part_at(cursor)
    if part is None:
        return _of_line(analysis)
    if part.kind in (Kind.COMMAND, Kind.OPTION, Kind.UNKNOWN):
        return part.word.text
    if part.kind in (Kind.QUERY, Kind.VALUE) and (found := _of_query(analysis, cursor)):
        return found
    if part.kind in (Kind.KEY, Kind.OPERATOR, Kind.VALUE, Kind.JSON, Kind.FILE):
        return _of_item(analysis, part) or _of_line(analysis)
    return _of_line(analysis)


def _of_line(analysis: Analysis) -> str:
    """The command of the line, or the path of its request."""
    if analysis.command:
        return analysis.command.spec.name
    if analysis.request is None:
        return ""
    return "/".join(analysis.request.target.segments)


def _of_query(analysis: Analysis, cursor: int) -> str:
    for asked in analysis.queries:
        for term in reversed(asked.means.query.terms):
            start, end = asked.text.span(term.start, term.end)
            if term.field and start <= cursor <= end:
                return _of_name(asked, term.field.name, asked.means.scope_of(term).kind)
    return ""


def _of_name(asked: MeantQuery, name: str, kind: object) -> str:
    uri = getattr(kind, "uri", "")
    return f"{uri}.{name}" if uri else name


def _of_item(analysis: Analysis, part: Part) -> str:
    items = analysis.request.items if analysis.request else ()
    item: Item | None = next((item for item in items if item.start <= part.start <= item.end), None)
    if item is None or analysis.kind is None:
        return ""
    name = item.key.text.removeprefix("fields[").partition("]")[0].partition("[")[0]
    return f"{analysis.kind.uri}.{name}" if name in analysis.kind.fields else ""
