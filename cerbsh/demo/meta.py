"""``show_meta``: the labels and types of every key that can be expanded, followed through the links."""

from __future__ import annotations

from collections.abc import Iterator

from cerbsh.catalogue import builtin
from cerbsh.demo.bodies import Body
from cerbsh.demo.kinds import KINDS, Kind
from cerbsh.demo.lazy import Custom

_TYPES = {
    "text": "S",
    "timestamp": "E",
    "number": "N",
    "bit": "C",
    "url": "U",
    "worker": "W",
    "id": "id",
    "seconds": "time_secs",
    "bytes": "size_bytes",
    "percent": "percent",
}
_WORDS = {
    "address_num_nonspam": "# nonspam",
    "address_num_spam": "# spam",
    "worker_at_mention_name": "@mention",
    "worker_is_superuser": "administrator",
    "worker_is_disabled": "disabled",
    "worker_timeout_idle_secs": "idle timeout (secs)",
    "worker_dob": "date of birth",
    "contact_dob": "date of birth",
    "org_province": "state/prov",
}
_LINKS = {"address": "email", "latest_message": "latest message", "initial_response_message": "first response"}
_NOT_FOLLOWED = {"address": {"mail_transport", "worker"}, "message": {"ticket"}}
"""Links of a type that are not followed from it."""
_CALENDAR = ("_label", "id", "name", "owner__label", "timezone", "updated_at", "record_url")
"""Calendars are not served; these are the keys that Cerb names of them."""


def describe(kind: Kind, custom: Custom) -> Body:
    """``labels`` by what they say, and ``types`` with the record's own keys first."""
    own = {key: code for key, code, _ in _own(kind, custom)}
    nested = list(_followed(kind, custom, (kind.uri,)))
    root = kind.type.name.title()
    labels = {key: _label(root, words) for key, _, words in nested}
    ordered = sorted(labels.items(), key=lambda item: item[1].lower())
    return {"labels": dict(ordered) or [], "types": own | {key: code for key, code, _ in nested}}


Key = tuple[str, str, tuple[str, ...]]
"""A key, its type, and the words on the way to it."""


def _own(kind: Kind, custom: Custom) -> Iterator[Key]:
    for key, name in kind.type.key_types.items():
        code = "context_url" if key.endswith("_label") else _TYPES.get(name, name)
        yield key, code, (_words(kind.uri, key),)
    for field in custom.fields(kind.uri):
        yield f"custom_{field.id}", field.type, (field.name.lower(),)


def _followed(kind: Kind, custom: Custom, stack: tuple[str, ...]) -> Iterator[Key]:
    for prefix, target in kind.links.items():
        if target in stack or prefix in _NOT_FOLLOWED.get(kind.uri, ()):
            continue
        for key, code, words in _nested(target, custom, (*stack, target)):
            yield f"{prefix}_{key}", code, (_LINKS.get(prefix, prefix.replace("_", " ")), *words)


def _nested(uri: str, custom: Custom, stack: tuple[str, ...]) -> Iterator[Key]:
    if uri in KINDS:
        yield from _own(KINDS[uri], custom)
        yield from _followed(KINDS[uri], custom, stack)
    elif uri == "calendar":
        types = builtin().types[uri].key_types
        for key in _CALENDAR:
            code = "context_url" if key.endswith("_label") else _TYPES.get(types.get(key, "text"), "S")
            yield key, code, (_words(uri, key),)


def _words(uri: str, key: str) -> str:
    if key.endswith("_label"):
        return key.removesuffix("_label").strip("_")
    return _WORDS.get(f"{uri}_{key}") or key.removesuffix("_at").replace("_", " ")


def _label(root: str, words: tuple[str, ...]) -> str:
    """``Task:Owner:Email contact first name``."""
    first, *rest = words
    text = " ".join(filter(None, rest))
    return f"{root}:{first.capitalize()}:{text[:1].upper()}{text[1:]}"
