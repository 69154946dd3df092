"""A prompt without a terminal: everything that one line costs, and nothing that drawing the prompt does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cerbsh.shell.knowing.assistant import Assistant
from cerbsh.shell.opening.start import Options, Session
from tests.support import Home


@pytest.fixture
def prompt(signed_in: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    """What runs the lines of a prompt in a home that is signed in to the shared demo; nothing is learned behind it."""
    for name, value in signed_in.environ().items():
        monkeypatch.setenv(name, value)
    session = Session(Options())
    session.settings["learn"] = "off"
    assistant = Assistant(session.engine)
    assistant.warm_up(lambda: None)
    yield assistant
    session.close()
