"""What holds for every line: completing never fails, and what is accepted is read as it was meant."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cerbsh.language.completion import MOST, complete, count_uses, place_at
from cerbsh.language.completion.known import Known
from cerbsh.language.parser import scan
from cerbsh.language.tokens import Kind
from tests.language.completion.test_table import TABLE
from tests.language.world import GRAMMAR, KNOWN, analysis, known

LINES = st.sampled_from([line.replace("^", "") for line, _ in TABLE])
SCRAPS = st.text(alphabet="GETrecods/ticka :=()[]{}\"'!<>|$_.,@-&\\\n\u00e9#%0", max_size=12)
UNFINISHED = ("needs", "missing", "never closed", "nothing follows")


@st.composite
def broken_lines(draw: st.DrawFn) -> str:
    """A sound line with something put into it."""
    line = draw(LINES)
    at = draw(st.integers(0, len(line)))
    return line[:at] + draw(SCRAPS) + line[at:]


@given(st.one_of(broken_lines(), SCRAPS, st.text(max_size=30)), st.integers(0, 90))
@example("(" * 3_000, 3_000)
@example("search ticket " + "owner:(group:(" * 300, 4_214)
def test_completing_never_fails(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    found = complete(text, cursor, GRAMMAR, KNOWN)
    assert len(found) <= MOST
    assert all(0 <= candidate.start <= cursor for candidate in found)


def sound(text: str) -> bool:
    """Whether nothing in a line is out of place; what is only unfinished is not."""
    found = scan(text, GRAMMAR)
    problems = [problem for problem in found.problems if not any(word in problem.message for word in UNFINISHED)]
    return not problems and all(part.kind is not Kind.UNKNOWN for part in found.parts)


def test_whatever_is_offered_for_a_line_of_the_table_has_its_place_there() -> None:
    wrong = []
    for line, _ in TABLE:
        text, _, after = line.partition("^")
        for candidate in complete(text + after, len(text), GRAMMAR, KNOWN)[:15]:
            accepted = text[: candidate.start] + candidate.text + after
            if not sound(accepted):
                wrong.append(accepted)
    assert wrong == []


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_line_that_is_made_of_offers_alone_is_sound(data: st.DataObject) -> None:
    text = ""
    for _ in range(7):
        found = complete(text, len(text), GRAMMAR, KNOWN)
        if not found:
            break
        candidate = data.draw(st.sampled_from(found))
        text = text[: candidate.start] + candidate.text
        assert sound(text), text
        complete_value = not text.endswith(("/", "=", ":", "(", "[", "@", "$"))
        text += " " if complete_value and data.draw(st.booleans()) else ""


@given(LINES, st.integers(0, 60))
def test_offers_keep_what_stands_before_them(line: str, cursor: int) -> None:
    cursor = min(cursor, len(line))
    place = place_at(line, cursor, GRAMMAR, KNOWN)
    typed = line[place.start : cursor]
    assert place.typed in typed or typed in place.typed or "\\" in typed


def test_what_was_used_often_stands_higher() -> None:
    often = count_uses(["search ticket subject:x sort:-updated", "search ticket subject:y"])
    world: Known = known(uses=often)
    assert complete("search ticket s", 15, GRAMMAR, world)[0].text == "subject:"
    assert complete("search ticket s", 15, GRAMMAR, KNOWN)[0].text != "subject:"


def test_records_that_the_server_could_be_asked_for_are_named() -> None:
    wanted = [place_at(text, len(text), GRAMMAR, KNOWN).wants for text in ("GET records/org/ac", "search org name:")]
    assert [[(want.kind, want.word) for want in wants] for wants in wanted] == [[("org", "ac")], []]


def test_each_candidate_tells_what_it_means() -> None:
    found = {candidate.text: candidate for candidate in complete("PUT records/task/1 ", 19, GRAMMAR, KNOWN)}
    assert found["title="].meta == "required, text. Title"
    assert found["title="].kind == "field"
    (record,) = complete("GET records/org/ac", 18, GRAMMAR, KNOWN)
    assert (record.text, record.label, record.meta, record.start) == ("3", "3", "Acme Inc.", 16)


def test_a_label_with_white_space_never_leaves_its_place() -> None:
    (file,) = complete("upload my", 9, GRAMMAR, KNOWN)
    assert file.text == '"my photo.png"'
    assert file.label == "my photo.png"


@given(st.one_of(broken_lines(), SCRAPS))
def test_one_analysis_serves_them_all_and_never_fails(text: str) -> None:
    found = analysis(text)
    assert found.scan.text == text
    for asked in found.queries:
        assert len(asked.text.places) == len(asked.text.text) + 1
        assert len(asked.means.scopes) == len(asked.means.query.groups)
        assert all(0 <= place <= len(text) for place in asked.text.places)


def test_nothing_that_could_drive_a_terminal_is_put_into_the_line() -> None:
    world = replace(KNOWN, variables={"a\x1b[2J": "x", "b\u202e": "y", "c": "z\x9b"}, programs=lambda: ["evil\n", "jq"])
    assert [candidate.text for candidate in complete("GET workers/me | ", 17, GRAMMAR, world)] == ["jq"]
    offered = [candidate.text for candidate in complete("GET records/ticket/$", 20, GRAMMAR, world)]
    assert offered == ["c", "_.", "41.", "12."]
