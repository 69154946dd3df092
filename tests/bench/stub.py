"""A server that costs next to nothing, so that what is measured is the client: pages of records, a download, silence.

Its first path segment is the number of records that it has: ``http://127.0.0.1:1234/100000/rest/records/…``.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MEGABYTE = 1_000_000
PER_PAGE = 500
_CHUNK = b"cerbsh! " * (MEGABYTE // 8)
_ENVELOPE = {"__build": 2024030901, "__status": "success", "__version": "10.4.10"}


class Stub(ThreadingHTTPServer):
    """Serves until it is closed.

    ``silent`` is set when a request arrives that gets no answer, and ``hung_up`` when its connection is closed.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.silent, self.hung_up = threading.Event(), threading.Event()

    def base_url(self, records: int = 0) -> str:
        """The base URL of a Cerb with so many tickets."""
        return f"http://127.0.0.1:{self.server_port}/{records}/"

    def start(self) -> None:
        """Serve on a thread."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Nothing: a client that was ended leaves its connection as it is."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: Stub

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, records, _, *segments = parts.path.split("/")
        if segments[0] == "attachments":
            self._download(int(segments[1]))
        elif segments[0] == "records" and segments[2] == "search.json":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            found = re.search(r"id:>(\d+)", query.get("q", ""))
            self._send(page(int(records), int(found[1]) if found else 0, int(query.get("limit", 10))))
        elif segments[0] == "records":
            self._say_nothing()
        else:
            self._send(json.dumps({**_ENVELOPE, "_label": "Mira", "id": 1}).encode())

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _download(self, size: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Disposition", 'attachment; filename="big.bin"')
        self.send_header("Content-Length", str(size * MEGABYTE))
        self.end_headers()
        for _ in range(size):
            self.wfile.write(_CHUNK)

    def _say_nothing(self) -> None:
        self.server.silent.set()
        self.connection.recv(1)
        self.server.hung_up.set()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@lru_cache(512)
def page(records: int, last: int, limit: int) -> bytes:
    """The tickets behind the id ``last``, as Cerb answers a search for them."""
    ids = range(last + 1, min(last + limit, records) + 1)
    envelope = {**_ENVELOPE, "count": len(ids), "limit": limit, "page": 1, "total": records - last}
    return json.dumps({**envelope, "results": list(map(_ticket, ids))}).replace("/", "\\/").encode()


def _ticket(number: int) -> dict[str, object]:
    mask, subject = f"ABC-{number:05}-123", f"Refund of order {number}: Crème brûlée"
    linked = ("group", "bucket", "owner", "org", "latest_message")
    return {
        "_context": "cerberusweb.contexts.ticket", "_type": "ticket", "_label": f"[#{mask}] {subject}",
        "created": 1_700_000_000 + number, "id": number, "importance": number % 100, "mask": mask, "status": "open",
        "spam_score": 0.5, "subject": subject, "updated": 1_700_000_100 + number, "url": f"https://cerb.example/{mask}",
        **{f"{name}_id": number % 9 for name in linked}, **{f"{name}__type": name for name in linked},
    }  # fmt: skip


if __name__ == "__main__":
    server = Stub()
    server.start()
    print(server.base_url(), flush=True)
    sys.stdin.read()
