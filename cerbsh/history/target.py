"""What a write goes to: a record, and what it does to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cerbsh.api.request import Request
from cerbsh.catalogue import Catalogue, RecordType
from cerbsh.history.entry import bare_path
from cerbsh.history.record import Value, fields_of

Action = Literal["create", "update", "upsert", "delete"]

_ACTIONS: dict[tuple[str, str], Action] = {
    ("POST", "create"): "create",
    ("PUT", "{id}"): "update",
    ("PATCH", "upsert"): "upsert",
    ("DELETE", "{id}"): "delete",
}
_RECORDS = re.compile(r"records/([^/]+)/(create|upsert|\{id\})")


@dataclass(frozen=True)
class Target:
    """The record type, the record's id (empty where none is named), and the fields that are written.

    The id in the path of ``POST tickets/5/comment`` is not that of the comment, which has none yet.
    """

    action: Action
    kind: RecordType
    record: str
    fields: Mapping[str, Value]


def target_of(request: Request, catalogue: Catalogue) -> Target | None:
    """The target of a write to one record, on ``records/…`` or on the older endpoints it replaces; else ``None``.

    What an upsert comes to, a create or an update, only its query can tell.
    """
    match = catalogue.match(request.method, bare_path(request.path).split("/"))
    if match is None:
        return None
    meant = _RECORDS.fullmatch(match.endpoint.replaced_by or match.endpoint.path)
    if meant is None or meant[2] not in ("create", match.endpoint.segments[-1]):
        return None
    action, kind = _ACTIONS.get((request.method, meant[2])), catalogue.type(match.values.get("uri", meant[1]))
    if action is None or kind is None:
        return None
    wrapped = match.endpoint.wraps_fields
    fields = fields_of((*request.query, *request.form) if wrapped else request.form, wrapped=wrapped)
    return Target(action, kind, "" if action == "create" else match.values.get("id", ""), fields)
