"""Which names stand for secrets: fields, headers, options, JSON keys."""

from __future__ import annotations

import re
from functools import lru_cache

MARK = "[redacted]"
"""What stands where a secret stood."""

_WORDS = "|".join(
    (
        "password|passwd|passphrase|passcode|pwd|secret|token|jwt|authorization|credential|cookie|codeverifier",
        "apikey|accesskey|secretkey|privatekey",
    )
)
_SECRET = rf"(?:{_WORDS})s?(?:confirm|confirmation|again|repeat|\d+)?$|^auth$|^pass$"
_STEMS = ("pass", "pwd", "secret", "token", "jwt", "auth", "credential", "cookie", "verifier", "key")


def may_name(text: str) -> bool:
    """Whether the name of a secret may stand in ``text``; where it does not, nothing else need be looked for."""
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether what goes by ``name`` is a secret; in ``a[b][c]`` any part may say so.

    Case, ``_``, ``-`` and ``.`` do not matter, and the end of a name decides: ``client_secret``, ``X-Api-Key``,
    ``CERBSH_TOKEN`` and ``password2`` are secret, ``token_type`` and ``is_password_disabled`` are not.
    """
    return may_name(name) and any(map(_is_secret, re.split(r"[\[\]]+", name)))


def _is_secret(part: str) -> bool:
    words = re.sub(r"[^a-z0-9]+", " ", part.lower()).split()
    return bool(re.search(_SECRET, "".join(words))) or words[-1:] == ["pass"]
