"""One record as an answer, the way ``records/*`` gives it and the way the older endpoints do."""

from __future__ import annotations

from cerbsh.demo import meta
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError, not_found
from cerbsh.demo.kinds import Kind
from cerbsh.demo.request import Request


def record(request: Request, kind: Kind, record_id: int) -> Body:
    """A record's dictionary with what ``expand`` and ``show_meta`` add to it."""
    row = request.dictionaries.row(kind.uri, record_id)
    if row is None:
        raise not_found(f"Invalid record {kind.context} #{record_id}")
    found = request.dictionaries.expand(request.dictionaries.plain(kind.uri, row), request.expand)
    described = describe(request, kind)
    return {**found, "_meta": described} if described else found


def older(request: Request, kind: Kind, record_id: int) -> Body:
    """The same with the names of the links behind its links, which only the older endpoints give."""
    row = request.dictionaries.row(kind.uri, record_id)
    if row is None:
        raise invalid_id(kind, record_id)
    plain = request.dictionaries.with_links(kind.uri, request.dictionaries.plain(kind.uri, row))
    if kind.uri == "attachment":
        plain["file_id"] = record_id
    found = request.dictionaries.expand(plain, request.expand)
    described = describe(request, kind)
    return {**found, "_labels": described["labels"], "_types": described["types"]} if described else found


def describe(request: Request, kind: Kind) -> Body:
    """Labels and types of every key, where ``show_meta`` asks for them; else nothing."""
    return meta.describe(kind, request.dictionaries.custom) if request.flag("show_meta") else {}


def invalid_id(kind: Kind, record_id: int) -> RefusalError:
    """The older endpoints' refusal of a record that does not exist."""
    return RefusalError(f"Invalid {kind.uri.replace('_', ' ')} id '{record_id}'")
