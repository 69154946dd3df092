"""Access tokens as plain values: read from Cerb's answer, from a paste, from what was stored."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from cerbsh.errors import SignInError

LONGEST_PASTE = 65_536
LONGEST_LEEWAY = 60.0

SECRET = ("access_token", "refresh_token")
"""What nobody may read who only looks at a token."""

_BEARER = r"[A-Za-z0-9._~+/-]+=*"
"""The letters of a bearer token (RFC 6750, section 2.1)."""
_VISIBLE = r"[\x20-\x7e]*"
"""The letters of any token (RFC 6749, appendix A): nothing else may get into a header, or to a terminal."""


class Token(NamedTuple):
    """An access token and what is known of it.

    ``expires_at`` is unix seconds by this machine's clock, ``lifetime`` seconds; both are ``None`` where nothing says.
    ``worker_id``, ``scopes`` and ``client_id`` come from the token's own claims, which only Cerb can verify.
    """

    access_token: str
    refresh_token: str = ""
    token_type: str = "Bearer"
    expires_at: float | None = None
    lifetime: float | None = None
    worker_id: int | None = None
    scopes: tuple[str, ...] = ()
    client_id: str = ""

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in self._asdict().items() if name not in SECRET)
        return f"Token({', '.join(told)})"

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any], now: float) -> Token:
        """The token of a token endpoint's answer (RFC 6749, section 5.1) that was received at ``now``.

        It expires ``expires_in`` seconds after its receipt, so that the clocks of server and client need not agree.
        Raises ``ValueError`` where the answer holds no access token, or one of letters that no token has.
        """
        claims = _claims(_text(answer, "access_token"))
        if not all(re.fullmatch(_VISIBLE, _text(answer, name, "")) for name in ("access_token", "refresh_token")):
            raise ValueError("the token has letters that no token has")
        lifetime = _number(answer.get("expires_in"))
        return cls._of(answer, claims, None if lifetime is None else now + lifetime, lifetime)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Token:
        """The token that ``stored`` gave. Raises ``ValueError`` where it holds no access token."""
        return cls._of(stored, stored, _number(stored.get("expires_at")), _number(stored.get("lifetime")))

    def stored(self) -> dict[str, Any]:
        """The fields as JSON keeps them."""
        return {**self._asdict(), "scopes": list(self.scopes)}

    @classmethod
    def _of(
        cls, source: Mapping[str, Any], about: Mapping[str, Any], expires: float | None, life: float | None
    ) -> Token:
        return cls(
            access_token=_text(source, "access_token"),
            refresh_token=_text(source, "refresh_token", ""),
            token_type=_text(source, "token_type", "Bearer"),
            expires_at=expires,
            lifetime=life,
            worker_id=_worker(about.get("worker_id", about.get("sub"))),
            scopes=_words(about.get("scopes")),
            client_id=_audience(about.get("client_id", about.get("aud"))),
        )

    @property
    def leeway(self) -> float:
        """How long before its end a token counts as spent: a tenth of its lifetime, at most 60 seconds."""
        return LONGEST_LEEWAY if self.lifetime is None else min(LONGEST_LEEWAY, self.lifetime / 10)

    def fresh(self, now: float) -> bool:
        """Whether more than the leeway is left; true where the end is not known."""
        return self.expires_at is None or self.expires_at - now > self.leeway


def parse_pasted(text: str) -> Token:
    """The token in what a user pasted: a token answer as JSON or as a Python dict, or a bare access token.

    A pasted ``expires_in`` has no date of its own and would make an old token look fresh; the expiry is the token's own
    claim, or a pasted ``expires_at``. Raises ``SignInError``, which never repeats the text.
    """
    text = text.strip()
    if len(text) > LONGEST_PASTE:
        raise SignInError("the pasted text is too long for a token")
    source = _pasted_mapping(text) if text.startswith("{") else {"access_token": text.removeprefix("Bearer ").strip()}
    access_token = source.get("access_token")
    if not isinstance(access_token, str) or not re.fullmatch(_BEARER, access_token):
        raise SignInError(
            "the pasted text holds no access token", "paste the JSON that Cerb showed, or the token alone"
        )
    claims = _claims(access_token)
    expires_at, issued_at = _number(claims.get("exp")), _number(claims.get("iat"))
    if expires_at is None:
        expires_at = _number(source.get("expires_at"))
    lifetime = expires_at - issued_at if expires_at is not None and issued_at is not None else None
    try:
        return Token._of(source, claims, expires_at, lifetime)
    except ValueError as error:
        raise SignInError(f"the pasted token is damaged: {error}") from None


def _pasted_mapping(text: str) -> Mapping[str, Any]:
    import ast

    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, dict):
            return value
    raise SignInError("the pasted text is neither JSON nor a Python dict", "paste it whole, from { to }")


def _claims(access_token: str) -> Mapping[str, Any]:
    """The payload of a JWT (RFC 7519), its signature not checked: only Cerb can. Empty for any other token."""
    parts = access_token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _text(source: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = source.get(key)
    value = default if value is None else value
    if not isinstance(value, str) or (default is None and not value):
        raise ValueError(f"{key} is no text")
    return value


def _number(value: object) -> float | None:
    """A number of seconds that arithmetic can bear, or ``None``."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15
    return float(value) if usable else None  # type: ignore[arg-type]


def _worker(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _words(value: object) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, (list, tuple)) else ()


def _audience(value: object) -> str:
    """The client id: RFC 7519 lets ``aud`` be text or a list."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""
