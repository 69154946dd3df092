"""The steps of learning, asked of a running demo Cerb."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.catalogue import builtin
from cerbsh.catalogue.labels import Labels, seen_in
from cerbsh.catalogue.learned import Learned, finished, recent_records, steps
from cerbsh.catalogue.merge import lookups
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.language.completion import Known, complete
from cerbsh.language.grammar import Grammar


@pytest.fixture
def client(demo: DemoServer) -> Iterator[Client]:
    token = Token.from_answer(demo.grant(), time.time())
    store = MemoryVault(Secrets(demo.apps[0].client_secret, token))
    made = Client(Profile("work", demo.base_url, demo.apps[0].client_id), store, pytest.fail)
    yield made
    made.close()


def learn(client: Client) -> Known:
    """Everything the demo tells of itself, and the labels of some of its records."""
    learned = Learned()
    for step in steps(["ticket", "org"]):
        reply = client.send(step.request)
        assert reply.ok or "does not speak" in reply.message, step.name
        learned = step.fold(learned, reply)
    found = lookups(builtin(), finished(learned, reply, time.time()))
    kinds = {kind.context: kind.uri for kind in found.catalogue.types.values()}
    labels = Labels()
    for uri in ("ticket", "org"):
        labels = labels.with_seen(seen_in(client.send(recent_records(found.catalogue.types[uri])).data, kinds))
    return Known(found, labels)


def offers(line: str, known: Known) -> list[str]:
    return [item.text for item in complete(line, len(line), Grammar(known.lookups.catalogue), known)]


def test_a_custom_field_that_was_just_created_is_offered_by_its_names(client: Client) -> None:
    fields = {"context": "cerberusweb.contexts.org", "name": "SLA tier 2", "type": "D", "uri": "sla_two"}
    form = [(f"fields[{name}]", value) for name, value in fields.items()]
    options = [("fields[params][options][]", option) for option in ("Gold", "Silver")]
    made = client.send(Request("POST", "records/custom_field/create.json", form=(*form, *options)))
    assert made.ok, made.message

    known = learn(client)
    assert offers("PUT records/org/1 sla", known) == ["sla_two="]
    assert offers("PUT records/org/1 sla_two=", known) == ["Gold", "Silver"]
    assert offers("GET records/org/search sla", known)[0] == "slaTier2:"
    assert offers("GET records/org/search slaTier2:g", known) == ["Gold"]
    assert f"custom_{made.envelope['id']}" in offers("GET records/org/1 expand=custom_", known)


def test_types_keys_and_records_are_those_of_the_server(client: Client) -> None:
    known = learn(client)
    assert known.lookups.catalogue.types.keys() <= builtin().types.keys()
    assert "owner_" in offers("GET records/ticket/1 expand=own", known)
    assert offers("GET data/query type:worklist.sub", known) == ["worklist.subtotals"]
    newest = offers("GET records/ticket/", known)
    assert newest[0] == "search"
    assert all(item.isdigit() for item in newest[1:])
    label = known.labels.of("ticket").label(newest[1])
    assert label
    word = label.split()[-1]
    assert newest[1] in offers(f"GET records/ticket/{word.strip('.?!')}", known)


@pytest.mark.parametrize("uri", ["ticket", "org", "worker", "task", "address"])
def test_records_with_a_word_in_their_name_are_found(client: Client, uri: str) -> None:
    kind = builtin().types[uri]
    reply = client.send(recent_records(kind, "a", limit=5))
    assert reply.ok
    assert reply.envelope["total"] != 0
    assert list(seen_in(reply.data, {}))
