"""What is wrong with a reply, in one line, and what to do about it, in another.

Cerb says nearly every error with HTTP 200 and a message in the body; three kinds of error carry no code. What is no
JSON comes from elsewhere: a redirect to the login page, the web server in front, PHP.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cerbsh.api.reply import Reply
from cerbsh.api.request import METHODS
from cerbsh.catalogue import Catalogue, RecordType, builtin
from cerbsh.view import safe

_BASE_URL: Final = "check the base URL of the profile: Cerb's API answers below BASE_URL/rest/"

_BY_STATUS: Final = {
    401: "sign in again with: cerbsh login",
    403: "an allowlist of IP addresses, or the web server in front of Cerb, keeps this machine out",
    404: _BASE_URL,
    413: "the web server takes no request of that size; its limit (client_max_body_size, post_max_size) can be raised",
    414: "an address may have about 8 kB: send a long query in the body, with POST data/query",
    429: "wait a little, then try again",
    501: "Cerb takes GET, POST, PUT, PATCH and DELETE",
}

_BY_MESSAGE: Final = (
    (
        "does not have permission to use this endpoint",
        "the scope of this sign-in is too narrow: sign in with scope api",
    ),
    ("Unknown command", "there is no such endpoint; ls shows those there are"),
    ("is not an editable field", "describe TYPE lists the fields that can be written"),
    ("is not editable", "Cerb sets that field itself"),
    ("is not a string", "it was probably sent twice, in the query string and in the body"),
    ("must be an object", "write its parts as keys of their own: params[options][]=Low"),
    ("is not a known data query type", "GET data/query type:data.query.types lists them"),
    ("exactly one or zero records", "make the query narrower, until it finds one record at most"),
)

_BY_CODE: Final = {
    "ERROR_PERMISSIONS": "the roles of this worker, or the owner of the record, do not allow it",
    "ERROR_SEARCH_FILTERS_INVALID": "subtotals take filters of the type; describe TYPE lists them",
}

_LONGEST: Final = 1000
"""Cells of a message; a server may send a whole page as one."""

_TITLE: Final = r"(?is)<title[^>]*>(.*?)</title>"
_SUFFIX_REFUSED: Final = r"'[^']*' is not implemented\."


class Problem(NamedTuple):
    """One safe line each: what happened, and what to do next, which may be empty."""

    message: str
    hint: str


def problem(reply: Reply, catalogue: Catalogue | None = None) -> Problem:
    """Why ``reply`` is no success. ``catalogue`` knows the server's own types; the built-in one stands in for it."""
    message, hint = _problem(reply, catalogue or builtin())
    if _is_in_doubt(reply):
        message = f"{message}: it may have been done"
        hint = f"read the record to find out; {hint}" if hint else "read the record to find out"
    return Problem(safe.cut(safe.line(message), _LONGEST), safe.line(hint))


def _problem(reply: Reply, catalogue: Catalogue) -> tuple[str, str]:
    if 300 <= reply.status < 400:
        return _redirect(reply)
    if reply.timed_out:
        return "Cerb gave the search up: it took too long (total is -1)", "make the query narrower, or try again later"
    if reply.status >= 500 and not reply.cerb_status:
        return _status(reply), _server_hint(reply)
    if reply.kind in ("html", "binary"):
        return f"{_status(reply)}: {_page(reply)} instead of JSON", _BY_STATUS.get(reply.status, _BASE_URL)
    if reply.kind == "json" and not reply.cerb_status:
        return f"{_status(reply)}: {_no_envelope(reply)}", "--raw shows it as it was sent"
    if reply.cerb_status == "success":
        return _status(reply), _BY_STATUS.get(reply.status, "")
    return _said(reply, catalogue), _hint(reply, catalogue)


def _is_in_doubt(reply: Reply) -> bool:
    """Whether this is the answer to a write and none of Cerb's own: Cerb may have done it before somebody failed."""
    by_another = not reply.cerb_status and reply.kind != "text"
    return reply.request.is_write and by_another and (reply.status >= 500 or reply.status < 300)


def _status(reply: Reply) -> str:
    """The status with its reason, the standard one where the server gave none."""
    from http import HTTPStatus

    standard = HTTPStatus(reply.status).phrase if reply.status in set(HTTPStatus) else ""
    return f"HTTP {reply.status} {reply.reason or standard}".strip()


def _redirect(reply: Reply) -> tuple[str, str]:
    location = reply.header("Location")
    message = f"{_status(reply)}: redirected to {location or 'nowhere'}, which is not followed"
    base, _, below = location.partition("/rest/")
    if below and base.startswith(("http://", "https://")):
        return message, f"make {base}/ the base URL of the profile"
    return message, _BASE_URL


def _server_hint(reply: Reply) -> str:
    after = reply.header("Retry-After")
    if reply.status in (502, 503, 504):
        return f"Cerb or its database is down; try again {f'in {after} s' if after.isdigit() else 'later'}"
    return _BY_STATUS.get(reply.status, "Cerb failed inside: the error log of its web server says why")


def _page(reply: Reply) -> str:
    if reply.kind == "binary":
        return f"{reply.media_type or 'something unknown'} came"
    from html import unescape

    title = re.search(_TITLE, reply.text[:4096])
    return f"an HTML page ({' '.join(unescape(title[1]).split())}) came" if title else "an HTML page came"


def _no_envelope(reply: Reply) -> str:
    try:
        parsed = reply.parsed
    except ValueError as error:
        return f"the body is no JSON: {error}"
    return (
        f"the body is {'an object' if isinstance(parsed.value, dict) else 'JSON'} without __status, no reply of Cerb's"
    )


def _said(reply: Reply, catalogue: Catalogue) -> str:
    """Cerb's code and message; its message names columns of the database, which become fields."""
    from cerbsh.catalogue.columns import translate

    sent = [name.removeprefix("fields[").removesuffix("]") for name, _ in reply.request.form]
    message = translate(_record_type(reply, catalogue), reply.message, sent)
    known = [] if 200 <= reply.status < 300 else [_status(reply)]
    return ": ".join(filter(None, [*known, reply.error_code, message])) or f"{_status(reply)}: an empty reply"


def _hint(reply: Reply, catalogue: Catalogue) -> str:
    if reply.status in _BY_STATUS:
        return _BY_STATUS[reply.status]
    if reply.error_code == "ERROR_NOT_FOUND" and reply.message == "Record not found.":
        return _not_found(reply, catalogue)
    if reply.error_code == "ERROR_NOT_IMPLEMENTED":
        return _other_methods(reply, catalogue)
    if reply.kind == "text" and re.fullmatch(_SUFFIX_REFUSED, reply.message):
        return _suffix(reply)
    by_message = (hint for part, hint in _BY_MESSAGE if part in reply.message)
    return next(by_message, "") or _BY_CODE.get(reply.error_code, "")


def _not_found(reply: Reply, catalogue: Catalogue) -> str:
    """Cerb says the same of a record that is missing and of a type that it does not know."""
    name = _segments(reply)[1] if len(_segments(reply)) > 1 else ""
    if _segments(reply)[0] != "records" or catalogue.type(name):
        return "there is no such record"
    from difflib import get_close_matches

    meant = get_close_matches(name.lower(), list(catalogue.types), n=1)
    return f"{name} is no record type that is known here" + (
        f"; did you mean {meant[0]}?" if meant else "; see ls records"
    )


def _other_methods(reply: Reply, catalogue: Catalogue) -> str:
    """The methods of the endpoint whose template is most like the path: ``search`` is no id."""
    matches = [match for method in METHODS if (match := catalogue.match(method, _segments(reply))) and not match.extra]
    fewest = min((len(match.values) for match in matches), default=0)
    taken = [match.endpoint.method for match in matches if len(match.values) == fewest]
    return f"this path takes {' and '.join(taken)}" if taken and reply.request.method not in taken else ""


def _suffix(reply: Reply) -> str:
    name, dot, suffix = reply.request.path.rpartition("/")[2].rpartition(".")
    if not (name and dot):
        return "the path wants its suffix: .json"
    if suffix in ("json", "xml"):
        return ""
    return f".{suffix} is no format of Cerb's, but it does what was asked all the same: look before you ask again"


def _record_type(reply: Reply, catalogue: Catalogue) -> RecordType | None:
    segments = _segments(reply)
    return catalogue.type(segments[1] if segments[0] == "records" and len(segments) > 1 else segments[0])


def _segments(reply: Reply) -> list[str]:
    head, _, last = reply.request.path.rpartition("/")
    return [*filter(None, head.split("/")), last.rpartition(".")[0] or last]
