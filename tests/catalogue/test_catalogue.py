"""What cerbsh knows of Cerb without asking."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cerbsh.catalogue
from cerbsh.catalogue import Catalogue, Endpoint, RecordType, builtin

CATALOGUE = builtin()
FOLDER = Path(cerbsh.catalogue.__file__).parent
ENTRIES = json.loads((FOLDER / "records.json").read_text(encoding="utf-8"))

words = st.from_regex(r"\A[a-z0-9_]{1,8}\Z")


def filled(endpoint: Endpoint, value: str) -> list[str]:
    return [re.sub(r"\{.*\}", value, segment) for segment in endpoint.segments]


def test_it_holds_every_endpoint_and_every_type() -> None:
    assert len(CATALOGUE.endpoints) == 135
    assert len(CATALOGUE.types) == len(list(CATALOGUE.types)) == 77


def test_every_type_of_the_file_is_found_under_the_names_the_file_gives_it() -> None:
    for entry in ENTRIES:
        kind = CATALOGUE.types[entry["uri"]]
        assert (kind.uri, kind.context, list(kind.aliases)) == (entry["uri"], entry["context"], entry["aliases"])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["uri"])
def test_every_name_leads_to_a_type(entry: dict[str, str]) -> None:
    kind = CATALOGUE.type(entry["uri"])
    assert kind is not None
    assert CATALOGUE.type(entry["context"]) is kind
    for alias in entry["aliases"]:
        found = CATALOGUE.type(alias)
        assert found is not None
        assert found is kind or alias in (*found.aliases, found.uri)


def test_a_type_is_called_by_its_singular_its_plural_or_its_long_name() -> None:
    ticket = CATALOGUE.types["ticket"]
    assert all(CATALOGUE.type(name) is ticket for name in ("ticket", "tickets", "cerberusweb.contexts.ticket"))
    assert CATALOGUE.type("note") is CATALOGUE.types["comment"]


@pytest.mark.parametrize("name", ["Ticket", "nope", "", "ticket "])
def test_other_names_lead_nowhere(name: str) -> None:
    assert CATALOGUE.type(name) is None
    assert name not in CATALOGUE.types


def test_a_type_is_built_once() -> None:
    assert CATALOGUE.types["org"] is CATALOGUE.types["org"]


@pytest.mark.parametrize("endpoint", CATALOGUE.endpoints, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_endpoint_matches_its_own_template(endpoint: Endpoint) -> None:
    match = CATALOGUE.match(endpoint.method, filled(endpoint, "7"))
    assert match is not None
    assert match.endpoint == endpoint
    assert set(match.values.values()) <= {"7"}
    assert match.extra == ()


@given(st.sampled_from(CATALOGUE.endpoints), words, st.lists(words, min_size=1, max_size=3))
def test_segments_behind_an_endpoint_are_told_of(endpoint: Endpoint, value: str, behind: list[str]) -> None:
    segments = [*filled(endpoint, value), *behind]
    match = CATALOGUE.match(endpoint.method, segments)
    assert match is not None
    assert len(match.endpoint.segments) + len(match.extra) == len(segments)


def test_a_literal_segment_wins_over_a_placeholder() -> None:
    match = CATALOGUE.match("GET", ["records", "ticket", "search"])
    assert match is not None
    assert (match.endpoint.path, match.values) == ("records/{uri}/search", {"uri": "ticket"})


def test_a_path_of_no_endpoint_matches_nothing() -> None:
    assert CATALOGUE.match("GET", ["nope"]) is None
    assert CATALOGUE.match("PATCH", ["workers", "me"]) is None


def test_a_catalogue_of_given_types_knows_those_alone() -> None:
    own = Catalogue(
        types=[RecordType("a", "ctx.a", "a", "as", ("as", "x")), RecordType("b", "ctx.b", "b", "bs", ("x",))]
    )
    assert [own.type(name) and own.type(name).uri for name in ("as", "ctx.b", "x", "ticket")] == ["a", "b", "a", None]  # type: ignore[union-attr]
    assert own.endpoints == CATALOGUE.endpoints


def test_one_type_is_built_without_the_others_and_without_costly_imports() -> None:
    code = (
        "import sys; from cerbsh.catalogue import builtin; types = builtin().types; types['ticket']; 'org' in types;"
        "print(list(types._built), 'importlib.resources' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == (
        "['ticket'] False\n"
    )
