"""Signing in: by the browser or by a pasted token, and the secrets put where the profile keeps them."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from typing import Literal

from cerbsh.auth.authorization import Authorization, authorization, exchange, new_state, parse_callback
from cerbsh.auth.callback import Arrival, Listener, obstacle
from cerbsh.auth.token import Token, parse_pasted
from cerbsh.auth.ui import Ui
from cerbsh.auth.vault import Secrets, SpoiltError, Store
from cerbsh.config import Profile, check_transport
from cerbsh.errors import LocalError, SignInError, UsageError

PATIENCE = 300.0

Method = Literal["browser", "token"]


def sign_in(
    profile: Profile,
    store: Store,
    ui: Ui,
    *,
    method: Method = "browser",
    client_secret: str = "",
    pasted: str = "",
    browser: bool = True,
) -> Token:
    """Sign in to the profile's Cerb and keep the secrets in ``store``; the new token.

    ``client_secret`` and ``pasted`` (a token, as ``parse_pasted`` takes it) are asked for where they are empty; a
    secret that the store holds for the same client is used again. With ``pasted`` nothing is asked at all.
    ``browser=False`` opens none, and gives the address out instead. Whether the token works is for the caller to try.
    Raises ``SignInError`` where it fails or is given up, and the errors of connection, store and profile.
    """
    check_transport(profile)
    kept = _kept(store, ui)
    if method == "token":
        client_secret, token = _by_token(profile, kept, ui, client_secret, pasted)
    else:
        client_secret, token = _by_browser(profile, kept, ui, client_secret, browser)
    with store.locked(ui.say):
        store.write(Secrets(client_secret, token))
    return token


def _by_token(profile: Profile, kept: Secrets, ui: Ui, client_secret: str, pasted: str) -> tuple[str, Token]:
    token = parse_pasted(pasted or ask_token(ui))
    token = token._replace(client_id=token.client_id or profile.client_id)
    client_secret = client_secret or _secret_of(token.client_id, kept)
    if token.refresh_token and not client_secret and not pasted:
        client_secret = _ask(ui, "Client secret, to renew the token with (Enter: none): ", hidden=True)
    return client_secret, token


def _by_browser(profile: Profile, kept: Secrets, ui: Ui, client_secret: str, browser: bool) -> tuple[str, Token]:
    if not profile.client_id:
        raise UsageError(f"profile {profile.name} has no client id", "cerbsh login --client-id ID")
    client_secret = client_secret or _secret_of(profile.client_id, kept) or _ask(ui, "Client secret: ", hidden=True)
    if not client_secret:
        raise SignInError("the sign-in was given up", "Cerb wants the client secret of its OAuth app in any case")
    return client_secret, by_browser(profile, client_secret, ui, browser=browser)


def by_browser(profile: Profile, client_secret: str, ui: Ui, *, browser: bool = True) -> Token:
    """The authorization code grant: listener and pasted answer at once, whichever comes first."""
    state = new_state()
    with _listening(profile, state, ui) as listener:
        asked = authorization(profile, listener.redirect_uri if listener else "", state)
        opened = _send_to_browser(asked, ui, browser)
        arrival = listener.arrival if listener else None
        code = wait_for_code(ui, asked, arrival, alone=opened)
    return exchange(profile, client_secret, code, asked)


def wait_for_code(ui: Ui, asked: Authorization, arrival: Arrival | None, *, alone: bool) -> str:
    """The code, pasted or arrived. An answer of another sign-in is told, and the wait goes on.

    ``alone`` tells that the answer can arrive without anybody at the terminal. Raises ``SignInError`` where the user
    gives up with Enter or Ctrl-C, where nobody is there to paste, or after five minutes.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            text = _ask_for_code(ui, arrival, until)
        except KeyboardInterrupt:
            raise SignInError("the sign-in was given up") from None
        except EOFError:
            if not (alone and arrival and arrival.wait(until - time.monotonic())):
                raise SignInError("nothing was pasted, and no answer arrived", "sign in again: cerbsh login") from None
            text = None
        if text is None and arrival and arrival.here:
            return arrival.code()
        if text is None:
            raise SignInError(f"no answer within {PATIENCE / 60:.0f} minutes", "sign in again: cerbsh login")
        if not text.strip():
            raise SignInError("the sign-in was given up")
        try:
            return parse_callback(text, asked.state)
        except UsageError as error:
            ui.say(f"{error.message}: {error.hint}" if error.hint else error.message)


def ask_token(ui: Ui) -> str:
    """A token that the user pastes unseen; a JSON text over several lines is read to its closing brace."""
    text = _ask(ui, "Token (the JSON that Cerb shows, or the access token): ", hidden=True)
    while text.count("{") > text.count("}"):
        text += "\n" + _ask(ui, "", hidden=True)
    if not text.strip():
        raise SignInError("the sign-in was given up")
    return text


def _listening(profile: Profile, state: str, ui: Ui) -> AbstractContextManager[Listener | None]:
    reason = obstacle(profile.redirect_uri)
    if not reason:
        try:
            return Listener(profile.redirect_uri, state)
        except LocalError as error:
            reason = error.message
    ui.say(f"No listener for {profile.redirect_uri}: {reason}.")
    return nullcontext()


def _send_to_browser(asked: Authorization, ui: Ui, browser: bool) -> bool:
    if browser and ui.open_browser(asked.url):
        ui.say("The browser opens to sign in to Cerb. If it does not, go to:")
        opened = True
    else:
        ui.say("Open this address in a browser, on any machine:")
        opened = False
    ui.show(asked.url)
    ui.say("Where the browser ends on a page that does not load, paste its address here, or the code in it.")
    return opened


def _ask_for_code(ui: Ui, arrival: Arrival | None, until: float) -> str | None:
    prompt = "Address or code (Enter gives up): "
    if arrival is None:
        return ui.ask(prompt)
    return ui.ask_until(prompt, arrival, until - time.monotonic())


def _kept(store: Store, ui: Ui) -> Secrets:
    """What an earlier sign-in left. The store is tried now: it would be a pity to find it closed after the sign-in."""
    with store.locked(ui.say):
        try:
            return store.read()
        except SpoiltError as error:
            ui.say(f"{error.message}: it is replaced")
            return Secrets()


def _secret_of(client_id: str, kept: Secrets) -> str:
    """The client secret of an earlier sign-in with this client."""
    return kept.client_secret if kept.token is None or kept.token.client_id in ("", client_id) else ""


def _ask(ui: Ui, prompt: str, *, hidden: bool = False) -> str:
    try:
        return ui.ask(prompt, hidden=hidden).strip()
    except EOFError:
        raise SignInError("the input ended before the sign-in was done") from None
