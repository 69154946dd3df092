"""The fields that records can be counted by: what they are in SQL, and what their values are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cerbsh.catalogue import builtin
from cerbsh.demo.bodies import TASK_STATUSES, TICKET_STATUSES, label
from cerbsh.demo.custom import CustomField
from cerbsh.demo.filters import Filters
from cerbsh.demo.kinds import KINDS, context_of
from cerbsh.demo.store import Database

Labels = Callable[[Database, Sequence[object]], Mapping[object, str]]


@dataclass(frozen=True)
class Axis:
    """One field. ``type`` is Cerb's word for it; ``context`` the type behind an id; ``step`` and ``format`` a date's.

    ``join`` is SQL that stands behind the table where the field is a link; ``words`` are names of the values;
    ``blank`` is how a query names the lack of a value.
    """

    key: str
    name: str
    sql: str
    type: str = "text"
    context: str = ""
    join: str = ""
    step: str = ""
    format: str = ""
    words: Mapping[object, str] = field(default_factory=dict)
    blank: str = '""'

    def labels(self, database: Database, values: Sequence[object]) -> Mapping[object, str]:
        """The names of values that have other names than themselves."""
        uri = next((uri for uri in KINDS if context_of(uri) == self.context), "")
        if self.type == "link":
            return {value: _linked_label(database, str(value)) for value in values}
        if not uri:
            return self.words
        found = {}
        for value in values:
            row = database.row(f"SELECT * FROM {KINDS[uri].stored} WHERE id = ?", (value,))
            found[value] = label(uri, row) if row else "(none)"
        return found


def find(filters: Filters, name: str, offset: int) -> Axis | None:
    """The axis that a ``by:`` means, ``None`` where nothing can be counted by it; ``offset`` moves dates to a zone."""
    key, _, step = name.partition("@")
    kind = filters.kind
    if key == "links" or key.startswith("links."):
        return _link_axis(filters, key)
    if (kind.uri, key) in _POLYMORPHIC:
        return Axis(key, key.title(), _POLYMORPHIC[kind.uri, key], "link")
    if (kind.uri, key) == ("worker", "group"):
        member = "JOIN member ON member.worker_id = worker.id"
        return Axis(key, "Group", "member.group_id", "context", context_of("group"), member)
    declared = filters.declared(key)
    if declared and key in kind.deep and filters.declared(f"{key}.id"):
        return find(filters, f"{key}.id", offset)
    if declared is None:
        custom = filters.custom_fields.get(key)
        return _custom_axis(filters, custom, step, offset) if custom else None
    if key == "status":
        words: Mapping[object, str] = dict(enumerate(TASK_STATUSES if kind.uri == "task" else TICKET_STATUSES))
        return Axis(key, "Status", "status_id", words=words)
    column = kind.column(key) if key != "text" else kind.text
    if column is None:
        return None
    title = key.removesuffix(".id").replace(".", " ").title()
    if declared.type == "date":
        return date_axis(key, title, column, step or "month", offset)
    if declared.record == "worker" and declared.type == "chooser":
        return Axis(key, title, column, "worker", context_of("worker"))
    if declared.type == "chooser" and not key.endswith(".name"):
        found = builtin().types.get(declared.record)
        return Axis(key, title, column, "context", found.context if found else "")
    return Axis(key, title, column, _TYPES.get(declared.type, "text"), words=_WORDS.get(declared.type, {}))


_POLYMORPHIC = {
    ("comment", "author"): "owner_context || ':' || owner_context_id",
    ("comment", "on"): "context || ':' || context_id",
    ("activity_log", "actor"): "actor_context || ':' || actor_context_id",
    ("activity_log", "target"): "target_context || ':' || target_context_id",
}
_TYPES = {"number": "number", "decimal": "decimal", "number_seconds": "number_seconds", "bool": "bool"}
_WORDS: Mapping[str, Mapping[object, str]] = {"bool": {0: "No", 1: "Yes"}}

_FORMATS = {
    "minute": "%Y-%m-%d %H:%M",
    "hour": "%Y-%m-%d %H:00",
    "day": "%Y-%m-%d",
    "month": "%Y-%m",
    "year": "%Y",
    "hourofday": "%H:00",
    "dayofmonth": "%d",
}
_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = tuple(datetime(2000, month, 1).strftime("%B") for month in range(1, 13))


def date_axis(key: str, title: str, column: str, step: str, offset: int) -> Axis | None:
    """A date in steps: ``month`` is ``2026-01``, ``dayofweek`` is ``Monday``."""
    local = f"({column} + {offset})"
    step = {"week-mon": "week", "week-monday": "week", "week-sunday": "week-sun"}.get(step, step)
    if step in _FORMATS:
        return Axis(key, title, f"strftime('{_FORMATS[step]}', {local}, 'unixepoch')", step=step, format=_FORMATS[step])
    weekday = f"CAST(strftime('%w', {local}, 'unixepoch') AS INTEGER)"
    month = f"CAST(strftime('%m', {local}, 'unixepoch') AS INTEGER)"
    quarter = f"(({month} + 2) / 3)"
    since = {"week": f"(({weekday} + 6) % 7)", "week-sun": weekday}.get(step)
    if since:
        day = f"strftime('%Y-%m-%d', {local} - 86400 * {since}, 'unixepoch')"
        return Axis(key, title, day, step=step, format="%Y-%m-%d")
    yearday = f"CAST(strftime('%j', {local}, 'unixepoch') AS INTEGER)"
    sql = {
        "dayofweek": _choice(weekday, _WEEKDAYS),
        "monthofyear": _choice(f"{month} - 1", _MONTHS),
        "hourofdayofweek": f"{_choice(weekday, _WEEKDAYS)} || strftime(' %H:00', {local}, 'unixepoch')",
        "weekofyear": f"printf('%02d', ({yearday} + 6 - {weekday}) / 7)",
        "quarter": f"strftime('%Y-Q', {local}, 'unixepoch') || {quarter}",
        "quarterofyear": f"'Q' || {quarter}",
    }.get(step)
    return Axis(key, title, sql, step=step) if sql else None


def _choice(number: str, names: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {index} THEN '{name}'" for index, name in enumerate(names))
    return f"(CASE {number} {cases} END)"


def _link_axis(filters: Filters, key: str) -> Axis | None:
    alias = key.partition(".")[2]
    found = builtin().type(alias) if alias else None
    if alias and found is None:
        return None
    only = f" AND link.to_context = '{found.context}'" if found else ""
    on = f"link.from_context = '{filters.kind.context}' AND link.from_context_id = {filters.kind.stored}.id{only}"
    name = found.name.title() if found else "(link)"
    return Axis(key, name, "link.to_context || ':' || link.to_context_id", "link", join=f"JOIN link ON {on}")


def _custom_axis(filters: Filters, custom: CustomField, step: str, offset: int) -> Axis | None:
    where = f"field_id = {custom.id} AND context_id = {filters.kind.stored}.id"
    sql = f"COALESCE((SELECT value FROM custom_value WHERE {where} ORDER BY value LIMIT 1), '')"
    if custom.type == "E":
        return date_axis(custom.filter, custom.name, f"CAST({sql} AS INTEGER)", step or "month", offset)
    if custom.type == "W":
        return Axis(custom.filter, custom.name, f"CAST({sql} AS INTEGER)", "worker", context_of("worker"))
    if custom.type == "X":
        on = f"v{custom.id}.field_id = {custom.id} AND v{custom.id}.context_id = {filters.kind.stored}.id"
        return Axis(
            custom.filter, custom.name, f"v{custom.id}.value", "X", join=f"JOIN custom_value v{custom.id} ON {on}"
        )
    words: Mapping[object, str] = {"": "No", "1": "Yes"} if custom.type == "C" else {}
    return Axis(custom.filter, custom.name, sql, custom.type, words=words, blank="null")


def _linked_label(database: Database, value: str) -> str:
    context, _, record_id = value.partition(":")
    found = builtin().type(context)
    if found is None or found.uri not in KINDS:
        return value
    row = database.row(f"SELECT * FROM {KINDS[found.uri].stored} WHERE id = ?", (int(record_id),))
    return label(found.uri, row) if row else value


def date_range(step: str, value: str) -> str:
    """The query value that narrows a date to one of its steps, in quotes; the step itself for a cyclic one."""
    try:
        if step in ("week", "week-sun"):
            last = datetime.fromisoformat(value) + timedelta(days=6)
            return f'"{value} to {last:%Y-%m-%d} 23:59:59"'
        if step == "month":
            first = datetime.fromisoformat(f"{value}-01")
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            return f'"{value}-01 to {last:%Y-%m-%d} 23:59:59"'
    except ValueError:
        return f'"{value}"'
    if step == "year":
        return f'"{value}-01-01 to {value}-12-31 23:59:59"'
    return f'"{value} to {value} 23:59:59"' if step == "day" else f'"{value} to {value}"'
