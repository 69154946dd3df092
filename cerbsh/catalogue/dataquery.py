"""The kinds of data query (``GET data/query``), with their keys and formats.

A data query is written in the query language, but its fields are keys: ``type:worklist.subtotals of:ticket
by:[group]``. The server names its kinds (``type:data.query.types``) and not their keys, so those are written down
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

KeyKind = Literal[
    "type", "text", "number", "of", "query", "by", "bucket", "expand", "format", "choice", "timezone", "block", "list"
]
"""What stands behind a key: ``of`` a record type, ``query`` a search query of that type in parentheses, ``by`` filters
of it with date buckets, ``bucket`` one such, ``expand`` a list of keys, ``block`` keys of its own in parentheses."""


class DataKey(NamedTuple):
    """A key of a data query. A ``*`` in the name stands for a name of one's own; ``keys`` are those of a block."""

    name: str
    kind: KeyKind = "text"
    note: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    keys: tuple[DataKey, ...] = ()


class DataType(NamedTuple):
    """A kind of data query: its keys besides ``type:``, and the formats that it can answer in."""

    name: str
    summary: str
    keys: tuple[DataKey, ...] = ()
    formats: tuple[str, ...] = ()

    def key(self, name: str) -> DataKey | None:
        """The key of that name: ``series.new`` is an instance of ``series.*``."""
        return find_key(self.keys, name)


def find_key(keys: tuple[DataKey, ...], name: str) -> DataKey | None:
    """The key of that name among ``keys``; names of one's own match their ``*``."""
    for key in keys:
        head, star, _ = key.name.partition("*")
        if key.name == name or (star and name.startswith(head) and len(name) > len(head)):
            return key
    return None


AGGREGATES = ("count", "avg", "min", "max", "sum", "distinct")
_FUNCTIONS = ("count", "sum", "average", "min", "max")

_OF = DataKey("of", "of", "record type", required=True)
_QUERY = DataKey("query", "query", "which records, a search query in parentheses")
_REQUIRED = DataKey("query.required", "query", "conditions that the query cannot undo")
_FILTER = DataKey("filter", "text", "only names with these words")
_LIMIT = DataKey("limit", "number", "rows a page")
_PAGE = DataKey("page", "number", "the first is 0")
_TIMEZONE = DataKey("timezone", "timezone", "time zone of the dates")
_TIMEOUT = DataKey("timeout", "number", "milliseconds")
_LABEL = DataKey("label", "text", "name of the series")
_FUNCTION = DataKey("function", "choice", "how to add up", values=_FUNCTIONS)


def _format(*formats: str) -> DataKey:
    return DataKey("format", "format", "shape of the answer", values=formats)


def _type(name: str, summary: str, *keys: DataKey, formats: tuple[str, ...] = ()) -> DataType:
    return DataType(name, summary, (*keys, _format(*formats)) if formats else keys, formats)


_TABLES = ("dictionaries",)
_XY = ("scatterplot", "pie", "categories", "table")

DATA_TYPES: Mapping[str, DataType] = {
    kind.name: kind
    for kind in (
        _type(
            "worklist.subtotals",
            "count or add up records by their fields",
            _OF,
            DataKey("by", "by", "what to count by; ~5 keeps the top five", required=True),
            *(DataKey(f"by.{name}", "by", "the last entry is the number") for name in AGGREGATES),
            _QUERY,
            _REQUIRED,
            DataKey("expand", "expand", "keys of the records"),
            DataKey("group", "text"),
            DataKey("metric", "text", "a formula over the number"),
            _TIMEZONE,
            _TIMEOUT,
            formats=("tree", "table", "categories", "pie", "timeseries", "dictionaries"),
        ),
        _type(
            "worklist.records",
            "records with their keys",
            _OF,
            _QUERY,
            _REQUIRED,
            DataKey("expand", "expand", "keys through the links"),
            _PAGE,
            _TIMEOUT,
            formats=_TABLES,
        ),
        _type(
            "worklist.series",
            "series over time or any field",
            DataKey(
                "series.*",
                "block",
                "one series, with a name of your own",
                True,
                keys=(
                    _OF,
                    DataKey("x", "bucket", "field of the axis, with a date bucket", required=True),
                    DataKey("y", "bucket", "the number that is added up"),
                    _FUNCTION,
                    _QUERY,
                    _LABEL,
                ),
            ),
            DataKey("x.label", "text", "title of the axis"),
            _TIMEZONE,
            _TIMEOUT,
            formats=("timeseries", "table"),
        ),
        _type(
            "worklist.metrics",
            "single numbers over records",
            DataKey(
                "values.*",
                "block",
                "one number, with a name of your own",
                True,
                keys=(_OF, DataKey("field", "bucket", "the number that is added up"), _FUNCTION, _QUERY, _LABEL),
            ),
            _TIMEOUT,
            formats=("table",),
        ),
        _type(
            "worklist.xy",
            "two numbers of each record",
            DataKey(
                "series.*",
                "block",
                "one series, with a name of your own",
                True,
                keys=(_OF, DataKey("x", "bucket"), DataKey("y", "bucket"), _QUERY, _LABEL),
            ),
            _TIMEOUT,
            formats=_XY,
        ),
        _type(
            "worklist.geo.points",
            "places of records",
            DataKey("series.*", "block", "one series", True, keys=(_OF, DataKey("point", "bucket"), _QUERY, _LABEL)),
        ),
        _type(
            "metrics.timeseries",
            "metrics over time",
            DataKey(
                "series.*",
                "block",
                "one series",
                True,
                keys=(
                    DataKey("metric", "text", "name of the metric", True),
                    _FUNCTION,
                    DataKey("by", "list", "dimensions"),
                    _LABEL,
                    DataKey("missing", "choice", values=("null", "zero", "carry")),
                    DataKey("query", "block", "dimensions with their values"),
                ),
            ),
            DataKey("period", "choice", values=("minute", "hour", "day", "week", "month", "year")),
            DataKey("range", "text", '"-1 week to now"'),
            _TIMEOUT,
            _TIMEZONE,
            formats=("timeseries", "table"),
        ),
        _type("record.types", "installed record types", _FILTER, _LIMIT, DataKey("options", "list"), _PAGE),
        _type("record.fields", "writable fields of a type", _OF, _FILTER, _LIMIT, _PAGE),
        _type("data.query.types", "kinds of data query on this server"),
        _type("platform.extension.points", "hooks of plugins", _FILTER, _LIMIT, _PAGE),
        _type(
            "platform.extensions",
            "plugins of one hook",
            DataKey("point", "text", "name of the hook", True, ("cerberusweb.rest.controller",)),
            _FILTER,
            _LIMIT,
            _PAGE,
        ),
        _type(
            "attachment.manifest",
            "files in an archive",
            DataKey("id", "number", "attachment", True),
            _FILTER,
            _LIMIT,
            DataKey("offset", "number"),
        ),
        _type(
            "autocomplete.completions",
            "suggestions of a schema",
            DataKey("schema", "choice", required=True, values=("automation", "automation_event")),
            DataKey("params", "block"),
        ),
        _type(
            "automation.invoke",
            "the answer of an automation",
            DataKey("name", "text", "automation", True),
            DataKey("inputs", "block", "its inputs"),
        ),
        _type(
            "calendar.availability",
            "when calendars are free",
            DataKey("calendars", "list", "calendar ids", True),
            DataKey("range", "text", '"today to +7 days"'),
            formats=("timeblocks", "dictionaries"),
        ),
        _type(
            "calendar.events",
            "events of a calendar",
            DataKey("calendar", "number", "calendar id", True),
            DataKey("from", "text", "date phrase"),
            DataKey("to", "text", "date phrase"),
            DataKey("expand", "list"),
        ),
        _type(
            "classifier.prediction",
            "what a classifier makes of a text",
            DataKey("classifier", "number", "classifier id", True),
            DataKey("text", "text", "", True),
        ),
        _type("gpg.keyinfo", "a public key", DataKey("fingerprint", "text", "", True), _FILTER),
        _type("sample.geo.points", "made-up places"),
        _type("sample.timeseries", "made-up series", formats=("timeseries",)),
        _type("sample.xy", "made-up points", formats=("scatterplot",)),
        _type("ui.icons", "icons", _FILTER, _LIMIT, _PAGE),
        _type("usage.behaviors", "how bot behaviors were used"),
        _type("usage.snippets", "how snippets were used"),
    )
}
"""Every kind of data query by its name."""
