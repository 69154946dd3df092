"""The envelope around every answer of Cerb's REST API, and the errors that come inside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cerbsh.demo.http import HTML, JSON, TEXT, XML, Answer

VERSION = "10.4.10"
BUILD = 2024030901

_MESSAGES = {
    "ERROR_PERMISSIONS": "Access denied.",
    "ERROR_NOT_IMPLEMENTED": "Not implemented.",
    "ERROR_NOT_FOUND": "Record not found.",
    "ERROR_SEARCH_FILTERS_INVALID": "The provided search filters are invalid.",
}


class RefusalError(Exception):
    """What Cerb answers with ``__status`` ``error`` and HTTP 200. ``code`` becomes ``__error``."""

    def __init__(self, message: str = "", code: str = "ERROR") -> None:
        self.code = code
        self.message = message or _MESSAGES.get(code, "")
        super().__init__(self.message)


class CrashError(Exception):
    """Where Cerb 10.4.10 itself falls over: HTTP 500 with an empty page."""


def invalid(message: str) -> RefusalError:
    """The refusal of a value that was sent."""
    return RefusalError(message, "ERROR_PARAM_INVALID")


def required(name: str) -> RefusalError:
    """The refusal of a call that lacks a parameter."""
    return RefusalError(f"The '{name}' parameter is required.", "ERROR_PARAM_REQUIRED")


def not_found(message: str = "") -> RefusalError:
    """The refusal of a record, or of a record type, that does not exist."""
    return RefusalError(message, "ERROR_NOT_FOUND")


def not_implemented() -> RefusalError:
    """The refusal of a verb or an action that the address does not have."""
    return RefusalError("", "ERROR_NOT_IMPLEMENTED")


def unserved(what: str) -> RefusalError:
    """The honest refusal of what a Cerb knows and the demo does not."""
    return RefusalError(f"The demo does not speak {what}.")


def success(payload: Mapping[str, Any], suffix: str) -> Answer:
    """The payload between ``__build``, ``__status`` and ``__version``, every key of the top level in order."""
    whole = {"__build": BUILD, "__status": "success", "__version": VERSION, **payload}
    return render({key: whole[key] for key in sorted(whole)}, suffix)


def refusal(error: RefusalError, suffix: str) -> Answer:
    """An error inside a controller: HTTP 200."""
    body = {
        "__status": "error",
        "__version": VERSION,
        "__build": BUILD,
        "__error": error.code,
        "message": error.message,
    }
    return render(body, suffix)


def unknown_command(path: str) -> Answer:
    """A controller that does not exist; this error has no code and no version, and is JSON under any suffix."""
    return render({"__status": "error", "message": f"Unknown command ({path})"}, "json")


def crash() -> Answer:
    """HTTP 500."""
    return Answer(500, HTML)


def render(body: Mapping[str, Any], suffix: str) -> Answer:
    """The body in the format that the path's suffix asks for; an unknown one is plain text that says so."""
    if suffix == "json":
        return Answer(200, JSON, json.dumps(body, separators=(",", ":")).encode())
    if suffix == "xml":
        return Answer(200, XML, _xml(body).encode())
    return Answer(200, TEXT, f"'{suffix}' is not implemented.".encode())


def _xml(body: Mapping[str, Any]) -> str:
    return f'<?xml version="1.0"?>\n<response>{_elements(body)}</response>\n'


def _elements(value: Mapping[str, Any] | list[Any]) -> str:
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    return "".join(_element(str(key), item) for key, item in items)


def _element(key: str, value: Any) -> str:
    name, content = ("array", _elements(value)) if isinstance(value, Mapping | list) else ("string", _scalar(value))
    opening = f"<{name} key={quoteattr(key)}"
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def _scalar(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "1" if value is True else escape(str(value))
