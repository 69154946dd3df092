"""Which profile a run of cerbsh uses, and where its secrets lie."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from cerbsh import config
from cerbsh.auth.store import TOKEN_VARIABLE, MemoryVault, open_store, take_from_environment
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets, Store
from cerbsh.config import Config, Folders, Profile
from cerbsh.errors import SignInError, UsageError

URL_VARIABLE = "CERBSH_BASE_URL"
Choice = tuple[Profile, Store]


class Demo(NamedTuple):
    """The embedded demo Cerb, and the whole token answer of a sign-in to it."""

    base_url: str
    client_id: str
    client_secret: str
    answer: Mapping[str, Any]


def choose(environ: MutableMapping[str, str], place: Folders, known: Config, name: str) -> Choice | None:
    """The profile to use and where its secrets lie: the one that is named, the environment's, the default one.

    ``None`` where there is none yet. Raises ``UsageError`` for a name that nobody knows.
    """
    if not name and (found := _environment(environ)):
        return found
    profile = known.profile(name)
    if profile:
        return profile, open_store(profile, place)
    if name:
        there = ", ".join(sorted(known.profiles)) or "none yet"
        raise UsageError(f"there is no profile {name}", f"there are: {there}; cerbsh login --profile {name} makes it")
    if known.profiles:
        raise UsageError("there is no default profile", "name one with -p, or: cerbsh profiles --default NAME")
    return None


def demo_profile(demo: Demo) -> Choice:
    """The profile of the embedded demo; its secrets end with the process."""
    secrets = Secrets(demo.client_secret, Token.from_answer(demo.answer, time.time()))
    return Profile(name="demo", base_url=demo.base_url, client_id=demo.client_id), MemoryVault(secrets)


def _environment(environ: MutableMapping[str, str]) -> Choice | None:
    """The profile of the environment's variables. The token is taken out: no program that is started sees it."""
    url, text = environ.get(URL_VARIABLE, ""), environ.get(TOKEN_VARIABLE, "")
    if not url and not text:
        return None
    if not (url and text):
        missing = TOKEN_VARIABLE if url else URL_VARIABLE
        raise SignInError(f"{missing} is not set", f"{URL_VARIABLE} and {TOKEN_VARIABLE} go together")
    profile = Profile(name="environment", base_url=config.normalise_base_url(url))
    return profile, MemoryVault(take_from_environment(environ), where=TOKEN_VARIABLE)
