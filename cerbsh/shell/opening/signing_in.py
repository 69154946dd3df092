"""Signing in, from a profile to a worker who is greeted by name; and the first start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.auth.login import Method, sign_in
from cerbsh.auth.setup import draft_profile, set_up
from cerbsh.auth.store import SECRET_VARIABLE, TOKEN_VARIABLE, open_store
from cerbsh.auth.ui import Ui
from cerbsh.auth.vault import Secrets, Store
from cerbsh.config import Folders, Profile
from cerbsh.errors import ConnectError, LocalError, ReplyError, SignInError
from cerbsh.shell.identity import introduced, welcome
from cerbsh.view import safe
from cerbsh.view.problem import problem

FIRST_NAME = "default"
"""The profile of the first sign-in."""


def enter(place: Folders, profile: Profile, ui: Ui, *, pasted: str = "", browser: bool = True) -> str:
    """Sign in to ``profile``, keep it, and give the line that says who is signed in.

    Without a client id the token is pasted. What was kept before is overwritten only when the sign-in has succeeded.
    """
    store = open_store(profile, place, ui.say)
    method: Method = "token" if pasted or not profile.client_id else "browser"
    secret = os.environ.pop(SECRET_VARIABLE, "")
    os.environ.pop(TOKEN_VARIABLE, None)  # a browser is a child, too
    with _restored_on_failure(store):
        token = sign_in(profile, store, ui, method=method, client_secret=secret, pasted=pasted, browser=browser)
        profile = profile._replace(client_id=profile.client_id or token.client_id)
        try:
            profile, greeting = who_am_i(profile, store, ui)
        except (ConnectError, ReplyError):  # Cerb gave the token: it is not lost because a question was
            config.save_profile(place, profile)
            raise
    config.save_profile(place, profile)
    if token.refresh_token and not store.read().client_secret:
        ui.say("Without the client secret this token cannot be renewed; set CERBSH_CLIENT_SECRET and sign in again.")
    return greeting


@contextmanager
def _restored_on_failure(store: Store) -> Iterator[None]:
    """Let a sign-in that Cerb refuses leave the former one in place; no connection is no refusal."""
    try:
        before = store.read()
    except LocalError:
        before = Secrets()
    try:
        yield
    except SignInError:
        with store.locked():
            store.write(before) if before.token else store.erase()
        raise


def who_am_i(profile: Profile, store: Store, ui: Ui) -> tuple[Profile, str]:
    """Ask Cerb whose token it is: the profile with the worker's name, and a line that says so.

    A token whose scope is too narrow for the question, as ``search`` is, is a sign-in all the same. Raises
    ``SignInError`` where Cerb refuses the token, or where it is no Cerb that answers; ``ReplyError`` where it is ill.
    """
    client = Client(profile, store, ui.say)
    try:
        reply = client.send(Request("GET", "workers/me.json"))
    except SignInError:
        raise SignInError(f"{profile.host} refused the token", "get a new one, and sign in again") from None
    finally:
        client.close()
    if reply.ok:
        profile = introduced(profile, reply)
    elif reply.status >= 500:
        raise ReplyError(*problem(reply))
    elif reply.cerb_status != "error":
        raise SignInError(f"{profile.base_url} did not answer as Cerb does", "check the base URL")
    return profile, welcome(profile, store.read().token)


def first_start(place: Folders, ui: Ui) -> Profile:
    """The guided set-up of a person who has no profile yet; the profile that was made.

    What Cerb refuses can be typed again without going back to the beginning. Raises ``SignInError`` where the person
    gives up.
    """
    ui.say("Welcome to cerbsh. This signs in to your Cerb; Ctrl-C leaves, and cerbsh --demo needs none.\n")
    profile = set_up(ui, draft_profile(FIRST_NAME))
    while True:
        try:
            ui.say(enter(place, profile, ui))
        except SignInError as error:
            ui.say(safe.line(error.message) + (f"\n  {safe.line(error.hint)}" if error.hint else ""))
            if not _again(ui):
                raise
            profile = set_up(ui, profile._replace(client_id=""))
        else:
            return config.load(place).profiles[profile.name]


def _again(ui: Ui) -> bool:
    try:
        return ui.ask("Try again? (yes/no): ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
