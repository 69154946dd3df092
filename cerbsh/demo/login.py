"""What happens in the browser between the client's link and its callback: sign-in, consent, and the way back."""

from __future__ import annotations

import hmac
from dataclasses import replace
from urllib.parse import urlsplit

from cerbsh.demo import pages
from cerbsh.demo.http import COOKIE, HTML, Answer, Incoming, redirect
from cerbsh.demo.oauth import DENIED, Provider, RefusalError
from cerbsh.demo.people import People
from cerbsh.demo.sessions import Session, Sessions, new_id


class Login:
    """The authorization endpoint and the pages under ``login``, for any number of browsers at once."""

    def __init__(self, provider: Provider, people: People) -> None:
        self._provider = provider
        self._people = people
        self._sessions = Sessions()

    def authorize(self, incoming: Incoming, base_url: str) -> Answer:
        """``oauth/authorize``: keep the request and go on to the sign-in, or straight to the consent."""
        try:
            self._provider.consent(incoming.query)
        except RefusalError as refusal:
            return refusal.answer
        session = replace(self._session(incoming), pending=incoming.query)
        return self._go("login/consent" if session.person else "login", session, incoming.session_id, base_url)

    def sign_in(self, incoming: Incoming, base_url: str) -> Answer:
        """``login``: the form, and what was typed into it."""
        session = self._session(incoming)
        if incoming.method == "POST":
            return self._check_password(incoming, session, base_url)
        if session.person:
            return redirect(f"{base_url}login/consent") if session.pending else pages.signed_in(session.person.name)
        return self._form(incoming, session, base_url)

    def consent(self, incoming: Incoming, base_url: str) -> Answer:
        """``login/consent``: the question, and what was chosen. Cancel stays here; the client never hears of it."""
        session = self._session(incoming)
        if session.person is None or not session.pending:
            return redirect(f"{base_url}login")
        asked = self._provider.consent(session.pending)
        if not asked.labels:
            return Answer(500, HTML)
        if incoming.method != "POST" or not _same(incoming.form.get("ticket", ""), session.ticket):
            action = f"{base_url}login/consent"
            return pages.consent(action, session.ticket, asked.app.name, asked.labels, session.person.name)
        self._sessions.keep(replace(session, pending=""), incoming.session_id)
        if incoming.form.get("choice") != "accept":
            return Answer(401, HTML, DENIED.encode())
        return redirect(self._provider.accept(session.pending, session.person.worker_id))

    def _check_password(self, incoming: Incoming, session: Session, base_url: str) -> Answer:
        form = incoming.form
        person = self._people.find(form.get("name", ""))
        fits = person is not None and _same(form.get("password", ""), person.password)
        problem = "" if fits else "Name and password do not match."
        if not _same(form.get("ticket", ""), session.ticket):
            problem = "The form was too old. Please try again."
        if problem:
            return self._form(incoming, session, base_url, form.get("name", ""), problem)
        self._sessions.forget(incoming.session_id)
        page_name = "login/consent" if session.pending else "login"
        return self._go(page_name, Session(person, session.pending), "", base_url)

    def _form(self, incoming: Incoming, session: Session, base_url: str, name: str = "", problem: str = "") -> Answer:
        page = pages.sign_in(f"{base_url}login", session.ticket, name, problem)
        return page.with_header(*self._cookie(session, incoming.session_id, base_url))

    def _session(self, incoming: Incoming) -> Session:
        return self._sessions.find(incoming.session_id) or Session()

    def _go(self, page: str, session: Session, session_id: str, base_url: str) -> Answer:
        return redirect(base_url + page, self._cookie(session, session_id, base_url))

    def _cookie(self, session: Session, session_id: str, base_url: str) -> tuple[str, str]:
        return session_cookie(self._sessions.keep(session, session_id), base_url)


def session_cookie(session_id: str, base_url: str) -> tuple[str, str]:
    """The header that gives a browser its session; it is for this Cerb's path, and out of reach for scripts."""
    return "Set-Cookie", f"{COOKIE}={session_id}; Path={urlsplit(base_url).path}; HttpOnly; SameSite=Lax"


def empty_session(base_url: str) -> tuple[str, str]:
    """The cookie that Cerb gives to every client without one. Nobody is signed in by it."""
    return session_cookie(new_id(), base_url)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
