"""How long a request takes at the prompt, from the line to what is drawn of its reply, against the session alone."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator

from tests.bench.place import Place
from tests.bench.rounds import medians, timed
from tests.bench.rows import Goal, Line, Row

LINE, PATH = "GET workers/me", "rest/workers/me.json"
REQUESTS = 100
"""Requests of each in a round."""


def rows(place: Place) -> Iterator[Line]:
    """Against ``OAuth2Session.get`` of the same address over a connection that is kept, too."""
    env = place.home("request", place.stub)
    took = place.inside("request", place.stub, str(place.rounds), env=env)
    yield Row("a request at the prompt", took["ours"], took["peer"], "OAuth2Session.get", Goal(1.25, 0.3))


def main(base_url: str, rounds: int) -> None:
    """Measure in this process, as the prompt would run, and print the medians."""
    from requests_oauthlib import OAuth2Session

    from cerbsh.cli import OBJECTS
    from cerbsh.shell.knowing.assistant import Assistant
    from cerbsh.shell.opening.start import Options, Session

    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    gc.set_threshold(OBJECTS)
    session = Session(Options())
    session.settings["learn"] = "off"  # what is learned is learned in time of its own
    assistant = Assistant(session.engine)
    peer = OAuth2Session("client", token={"access_token": "a" * 600, "token_type": "Bearer"})
    assistant.warm_up(lambda: None)

    def ours() -> None:
        assert assistant.run(LINE).exit == 0

    def theirs() -> None:
        assert peer.get(base_url + PATH).ok

    print(json.dumps(medians({"ours": timed(ours), "peer": timed(theirs)}, rounds * REQUESTS)))
    session.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
