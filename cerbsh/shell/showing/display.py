"""How a reply is wanted: what the options of a line and the settings say of it, and the text that it becomes.

One reply is drawn here, and so are the pages of a long list, which arrive while they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from cerbsh.errors import LineError, UsageError
from cerbsh.language.references import text_of
from cerbsh.shell.result import Note, Piece, Surface
from cerbsh.view import headers, json, safe
from cerbsh.view import reply as view

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.language.line import Asked, OptionUse
    from cerbsh.language.references import Lookup
    from cerbsh.view.listing import Form, Listing
    from cerbsh.view.select import Selection


LISTINGS: Final[tuple[Form, ...]] = ("table", "csv", "ndjson")
FORMS: Final = (*LISTINGS, "chart", "raw")

_UNCUT: Final = 10_000
"""Cells of a line that no terminal shows: columns that are asked for by name reach a file whole."""
_NAMED: Final = 5
"""Keys that a warning names."""
_TALLEST: Final = 15
"""Lines of a chart over time."""


class Display(NamedTuple):
    """How a reply is wanted: as JSON where there is no ``listing``, no ``chart`` and nothing ``raw``.

    ``chart`` is a kind of chart, or empty where the reply decides. ``dates`` puts moments beside the numbers of JSON on
    a terminal, in ``zone``, which is also that of tables. ``named`` tells that the line itself names the form: a reply
    that has none of it is an error then.
    """

    selection: Selection | None = None
    listing: Listing | None = None
    chart: str | None = None
    raw: bool = False
    headers: bool = False
    dates: bool = False
    zone: tzinfo | None = None
    named: bool = False

    def body(self, reply: Reply, surface: Surface) -> Iterator[Piece]:
        """The text of a reply. One that is no success has nothing to select or to list: it is shown as it is.

        Raises ``UsageError`` where the reply has nothing of the form that the line names.
        """
        if self.headers:
            yield from headers.headers(reply, surface.theme)
        if reply.ok and self._takes_json and self._has_json(reply):
            yield from self.whole(self.selected(reply.parsed.value), surface)
        elif self.raw:
            yield from view.raw(reply, terminal=surface.terminal)
        else:
            beside = self._beside if self.dates else None
            yield from view.body(reply, surface.theme, terminal=surface.terminal, beside=beside)

    def selected(self, value: object) -> object:
        """What ``--select`` takes from a JSON value; the value itself where nothing is to be selected.

        Raises ``UsageError`` for a function that cannot be applied.
        """
        return self.selection.apply(value) if self.selection else value

    def draw(self, values: Iterable[object], surface: Surface) -> Iterator[Piece]:
        """The text of JSON values in the form that is wanted, each taken when it is drawn; several are pages of one
        list. Selecting from them is for the caller.

        Raises ``UsageError`` for a column that no record of the first page has, and for what no chart can show.
        """
        if self.listing:
            return self._listed(self.listing, values, surface)
        if self.chart is not None:
            return _charts(values, self.chart, surface)
        return _texts(values, surface) if self.raw else self._json(values, surface)

    def whole(self, value: object, surface: Surface) -> Iterator[Piece]:
        """One value; a scalar is no table where only a setting would make it one."""
        listed = self.named or isinstance(value, dict | list)
        return (self if listed else self._replace(listing=None)).draw([value], surface)

    def growing(self) -> Display:
        """The same for the first page of many, whose ids grow."""
        from dataclasses import replace

        return self._replace(listing=replace(self.listing, growing=True)) if self.listing else self

    @property
    def _beside(self) -> Callable[[str | None, object], str]:
        from cerbsh.view.times import beside

        return beside(self.zone)

    @property
    def _takes_json(self) -> bool:
        return bool(self.selection or self.listing) or self.chart is not None

    def _json(self, values: Iterable[object], surface: Surface) -> Iterator[Piece]:
        beside = self._beside if self.dates and surface.terminal else None
        for value in values:
            yield from json.render(value, surface.theme, beside=beside)
            yield "\n"

    def _listed(self, listing: Listing, values: Iterable[object], surface: Surface) -> Iterator[Piece]:
        width = surface.width if surface.terminal or not listing.columns else _UNCUT
        drawn = listing.draw(values, width=width, theme=surface.theme, zone=self.zone, terminal=surface.terminal)
        first = next((text for text in drawn if text), None)
        if first is None:
            yield Note("info", "there is nothing to list")
            return
        yield first
        if left_out := (yield from drawn):
            yield _without_column(left_out)

    def _has_json(self, reply: Reply) -> bool:
        """Whether the reply is JSON. Raises ``UsageError`` where it is not and the line asks for what takes JSON."""
        try:
            if reply.kind == "json":
                return bool(reply.parsed)
        except ValueError:
            pass
        if self.named or self.selection:
            what = safe.line(reply.media_type or "data of no known type")
            message = f"this reply is {what}, and JSON is needed to {self._verb} it"
            raise UsageError(message, "--raw shows it as it was sent")
        return False

    @property
    def _verb(self) -> str:
        return "select from" if self.selection else "list" if self.listing else "draw"


def display_of(
    asked: Asked, lookup: Lookup, setting: Callable[[str], str], zone: Callable[[], tzinfo] | None = None
) -> Display:
    """What the options of a line say, and where they say nothing the settings ``output`` and ``dates``.

    Raises ``LineError`` for an expression that cannot be understood, for two forms at once, for a kind of chart that
    there is not, and for a reference that ``lookup`` does not know. ``zone`` is asked where moments are shown.
    """
    use = _form(asked)
    listing = _listing(use, asked.text, lookup, setting("output"))
    dates = setting("dates") == "on"
    return Display(
        selection=_selection(asked, lookup),
        listing=listing,
        chart=_chart(use, asked.text),
        raw=asked.has("raw"),
        headers=asked.has("headers"),
        dates=dates,
        zone=zone() if zone and (listing or dates) else None,
        named=use is not None,
    )


def _form(asked: Asked) -> OptionUse | None:
    """The option that names the form. Raises ``LineError`` at the second where there are two."""
    uses = [use for use in asked.options if use.name in FORMS]
    for use in uses[1:]:
        if use.name != uses[0].name:
            hint = f"--{uses[0].name} stands there already"
            raise LineError("there is one form at a time", asked.text, use.start, use.end, hint)
    return uses[-1] if uses else None


def _selection(asked: Asked, lookup: Lookup) -> Selection | None:
    use = asked.option("select")
    if use is None or use.value is None:
        return None
    from cerbsh.view.select import compile_selection

    expression = text_of(use.value, asked.text, lookup)
    try:
        return compile_selection(expression)
    except LineError as error:
        start, end = _place(asked.text, use, expression, error)
        raise LineError(error.message, asked.text, start, end, error.hint) from None


def _place(text: str, use: OptionUse, expression: str, error: LineError) -> tuple[int, int]:
    """Where the fault of an expression stands in the line; the whole option where it is written another way there."""
    at = text.find(expression, use.start, use.end)
    return (at + error.start, at + error.end) if at >= 0 else (use.start, use.end)


def _listing(use: OptionUse | None, text: str, lookup: Lookup, usual: str) -> Listing | None:
    name = use.name if use else usual
    form = next((form for form in LISTINGS if form == name), None)
    if form is None:
        return None
    from cerbsh.view.listing import Listing

    names = text_of(use.value, text, lookup) if use and use.value else ""
    return Listing(form, tuple(filter(None, (name.strip() for name in names.split(",")))))


def _chart(use: OptionUse | None, text: str) -> str | None:
    if use is None or use.name != "chart":
        return None
    if use.value is None:
        return ""
    from cerbsh.view.chart import KINDS

    if use.value.text not in KINDS:
        hint = f"there are {' and '.join(KINDS)}"
        raise LineError(f"there is no chart {use.value.text}", text, use.value.start, use.value.end, hint)
    return use.value.text


def _without_column(keys: Sequence[str]) -> Note:
    shown = ", ".join(map(safe.line, keys[:_NAMED]))
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    hint = "--csv=KEY,KEY names the columns, and --ndjson keeps every key"
    return Note("warning", f"later pages have keys that the first had not, and they are left out: {shown}{more}", hint)


def _charts(values: Iterable[object], kind: str, surface: Surface) -> Iterator[Piece]:
    from cerbsh.view.chart import chart

    height = min(_TALLEST, surface.height - 5)
    for value in values:
        yield from chart(value, surface.width, surface.theme, kind=kind, height=height)


def _texts(values: Iterable[object], surface: Surface) -> Iterator[Piece]:
    """Values without quotes, an entry of a list a line; on a terminal as text that is safe (threat 12)."""
    for value in values:
        for item in value if isinstance(value, list) else (value,):
            text = item if isinstance(item, str) else json.dumps(item)
            yield (safe.block(text) if surface.terminal else text) + "\n"
