"""What stands around a body: the request line and the headers of a reply, and a whole request that is not sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.view import safe
from cerbsh.view.theme import Role, Theme


def headers(reply: Reply, theme: Theme) -> Iterator[str]:
    """The request line, the response's status and its headers, safe and coloured; an empty line at the end."""
    yield f"{theme.paint('method', reply.request.method)} {theme.paint('path', safe.line(reply.request.target))}\n"
    role: Role = "success" if 200 <= reply.status < 300 else "error"
    yield theme.paint(role, safe.line(f"HTTP {reply.status} {reply.reason}".strip())) + "\n"
    yield from _lines(reply.headers, theme)
    yield "\n"


def request(asked: Request, base_url: str, theme: Theme) -> Iterator[str]:
    """The HTTP request as it would go out below ``base_url``, with the token left out."""
    url = urlsplit(asked.url(base_url))
    target = f"{url.path}?{url.query}" if url.query else url.path
    yield f"{theme.paint('method', asked.method)} {theme.paint('path', safe.line(target))} HTTP/1.1\n"
    content, media_type = asked.payload()
    fixed = [("Host", url.netloc), ("Authorization", "Bearer [not shown]")]
    if content is not None and media_type:
        fixed += [("Content-Type", media_type), ("Content-Length", str(len(content)))]
    yield from _lines([*fixed, *asked.headers], theme)
    yield "\n"
    if content:
        yield safe.block(content.decode()) + "\n"


def _lines(pairs: Iterable[tuple[str, str]], theme: Theme) -> Iterator[str]:
    for name, value in pairs:
        yield f"{theme.paint('key', safe.line(name))}: {theme.paint('string', safe.line(value))}\n"
