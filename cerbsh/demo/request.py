"""A call as its controller sees it: path parts, suffix, and what PHP made of query string and body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cerbsh.demo import php
from cerbsh.demo.expand import Dictionaries
from cerbsh.demo.http import Call
from cerbsh.demo.store import Database

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Request:
    """``parts`` stand behind the controller's name, the last one without its suffix."""

    call: Call
    database: Database
    parts: tuple[str, ...]

    @property
    def method(self) -> str:
        """The verb in capitals."""
        return self.call.method.upper()

    def part(self, index: int) -> str:
        """A part of the path, empty where there is none."""
        return self.parts[index] if index < len(self.parts) else ""

    @cached_property
    def form(self) -> php.Form:
        """``$_REQUEST``: the query string and the body.

        On POST a name in the body wins, and forms and multipart are read. On PUT and PATCH every body is read as a
        form, which makes nothing of JSON and multipart, and a name in both places becomes a list.
        """
        query = php.parse(self.call.query)
        body = self.call.body.decode("utf-8", "replace")
        if self.method in ("PUT", "PATCH"):
            return php.merge(query, php.parse(body))
        if self.method != "POST":
            return query
        kind = self.call.content_type.partition(";")[0].strip().lower()
        if kind == _MULTIPART:
            return {**query, **php.parse_multipart(self.call.body, self.call.content_type)}
        return {**query, **php.parse(body)} if kind == _FORM else query

    @cached_property
    def dictionaries(self) -> Dictionaries:
        """The dictionaries of this call."""
        return Dictionaries(self.database, self.call.base_url)

    @property
    def expand(self) -> list[str]:
        """The keys to expand."""
        return php.words(self.form.get("expand"))

    @property
    def is_admin(self) -> bool:
        """Whether the worker who calls is an administrator."""
        return bool(self.database.value("SELECT is_superuser FROM worker WHERE id = ?", (self.call.worker_id,)))

    def flag(self, name: str, default: bool = False) -> bool:
        """A parameter such as ``show_meta``."""
        return php.truth(self.form.get(name), default)

    def text(self, name: str) -> str:
        """A parameter as text."""
        return php.text(self.form.get(name))

    def integer(self, name: str, default: int = 0) -> int:
        """A parameter as a number."""
        return php.integer(self.form.get(name), default)
