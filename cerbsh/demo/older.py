"""The older endpoints of one record type each: ``workers/me``, ``tickets/12``, ``orgs/search``, ``tasks/5/note``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from cerbsh.demo import attachments, criteria, mail, php, single, subtotals, writes
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import invalid, not_implemented, required, unserved
from cerbsh.demo.http import Answer
from cerbsh.demo.kinds import KINDS, Kind
from cerbsh.demo.php import Form
from cerbsh.demo.request import Request
from cerbsh.demo.search import repeated_page

Controller = Callable[[Request], Body | Answer]


@dataclass(frozen=True)
class Older:
    """One controller. ``can`` holds the verbs that it has on an id, and ``create``; ``fields`` renames its fields."""

    uri: str
    can: frozenset[str]
    fields: dict[str, str]

    def __call__(self, request: Request) -> Body | Answer:
        """The answer to ``PLURAL/ACTION`` or ``PLURAL/ID/ACTION``."""
        kind, action = KINDS[self.uri], request.part(0)
        special = _SPECIAL.get((request.method, self.uri, action))
        if special:
            return special(request)
        if request.method == "POST" and action == "search":
            return search(request, kind)
        if request.method == "POST" and action == "create" and "create" in self.can:
            return _written(request, kind, writes.create(request, kind, self._form(request)))
        if not php.is_numeric(action):
            raise not_implemented()
        below = _BELOW.get((request.method, self.uri, request.part(1)))
        if below:
            return below(request)
        return self._on_id(request, kind, php.integer(action))

    def _on_id(self, request: Request, kind: Kind, record_id: int) -> Body:
        if request.method not in self.can:
            raise not_implemented()
        if request.dictionaries.row(kind.uri, record_id) is None:
            raise single.invalid_id(kind, record_id)
        if request.method == "DELETE":
            writes.delete(request, kind, record_id)
            return {}
        if request.method == "PUT":
            writes.update(request, kind, record_id, self._form(request))
        return _written(request, kind, record_id)

    def _form(self, request: Request) -> Form:
        """The bare fields that the controller knows, under the names of ``records/*``; it ignores the others."""
        known = KINDS[self.uri].type.fields
        form: Form = {}
        for name, value in request.form.items():
            if (self.uri, name) in _REJECTED:
                raise invalid(f"'{name}' is not a valid field.")
            renamed = self.fields.get(name, name)
            if renamed in known or name.startswith("custom_"):
                form[renamed] = _moment(value) if known.get(renamed) and known[renamed].type == "timestamp" else value
        return form


def _written(request: Request, kind: Kind, record_id: int) -> Body:
    request.dictionaries.forget()
    return single.older(request, kind, record_id)


def search(request: Request, kind: Kind) -> Body:
    """Criteria and a query; no limit is too high, and the total is text."""
    query = criteria.prepared(request, kind)
    limit = request.integer("limit", 10)
    page = max(0, request.integer("page", 1) - 1)
    total = query.total()
    rows = query.rows(limit, repeated_page(total, max(1, limit), page))
    dictionaries = request.dictionaries
    results = [dictionaries.expand(dictionaries.plain(kind.uri, row), request.expand) for row in rows]
    described = single.describe(request, kind)
    found: Body = {"results": results} if request.flag("show_results", True) else {}
    if names := [php.text(name) for name in php.array(request.form.get("subtotals")).values()]:
        found["subtotals"] = subtotals.count(query, names)
    return {
        "count": len(results),
        "limit": limit,
        "page": page + 1,
        "total": str(total),
        **found,
        **({"results_meta": described} if described else {}),
    }


def unspoken(request: Request) -> Body | Answer:
    """What a Cerb does here and the demo does not."""
    raise unserved(f"{request.method} {request.call.path.rpartition('.')[0]}")


def _me(request: Request) -> Body:
    return _written(request, KINDS["worker"], request.call.worker_id)


def _note(uri: str, field: str) -> Controller:
    """A comment on a record by the worker who calls."""

    def add(request: Request) -> Body:
        if not request.text(field):
            raise required(field)
        target = php.integer(request.part(0))
        if request.dictionaries.row(uri, target) is None:
            raise single.invalid_id(KINDS[uri], target)
        fields: Form = {
            "author__context": "worker",
            "author_id": str(request.call.worker_id),
            "target__context": uri,
            "target_id": str(target),
            "comment": request.text(field),
        }
        return _written(request, KINDS["comment"], writes.create(request, KINDS["comment"], fields))

    return add


def _requester(request: Request) -> Body:
    """Adds a participant to a ticket on PUT, takes it away on DELETE."""
    if not request.text("email"):
        raise required("email")
    ticket_id = php.integer(request.part(0))
    sign = "-" if request.method == "DELETE" else ""
    kind = KINDS["ticket"]
    return _written(
        request, kind, writes.update(request, kind, ticket_id, {"participants": sign + request.text("email")})
    )


def _moment(value: php.Value) -> php.Value:
    """The older endpoints take dates in words, too."""
    text = php.text(value)
    if not text or php.is_numeric(text):
        return value
    found = mail.moment(text, time.time())
    return str(found)


_REJECTED = frozenset({("task", "assignee_id"), ("worker", "auth")})
"""Fields that Cerb lists and always refuses."""

_READ = frozenset({"GET"})
_CHANGE = _READ | {"PUT", "create"}
_ALL = _CHANGE | {"DELETE"}

CONTROLLERS: dict[str, Controller] = {
    "workers": Older("worker", _CHANGE, {"mention": "at_mention_name"}),
    "groups": Older("group", _CHANGE, {}),
    "orgs": Older("org", _ALL, {}),
    "addresses": Older("address", _CHANGE, {}),
    "contacts": Older("contact", _ALL, {}),
    "tickets": Older("ticket", _READ | {"PUT", "DELETE"}, {}),
    "messages": Older("message", _READ | {"DELETE"}, {}),
    "tasks": Older("task", _ALL, {"reopen_at": "reopen"}),
    "comments": Older(
        "comment",
        _READ | {"create", "DELETE"},
        {
            "context": "target__context",
            "context_id": "target_id",
            "owner_context": "author__context",
            "owner_context_id": "author_id",
        },
    ),
    "attachments": Older("attachment", _READ, {}),
}
"""What stands first in a path, and what answers."""

_SPECIAL: dict[tuple[str, str, str], Controller] = {
    ("GET", "worker", "me"): _me,
    ("POST", "ticket", "compose"): mail.compose,
    ("POST", "ticket", "reply"): mail.reply,
    ("POST", "ticket", "merge"): unspoken,
    ("POST", "ticket", "split"): unspoken,
    ("PUT", "group", "members"): unspoken,
    ("POST", "attachment", "upload"): attachments.upload,
}

_BELOW: dict[tuple[str, str, str], Controller] = {
    ("GET", "attachment", "download"): attachments.download,
    ("POST", "ticket", "comment"): _note("ticket", "comment"),
    ("PUT", "ticket", "requester"): _requester,
    ("DELETE", "ticket", "requester"): _requester,
    **{("POST", uri, "note"): _note(uri, "note") for uri in ("org", "task", "contact")},
}
