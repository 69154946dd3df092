"""The controllers ``contexts/*`` and ``customfields/*``: what record types there are, and links between records."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from cerbsh.catalogue import builtin
from cerbsh.demo import activity, bodies, journal
from cerbsh.demo.bodies import Body
from cerbsh.demo.custom import CustomField, fields_of
from cerbsh.demo.drafts import link
from cerbsh.demo.envelope import RefusalError, not_implemented
from cerbsh.demo.kinds import KINDS, Kind
from cerbsh.demo.php import integer
from cerbsh.demo.request import Request


@cache
def record_types() -> list[dict[str, Any]]:
    """The record types of a default install, in the order of their names."""
    loaded: list[dict[str, Any]] = json.loads(files(__package__).joinpath("contexts.json").read_bytes())
    return loaded


def answer(request: Request) -> Body:
    """``contexts/list``, ``contexts/link``, ``contexts/unlink``, ``contexts/activity/events`` and ``…/create``."""
    match request.method, request.part(0):
        case "GET", "list":
            return {"results": [_listed(request, known) for known in record_types()]}
        case "POST", "link":
            return _link(request, removed=False)
        case "POST", "unlink":
            return _link(request, removed=True)
        case "GET", "activity" if request.part(1) == "events":
            return {"results": [_point(key, point) for key, point in activity.POINTS.items()]}
        case "POST", "activity" if request.part(1) == "create":
            raise _refused_entry(request)
    raise not_implemented()


def custom_fields(request: Request) -> Body:
    """``customfields/org``: the custom fields of one type, keyed ``custom_1``."""
    if request.method != "GET":
        raise not_implemented()
    name = request.part(0)
    found = builtin().type(name)
    if found is None or name not in (*_SHORT_NAMES, found.context):
        raise RefusalError(f"{name} is not a valid custom field object!")
    return {f"custom_{field.id}": _short(field, found.context) for field in fields_of(request.database, found.context)}


_SHORT_NAMES = frozenset({"tickets", "ticket", "addresses", "address", "tasks", "task", "orgs", "org", "worker"})


def _short(field: CustomField, context: str) -> Body:
    options = list(field.options) or None
    return {"id": field.id, "name": field.name, "type": field.type, "context": context, "options": options}


def _listed(request: Request, known: dict[str, Any]) -> Body:
    """One type; ``custom_fields`` only where it has some."""
    dictionaries = request.dictionaries
    rows = request.database.rows("SELECT * FROM custom_field WHERE context = ? ORDER BY pos, id", (known["id"],))
    described = []
    for row in rows:
        plain = dictionaries.plain("custom_field", row)
        kept = {key: plain[key] for key in ("_type", "id", "name", "type", "type_label", "updated_at", "uri")}
        params = {"params": json.loads(row["params"])} if row["params"] else {}
        context = plain["custom_fieldset__context"]
        fieldset = {"custom_fieldset__context": context, "custom_fieldset__type": "custom_fieldset"}
        described.append({**kept, **params, "record_url": plain["record_url"], **fieldset})
    return {**known, **({"custom_fields": described} if described else {}), "custom_fieldsets": []}


def _link(request: Request, removed: bool) -> Body:
    """``on`` is linked with each of ``targets``, a JSON array; all must exist, and names of types are not heard."""
    subject = _verified(request, "on", request.text("on"))
    try:
        targets = json.loads(request.text("targets"))
    except ValueError:
        targets = None
    if not isinstance(targets, list):
        raise RefusalError("The 'targets' parameter should be a JSON formatted array of context:id pairs.")
    verified = [_verified(request, "targets", str(target)) for target in targets]
    for target in verified:
        ends = [(str(end["context"]), int(end["context_id"])) for end in (subject, target)]
        link(journal.of(request), ends[0], ends[1], removed)
    return {"on": subject, "targets": verified}


def _point(key: str, point: activity.Point) -> Body:
    return {
        "id": key,
        "name": point.name,
        "options": [],
        "text": {"key": point.message, "value": point.text},
    }


def _refused_entry(request: Request) -> RefusalError:
    """An entry by hand needs a point that is made for it, and none of the demo's is."""
    _verified(request, "on", request.text("on"))
    point = request.text("activity_point").lower()
    if point not in activity.POINTS:
        return RefusalError(f"'{point}' is not a valid activity point.")
    return RefusalError(f"Creation of '{point}' events are not permitted through the API.")


def _verified(request: Request, name: str, pair: str) -> Body:
    context, _, record_id = pair.partition(":")
    kind = next((kind for kind in KINDS.values() if kind.context == context), None)
    row = request.dictionaries.row(kind.uri, integer(record_id)) if kind else None
    if kind is None or row is None:
        raise RefusalError(f"The '{name}' value of '{pair}' is not valid.")
    return {"context": context, "context_id": row["id"], "meta": _meta(request, kind, row)}


def _meta(request: Request, kind: Kind, row: Any) -> Body:
    page = bodies.web_page(kind.uri, row, request.call.base_url)
    updated = row[kind.updated] if kind.updated else 0
    return {"id": row["id"], "name": bodies.label(kind.uri, row), "permalink": page, "updated": updated}
