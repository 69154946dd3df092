"""A catalogue resolved: families of filters, keys through the links."""

from __future__ import annotations

import pytest

from cerbsh.catalogue import RecordType, builtin
from cerbsh.catalogue.columns import _COLUMNS, translate
from cerbsh.catalogue.dataquery import DATA_TYPES, find_key
from cerbsh.catalogue.lookups import Lookups, path_type, writable
from cerbsh.catalogue.vocabulary import field_words, filter_words

LOOKUPS = Lookups(builtin())


def kind(uri: str) -> RecordType:
    return builtin().types[uri]


@pytest.mark.parametrize(
    ("uri", "name", "inner"),
    [
        ("ticket", "owner", "worker"),
        ("ticket", "owner.id", "worker"),
        ("ticket", "messages.first", "message"),
        ("ticket", "links.org", "org"),
        ("comment", "on.ticket", "ticket"),
        ("comment", "author.worker", "worker"),
        ("activity_log", "actor.worker", "worker"),
    ],
)
def test_a_deep_filter_leads_to_the_type_whose_query_it_takes(uri: str, name: str, inner: str) -> None:
    found = LOOKUPS.inner(LOOKUPS.filters(kind(uri))[name])
    assert found is kind(inner)


def test_a_family_is_one_filter_for_each_type_that_can_be_searched() -> None:
    links = [name for name in LOOKUPS.filters(kind("ticket")) if name.startswith("links.")]
    assert len(links) == sum("search" in other.can for other in builtin().types.values())


@pytest.mark.parametrize(
    "name",
    [
        "owner_",
        "owner_address_",
        "owner_address_contact_org_name",
        "latest_message_content",
        "latest_message_sender_org_name",
        "links.org",
        "comments",
        "comments~7",
        "custom_",
        "custom_12",
        "org_custom_3",
        "links.org~5",
    ],
)
def test_the_keys_of_a_ticket_are_followed_through_its_links(name: str) -> None:
    assert LOOKUPS.knows_key(kind("ticket"), name)


@pytest.mark.parametrize("name", ["nope", "owner_nope", "Owner_", "own_", ""])
def test_a_key_that_leads_nowhere_is_not_known(name: str) -> None:
    assert not LOOKUPS.knows_key(kind("ticket"), name)


def test_a_ticket_has_thousands_of_keys() -> None:
    assert len(LOOKUPS.readable(kind("ticket"))) > 3_000


def test_learned_keys_take_the_place_of_guessed_ones_and_keep_the_links() -> None:
    lookups = Lookups(builtin(), {"task": {"owner_vip": "VIP", "title": "Title"}})
    keys = lookups.readable(kind("task"))
    assert keys["owner_vip"].note == "VIP"
    assert {"owner_", "owner_address_", "comments", "title"} <= set(keys)
    assert "owner_location" not in keys


def test_required_fields_come_first_and_refused_ones_never() -> None:
    fields = writable(kind("ticket"))
    assert [field.name for field in fields][:2] == ["group_id", "subject"]
    assert "elapsed_status_open" not in {field.name for field in fields}


@pytest.mark.parametrize(
    ("method", "path", "uri"),
    [
        ("GET", "records/tickets/search", "ticket"),
        ("POST", "tickets/search", "ticket"),
        ("GET", "tasks/5", "task"),
        ("GET", "contexts/list", None),
        ("GET", "records/nope/search", None),
    ],
)
def test_a_path_is_about_a_record_type(method: str, path: str, uri: str | None) -> None:
    found = path_type(builtin(), builtin().match(method, path.split("/")))
    assert (found.uri if found else None) == uri


def test_values_of_filters_and_fields_have_their_meaning() -> None:
    ticket = kind("ticket")
    assert [word.text for word in filter_words("ticket", ticket.filters["status"])] == [
        "open", "waiting", "closed", "deleted",
    ]  # fmt: skip
    assert [word.text for word in filter_words("ticket", ticket.filters["owner.id"])] == ["me", "any", "none"]
    assert [word.text for word in filter_words("ticket", ticket.filters["worker.replied"])] == ["me"]
    assert '"not spam"' in {word.text for word in filter_words("ticket", ticket.filters["spam.training"])}
    assert [word.meaning for word in field_words("task", kind("task").fields["status_id"])] == [
        "open",
        "closed",
        "waiting",
    ]
    assert field_words("ticket", ticket.fields["subject"]) == ()


def test_a_name_of_ones_own_is_an_instance_of_its_key() -> None:
    subtotals, series = DATA_TYPES["worklist.subtotals"], DATA_TYPES["worklist.series"]
    assert subtotals.key("by.sum") is not None
    assert subtotals.key("series.new") is None
    new = series.key("series.new")
    assert new is not None
    assert find_key(new.keys, "of") is not None


@pytest.mark.parametrize(
    ("uri", "message", "said"),
    [
        ("task", "'due_date' must be a number", "'due' must be a number"),
        ("ticket", "'updated_date' must be a number", "'updated' must be a number"),
        ("opportunity", "'name' is required.", "'title' is required."),
        ("comment", "'owner_context_id' is required.", "'author_id' is required."),
        ("snippet", "'owner_context' is required.", "'owner__context' is required."),
        ("ticket", "'nope' is not an editable field.", "'nope' is not an editable field."),
        ("ticket", "'subject' is required.", "'subject' is required."),
    ],
)
def test_columns_in_messages_become_fields(uri: str, message: str, said: str) -> None:
    assert translate(kind(uri), message) == said


def test_every_known_column_leads_to_a_field_and_is_none_itself() -> None:
    for uri, columns in _COLUMNS.items():
        assert set(columns.values()) <= set(kind(uri).fields)
        assert not set(columns) & set(kind(uri).fields)
