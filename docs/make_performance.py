"""The figures of the page on speed: ``python -m docs.make_performance`` puts what was measured last into it.

Tables go between the marks in ``docs/performance.md``, charts into ``docs/performance-*.svg``; what was measured is in
``docs/performance.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.charts import draw
from tests.bench.rows import from_json, markdown, table
from tests.bench.tables import Chart, Table

HERE = Path(__file__).parent
MEASURED, PAGE = HERE / "performance.json", HERE / "performance.md"
_MARK = re.compile(r"(<!-- figures: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def page(text: str, found: dict[str, Any]) -> str:
    """The page with the figures of ``found``. Raises ``KeyError`` where a mark names what was not measured."""
    blocks = dict(_blocks(found))
    return _MARK.sub(lambda mark: f"{mark[1]}{blocks[mark[2]]}\n{mark[3]}", text)


def charts(found: dict[str, Any]) -> dict[Path, str]:
    """The files of the charts with their texts."""
    return {HERE / f"performance-{chart.name}.svg": draw(chart) for chart in _charts(found)}


def _blocks(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What can stand at a mark, by its name."""
    machines = {f"{part['machine']}; {part['rounds']} rounds" for part in found.values()}
    yield "machine", "\n".join(f"{machine}." for machine in sorted(machines))
    yield "goals", "\n".join(table(from_json(row) for part in found.values() for row in part.get("rows", ())))
    for part in found.values():
        for fields in part.get("tables", ()):
            made = Table(**fields)
            yield made.name, "\n".join([f"{made.title}:", "", *markdown(made.head, made.rows)])
    yield "charts", "\n\n".join(f"![{chart.title}](performance-{chart.name}.svg)" for chart in _charts(found))


def _charts(found: dict[str, Any]) -> Iterator[Chart]:
    for part in found.values():
        for fields in part.get("charts", ()):
            yield Chart(**fields)


if __name__ == "__main__":
    measured = json.loads(MEASURED.read_bytes())
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    for path, text in charts(measured).items():
        path.write_text(text, encoding="utf-8")
