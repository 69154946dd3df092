"""How long a request takes at the prompt, from the line to what is drawn of its reply, against the session alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from tests.bench.place import Place
from tests.bench.rounds import Task, medians
from tests.bench.rows import Goal, Line, Row

LINE, PATH = "GET workers/me", "rest/workers/me.json"
REQUESTS = 100
"""Requests in a round; the median of them counts."""


def rows(place: Place) -> Iterator[Line]:
    """Against ``OAuth2Session.get`` of the same address over a connection that is kept, too."""
    env = place.home("request", place.stub)
    took = place.inside("request", place.stub, str(place.rounds), env=env)
    yield Row("a request at the prompt", took["ours"], took["peer"], "OAuth2Session.get", Goal(1.25, 0.3))


def main(base_url: str, rounds: int) -> None:
    """Measure in this process, as the prompt would run, and print the medians."""
    from requests_oauthlib import OAuth2Session

    from cerbsh.shell.knowing.assistant import Assistant
    from cerbsh.shell.opening.start import Options, Session

    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    session = Session(Options())
    assistant = Assistant(session.engine)
    peer = OAuth2Session("client", token={"access_token": "a" * 600, "token_type": "Bearer"})
    assistant.warm_up(lambda: None)

    def ours() -> None:
        assert assistant.run(LINE).exit == 0

    def theirs() -> None:
        assert peer.get(base_url + PATH).ok

    print(json.dumps(medians({"ours": _each(ours), "peer": _each(theirs)}, rounds)))
    session.close()


def _each(work: Callable[[], None]) -> Task:
    def task() -> float:
        taken = []
        for _ in range(REQUESTS):
            start = perf_counter()
            work()
            taken.append((perf_counter() - start) * 1000)
        return median(taken)

    return task


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
