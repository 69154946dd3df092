"""Creating, changing and deleting records."""

from __future__ import annotations

import time

from cerbsh.demo import changes, journal, php
from cerbsh.demo.drafts import Draft
from cerbsh.demo.envelope import RefusalError, not_found, required
from cerbsh.demo.kinds import Kind
from cerbsh.demo.php import Form
from cerbsh.demo.request import Request
from cerbsh.demo.search import prepare
from cerbsh.demo.shortcuts import SHORTCUTS

ADMIN_ONLY = frozenset({"worker", "group", "bucket", "custom_field"})
"""The types that only an administrator may change."""


def create(request: Request, kind: Kind, fields: Form) -> int:
    """Make a record of ``fields`` and give its id."""
    _allow(request, kind, "create")
    draft = _draft(request, kind, 0)
    draft.fill(fields, SHORTCUTS)
    changes.complete(draft)
    draft.record_id = request.database.insert(kind.stored, draft.columns)
    _finish(draft)
    changes.settle(draft, None)
    return draft.record_id


def update(request: Request, kind: Kind, record_id: int, fields: Form) -> int:
    """Change a record; without a field nothing happens, and that is a success, too."""
    before = request.dictionaries.row(kind.uri, record_id)
    if before is None:
        raise not_found(f"Record #{record_id} not found")
    _allow(request, kind, "edit")
    draft = _draft(request, kind, record_id)
    draft.fill(fields, SHORTCUTS)
    if fields:
        touched = {kind.updated: draft.now} if kind.updated else {}
        request.database.update(kind.stored, record_id, {**touched, **draft.columns})
        _finish(draft)
        changes.settle(draft, before)
    return record_id


def upsert(request: Request, kind: Kind, fields: Form) -> int:
    """Change the one record that ``query`` finds, or make one where it finds none."""
    if not request.text("query"):
        raise required("query")
    found = prepare(request.database, request.call.worker_id, kind, request.text("query")).rows(2, 0)
    if len(found) > 1:
        raise not_found("An upsert query must match exactly one or zero records.")
    return update(request, kind, found[0]["id"], fields) if found else create(request, kind, fields)


def delete(request: Request, kind: Kind, record_id: int) -> None:
    """Delete a record; a ticket is only marked."""
    row = request.dictionaries.row(kind.uri, record_id)
    if row is None:
        raise not_found(f"Record #{record_id} not found")
    _allow(request, kind, "delete")
    if changes.delete(request.database, kind, row):
        journal.of(request).deleted(kind.uri, row)
    else:
        journal.of(request).ticket(record_id, row)


def fields_of(request: Request) -> Form:
    """``fields[…]``: names outside of it are ignored without a word."""
    return php.array(request.form.get("fields"))


def _draft(request: Request, kind: Kind, record_id: int) -> Draft:
    return Draft(request.database, kind, record_id, int(time.time()), request.call.worker_id)


def _finish(draft: Draft) -> None:
    for deed in draft.deeds:
        deed(draft.record_id)


def _allow(request: Request, kind: Kind, action: str) -> None:
    if kind.uri in ADMIN_ONLY and not request.is_admin:
        raise RefusalError(f"You do not have permission to {action} this record.", "ERROR_PERMISSIONS")
