"""A record as it is about to be written: fields of a call become columns, links, custom fields, and later deeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cerbsh.catalogue import Field, builtin
from cerbsh.demo import checks, php
from cerbsh.demo.custom import MULTIPLE, CustomField, fields_of
from cerbsh.demo.envelope import invalid
from cerbsh.demo.journal import Journal, Record
from cerbsh.demo.kinds import Kind
from cerbsh.demo.php import Form, Value
from cerbsh.demo.store import Database

Deed = Callable[[int], None]


@dataclass
class Draft:
    """``record_id`` is 0 for a new record. ``worker_id`` writes it. ``deeds`` are done once the record has its id."""

    database: Database
    kind: Kind
    record_id: int
    now: int
    worker_id: int
    columns: dict[str, Any] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    unchecked: list[tuple[Field, str, Value]] = field(default_factory=list)
    custom: list[tuple[CustomField, Value]] = field(default_factory=list)

    @cached_property
    def custom_fields(self) -> dict[str, CustomField]:
        """The custom fields of the type under both names that a call may use."""
        fields = fields_of(self.database, self.kind.context)
        return {name: item for item in fields for name in (item.uri, f"custom_{item.id}")}

    @property
    def journal(self) -> Journal:
        """The activity log, as the worker who calls writes to it."""
        return Journal(self.database, self.worker_id, self.now)

    def fill(self, form: Form, shortcuts: Mapping[str, Callable[[Draft, Value], None]]) -> None:
        """Take every field; unknown ones are refused first, then what a new record lacks, then wrong values.

        ``shortcuts`` read the fields that are no column, by ``type.name`` or by name.
        """
        for name, value in form.items():
            known = self.kind.type.fields.get(name)
            shortcut = shortcuts.get(f"{self.kind.uri}.{name}") or shortcuts.get(name)
            if name in self.custom_fields:
                self.custom.append((self.custom_fields[name], value))
            elif known is None:
                raise invalid(f"'{name}' is not an editable field.")
            elif shortcut:
                shortcut(self, value)
            else:
                self.unchecked.append((known, self.column(name), value))
        self._require()
        self._check()
        for custom, value in self.custom:
            self.deeds.append(_custom_deed(self, custom, value))

    def column(self, name: str) -> str:
        """Cerb's own name for a field."""
        return self.kind.column(name) or name

    def _require(self) -> None:
        if self.record_id:
            return
        given = {column for _, column, value in self.unchecked if value != ""} | self.columns.keys()
        wanted = sorted(self.column(name) for name, known in self.kind.type.fields.items() if known.required)
        for column in wanted:
            if column not in given:
                raise invalid(f"'{column}' is required.")

    def _check(self) -> None:
        for known, column, value in self.unchecked:
            stored = checks.check(self.database, known, column, value)
            if column in _UNIQUE.get(self.kind.uri, ()) and stored != "":
                checks.unique(self.database, self.kind.stored, column, stored, self.record_id)
            self.columns[column] = stored

    def links(self, value: Value) -> None:
        """``links[]``: ``org:3`` adds, ``-org:3`` removes; the other end need not exist."""
        if not isinstance(value, dict):
            raise invalid("'links' must be an array of context:id pairs.")
        for pair in value.values():
            name, _, record_id = php.text(pair).lstrip("-").partition(":")
            target = builtin().type(name)
            if target is None:
                raise invalid(f"'links' has an invalid context ({php.text(pair)}).")
            removed = php.text(pair).startswith("-")
            self.deeds.append(_link_deed(self, target.context, php.integer(record_id), removed))


_UNIQUE = {
    "address": ("email",),
    "ticket": ("mask",),
    "worker": ("email_id", "at_mention_name"),
    "contact": ("primary_email_id",),
    "custom_field": ("uri",),
}


def link(journal: Journal, first: Record, second: Record, removed: bool = False) -> None:
    """Link two records, or unlink them; both directions stand in the table. Only a change is written to the log."""
    database = journal.database
    sql = "SELECT 1 FROM link WHERE from_context = ? AND from_context_id = ? AND to_context = ? AND to_context_id = ?"
    if bool(database.value(sql, (*first, *second))) is removed:
        journal.link(first, second, removed)
    for near, far in ((first, second), (second, first)):
        if removed:
            database.execute(
                """DELETE FROM link WHERE from_context = ? AND from_context_id = ?
                    AND to_context = ? AND to_context_id = ?""",
                (*near, *far),
            )
        else:
            database.execute("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)", (*near, *far))


def _link_deed(draft: Draft, context: str, target_id: int, removed: bool) -> Deed:
    return lambda record_id: link(draft.journal, (draft.kind.context, record_id), (context, target_id), removed)


def _custom_deed(draft: Draft, custom: CustomField, value: Value) -> Deed:
    if custom.type in MULTIPLE:
        changes = [_custom_text(draft, custom, item) for item in php.array(value).values()]
        return lambda record_id: _change_values(draft.database, custom, record_id, changes)
    text = _custom_text(draft, custom, value)
    return lambda record_id: _replace_value(draft.database, custom, record_id, text)


def _custom_text(draft: Draft, custom: CustomField, value: Value) -> str:
    """One value of a custom field, checked; its errors name the label."""
    if value == "":
        return ""
    if custom.type in "CENOYFI":
        most = 1 if custom.type == "C" else checks.MAX_NUMBER
        return str(checks.number(custom.name, value, 0, most))
    if custom.type == "W":
        return str(checks.known_record(draft.database, "worker", custom.name, value))
    text = checks.string(custom.name, value)
    if custom.options and text.lstrip("-") not in custom.options:
        raise invalid(f"'{custom.name}' must be one of: {', '.join((*custom.options, ''))}")
    return checks.url(custom.name, text) if custom.type == "U" else text


def _replace_value(database: Database, custom: CustomField, record_id: int, text: str) -> None:
    database.execute("DELETE FROM custom_value WHERE field_id = ? AND context_id = ?", (custom.id, record_id))
    if text and not (custom.type in "CWL" and text == "0"):
        database.execute("INSERT INTO custom_value VALUES (?, ?, ?)", (custom.id, record_id, text))


def _change_values(database: Database, custom: CustomField, record_id: int, changes: list[str]) -> None:
    """``-value`` takes one away, anything else adds one; a single blank clears the field."""
    if changes == [""]:
        database.execute("DELETE FROM custom_value WHERE field_id = ? AND context_id = ?", (custom.id, record_id))
    for change in filter(None, changes):
        sql = "INSERT OR IGNORE INTO custom_value VALUES (?, ?, ?)"
        if change.startswith("-"):
            sql = "DELETE FROM custom_value WHERE field_id = ? AND context_id = ? AND value = ?"
        database.execute(sql, (custom.id, record_id, change.lstrip("-")))
