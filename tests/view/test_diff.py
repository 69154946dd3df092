"""Two values compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api import exact
from cerbsh.view import diff, theme
from cerbsh.view.diff import Change, changes
from tests.view.replies import HOSTILE
from tests.view.screen import assert_harmless, cells, uncoloured

COLOURED = theme.load(theme.DEFAULT, "16")

scalars = st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", "b c"]), inner),
    max_leaves=12,
)


def lines(old: object, new: object) -> list[str]:
    return [line.rstrip("\n") for line in diff.render(changes(old, new))]


def test_keys_are_added_removed_and_changed() -> None:
    assert lines({"a": 1, "b": {"c": "x", "d": None}}, {"b": {"c": "y", "d": None, "e f": [1]}, "g": {}}) == [
        "- a: 1",
        '~ b.c: "x" → "y"',
        '+ b["e f"]: [1]',
        "+ g: {}",
    ]


def test_records_are_found_again_by_their_id() -> None:
    old = {"results": [{"id": 1, "s": "a"}, {"id": 2, "s": "b"}, {"id": 3, "s": "c"}]}
    new = {"results": [{"id": 4, "s": "d"}, {"id": 3, "s": "c"}, {"id": 1, "s": "z"}]}
    assert lines(old, new) == [
        '~ results[id=1].s: "a" → "z"',
        '- results[id=2]: {"id":2,"s":"b"}',
        '+ results[id=4]: {"id":4,"s":"d"}',
    ]


def test_other_lists_are_compared_place_by_place() -> None:
    assert lines([1, 2, 3], [1, 5]) == ["~ [1]: 2 → 5", "- [2]: 3"]
    assert lines([{"id": 1}, {"id": 1}], [{"id": 1}, {"id": 2}]) == ["~ [1].id: 1 → 2"]


def test_a_number_that_is_written_otherwise_and_a_boolean_that_is_a_number_have_changed() -> None:
    assert lines(exact.parse(b"[1.10, 1, 1.5]").value, exact.parse(b"[1.1, true, 1.5]").value) == [
        "~ [0]: 1.10 → 1.1",
        "~ [1]: 1 → true",
    ]


def test_a_value_of_another_kind_has_changed_as_a_whole() -> None:
    assert list(changes({"a": [1]}, {"a": {"b": 1}})) == [Change("changed", "a", [1], {"b": 1})]
    assert lines([], {}) == ["~ [] → {}"]


def test_changes_are_coloured_by_kind_and_cut_to_the_width() -> None:
    drawn = list(diff.render(changes({"a": "x" * 50}, {"b": "日本語" * 20}), COLOURED, 20))
    assert drawn[0].startswith("\x1b[31m- a: \x1b[0m")
    assert drawn[1].startswith("\x1b[32m+ b: \x1b[0m")
    assert all(cells(line.rstrip("\n")) <= 20 for line in drawn)


def test_foreign_keys_and_values_are_harmless() -> None:
    assert_harmless("".join(diff.render(changes({HOSTILE: HOSTILE}, {HOSTILE: [HOSTILE]}), COLOURED)))
    assert_harmless("".join(diff.text(HOSTILE, f"{HOSTILE}\n{HOSTILE}", COLOURED)))


def test_texts_are_compared_line_by_line() -> None:
    assert list(diff.text("a\nb\nc", "a\nx\nc")) == ["@@ -1,3 +1,3 @@\n", " a\n", "-b\n", "+x\n", " c\n"]
    assert uncoloured("".join(diff.text("a", "b", COLOURED))) == "".join(diff.text("a", "b"))
    assert list(diff.text("a", "a")) == []


def test_nothing_is_nested_too_deeply() -> None:
    deep = [exact.parse(b"[" * 900 + end + b"]" * 900).value for end in (b"1", b"2")]
    assert [change.kind for change in changes(*deep)] == ["changed"]


@given(values)
def test_a_value_does_not_differ_from_itself(value: object) -> None:
    assert list(changes(value, value)) == []


@given(values, values)
def test_there_and_back_the_same_places_differ(old: object, new: object) -> None:
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    there = {(swap[change.kind], change.path) for change in changes(old, new)}
    assert there == {(change.kind, change.path) for change in changes(new, old)}
