"""How long one request takes as a process, against a script of ten lines and against HTTPie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.place import Place
from tests.bench.rounds import medians, process
from tests.bench.rows import Goal, Line, Row, Skipped

SCRIPT = """\
import json
import os
import sys
from requests_oauthlib import OAuth2Session

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
with open(sys.argv[1]) as file:
    token = json.load(file)
session = OAuth2Session(sys.argv[2], token=token)
reply = session.get(sys.argv[3] + "rest/workers/me.json")
json.dump(reply.json(), sys.stdout, indent=2)
"""
WHAT = "cerbsh -c 'GET workers/me'"


def rows(place: Place) -> Iterator[Line]:
    """Against the script that does the same GET, and against ``http``."""
    env, demo = place.home("command"), place.demo
    token = place.script("token.json", json.dumps(demo.answer))
    tasks = {
        "ours": process([place.cerbsh, "-c", "GET workers/me"], env),
        "script": process([place.python, place.script("script.py", SCRIPT), token, demo.client_id, demo.base_url], env),
    }
    if place.http:
        tasks["http"] = process(_httpie(place.http, demo.base_url, str(demo.answer["access_token"])), env)
    took = medians(tasks, place.rounds)
    yield Row(WHAT, took["ours"], took["script"], "a requests-oauthlib script", Goal(1.15))
    if "http" in took:
        yield Row(WHAT, took["ours"], took["http"], "http (HTTPie)", Goal(0.6))
    else:
        yield Skipped(WHAT, "http (HTTPie) is not installed")


def _httpie(http: Path, base_url: str, token: str) -> list[str | Path]:
    return [http, "--ignore-stdin", "-A", "bearer", "-a", token, f"{base_url}rest/workers/me.json"]
