"""What a real Cerb 10.4.10 was seen to answer, asked of the demo.

``contract.json`` is a list of cases; each is a series of requests with what is expected of the answer. A step may keep
values of a JSON answer under a name (``save``) for later steps, which write them as ``{name}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from cerbsh.demo.server import DemoServer

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("contract.json").read_text(encoding="utf-8"))
SCOPES = ("api", "api:read-only", "profile")


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture(scope="module")
def tokens(server: DemoServer) -> dict[str, str]:
    return {scope: f"Bearer {server.grant(scope)['access_token']}" for scope in SCOPES}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_demo_answers_as_cerb_does(case: Mapping[str, Any], server: DemoServer, tokens: dict[str, str]) -> None:
    saved: dict[str, Any] = {}
    for step in case["steps"]:
        step = filled(step, saved)
        reply = send(server.base_url, step, tokens)
        check(reply, step["expect"])
        for name, path in step.get("save", {}).items():
            saved[name] = pick(reply.json(), path)


def send(base_url: str, step: Mapping[str, Any], tokens: Mapping[str, str]) -> requests.Response:
    """One request; ``auth`` names a scope, is ``none``, or stands for the header itself."""
    auth = step.get("auth", "api")
    return requests.request(
        step["method"],
        base_url + step["path"],
        params=step.get("query"),
        data=step.get("form"),
        json=step.get("json_body"),
        files={name: (None, value) for name, value in step.get("multipart", {}).items()} or None,
        headers={} if auth == "none" else {"Authorization": tokens.get(auth, auth)},
        allow_redirects=False,
        timeout=30,
    )


def check(reply: requests.Response, expected: Mapping[str, Any]) -> None:
    """Everything that ``expected`` names holds of the reply."""
    assert reply.status_code == expected["status"]
    if "type" in expected:
        assert reply.headers["Content-Type"].partition(";")[0] == expected["type"]
    if "location" in expected:
        assert re.search(expected["location"], reply.headers["Location"])
    if "text" in expected:
        assert re.search(expected["text"], reply.text)
    if expected.keys() & {"json", "has", "lacks", "match", "kinds"}:
        check_envelope(reply.json(), expected)


def check_envelope(envelope: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Keys that are there with these values, patterns and types, and keys that are not there."""
    wanted = expected.get("json", {})
    assert {key: envelope.get(key) for key in wanted} == wanted
    assert not set(expected.get("has", ())) - envelope.keys()
    assert not set(expected.get("lacks", ())) & envelope.keys()
    for key, pattern in expected.get("match", {}).items():
        assert re.search(pattern, str(envelope[key])), key
    for key, kind in expected.get("kinds", {}).items():
        assert type(envelope[key]).__name__ == kind, key


def filled(value: Any, saved: Mapping[str, Any]) -> Any:
    """``value`` with ``{name}`` replaced by what was saved under the name, at any depth."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: str(saved.get(found[1], found[0])), value)
    if isinstance(value, dict):
        return {filled(key, saved): filled(item, saved) for key, item in value.items()}
    return [filled(item, saved) for item in value] if isinstance(value, list) else value


def pick(value: Any, path: str) -> Any:
    """The part of ``value`` that a dotted path leads to: ``results.0.id``."""
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
