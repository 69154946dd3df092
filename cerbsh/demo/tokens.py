"""The texts of tokens and codes: random, as long as Cerb's, and kept apart from what they stand for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

_OPAQUE_START = "def50200"
_OPAQUE_BYTES = 396
_JWT_ID_BYTES = 240


def opaque() -> str:
    """A refresh token or an authorization code: 800 characters that mean nothing to a client."""
    return _OPAQUE_START + secrets.token_hex(_OPAQUE_BYTES)


def access_token(key: bytes, client_id: str, worker_id: int, scope: str, issued: float, lifetime: float) -> str:
    """A JWT of about 1 kB (RFC 7519) with the claims of Cerb's: the times are floats, ``scopes`` is a list.

    It is signed with HS256, which the standard library can do; a client of Cerb never checks the signature.
    """
    claims = {
        "aud": client_id,
        "jti": secrets.token_hex(_JWT_ID_BYTES),
        "iat": float(issued),
        "nbf": float(issued),
        "exp": float(issued + lifetime),
        "sub": str(worker_id),
        "scopes": scope.split(),
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(claims)}"
    return f"{signed}.{_base64url(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def _part(content: Mapping[str, object]) -> str:
    return _base64url(json.dumps(content, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
