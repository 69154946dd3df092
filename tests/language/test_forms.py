"""JSON as nested form fields: what is spelled out is what PHP reads back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.request import Pairs
from cerbsh.language.forms import FormError, read_json, spell

KEYS = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), min_size=1).filter(
    lambda key: not key.isdigit()
)
SCALARS = st.text(st.characters(exclude_categories=["Cs"])) | st.integers().map(str)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(KEYS, inner, min_size=1, max_size=4),
    max_leaves=12,
)


def _read_as_php(pairs: Pairs) -> object:
    """The fields below ``a`` the way PHP nests them: ``[]`` takes the next free index."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        place, key = root, "a"
        for step in re.findall(r"\[([^]]*)\]", name):
            place = place.setdefault(key, {})
            key = step or str(max((int(index) for index in place if index.isdigit()), default=-1) + 1)
        place[key] = value
    return _as_lists(root["a"])


def _as_lists(value: object) -> object:
    if not isinstance(value, dict):
        return value
    items = [_as_lists(item) for item in value.values()]
    return items if list(value) == [str(index) for index in range(len(value))] else dict(zip(value, items, strict=True))


@given(VALUES)
def test_what_is_spelled_out_is_what_php_reads(value: object) -> None:
    assert _read_as_php(spell("a", read_json(json.dumps(value)))) == value


@pytest.mark.parametrize("text", ["", "x", "[1,]", "{'a': 1}", "01", "1 2", "NaN", "-Infinity", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        read_json(text)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"a": []}', "[[]]", '{"": 1}', '{"a]": 1}', '{"[": 1}', "[" * 65 + "1" + "]" * 65]
)
def test_what_no_form_can_hold_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        spell("a", read_json(text))


def test_the_deepest_nesting_that_php_reads_is_taken() -> None:
    ((name, value),) = spell("a", read_json("[" * 64 + "1" + "]" * 64))
    assert (name.count("["), value) == (64, "1")
