from __future__ import annotations

import pytest

from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb, error


def test_contexts_are_linked_and_unlinked(cerb: Cerb) -> None:
    form = {"on": "cerberusweb.contexts.task:1", "targets": '["cerberusweb.contexts.org:7"]'}
    reply = cerb.write("POST", "contexts/link.json", form)
    assert (reply["on"]["context_id"], [target["context_id"] for target in reply["targets"]]) == (1, [7])
    assert 7 in cerb.ids("org", "links.task:(id:1)")
    cerb.write("POST", "contexts/unlink.json", form)
    assert 7 not in cerb.ids("org", "links.task:(id:1)")


@pytest.mark.parametrize(
    ("on", "targets", "message"),
    [
        ("task:1", "[]", "The 'on' value of 'task:1' is not valid."),
        ("cerberusweb.contexts.task:9999", "[]", "The 'on' value of 'cerberusweb.contexts.task:9999' is not valid."),
        ("cerberusweb.contexts.task:1", '["org:1"]', "The 'targets' value of 'org:1' is not valid."),
        (
            "cerberusweb.contexts.task:1",
            "org:1",
            "The 'targets' parameter should be a JSON formatted array of context:id pairs.",
        ),
    ],
)
def test_links_need_long_names_of_what_exists(read_only: Cerb, on: str, targets: str, message: str) -> None:
    reply = read_only.write("POST", "contexts/link.json", {"on": on, "targets": targets})
    assert error(reply) == ("ERROR", message)


def test_contexts_are_listed_with_their_custom_fields(read_only: Cerb) -> None:
    listed = {known["alias"]: known for known in read_only.get("contexts/list.json")["results"]}
    assert set(KINDS) <= set(listed)
    fields = {field["uri"]: field for field in listed["org"]["custom_fields"]}
    assert fields["account_tier"]["params"] == {"options": ["Platinum", "Gold", "Silver"]}
    assert "custom_fields" not in listed["worker"]


def test_custom_fields_of_a_type_are_listed(read_only: Cerb) -> None:
    tier = read_only.get("customfields/org.json")["custom_1"]
    assert (tier["name"], tier["type"], tier["options"]) == ("Account Tier", "D", ["Platinum", "Gold", "Silver"])
    assert read_only.get("customfields/cerberusweb.contexts.org.json") == read_only.get("customfields/orgs.json")
    assert error(read_only.get("customfields/nope.json")) == ("ERROR", "nope is not a valid custom field object!")
