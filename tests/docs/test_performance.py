"""The page on speed shows what was measured last, all of it, and tells of every goal that is missed."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from docs.make_performance import HERE, MEASURED, PAGE, charts, page
from tests.bench.__main__ import BACKGROUND, SUBJECTS

FOUND: dict[str, Any] = json.loads(MEASURED.read_bytes())
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [row for part in FOUND.values() for row in part.get("rows", ())]


def test_the_page_and_its_charts_are_current() -> None:
    again = "run: python -m docs.make_performance"
    assert page(TEXT, FOUND) == TEXT, again
    made = charts(FOUND)
    assert {path: path.read_text(encoding="utf-8") for path in made} == made, again
    assert set(HERE.glob("performance-*.svg")) == set(made)


def test_everything_was_measured_in_enough_rounds() -> None:
    assert set(FOUND) == {*SUBJECTS, *BACKGROUND}
    assert all(FOUND[name]["rounds"] >= 11 for name in SUBJECTS)
    assert not [row["what"] for row in ROWS if "why" in row], "a peer was not there"


def test_every_figure_stands_on_the_page() -> None:
    names = {table["name"] for part in FOUND.values() for table in part.get("tables", ())}
    assert {"machine", "goals", "charts", *names} == set(re.findall(r"<!-- figures: ([\w-]+) -->", TEXT))


@pytest.mark.parametrize("name", [chart["name"] for chart in FOUND["growth"]["charts"]])
def test_a_chart_is_an_image_with_a_title_a_mark_for_each_figure_and_its_own_background(name: str) -> None:
    chart = next(each for each in FOUND["growth"]["charts"] if each["name"] == name)
    svg = ElementTree.parse(HERE / f"performance-{name}.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    title = svg.find(f"{space}title")
    assert title is not None and title.text == chart["title"]
    assert svg.find(f"{space}rect") is not None
    told = [each.text for each in svg.iterfind(f"{space}g/{space}path/{space}title")]
    assert len(told) == len(chart["amounts"]) * len(chart["lines"])


def test_a_goal_that_is_missed_has_its_reason() -> None:
    reasons = TEXT.partition("## What falls short, and why")[2].partition("\n## ")[0]
    missed = [row["what"] for row in ROWS if not row.get("met", True)]
    assert [what for what in missed if f"**{what}**" not in reasons] == []
