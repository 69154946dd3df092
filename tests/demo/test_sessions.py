from __future__ import annotations

from cerbsh.demo.sessions import Session, Sessions


def test_a_session_keeps_its_id_and_a_made_up_id_is_not_taken_over() -> None:
    sessions = Sessions()
    own = sessions.keep(Session(), "made-up")
    assert own != "made-up"
    assert sessions.keep(Session(pending="x"), own) == own
    found = sessions.find(own)
    assert found is not None
    assert found.pending == "x"


def test_a_forgotten_session_is_gone() -> None:
    sessions = Sessions()
    own = sessions.keep(Session())
    sessions.forget(own)
    assert sessions.find(own) is None


def test_the_oldest_of_too_many_sessions_goes() -> None:
    sessions = Sessions()
    ids = [sessions.keep(Session()) for _ in range(1001)]
    assert sessions.find(ids[0]) is None
    assert all(sessions.find(session_id) for session_id in ids[1:])


def test_every_session_has_a_ticket_of_its_own() -> None:
    session = Session()
    assert session.ticket != Session().ticket
    assert session.ticket not in repr(session)
