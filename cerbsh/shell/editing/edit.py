"""``--edit``: the fields of a write in the editor, those that a record has with their values; what differs is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cerbsh.catalogue.lookups import path_type
from cerbsh.errors import LineError, ReplyError
from cerbsh.history.changes import Change
from cerbsh.history.record import LISTS, Record, text_of
from cerbsh.history.target import target_of
from cerbsh.language import forms
from cerbsh.language.compile import BODY
from cerbsh.shell.editing import fields, layout
from cerbsh.shell.editing.draft import UNCHANGED, Draft
from cerbsh.shell.editing.layout import Slot
from cerbsh.shell.ready.spelling import spelled
from cerbsh.shell.result import Note, Result
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import changed, former, guard

if TYPE_CHECKING:
    from cerbsh.api.request import Pairs, Request
    from cerbsh.language.line import Asked, RequestLine
    from cerbsh.shell.engine import Engine

_HEAD: Final = """\
{}

Change the values, or take the # away in front of a field. What differs is sent.
Text stands in quotes, a moment may be words ("tomorrow 9am"), a list holds what shall be in it.
Where nothing is changed, nothing is sent."""
_WRAPPED: Final = re.compile(r"fields\[([^\[\]]+)\]")


def run(engine: Engine, line: RequestLine, asked: Asked, told: tuple[Note, ...]) -> Result:
    """Lay the fields out, and send what the person makes of them.

    Raises ``CerbshError``: a ``LineError`` for a request without fields, and as ``Draft.write`` does.
    """
    _refuse(line, asked)
    request = engine.compile(line)
    form = _Form(engine, line, request)
    record = _record(engine, request, asked)
    slots = tuple(form.slots(record))
    there = layout.read(layout.write("", slots))
    shown = [slot._replace(value=form.typed.pop(slot.name, slot.value)) for slot in slots]
    shown += [Slot(name, "", value) for name, value in form.typed.items()]
    text = layout.write(_HEAD.format(f"{request.method} {request.path.removesuffix('.json')}"), shown)
    done = Draft(text, "fields.toml").write(engine, lambda text: form.pairs(layout.read(text), there))
    if done is None or not done[1]:
        return UNCHANGED
    ready, converted = engine.with_seconds(request._replace(form=(*form.rest, *done[1])), line)
    lines = (*told, *converted, *_difference(engine, ready, record))
    return done[0].sent(engine, lambda: engine.deliver(ready, asked, lines))


class _Form:
    """The form of a request between the line and the editor.

    ``typed`` are the fields that the line names, ``rest`` what else it sends, nested names among them.
    """

    def __init__(self, engine: Engine, line: RequestLine, request: Request) -> None:
        self._engine = engine
        self._endpoint = line.match.endpoint if line.match else None
        self._wraps = bool(self._endpoint and self._endpoint.wraps_fields)
        self._kind = path_type(engine.catalogue, line.match) if self._wraps else None
        named = [(self._bare(name), name, value) for name, value in request.form]
        self.typed: dict[str, object] = {bare: value for bare, _, value in named if bare}
        self.rest: Pairs = tuple((name, value) for bare, name, value in named if not bare)

    def slots(self, record: Record | None) -> Iterator[Slot]:
        """The fields that there are, with the values of the record."""
        if self._kind:
            yield from fields.of_type(self._kind, self._engine.catalogue, record, self._engine.zone)
        elif self._endpoint and not self._wraps:
            yield from fields.of_endpoint(self._endpoint)

    def pairs(self, values: Mapping[str, object], there: Mapping[str, object]) -> Pairs:
        """What differs from what is there, as form fields. Raises ``ValueError`` for what no form can hold."""
        found: list[tuple[str, str]] = []
        for name, value in values.items():
            if name not in there or not _same(value, there[name]):
                found += forms.spell(f"fields[{name}]" if self._wraps else name, self._sent(name, value, there))
        return tuple(found)

    def _bare(self, name: str) -> str:
        """The field that a form name stands for; empty where it is none of the fields, or a part of one."""
        if self._wraps:
            found = _WRAPPED.fullmatch(name)
            return found[1] if found else ""
        return name if "[" not in name else ""

    def _sent(self, name: str, value: object, there: Mapping[str, object]) -> object:
        """A list is sent as what to add and, behind a ``-``, what to take away; in a field of text with commas."""
        if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
            return value
        wanted, held = [text_of(item) for item in value], there.get(name)
        had = [text_of(item) for item in held] if isinstance(held, list) else []
        delta = [item for item in wanted if item not in had] + [f"-{item}" for item in had if item not in wanted]
        field = self._kind.fields.get(name) if self._kind else None
        return ",".join(delta) if field and field.type == "text" and name in LISTS else delta


def _same(value: object, other: object) -> bool:
    if isinstance(value, dict | list) or isinstance(other, dict | list):
        return value == other
    return text_of(value) == text_of(other)


def _refuse(line: RequestLine, asked: Asked) -> None:
    if line.method in ("GET", "DELETE") or line.query_name == BODY:
        use = asked.option("edit")
        assert use is not None
        message = f"--edit writes fields, and {line.method} {line.path.text} has none"
        raise LineError(message, asked.text, use.start, use.end)


def _record(engine: Engine, request: Request, asked: Asked) -> Record | None:
    """The record that is about to be changed; ``None`` for a new one. Raises ``ReplyError`` where it cannot be read."""
    goal = target_of(request, engine.catalogue)
    if goal is None or goal.action != "update":
        return None
    reading = former.read(engine, goal.kind, goal.record, None, answer.seconds(asked, "timeout"))
    if reading.record is None:
        trouble = reading.trouble or f"there is no {former.name_of(goal.kind, goal.record, '')}"
        raise ReplyError(trouble, "nothing was sent")
    return reading.record


def _difference(engine: Engine, request: Request, record: Record | None) -> tuple[Note, ...]:
    """What is about to be sent, where the guard does not show it itself."""
    goal = target_of(request, engine.catalogue)
    if goal is None:
        return (Note("note", spelled(request)),)
    if record is not None and guard.mode(engine, request.method) != "off":
        return ()
    changes = [Change(name, None, value) for name, value in goal.fields.items()]
    return changed.lines(engine, goal.kind, changes, record)
