"""The pages that the browser ends on: constant text, so that nothing of a request can come back in it."""

from __future__ import annotations

import base64
import hashlib

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#f4f5f7, #16181d); color: light-dark(#1d2129, #e4e6eb);
  font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 26rem; margin: 1.5rem; padding: 2.25rem 2.5rem; border-radius: 14px;
  background: light-dark(#fff, #20242b); box-shadow: 0 1px 2px #0002, 0 12px 32px #0001; }
h1 { margin: 0 0 .5rem; font-size: 1.35rem; font-weight: 600; letter-spacing: -.01em; }
h1::before { content: ""; display: block; width: 2.5rem; height: 4px; margin-bottom: 1.1rem; border-radius: 2px;
  background: light-dark(#2b6cb0, #63a4e8); }
p { margin: 0; color: light-dark(#4a5160, #aab1be); }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cerbsh: {title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</body>
</html>
"""


def _page(title: str, text: str) -> bytes:
    return _PAGE.format(title=title, text=text, style=_STYLE).encode()


SIGNED_IN = _page("Back to the terminal", "Cerb has let cerbsh in. This page can be closed.")
REFUSED = _page("Not signed in", "Cerb has refused the sign-in. The terminal says what can be done.")
NOT_OURS = _page("Nothing here", "This address waits for one answer from Cerb, and this was not it.")

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}
