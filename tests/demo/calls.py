"""Calls to the records of the demo without a server in between."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from cerbsh.demo.http import Answer, Call
from cerbsh.demo.rest import Rest
from cerbsh.demo.store import Database, open_database

NOW = 1_772_454_600
"""2026-03-02 12:30:00 UTC, a Monday: the hour from which the dates of the test records count back."""

BASE_URL = "https://cerb.example/"
FORM = "application/x-www-form-urlencoded"

Pairs = Mapping[str, str | Sequence[str]]


class Cerb:
    """One demo, called as a worker; the first one is the administrator."""

    def __init__(self, database: Database, worker: int = 1) -> None:
        self.database = database
        self.worker = worker

    def as_worker(self, worker: int) -> Cerb:
        """The same demo, called by somebody else."""
        return Cerb(self.database, worker)

    def send(self, method: str, path: str, query: str = "", body: bytes = b"", content_type: str = FORM) -> Answer:
        """The whole answer to one call; the path stands below ``rest/``."""
        return Rest(self.database).answer(Call(method, path, query, body, content_type, self.worker, BASE_URL))

    def get(self, path: str, **query: str | Sequence[str]) -> dict[str, Any]:
        """The JSON that answers a GET."""
        return _json(self.send("GET", path, urlencode(query, doseq=True)))

    def write(self, method: str, path: str, form: Pairs, query: str = "") -> dict[str, Any]:
        """The JSON that answers a form."""
        return _json(self.send(method, path, query, urlencode(form, doseq=True).encode()))

    def create(self, uri: str, query: str = "", /, **fields: str | Sequence[str]) -> dict[str, Any]:
        """A new record, or the error."""
        return self.write("POST", f"records/{uri}/create.json", in_brackets(fields), query)

    def update(self, uri: str, record_id: object, query: str = "", /, **fields: str | Sequence[str]) -> dict[str, Any]:
        """A changed record, or the error."""
        return self.write("PUT", f"records/{uri}/{record_id}.json", in_brackets(fields), query)

    def search(self, uri: str, q: str = "", /, **query: str | Sequence[str]) -> dict[str, Any]:
        """The reply to a search."""
        return self.get(f"records/{uri}/search.json", q=q, **query)

    def total(self, uri: str, q: str) -> int:
        """How many records a query finds."""
        return int(self.search(uri, q, limit="1")["total"])

    def ids(self, uri: str, q: str) -> list[int]:
        """What a query finds, in its order, up to 500."""
        return [int(record["id"]) for record in self.search(uri, q, limit="500")["results"]]

    def query(self, text: str) -> dict[str, Any]:
        """The reply to a data query."""
        return self.get("data/query.json", q=text)

    def scalar(self, sql: str, *parameters: object) -> Any:
        """One value of the database itself."""
        return self.database.value(sql, parameters)


def in_brackets(fields: Pairs) -> dict[str, str | Sequence[str]]:
    """The fields as the form of a record: a list is sent under ``fields[name][]``."""
    return {f"fields[{name}]" + ("" if isinstance(value, str) else "[]"): value for name, value in fields.items()}


def error(reply: Mapping[str, Any]) -> tuple[str, str]:
    """The code and the text of a refusal."""
    assert reply["__status"] == "error"
    return str(reply.get("__error")), str(reply["message"])


@contextmanager
def cerb(records: int = 60, now: int = NOW) -> Iterator[Cerb]:
    """A demo of its own in memory."""
    database = open_database(None, records, 1, now)
    yield Cerb(database)
    database.close()


def _json(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer
    reply = json.loads(answer.body)
    assert isinstance(reply, dict)
    return reply
