"""What the options of a line and the settings make of a reply."""

from __future__ import annotations

import json

import pytest

from cerbsh.catalogue import builtin
from cerbsh.errors import Exit, LineError, UsageError
from cerbsh.language.compile import no_lookup
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Surface
from cerbsh.shell.settings import DEFAULTS
from cerbsh.shell.showing.display import Display, display_of
from cerbsh.view.listing import Listing
from cerbsh.view.theme import PLAIN, load
from tests.shell.support import data, shown, told

SEARCH = "GET records/ticket/search sort:id limit=3"
SUBTOTALS = "GET records/ticket/search subtotals[]=status show_results=0"
SERIES = "GET data/query type:worklist.subtotals of:tickets by:status format:pie"


def display(text: str) -> Display:
    line = parse(text, Grammar(builtin()))
    assert isinstance(line, RequestLine)
    return display_of(line, no_lookup, DEFAULTS.__getitem__)


def test_without_options_a_reply_is_shown_as_json() -> None:
    assert display("GET workers/me") == Display()


def test_a_form_may_name_its_columns() -> None:
    assert display("GET workers/me --table").listing == Listing("table")
    assert display("GET workers/me --table='id, name'").listing == Listing("table", ("id", "name"))
    assert display("GET workers/me --csv").listing == Listing("csv")


def test_there_is_one_form_at_a_time() -> None:
    with pytest.raises(LineError) as caught:
        display("GET workers/me --csv --table")
    assert caught.value.text[caught.value.start :] == "--table"


def test_a_selection_may_stand_before_a_form() -> None:
    found = display("GET workers/me --select 'results[].mask' --ndjson")
    assert found.selection is not None and found.selection.text == "results[].mask"
    assert found.listing == Listing("ndjson")


@pytest.mark.parametrize(
    ("line", "meant"), [("GET a --select 'id, b' --raw", ", b' --raw"), ('GET a --select "a \\"b"', "--select")]
)
def test_a_fault_in_an_expression_is_shown_where_it_stands_in_the_line(line: str, meant: str) -> None:
    with pytest.raises(LineError) as caught:
        display(line)
    assert caught.value.text == line
    assert line[caught.value.start :].startswith(meant)


def drawn(engine: Engine, line: str, *, width: int = 80, terminal: bool = True) -> str:
    """The body of a line as a terminal would get it, without colour."""
    result = engine.run(line)
    assert result.body, told(result)
    pieces = result.body.pieces(Surface(PLAIN, width, 24, terminal))
    return "".join(piece for piece in pieces if isinstance(piece, str))


def test_an_expression_selects_from_any_reply(engine: Engine) -> None:
    assert data(engine.run(f"{SEARCH} --select 'results[].id'")) == [1, 2, 3]
    assert data(engine.run("GET workers/me --select '{name: first_name}'")) == {"name": "Mira"}


def test_a_selected_string_is_json_unless_it_is_wanted_raw(engine: Engine) -> None:
    assert shown(engine.run("GET workers/me --select first_name")) == '"Mira"\n'
    assert shown(engine.run("GET workers/me --select first_name --raw")) == "Mira\n"


def test_each_entry_of_a_selected_list_is_a_raw_line(engine: Engine) -> None:
    masks = data(engine.run(f"{SEARCH} --select 'results[].mask'"))
    assert shown(engine.run(f"{SEARCH} --select 'results[].mask' --raw")) == "".join(f"{mask}\n" for mask in masks)


def test_what_leads_nowhere_is_null(engine: Engine) -> None:
    assert shown(engine.run("GET workers/me --select nope")) == "null\n"


def test_selected_numbers_are_as_they_were_sent(engine: Engine) -> None:
    whole = shown(engine.run("GET records/ticket/1"))
    score = next(line.split(": ")[1].rstrip(",") for line in whole.splitlines() if '"spam_score"' in line)
    assert shown(engine.run("GET records/ticket/1 --select spam_score")).strip() == score


def test_an_expression_that_cannot_be_understood_has_a_caret_and_nothing_is_sent(engine: Engine) -> None:
    result = engine.run("GET workers/me --select 'results[?id=='")
    assert result.exit == Exit.USAGE
    assert result.notes[0].caret is not None
    assert engine.last is None


def test_a_reference_in_an_expression_is_its_value(engine: Engine) -> None:
    engine.run("let key = first_name")
    assert shown(engine.run('GET workers/me --select "$key" --raw')) == "Mira\n"


def test_records_become_a_table(engine: Engine) -> None:
    head, rule, *rows = drawn(engine, f"{SEARCH} --table").splitlines()
    assert head.split()[:2] == ["id", "label"]
    assert set(rule) == {"─", " "}
    assert len(rows) == 3


def test_named_columns_are_those_of_the_table(engine: Engine) -> None:
    assert drawn(engine, f"{SEARCH} --table=id,status").splitlines()[0].split() == ["id", "status"]


def test_named_columns_reach_a_file_whole(engine: Engine) -> None:
    wide = drawn(engine, f"{SEARCH} --table=id,record_url,mask", width=30, terminal=False)
    narrow = drawn(engine, f"{SEARCH} --table=id,record_url,mask", width=30)
    assert "…" not in wide
    assert "…" in narrow
    assert max(map(len, narrow.splitlines())) <= 30


def test_one_record_is_listed_key_by_key(engine: Engine) -> None:
    lines = drawn(engine, "GET records/ticket/1 --table=id,mask,status").splitlines()
    assert [line.split()[0] for line in lines] == ["id", "mask", "status"]


def test_a_selection_becomes_a_table(engine: Engine) -> None:
    head = drawn(engine, f"{SEARCH} --select 'results[].{{number: id, what: subject}}' --table").splitlines()[0]
    assert sorted(head.split()) == ["number", "what"]


def test_times_of_a_table_are_dates_of_the_worker_s_zone(engine: Engine) -> None:
    line = "GET records/ticket/1 --table=created"
    assert engine.zone is not None
    found = drawn(engine, line).split()
    assert len(found) == 3
    assert found[1][:2] == "20"
    assert found[2][2] == ":"


def test_data_queries_and_subtotals_are_tables_and_csv(engine: Engine) -> None:
    assert drawn(engine, f"{SUBTOTALS} --table").splitlines()[0].split() == ["status", "hits"]
    assert shown(engine.run(f"{SUBTOTALS} --csv")).splitlines()[0] == "status,hits"
    assert shown(engine.run(f"{SERIES} --csv")).splitlines()[0] == "label,hits"
    assert "hits" in drawn(engine, "GET data/query type:worklist.subtotals of:tickets by:[group,status] --table")


def test_json_lines_are_the_records(engine: Engine) -> None:
    lines = shown(engine.run(f"{SEARCH} --ndjson")).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2, 3]


def test_a_chart_has_a_bar_for_each_label(engine: Engine) -> None:
    for line in (SUBTOTALS, SERIES):
        text = drawn(engine, f"{line} --chart", width=60)
        assert "█" in text
        assert max(map(len, text.splitlines())) <= 60


def test_the_kind_of_chart_can_be_named(engine: Engine) -> None:
    assert "█" not in drawn(engine, f"{SUBTOTALS} --chart=line")
    result = engine.run(f"{SUBTOTALS} --chart=pie")
    assert (result.exit, engine.run("GET workers/me").exit) == (Exit.USAGE, Exit.OK)
    assert "bar and line" in told(result)


def test_what_cannot_be_drawn_says_what_could(engine: Engine) -> None:
    with pytest.raises(UsageError, match="records by themselves cannot be drawn") as raised:
        drawn(engine, f"{SEARCH} --chart")
    assert "subtotals[]=" in raised.value.hint


def test_an_unknown_column_is_an_error(engine: Engine) -> None:
    with pytest.raises(UsageError, match="no record has a key 'nope'"):
        drawn(engine, f"{SEARCH} --table=nope")


def test_an_error_of_cerb_is_shown_as_it_is(engine: Engine) -> None:
    result = engine.run("GET records/task/999999 --csv --select 'results[]'")
    assert result.exit == Exit.REPLY
    assert data(result)["__status"] == "error"


def test_what_is_no_json_cannot_be_selected_from(engine: Engine) -> None:
    with pytest.raises(UsageError, match="this reply is text/xml, and JSON is needed"):
        shown(engine.run("GET workers/me.xml --select first_name"))


def test_a_setting_is_the_form_where_the_line_names_none(engine: Engine) -> None:
    engine.run("set output ndjson")
    assert len(shown(engine.run(SEARCH)).splitlines()) == 3
    assert shown(engine.run(f"{SEARCH} --csv")).startswith("_context,")
    engine.run("set output table")
    assert shown(engine.run("GET workers/me.xml")).startswith("<?xml")
    assert shown(engine.run("GET workers/me --select id")) == "1\n"


def test_nothing_to_list_is_told(engine: Engine) -> None:
    result = engine.run("GET records/ticket/search subject:nothing-has-this --table")
    assert result.body
    assert list(result.body.pieces(Surface(PLAIN)))[-1] == Note("info", "there is nothing to list")


def test_dates_stand_beside_the_numbers_on_a_terminal_alone(engine: Engine) -> None:
    engine.run("set dates on")
    result = engine.run("GET records/ticket/1 --select '{created: created}'")
    created = data(result)["created"]
    assert result.body
    theme = load()
    text = "".join(map(str, result.body.pieces(Surface(theme, terminal=True))))
    assert f"{created}{theme.reset} {theme['dim']}20" in text


def test_headers_stand_above_any_form(engine: Engine) -> None:
    text = shown(engine.run(f"{SEARCH} --headers --csv"))
    head, _, body = text.partition("\n\n")
    assert "Content-Type: application/json" in head
    assert body.startswith("_context,")


def test_a_reply_of_the_history_is_shown_in_any_form(engine: Engine) -> None:
    engine.run(SEARCH)
    assert data(engine.run("show 1 --select 'results[].id'")) == [1, 2, 3]
