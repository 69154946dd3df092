"""What a token may do: an app's scopes, each a list of endpoint patterns with verbs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Rule = tuple[str, tuple[str, ...]]
"""An endpoint pattern and the methods it allows; no methods means all five."""


@dataclass(frozen=True)
class Scope:
    """``label`` stands on the consent page; a call needs one of ``rules``."""

    label: str
    rules: tuple[Rule, ...]

    def allows(self, method: str, path: str) -> bool:
        """Whether a rule names ``path``, which has no suffix. Case counts for the method, and not for the path."""
        return any(_covers(pattern, path) and (not methods or method in methods) for pattern, methods in self.rules)


STANDARD: Mapping[str, Scope] = {
    "profile": Scope("Read your worker profile", (("workers/me", ("GET",)),)),
    "search": Scope("Search records on your behalf", (("records/*/search", ("GET",)),)),
    "api:read-only": Scope("Read everything you can read", (("*", ("GET",)),)),
    "api": Scope("Read and change everything you can", (("*", ()),)),
}
"""The scopes that every new app starts with, by name."""


def allowed(scopes: Mapping[str, Scope], granted: Iterable[str], method: str, path: str) -> bool:
    """Whether one of the ``granted`` names reaches ``path``, which stands below ``rest/`` and has its suffix.

    A name that is not in ``scopes`` reaches nothing.
    """
    folder, slash, last = path.rpartition("/")
    bare = f"{folder}{slash}{last.rpartition('.')[0] or last}"
    return any(scopes[name].allows(method, bare) for name in granted if name in scopes)


def _covers(pattern: str, path: str) -> bool:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    return re.fullmatch(expression, path, re.IGNORECASE | re.DOTALL) is not None
