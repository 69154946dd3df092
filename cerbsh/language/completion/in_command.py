"""What may stand behind a command, an option, a ``$``, a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cerbsh.api.request import METHODS
from cerbsh.catalogue import RecordType
from cerbsh.errors import LineError
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion.in_items import link_place, record_types
from cerbsh.language.completion.in_path import path_place
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, Source, key_offer, of_pairs, of_texts
from cerbsh.language.completion.place import Place, in_word, nothing
from cerbsh.language.grammar import Argument, Grammar, Option
from cerbsh.language.select import kind_of, next_keys, parse_path, walk
from cerbsh.language.tokens import Word

_METHODS = {
    "GET": "read or search",
    "POST": "create, or an older search",
    "PUT": "change a record",
    "PATCH": "change or create by a query",
    "DELETE": "delete a record",
}
_REFERENCE = re.compile(r"\$(?:\{(\w*)|(_|\d+)((?:[.\[][^\s$'\"]*)?)|([A-Za-z_]\w*|))$", re.ASCII)
_LAST_STEP = re.compile(r"(.*?)(\.\w*|\[[^\]]*)?$", re.DOTALL | re.ASCII)
_EXPRESSION = re.compile(r"(?:([\w.\[\]*]*)\.[{\[][^{}]*?)?([\w.\[\]*]*)$", re.ASCII)
"""A path at the end of an expression, and the path before the ``.{`` that it stands in."""
_SEARCH_KEYS = ("results[]", "results", "total", "count", "page", "limit")


def first_words(word: Word | None, cursor: int, grammar: Grammar, history: Sequence[tuple[int, str]] = ()) -> Place:
    """Methods and commands; the numbers of the history too, where a command takes either."""
    methods = Few([Offer(name, _METHODS[name], "method", weight=1) for name in METHODS])
    commands = Few([Offer(spec.name, spec.summary, "command", weight=1) for spec in grammar.commands.values()])
    entries = Few([Offer(str(number), line, "history", weight=2) for number, line in history])
    return in_word("method or command", word, cursor, (methods, commands, entries))


def option_names(options: Iterable[Option], used: set[str], word: Word | None, cursor: int) -> Place:
    """The options that were not given yet."""
    offers = [
        Offer(option.spelling, _meaning(option), "option", also=(option.name,))
        for option in options
        if option.name not in used or option.name == "H"
    ]
    return in_word("option", word, cursor, (Few(offers),))


def _meaning(option: Option) -> str:
    value = {"none": "", "value": f"{option.metavar}: ", "optional": f"[={option.metavar}]: "}[option.takes]
    return value + option.summary


def option_value(option: Option, word: Word | None, cursor: int, analysis: Analysis, known: Known) -> Place:
    """The value of an option."""
    place = in_word(f"value of {option.spelling}", word, cursor, ())
    if option.values:
        return replace(place, sources=(of_texts(option.values),))
    if option.metavar == "FILE":
        return file_place(word, cursor, known)
    if option.name == "select":
        return expression_place(place, analysis, known)
    if option.name == "table":
        return replace(place.after(","), sources=tuple(_columns(analysis, known)))
    return place


def argument_place(
    argument: Argument, first: str, word: Word | None, cursor: int, grammar: Grammar, known: Known
) -> Place:
    """An argument of a command, by its kind; ``first`` is the command's first argument, which others may depend on."""
    if argument.kind == "path":
        return path_place(word, cursor, grammar, known)
    if argument.kind == "file":
        return file_place(word, cursor, known)
    if argument.kind == "topic":
        return topic_place(word, cursor, known)
    place = in_word(argument.name, word, cursor, ())
    if argument.kind == "record":
        return link_place(place, known)
    return replace(place, sources=tuple(_argument_sources(argument, first, grammar, known)))


def _argument_sources(argument: Argument, first: str, grammar: Grammar, known: Known) -> Iterator[Source]:
    kind = argument.kind
    if argument.values:
        yield of_texts(argument.values)
    if kind == "type":
        yield record_types(known, "search")
    elif kind in ("reply", "entry"):
        yield Few([Offer("$_", "the last reply", "reply", weight=0, raw=True)])
        yield Few([Offer(str(number), line, "history", also=(line,)) for number, line in known.history])
    elif kind == "variable":
        yield of_pairs(known.variables.items(), "variable")
    elif kind == "profile":
        yield of_pairs(known.profiles.items(), "profile")
    elif kind == "saved":
        yield of_pairs(known.saved.items(), "saved")
    elif kind == "subtotal" and (counted := known.lookups.catalogue.type(first)):
        yield of_texts(known.lookups.subtotal_keys(counted), "filter")
    elif kind == "setting-value":
        yield of_texts(known.settings.get(first, ()))
    elif kind == "setting":
        yield of_pairs(((name, ", ".join(values)) for name, values in known.settings.items()), "setting")
    elif kind == "command":
        yield of_pairs(((spec.name, spec.summary) for spec in grammar.commands.values()), "command")
        yield Few([Offer("records/", "paths", "path", final=False, weight=2)])


def topic_place(word: Word | None, cursor: int, known: Known) -> Place:
    """What ``describe`` takes: a type, or one of its names behind a dot."""
    place = in_word("topic", word, cursor, ())
    head, dot, _ = place.typed.partition(".")
    kind = known.lookups.catalogue.type(head) if dot else None
    if kind is None:
        return replace(place, sources=(record_types(known),))
    place = replace(place, start=place.start + len(head) + 1, typed=place.typed[len(head) + 1 :])
    fields = of_pairs(((field.name, field.type) for field in kind.fields.values()), "field")
    filters = of_pairs(((item.name, item.type) for item in known.lookups.filters(kind).values()), "filter")
    return replace(place, sources=(fields, filters, of_pairs(((key, "key") for key in kind.keys), "key")))


def file_place(word: Word | None, cursor: int, known: Known) -> Place:
    """A file, by the beginning of its path."""
    place = in_word("file", word, cursor, ())
    folder = place.typed.rpartition("/")[0]
    found = [
        Offer(name, meta, "file", label=name[len(folder) :].lstrip("/"), final=not name.endswith("/"))
        for name, meta in known.files(place.typed)
    ]
    return replace(place, sources=(Few(found),))


def system_place(command: str, cursor: int, known: Known) -> Place:
    """A program behind ``|`` or ``!``, or a file among its arguments; ``command`` is the text up to the cursor."""
    word = re.split(r"[\s|;&<>()]", command)[-1]
    before = command[: len(command) - len(word)].rstrip()
    place = Place("program", cursor - len(word), word)
    if re.search(r"['\"\\$`]", word):
        return nothing(cursor)
    if not before or before[-1] in "|;&(":
        return replace(place, sources=(of_texts(known.programs(), "program"),))
    found = [Offer(name, meta, "file", final=not name.endswith("/")) for name, meta in known.files(word)]
    return replace(place, what="file", sources=(Few(found),))


def reference_place(text: str, cursor: int, known: Known, *, replies: bool) -> Place | None:
    """What may stand behind the ``$`` that is being typed; ``None`` where there is none."""
    found = _REFERENCE.search(text, 0, cursor)
    if not found:
        return None
    if found[2]:
        return _reply_path(found, known)
    name = found[1] if found[1] is not None else found[4]
    close = "}" if found[1] is not None else ""
    variables = [Offer(f"{each}{close}", value, "variable", raw=True) for each, value in known.variables.items()]
    last = [Offer("_" if replies else "_.", "the last reply", "reply", raw=True)] if not close else []
    return Place("variable", cursor - len(name), name, (Few(variables), Few(last)))


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
        yield from _columns(analysis, known)
    else:
        value = _walked(known.reply("_"), re.sub(r"\[\*?\]", "[0]", head))
        yield Few([replace(offer, text=offer.text.lstrip(".")) for offer in _steps(value, "")])


def _columns(analysis: Analysis, known: Known) -> Iterator[Source]:
    """The keys that the records of the reply have: the plain ones, and those that ``expand`` adds."""
    kind: RecordType | None = analysis.kind
    if kind is None or analysis.request is None:
        return
    values = [item.value.text for item in analysis.request.items if item.key.text == "expand"]
    expanded = tuple(key for value in values for key in value.split(",") if key)
    keys = known.lookups.readable(kind)
    wanted = expanded or ("\0",)
    shown = [key for name, key in keys.items() if not key.opens and (key.plain or name.startswith(wanted))]
    yield Few([key_offer(key) for key in shown])
