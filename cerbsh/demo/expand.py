"""Dictionaries that load more of themselves when asked: ``expand=owner_,links,latest_message_content``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from cerbsh.catalogue import builtin
from cerbsh.demo import lazy
from cerbsh.demo.bodies import Body, body
from cerbsh.demo.kinds import KINDS, context_of
from cerbsh.demo.store import Database, Row

_FOLLOWED = {
    "worker": (("address", "address"), ("calendar", "calendar")),
    "address": (("contact", "contact"), ("org", "org")),
    "contact": (("email", "address"), ("org", "org")),
    "org": (("email", "address"),),
    "group": (("replyto", "address"),),
    "bucket": (("group", "group"), ("replyto", "address")),
    "message": (("sender", "address"), ("worker", "worker")),
    "ticket": (("bucket", "bucket"), ("group", "group"), ("org", "org"), ("owner", "worker")),
    "task": (("owner", "worker"),),
}
"""The links that a nested dictionary names without loading them."""


class Dictionaries:
    """The dictionaries of one call. Rows are read once, since a page of tickets shares its owners and groups."""

    def __init__(self, database: Database, base_url: str) -> None:
        self.database = database
        self.base_url = base_url
        self._rows: dict[tuple[str, int], Row | None] = {}

    def row(self, uri: str, record_id: int) -> Row | None:
        """The row of a record, ``None`` where it does not exist."""
        key = (uri, record_id)
        if key not in self._rows:
            sql = f"SELECT * FROM {KINDS[uri].stored} WHERE id = ?"
            self._rows[key] = self.database.row(sql, (record_id,)) if record_id else None
        return self._rows[key]

    def forget(self) -> None:
        """Read every row anew: something was written."""
        self._rows.clear()

    def plain(self, uri: str, row: Row) -> Body:
        """The dictionary of a row as it is without ``expand``."""
        return body(uri, row, self.base_url)

    def many(self, uri: str, sql: str, parameters: tuple[Any, ...] = ()) -> dict[str, Body] | list[Body]:
        """Plain dictionaries by their id; an empty list where there is none, as PHP has it."""
        found = {str(row["id"]): self.plain(uri, row) for row in self.database.rows(sql, parameters)}
        return found or []

    def expand(self, values: Body, keys: Iterable[str]) -> Body:
        """The dictionary with more keys; unknown ones are ignored. The given dictionary is changed."""
        expansion = _Expansion(self, values)
        for key in keys:
            expansion.load(key)
        return values

    def with_links(self, uri: str, values: Body) -> Body:
        """The dictionary of the older endpoints, which names the links behind its links."""
        return {**values, **dict(skeleton(uri))}

    @cached_property
    def custom(self) -> lazy.Custom:
        """The custom fields of every type, read once."""
        return lazy.Custom(self.database)


class _Expansion:
    def __init__(self, dictionaries: Dictionaries, values: Body) -> None:
        self._all = dictionaries
        self._values = values
        self._loaded = {""}

    def load(self, key: str) -> None:
        """Open every linked record on the way to ``key``, then compute the key if it is a lazy one."""
        if key in self._values:
            return
        if key in lazy.HIDDEN_LINKS.get(self._type_at(""), {}):
            key += "_"
        prefix = ""
        while (longer := self._next_link(key, prefix)) is not None:
            prefix = longer
            if prefix not in self._loaded:
                self._open(prefix)
        name, uri = key.removeprefix(prefix), self._type_at(prefix)
        if name and uri in KINDS:
            found = lazy.compute(self._all, uri, self._id_at(prefix), name)
            self._values.update({f"{prefix}{name}": value for name, value in found.items()})

    def _next_link(self, key: str, prefix: str) -> str | None:
        """The shortest link behind ``prefix`` that ``key`` goes through: ``owner_`` for ``owner_address_email``."""
        self._name_hidden_link(key, prefix)
        links = (name.removesuffix("_context") for name in self._values if name.endswith("__context"))
        fitting = [
            link for link in links if len(link) > len(prefix) and key.startswith(link) and link.startswith(prefix)
        ]
        return min(fitting, key=len) if fitting else None

    def _name_hidden_link(self, key: str, prefix: str) -> None:
        """Some links have no key of their own in a plain dictionary, such as ``default_bucket_`` of a group."""
        for name, (target, sql) in lazy.HIDDEN_LINKS.get(self._type_at(prefix), {}).items():
            link = f"{prefix}{name}_"
            if key.startswith(link) and f"{link}_context" not in self._values:
                found = self._all.database.value(sql, (self._id_at(prefix),))
                self._values |= {f"{link}_context": context_of(target), f"{link}id": found or 0}

    def _id_at(self, prefix: str) -> int:
        return int(self._values.get(f"{prefix}id") or 0)

    def _type_at(self, prefix: str) -> str:
        context = self._values.get(f"{prefix}_context", "")
        found = builtin().type(str(context)) if context else None
        return found.uri if found else ""

    def _open(self, prefix: str) -> None:
        self._loaded.add(prefix)
        uri = self._type_at(prefix)
        if not uri:
            return
        self._values[f"{prefix}_type"] = uri
        row = self._all.row(uri, self._id_at(prefix)) if uri in KINDS else None
        nested = self._all.plain(uri, row) if row is not None else {}
        if uri == "message" and self._values.get("_type") == "ticket":
            nested.pop("ticket__context", None)
        for name, value in (*skeleton(uri), *nested.items()):
            self._values[f"{prefix}{name}"] = value


def skeleton(uri: str, stack: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """``(key, value)`` for the contexts and types of the links behind links.

    An address within an address is not followed again; only a contact still names the context of its own.
    """
    stack = (*stack, uri)
    for prefix, target in _FOLLOWED.get(uri, ()):
        again = target == "address" and "address" in stack
        if again and uri != "contact":
            continue
        yield f"{prefix}__context", context_of(target)
        if not again:
            yield f"{prefix}__type", target
            yield from ((f"{prefix}_{key}", value) for key, value in skeleton(target, stack))
