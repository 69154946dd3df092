"""From what is typed as a path to what stands below ``rest/``.

A path is relative to the folder, or begins at the root with a slash; ``rest/`` in front, a suffix, a trailing slash, a
query string and a whole URL under the base URL are taken in. Whatever could leave the base URL is refused (RFC 3986,
section 3 and 5.2.4, for what a server or a proxy may read out of a path).
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from cerbsh.api.request import Pairs
from cerbsh.config import origin_of
from cerbsh.errors import UsageError

KNOWN_SUFFIXES = frozenset({"json", "xml"})

_UNSAFE = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:/"
_MARK = re.compile("\x00([0-9]+)\x00")
_KEPT = "(%[0-9A-Fa-f]{2}|\x00[0-9]+\x00)"
_MARKED = "(\x00[0-9]+\x00)"
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+", re.ASCII)
_DOTS = frozenset({".", ".."})
_PATH_SAFE = "!&()*+,;=:@~"


class PathError(ValueError):
    """A path that is refused; ``hint`` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Target(NamedTuple):
    """Where a path leads: segments below ``rest/``, percent-encoded, and what its query string held, decoded.

    ``suffix`` is ``json`` where none was typed; ``known`` tells that it is ``json`` or ``xml``. A segment may hold
    marks of references, which ``fill`` replaces.
    """

    segments: tuple[str, ...]
    suffix: str = "json"
    known: bool = True
    query: Pairs = ()

    @property
    def path(self) -> str:
        """The path below ``rest/`` with its suffix."""
        return f"{'/'.join(self.segments)}.{self.suffix}"


def mark(number: int) -> str:
    """What stands in a path for its reference of that number until it is replaced."""
    return f"\x00{number}\x00"


def resolve(text: str, folder: str = "", base_url: str = "") -> Target:
    """Where the path ``text`` leads from ``folder``. Raises ``PathError`` where it is refused or leads nowhere."""
    _refuse_unsafe(_MARK.sub("", text))
    path, _, query = text.partition("?")
    resolved = _resolve(path, folder, base_url)
    if not resolved:
        raise PathError("the path names no endpoint", "for example workers/me")
    last, suffix, known = _suffix(resolved)
    encoded = tuple(_encode(segment) for segment in (*resolved[:-1], last))
    return Target(encoded, _encode(suffix), known, _pairs(query))


def resolve_folder(text: str, folder: str = "", base_url: str = "") -> str:
    """Where ``cd text`` leads from ``folder``: encoded segments joined by slashes, empty for the root.

    Raises ``PathError`` as ``resolve`` does.
    """
    _refuse_unsafe(text)
    return "/".join(map(_encode, _resolve(text, folder, base_url)))


def shown(segments: tuple[str, ...], written: tuple[str, ...]) -> tuple[str, ...]:
    """Segments with their marks replaced by how the references are written: what the catalogue is asked about."""
    return tuple(_fill(segment, written) for segment in segments) if written else segments


def fill(target: Target, values: tuple[str, ...]) -> Target:
    """``target`` with the references' values in place of their marks, each percent-encoded and kept to its segment.

    Raises ``PathError`` where a value is empty, would make a dot segment, or holds control characters.
    """
    if not values:
        return target
    segments = tuple(_fill_segment(segment, values) for segment in target.segments)
    query = tuple((_fill(name, values), _fill(value, values)) for name, value in target.query)
    return Target(segments, target.suffix, target.known, query)


def in_template(template: str, text: str) -> Target:
    """A path of cerbsh's own, ``/records/{type}/search``, with ``text`` as the one segment in braces.

    Raises ``PathError`` where the text cannot be a segment.
    """
    _refuse_unsafe(_MARK.sub("", text))
    if not text or text in _DOTS:
        raise PathError(f"{text!r} cannot be a segment of a path")
    segment = "".join(part if _MARK.fullmatch(part) else quote(part, safe="") for part in re.split(_MARKED, text))
    return Target(tuple(segment if part.startswith("{") else part for part in template.strip("/").split("/")))


def _unsafe(text: str) -> re.Match[str] | None:
    """The first character that no path holds; what can be printed is none."""
    return None if text.isprintable() else re.search(_UNSAFE, text)


def _refuse_unsafe(text: str) -> None:
    if found := _unsafe(text):
        raise PathError(f"a path holds no control character (U+{ord(found[0]):04X})")
    if "\\" in text:
        raise PathError("a path holds no backslash", "segments are joined by /")
    if "#" in text:
        raise PathError("a path has no fragment", "write %23 for a # in a segment")


def _resolve(path: str, folder: str, base_url: str) -> list[str]:
    """The segments from the root that a path without query string leads to, as they were typed."""
    segments, folder = _split(path, folder, base_url)
    if segments and segments[-1] == "":
        segments.pop()
    return _resolve_dots(segments, folder)


def _split(path: str, folder: str, base_url: str) -> tuple[list[str], str]:
    """The segments as typed, and the folder that they begin in."""
    if path.startswith("//"):
        raise PathError("a path begins with one slash, with two it is another host")
    if re.match(_SCHEME, path):
        return _without_rest(_below(path, base_url)), ""
    if path.startswith("/"):
        return _without_rest(path[1:]), ""
    if path == "rest" or path.startswith("rest/"):
        return _without_rest(path), ""
    return path.split("/"), folder


def _without_rest(path: str) -> list[str]:
    segments = path.split("/")
    return segments[1:] if segments[0] == "rest" else segments


def _below(url: str, base_url: str) -> str:
    """The path of ``url`` below ``base_url``."""
    refused = PathError(f"this is not under {base_url or 'the base URL'}", "the token goes nowhere else")
    try:
        same = origin_of(url) == origin_of(base_url)
    except UsageError:
        raise refused from None
    parts, base = urlsplit(url), urlsplit(base_url)
    if f"{parts.path}/" == base.path:
        parts = parts._replace(path=base.path)
    if not same or "@" in parts.netloc or not parts.path.startswith(base.path):
        raise refused
    return parts.path[len(base.path) :]


def _resolve_dots(segments: list[str], folder: str) -> list[str]:
    resolved = folder.split("/") if folder else []
    for segment in segments:
        _refuse_hidden(segment)
        if segment == "..":
            if not resolved:
                raise PathError("the path climbs above the root")
            resolved.pop()
        elif segment == "":
            raise PathError("a path has no empty segment", "Cerb answers an error to //")
        elif segment != ".":
            resolved.append(segment)
    return resolved


def _refuse_hidden(segment: str) -> None:
    """Refuse what is a dot segment, a slash or a control character only after decoding, however often."""
    if "%" not in segment:
        return
    decoded = segment
    while (once := unquote(decoded)) != decoded:
        decoded = once
    if decoded in _DOTS or "/" in decoded or "\\" in decoded or _unsafe(_MARK.sub("", decoded)):
        raise PathError(
            "this hides a slash, a dot segment or a control character", "write the path without %2f and %2e"
        )


def _suffix(segments: list[str]) -> tuple[str, str, bool]:
    """The last segment without its suffix, the suffix, and whether Cerb knows it.

    A record type may be a context id (``records/cerberusweb.contexts.org``): there only a known suffix is one.
    """
    last = segments[-1]
    head, dot, suffix = last.rpartition(".")
    if not dot or "\x00" in suffix:
        return last, "json", True
    if not head:
        raise PathError("a path has no empty segment", "the suffix stands behind the last one")
    if suffix in KNOWN_SUFFIXES:
        return head, suffix, True
    if len(segments) == 2 and segments[0] in ("records", "customfields") and "contexts." in last:
        return last, "json", True
    return head, suffix, False


def _encode(segment: str) -> str:
    """Percent-encode a typed segment once; what is encoded already stays, marks stay."""
    if _PLAIN.fullmatch(segment):
        return segment
    kept = re.compile(_KEPT)
    return "".join(part if kept.fullmatch(part) else quote(part, safe=_PATH_SAFE) for part in kept.split(segment))


def _pairs(query: str) -> Pairs:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict")) if query else ()
    except ValueError:
        raise PathError("the query string is no UTF-8") from None


def _fill_segment(segment: str, values: tuple[str, ...]) -> str:
    filled = _MARK.sub(lambda found: _encoded_value(values[int(found[1])]), segment)
    if filled == "":
        raise PathError("the value is empty, and a path has no empty segment")
    if unquote(filled) in _DOTS:
        raise PathError(f"{unquote(filled)!r} cannot be a segment of a path")
    return filled


def _encoded_value(value: str) -> str:
    if found := _unsafe(value):
        raise PathError(f"a path holds no control character (U+{ord(found[0]):04X})")
    return quote(value, safe="")


def _fill(text: str, values: tuple[str, ...]) -> str:
    return _MARK.sub(lambda found: values[int(found[1])], text)
