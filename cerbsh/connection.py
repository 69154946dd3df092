"""The Cerb object of ``cerbsh.connect()``: the signed-in session for Python projects and notebooks.

The requests are those of the shell: the suffix is added, fields are wrapped, the body is read for what Cerb means, and
every request is kept in the history.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.api.paging import contents, pages
from cerbsh.api.reply import Reply
from cerbsh.api.request import METHODS, Method, Pairs, Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import parse_pasted
from cerbsh.auth.vault import Secrets
from cerbsh.catalogue import builtin
from cerbsh.config import Profile
from cerbsh.errors import CerbshError, LineError, LocalError, ReplyError, SignInError, UsageError
from cerbsh.files import quiet
from cerbsh.language import paths
from cerbsh.language.compile import wrap_field
from cerbsh.language.forms import FormError, spell
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import RequestLine
from cerbsh.language.paging import plan
from cerbsh.language.parser import parse
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.opening.choice import choose
from cerbsh.shell.settings import heeded, read
from cerbsh.view.problem import problem

if TYPE_CHECKING:
    from cerbsh.auth.oauth import CerbSession

Value = Any
"""What a field or a parameter takes: text, a number, a boolean, ``None``, a list or a mapping of these."""


class CerbError(ReplyError):
    """An answer that is no success. ``code`` is Cerb's ``__error`` and may be empty; ``reply`` is the whole answer."""

    def __init__(self, reply: Reply) -> None:
        message, hint = problem(reply)
        super().__init__(message, hint)
        self.code = reply.error_code
        self.reply = reply


class Answer(Mapping[str, Any]):
    """What Cerb answered with success: a mapping of the envelope, ``answer["results"]``.

    ``reply`` holds status, headers and bytes. In a notebook it shows as a table, or as a tree that folds.
    """

    def __init__(self, reply: Reply) -> None:
        self.reply = reply

    def __getitem__(self, key: str) -> Any:
        return self.reply.envelope[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.reply.envelope)

    def __len__(self) -> int:
        return len(self.reply.envelope)

    def __repr__(self) -> str:
        request = self.reply.request
        return f"<Answer {request.method} {request.path}: {self.reply.status}, {len(self.reply.body)} bytes>"

    @property
    def ok(self) -> bool:
        """Whether Cerb did what was asked; an answer that did not is raised as ``CerbError`` unless asked otherwise."""
        return self.reply.ok

    @property
    def text(self) -> str:
        """The body as text."""
        return self.reply.text

    def json(self) -> Any:
        """The JSON value of the body; numbers are floats and ints that keep the text that was sent."""
        return self.reply.data

    def _repr_html_(self) -> str:
        from cerbsh.view.html import render

        return render(self.reply.data)


class Cerb:
    """A Cerb that somebody is signed in to. Made by ``cerbsh.connect()``; usable as a context manager."""

    def __init__(self, client: Client, notebook: Notebook | None = None) -> None:
        self.client = client
        self._notebook = notebook or Notebook()
        self._notebook.client = client

    @property
    def profile(self) -> Profile:
        """The profile: its name, its base URL, who signed in last."""
        return self.client.profile

    @property
    def session(self) -> CerbSession:
        """The ``OAuth2Session`` of Cerb's own guide, which refreshes itself and keeps its token where cerbsh does."""
        return self.client.session

    def get(self, path: str, **query: Value) -> Answer:
        """GET a path such as ``workers/me``; keywords are query parameters. Raises as ``request`` does."""
        return self.request("GET", path, query=query)

    def post(self, path: str, **fields: Value) -> Answer:
        """POST form fields. On ``records/TYPE/create`` they are the fields of the record."""
        return self.request("POST", path, form=fields)

    def put(self, path: str, **fields: Value) -> Answer:
        """PUT form fields. On ``records/TYPE/ID`` they are the fields to change."""
        return self.request("PUT", path, form=fields)

    def patch(self, path: str, **fields: Value) -> Answer:
        """PATCH form fields: ``records/TYPE/upsert`` with ``query``."""
        return self.request("PATCH", path, form=fields)

    def delete(self, path: str, **query: Value) -> Answer:
        """DELETE a path. Nothing is asked: who writes a program has decided."""
        return self.request("DELETE", path, query=query)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Value] | None = None,
        form: Mapping[str, Value] | None = None,
        body: str | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Send a request and give its answer.

        ``path`` is what the prompt takes: relative to ``rest/``, with or without suffix. Lists and mappings are spelled
        as PHP reads nested forms. Raises ``CerbError`` where Cerb says error, ``ConnectError`` without an answer,
        ``SignInError`` without a sign-in, ``UsageError`` for what cannot be sent.
        """
        return Answer(self._send(self._request(method, path, query or {}, form or {}, body), timeout))

    def data_query(self, query: str) -> Answer:
        """Run a data query: ``type:worklist.subtotals of:ticket by:[status] format:table``."""
        return self.request("GET", "data/query", query={"q": query})

    def records(self, kind: str) -> Records:
        """The records of a type, by any of its names: ``cerb.records("ticket")``."""
        return Records(self, kind)

    def upload(self, file: str | Path, *, name: str = "", mime_type: str = "") -> Answer:
        """Upload a file; the answer is its attachment, an older one where Cerb has the same content already."""
        from base64 import b64encode
        from mimetypes import guess_type

        path = Path(file)
        try:
            content = b64encode(path.read_bytes()).decode()
        except OSError as error:
            raise LocalError(f"cannot read {path}: {error.strerror}") from None
        mime_type = mime_type or guess_type(path.name)[0] or "application/octet-stream"
        fields = {"file_name": name or path.name, "mime_type": mime_type, "encoding": "base64", "content": content}
        return self.request("POST", "attachments/upload", form=fields)

    def download(self, attachment_id: int | str, file: str | Path) -> Path:
        """Download an attachment into ``file``, which is there whole or not at all; gives its path."""
        from cerbsh.files import incoming

        target = Path(file)
        request = self._request("GET", f"attachments/{attachment_id}/download", {}, {}, None)
        with self.client.stream(request) as stream:
            if not stream.head.is_download:
                raise CerbError(_whole(stream.head, b"".join(stream.chunks)))
            with incoming(target) as out:
                out.writelines(stream.chunks)
        return target

    def close(self) -> None:
        """Close the connections, and write what the history still holds."""
        self.client.close()
        self._notebook.close()

    def __enter__(self) -> Cerb:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Cerb {self.profile.base_url} ({self.profile.name})>"

    def _request(
        self, method: str, path: str, query: Mapping[str, Value], form: Mapping[str, Value], body: str | None
    ) -> Request:
        if method.upper() not in METHODS:
            raise UsageError(f"{method} is no method of Cerb's", f"it takes {', '.join(METHODS)}")
        verb = cast(Method, method.upper())
        try:
            target = paths.resolve(path, base_url=self.profile.base_url)
            match = builtin().match(verb, target.segments)
            wraps = match is not None and match.endpoint.wraps_fields
            upsert = match is not None and match.endpoint.query_name == "query"
            sent = _pairs({_name(key, wraps=wraps, upsert=upsert): value for key, value in form.items()})
            return Request(verb, target.path, (*target.query, *_pairs(query)), sent, body)
        except paths.PathError as error:
            raise UsageError(f"{path}: {error.message}", error.hint) from None

    def _send(self, request: Request, timeout: float | None = None) -> Reply:
        line = f"{request.method} {request.target}"
        with self._notebook.entry(line, request, "") as entry:
            reply = entry.reply = self.client.send(request, timeout=timeout)
        if not reply.ok:
            raise CerbError(reply)
        return reply


class Records:
    """The records of one type."""

    def __init__(self, cerb: Cerb, kind: str) -> None:
        self._cerb = cerb
        self.kind = kind

    def get(self, record_id: int | str, **query: Value) -> Answer:
        """One record: ``cerb.records("ticket").get(12, expand="owner_,org_")``."""
        return self._cerb.get(f"records/{self.kind}/{record_id}", **query)

    def search(
        self, query: str = "", *, limit: int | None = None, progress: bool = False, **parameters: Value
    ) -> Iterator[dict[str, Any]]:
        """The records that a query finds, over all pages, fetched as they are used; at most ``limit`` of them.

        ``parameters`` go along with every page: ``expand="owner_"``. A record that stands all the while is neither
        missed nor given twice, whatever comes and goes meanwhile. ``progress`` shows a bar where tqdm is installed.
        Raises as ``Cerb.request`` does.
        """
        request = self._cerb._request("GET", f"records/{self.kind}/search", {"q": query, **parameters}, {}, None)
        grammar = Grammar(builtin(), base_url=self._cerb.profile.base_url)
        try:
            line = cast(RequestLine, parse(f"GET /records/{self.kind}/search", grammar))
            walk = plan(line, request, builtin(), limit)
        except LineError as error:
            raise UsageError(error.message, error.hint) from None
        first = self._cerb._send(walk.start)
        total = contents(first).total
        found = (
            cast(dict[str, Any], entry.record)
            for page in pages(walk, first, self._cerb._send, self._cerb.client.hang_up)
            for entry in page.entries
        )
        yield from _with_bar(found, min(total, limit or total), self.kind) if progress else found

    def count(self, query: str = "") -> int:
        """How many records a query finds."""
        answer = self._cerb.get(f"records/{self.kind}/search", q=query, limit=1)
        return int(answer["total"])

    def create(self, **fields: Value) -> Answer:
        """Create a record; the answer is the record."""
        return self._cerb.post(f"records/{self.kind}/create", **fields)

    def update(self, record_id: int | str, **fields: Value) -> Answer:
        """Change fields of a record; the answer is the record."""
        return self._cerb.put(f"records/{self.kind}/{record_id}", **fields)

    def upsert(self, query: str, **fields: Value) -> Answer:
        """Change the one record that ``query`` finds, or create it; more than one is an error."""
        return self._cerb.request("PATCH", f"records/{self.kind}/upsert", form={"query": query, **fields})

    def delete(self, record_id: int | str) -> Answer:
        """Delete a record."""
        return self._cerb.delete(f"records/{self.kind}/{record_id}")

    def __repr__(self) -> str:
        return f"<Records {self.kind} of {self._cerb.profile.base_url}>"


def connect(
    profile: str = "",
    *,
    base_url: str = "",
    token: str | Mapping[str, Any] = "",
    client_secret: str = "",
    history: bool = True,
) -> Cerb:
    """A signed-in Cerb: of the default profile, of the one that is named, or of a base URL and a token.

    ``token`` is a whole token answer, as a mapping or as text, or a bare access token; with a refresh token and
    ``client_secret`` it is renewed in memory and kept nowhere. ``CERBSH_BASE_URL`` and ``CERBSH_TOKEN`` count as they
    do for the shell. Raises ``SignInError`` where nobody is signed in, ``UsageError`` for a profile that is not there.
    """
    place = config.folders(os.environ)
    known = config.load(place)
    if base_url or token:
        if not (base_url and token):
            raise UsageError("base_url and token go together")
        parsed = parse_pasted(token if isinstance(token, str) else str(dict(token)))
        chosen = Profile("token", config.normalise_base_url(base_url), parsed.client_id)
        client = Client(chosen, MemoryVault(Secrets(client_secret, parsed)), quiet)
    else:
        found = choose(dict(os.environ), place, known, profile)
        if found is None:
            raise SignInError("nobody is signed in", "sign in once with: cerbsh login")
        client = Client(heeded(found[0])[0], found[1], quiet)
    return Cerb(client, Notebook.open(place.history_file if history else None, quiet, read(known.settings)[0]))


def _with_bar(found: Iterator[dict[str, Any]], total: int, name: str) -> Iterator[dict[str, Any]]:
    """``found`` with a bar beside it, where tqdm is there to draw one."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return found
    return iter(tqdm(found, total=total, desc=name, unit=" records"))


def _name(key: str, *, wraps: bool, upsert: bool) -> str:
    return wrap_field(key) if wraps and not (upsert and key == "query") else key


def _pairs(values: Mapping[str, Value]) -> Pairs:
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        try:
            found += spell(name, list(value) if isinstance(value, tuple | set) else value)
        except FormError as error:
            raise UsageError(f"{name}: {error.message}", error.hint) from None
    return tuple(found)


def _whole(head: Reply, body: bytes) -> Reply:
    return head._replace(body=body, elapsed=time.time() - head.started)


__all__ = ["Answer", "Cerb", "CerbError", "CerbshError", "Records", "connect"]
