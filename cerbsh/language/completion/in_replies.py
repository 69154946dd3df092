"""What may stand in a path into a reply: behind ``$_.``, in ``--select``, as columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cerbsh.errors import LineError
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, Source, key_offer, of_texts
from cerbsh.language.completion.place import Place
from cerbsh.language.select import kind_of, next_keys, parse_path, walk

_REFERENCE = re.compile(r"\$(?:\{(\w*)|(_|\d+)((?:[.\[][^\s$'\"]*)?)|([A-Za-z_]\w*|))$", re.ASCII)
_LAST_STEP = re.compile(r"(.*?)(\.\w*|\[[^\]]*)?$", re.DOTALL | re.ASCII)
_EXPRESSION = re.compile(r"(?:([\w.\[\]*]*)\.[{\[][^{}]*?)?([\w.\[\]*]*)$", re.ASCII)
"""A path at the end of an expression, and the path before the ``.{`` that it stands in."""
_SEARCH_KEYS = ("results[]", "results", "total", "count", "page", "limit")


def reference_place(text: str, cursor: int, known: Known, *, replies: bool) -> Place | None:
    """What may stand behind the ``$`` that is being typed; ``None`` where there is none."""
    found = _REFERENCE.search(text, 0, cursor)
    if not found:
        return None
    if found[2]:
        if not found[3] and found[2] != "_" and known.reply(found[2]) is None:
            return Place("reply", found.start(2), found[2], (Few(_numbers(known, replies=replies)),))
        return _reply_path(found, known)
    name = found[1] if found[1] is not None else found[4]
    close = "}" if found[1] is not None else ""
    variables = [Offer(f"{each}{close}", value, "variable", raw=True) for each, value in known.variables.items()]
    last = [Offer("_" if replies else "_.", "the last reply", "reply", raw=True)] if not close else []
    numbers = [] if close else _numbers(known, replies=replies)
    return Place("variable", cursor - len(name), name, (Few(variables), Few(last), Few(numbers)))


def _numbers(known: Known, *, replies: bool) -> list[Offer]:
    """The replies of the history; in a request a path has to follow."""
    end = "" if replies else "."
    lines = known.history()
    return [Offer(f"{number}{end}", line, "history", also=(line,), weight=2, raw=True) for number, line in lines]


def _reply_path(found: re.Match[str], known: Known) -> Place:
    start, path = found.start(3), found[3]
    cut = _LAST_STEP.match(path)
    head, step = (cut[1], cut[2] or "") if cut else ("", path)
    value = _walked(known.reply(found[2]), head)
    place = Place("path into a reply", start + len(head), step)
    return replace(place, sources=(Few(list(_steps(value, step))),))


def _walked(value: object, path: str) -> object:
    try:
        return walk(value, parse_path(path), path)
    except LineError:
        return None


def _steps(value: object, step: str) -> Iterator[Offer]:
    """How a path goes on: ``.key`` or ``[0]``, each with what stands there."""
    for key in next_keys(value):
        bare = key.strip('.[]"')
        inner = value.get(bare) if isinstance(value, dict) else value[int(bare)] if isinstance(value, list) else None
        yield Offer(key, _preview(inner), "key", also=(bare,), raw=True)


def _preview(value: object) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        label = value.get("_label")
        return label if isinstance(label, str) else kind_of(value)
    return str(value)[:60]


def expression_place(place: Place, analysis: Analysis, known: Known) -> Place:
    """A path in a JMESPath expression, into the reply that the request will have, or into the last one."""
    found = _EXPRESSION.search(place.typed)
    outer, path = (found[1] or "", found[2]) if found else ("", "")
    inner, _, last = path.rpartition(".")
    head = ".".join(filter(None, (outer, inner)))
    start = place.start + len(place.typed) - len(last)
    place = Place(place.what, start, last, (), place.spelling)
    return replace(place, sources=tuple(_expression_sources(head, analysis, known)))


def _expression_sources(head: str, analysis: Analysis, known: Known) -> Iterator[Source]:
    is_search = analysis.endpoint is not None and analysis.endpoint.segments[-1] == "search"
    if is_search and not head:
        yield of_texts(_SEARCH_KEYS, "key")
    elif analysis.kind and (head.startswith("results[") or not head):
        yield from columns(analysis, known)
    else:
        value = _walked(known.reply("_"), re.sub(r"\[\*?\]", "[0]", head))
        yield Few([replace(offer, text=offer.text.lstrip(".")) for offer in _steps(value, "")])


def columns(analysis: Analysis, known: Known) -> Iterator[Source]:
    """The keys that the records of the reply have: the plain ones, and those that ``expand`` adds."""
    kind = analysis.kind
    if kind is None or analysis.request is None:
        return
    values = [item.value.text for item in analysis.request.items if item.key.text == "expand"]
    expanded = tuple(key for value in values for key in value.split(",") if key)
    keys = known.lookups.readable(kind)
    wanted = expanded or ("\0",)
    shown = [key for name, key in keys.items() if not key.opens and (key.plain or name.startswith(wanted))]
    yield Few([key_offer(key) for key in shown])
