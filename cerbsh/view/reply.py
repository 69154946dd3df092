"""A reply on standard output, by what its body is; and the line that sums it up."""

from __future__ import annotations

from collections.abc import Iterator

from cerbsh.api import exact
from cerbsh.api.reply import Reply
from cerbsh.errors import ReplyError
from cerbsh.view import json, safe, source
from cerbsh.view.theme import Theme
from cerbsh.view.units import duration, size


def status_line(reply: Reply) -> str:
    """One safe line: ``200 OK · success · 12 ms · 1.2 kB``."""
    parts = [f"{reply.status} {reply.reason}".strip(), reply.cerb_status or reply.kind]
    return safe.line(" · ".join([*parts, duration(reply.elapsed), size(len(reply.body))]))


def timing_line(reply: Reply) -> str:
    """Where the time of a measured reply went: ``name look-up 0.3 ms · connect 1.2 ms · TLS 9.8 ms · first byte after
    21 ms · whole after 22 ms · 1.2 kB``."""
    *made, (name, first) = reply.timing
    parts = [f"{step} {_span(seconds)}" for step, seconds in made] or ["connection kept from before"]
    parts += [f"{name} after {_span(first)}", f"whole after {_span(reply.elapsed)}"]
    return " · ".join([*parts, size(len(reply.body))])


def body(reply: Reply, theme: Theme, *, terminal: bool, beside: json.Beside | None = None) -> Iterator[str | bytes]:
    """The body as it is shown, in pieces: JSON indented and coloured, other text safe, what is no text only named.

    A program or a file takes a download, and anything but JSON, as it came. ``beside`` gives words to stand beside
    numbers on a terminal. Raises ``ReplyError`` behind what could be read of a large JSON body that breaks off.
    """
    if reply.kind == "json" and (terminal or not reply.is_download):
        yield from _json(reply, theme, terminal, beside if terminal else None)
    elif not terminal:
        yield from raw(reply, terminal=False)
    elif reply.kind in ("xml", "html"):
        yield _with_newline(source.highlight(reply.text, "xml" if reply.kind == "xml" else "html", theme))
    elif reply.kind == "binary":
        what = safe.line(reply.media_type or "data of no known type")
        yield theme.paint("dim", f"{size(len(reply.body))} of {what}: keep them with > FILE, or look with --raw") + "\n"
    else:
        yield from raw(reply, terminal=True)


def raw(reply: Reply, *, terminal: bool) -> Iterator[str | bytes]:
    """The bytes as they were sent; on a terminal as text that is safe (threat 12)."""
    if not terminal:
        yield reply.body
        return
    if reply.body:
        yield _with_newline(safe.block(reply.text))


def _json(reply: Reply, theme: Theme, terminal: bool, beside: json.Beside | None) -> Iterator[str | bytes]:
    """A body of moderate size is read whole first, so that one that is no JSON is shown as the text that it is."""
    if len(reply.body) <= exact.LARGE:
        try:
            value = reply.parsed.value
        except ValueError:
            yield from raw(reply, terminal=terminal)
            return
        yield from json.render(value, theme, beside=beside)
    else:
        yield from _large_json(reply, theme, beside)
    yield "\n"


def _large_json(reply: Reply, theme: Theme, beside: json.Beside | None) -> Iterator[str]:
    try:
        yield from json.render(exact.Document(reply.body).read(), theme, beside=beside)
    except ValueError as error:
        yield "\n"
        raise ReplyError(f"the reply is no JSON: {error}", "--raw shows it as it was sent") from None


def _with_newline(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _span(seconds: float) -> str:
    """A span of time, with a digit behind the point where it is short."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else duration(seconds)
