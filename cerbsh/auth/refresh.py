"""Keeping an access token fresh: one refresh at a time over all threads and processes, and the newest token kept.

Cerb rotates both tokens on a refresh and kills the old ones at once. So processes that share a store take turns, look
again once it is their turn, and write the new token before anything else may happen.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from cerbsh import system
from cerbsh.auth.endpoint import request_token
from cerbsh.auth.store import TOKEN_VARIABLE
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets, Store
from cerbsh.config import Profile
from cerbsh.errors import ConnectError, LocalError, SignInError
from cerbsh.files import GIVE_UP, Notify, quiet

PATIENCE_OF_CTRL_C = 30.0

_turn = threading.Lock()


@atexit.register
def _let_the_turn_end() -> None:
    """Give a daemon thread that is refreshing while the process leaves the time to save what Cerb answers."""
    with suppress(KeyboardInterrupt):  # of somebody who does not want to wait for it
        _turn.acquire(timeout=GIVE_UP)


class Refresher:
    """The tokens of one store, fresh."""

    def __init__(self, profile: Profile, store: Store, notify: Notify = quiet) -> None:
        self._profile = profile
        self._store = store
        self._notify = notify
        self._unsaved: tuple[Secrets, Secrets] | None = None
        """What could not be kept, and what the store held then."""

    def current(self) -> Token:
        """The token to use now, refreshed where its end is near. Raises ``SignInError`` where nobody is signed in.

        A token that cannot be refreshed is given as it is: whether it has ended is for Cerb to say.
        """
        token = self._secrets().token
        if token is None:
            raise SignInError(f"not signed in to {self._profile.host}", self._sign_in)
        if token.fresh(time.time()) or not token.refresh_token:
            return token
        return self.renewed(token)

    def renewed(self, used: Token) -> Token:
        """A token in place of ``used``, which is spent or was refused: another process's newer one, or a refreshed one.

        Raises ``SignInError`` where Cerb refuses the refresh token, or where there is none; then, and on any other
        error, the store stays as it is.
        """
        with _turn, self._store.locked(self._notify):
            secrets = self._secrets()
            token = secrets.token
            if token is None:
                raise SignInError(f"signed out of {self._profile.host}", self._sign_in)
            if token.access_token != used.access_token and token.fresh(time.time()):
                return token
            return self._refresh(secrets, token)

    def _refresh(self, secrets: Secrets, token: Token) -> Token:
        form = self._form(secrets, token)
        # Rehearsed with what is there: a disk that is full or read-only shows before the old tokens die.
        self._store.write(secrets)
        with uninterrupted(self._notify):
            try:
                answer = request_token(self._profile, form)
            except SignInError as error:
                return self._won_elsewhere(token, error)
            except ConnectError as error:
                raise self._lost(error) from None
            renewed = answer._replace(refresh_token=answer.refresh_token or token.refresh_token)
            self._save(Secrets(secrets.client_secret, renewed), secrets)
        return renewed

    def _form(self, secrets: Secrets, token: Token) -> dict[str, str]:
        """Exactly what RFC 6749, section 6, asks for; Cerb wants the client's credentials in any case."""
        client_id = token.client_id or self._profile.client_id
        for missing, what in ((token.refresh_token, "refresh token"), (secrets.client_secret, "client secret")):
            if not missing:
                problem = f"the access token of {self._store.where} has expired or was refused"
                raise SignInError(f"{problem}, and there is no {what} to renew it with", self._sign_in)
        return {
            "grant_type": "refresh_token",
            "refresh_token": token.refresh_token,
            "client_id": client_id,
            "client_secret": secrets.client_secret,
        }

    def _won_elsewhere(self, sent: Token, error: SignInError) -> Token:
        """The token of a quicker process that does not see the lock. Raises ``SignInError`` where there is none."""
        stored = self._secrets().token
        if stored is not None and stored.refresh_token != sent.refresh_token:
            return stored
        raise SignInError(f"the sign-in to {self._profile.host} is over: {error.message}", error.hint or self._sign_in)

    def _lost(self, error: ConnectError) -> ConnectError:
        if not error.sent:
            return error
        hint = f"try again; should Cerb then refuse, it had already changed the token: {self._sign_in}"
        return ConnectError(f"the refresh of the sign-in was interrupted: {error.message}", hint, sent=True)

    def _save(self, secrets: Secrets, before: Secrets) -> None:
        """Keep the new token, in this process alone where the store fails: the old one is dead already."""
        try:
            self._store.write(secrets)
            self._unsaved = None
        except LocalError as error:
            self._unsaved = secrets, before
            self._notify(f"{error.message}: the renewed sign-in lasts until this process ends")

    def _secrets(self) -> Secrets:
        """What is kept; what could not be kept instead, until somebody signs in anew meanwhile."""
        if self._unsaved is None:
            return self._store.read()
        unsaved, before = self._unsaved
        try:
            stored = self._store.read()
        except LocalError:
            return unsaved
        if stored == before:
            return unsaved
        self._unsaved = None
        return stored

    @property
    def _sign_in(self) -> str:
        if self._store.where == TOKEN_VARIABLE:
            return f"set {TOKEN_VARIABLE} to a token that Cerb takes, or keep a profile: cerbsh login"
        return f"sign in: cerbsh login --profile {self._profile.name}"


@contextmanager
def uninterrupted(notify: Notify) -> Iterator[None]:
    """Let Ctrl-C, and the signals that end a process, wait until the block is done; half a minute at most.

    Signals reach the main thread alone, so that in other threads there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    import signal

    caught: list[int] = []
    limit = time.monotonic() + PATIENCE_OF_CTRL_C

    def wait(number: int, frame: FrameType | None) -> None:
        if time.monotonic() > limit:
            raise KeyboardInterrupt
        if not caught:
            notify("a moment: the sign-in is being renewed")
        caught.append(number)

    numbers = [number for number in system.ending_signals() if signal.getsignal(number) is not None]
    former = {number: signal.signal(number, wait) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(caught):
            signal.raise_signal(number)
