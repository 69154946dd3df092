"""Is there a Cerb at this address? Asked without any secret, and answered with the base URL, or with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import requests

from cerbsh.auth.transport import explain, plain_session
from cerbsh.config import Profile, normalise_base_url, origin_of
from cerbsh.errors import CerbshError, ReplyError

TIMEOUT = (10.0, 15.0)
SCRIPT = "index.php/"
MOST_PLACES = 8
PASSING = frozenset({429, 502, 503, 504})
"""Statuses that say that this is the place, at a bad moment."""
HINT = "the base URL is where Cerb itself opens, for example https://cerb.example.com/"


def probe(profile: Profile) -> str:
    """The base URL under which Cerb's API answers, found from the profile's.

    Tries the base URL with and without ``index.php/`` (for servers that rewrite nothing), then the folders above it, as
    people paste the address of a page. No redirect is followed. Raises ``ConnectError`` where nothing can be reached,
    ``ReplyError`` where something else than Cerb answers.
    """
    first: CerbshError | None = None
    with plain_session(profile) as session:
        for base_url in places(profile.base_url):
            try:
                answer = session.get(f"{base_url}rest/workers/me.json", timeout=TIMEOUT)
            except requests.RequestException as error:
                raise explain(error, profile.host) from None
            if is_cerb(answer):
                return base_url
            first = first or complaint(base_url, answer)
            if answer.status_code in PASSING:
                break
    raise first or ReplyError(f"no Cerb answers at {profile.base_url}", HINT)


def places(base_url: str) -> Iterator[str]:
    """Where to look, the likeliest first."""
    parts = urlsplit(base_url)
    folders = [folder for folder in parts.path.split("/") if folder and folder != SCRIPT.strip("/")]
    given = base_url.removesuffix(SCRIPT)
    found = [base_url, given, f"{given}{SCRIPT}"]
    for depth in range(len(folders) - 1, -1, -1):
        above = urljoin(base_url, "/" + "".join(f"{folder}/" for folder in folders[:depth]))
        found += [above, f"{above}{SCRIPT}"]
    yield from list(dict.fromkeys(found))[:MOST_PLACES]


def is_cerb(answer: requests.Response) -> bool:
    """Whether this is Cerb's answer to a call without a token: 401 and its envelope."""
    try:
        document = json.loads(answer.content)
    except (ValueError, RecursionError):
        return False
    return answer.status_code == 401 and isinstance(document, dict) and document.get("__status") == "error"


def complaint(base_url: str, answer: requests.Response) -> ReplyError:
    """What answered instead of Cerb's API, and what to do."""
    status, location = answer.status_code, answer.headers.get("Location", "")
    if location and _moved(base_url, location):
        return ReplyError(f"{base_url} leads on to {_moved(base_url, location)}", "use that as the base URL")
    if location:
        return ReplyError(f"{base_url} leads to another page: this is not where Cerb's API is", HINT)
    if status == 403:
        return ReplyError(f"{base_url} refuses this machine (403)", "Cerb's API may be open to some IP addresses alone")
    if status >= 500 or status in PASSING:
        return ReplyError(f"the server at {base_url} is in trouble ({status})", "try again later")
    if answer.content.lstrip().startswith(b"<"):
        return ReplyError(f"{base_url} answers with a web page ({status}), not with Cerb's API", HINT)
    return ReplyError(f"no Cerb answers at {base_url} ({status})", HINT)


def _moved(base_url: str, location: str) -> str:
    """The base URL that a redirect to another origin means; empty where it stays, as Cerb's own to its sign-in page."""
    try:
        target = urljoin(base_url, location)
        return normalise_base_url(target) if origin_of(target) != origin_of(base_url) else ""
    except (ValueError, CerbshError):
        return ""
