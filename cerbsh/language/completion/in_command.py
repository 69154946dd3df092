"""What may begin a line, and what may stand behind a command or an option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cerbsh.api.request import METHODS
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion.in_files import file_place
from cerbsh.language.completion.in_items import link_place, record_types
from cerbsh.language.completion.in_path import path_place
from cerbsh.language.completion.in_replies import columns, expression_place
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, Records, Source, of_pairs, of_texts
from cerbsh.language.completion.place import Place, in_word
from cerbsh.language.grammar import Argument, Grammar, Option
from cerbsh.language.tokens import Word

_METHODS = {
    "GET": "read or search",
    "POST": "create, or an older search",
    "PUT": "change a record",
    "PATCH": "change or create by a query",
    "DELETE": "delete a record",
}


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
    if option.kind:
        return argument_place(Argument(option.metavar, option.kind), "", word, cursor, analysis.grammar, known)
    if option.metavar == "FILE":
        return file_place(word, cursor, known)
    if option.name == "select":
        return expression_place(place, analysis, known)
    if option.name in ("table", "csv"):
        return replace(place.after(","), sources=tuple(columns(analysis, known)))
    return place


def argument_place(
    argument: Argument, first: str, word: Word | None, cursor: int, grammar: Grammar, known: Known
) -> Place:
    """An argument of a command, by its kind; ``first`` is the command's first argument, which others may depend on."""
    if argument.kind == "path":
        return path_place(word, cursor, grammar, known)
    if argument.kind == "history" and first == "export" and (word is None or word.text != first):
        return file_place(word, cursor, known)
    if argument.kind == "file":
        place = file_place(word, cursor, known)
        return replace(place, sources=(*place.sources, of_texts(argument.values)))
    if argument.kind == "topic":
        return topic_place(word, cursor, known)
    place = in_word(argument.name, word, cursor, ())
    if argument.kind == "record":
        return link_place(place, known)
    if argument.kind == "subtotal":
        place = place.after(",")
    return replace(place, sources=tuple(_argument_sources(argument, first, grammar, known)))


def _argument_sources(argument: Argument, first: str, grammar: Grammar, known: Known) -> Iterator[Source]:
    kind = argument.kind
    if argument.values:
        yield of_texts(argument.values)
    if kind == "type":
        yield record_types(known, "search")
    elif kind == "reply":
        yield Few([Offer("$_", "the last reply", "reply", weight=0, raw=True), *_numbers(known)])
    elif kind == "entry" or (kind == "history" and first == "purge"):
        yield Few(_numbers(known))
    elif kind == "variable":
        yield of_pairs(known.variables.items(), "variable")
    elif kind == "profile":
        yield of_pairs(known.profiles().items(), "profile")
    elif kind == "saved":
        yield of_pairs(known.saved().items(), "saved")
    elif kind == "subtotal" and (counted := known.lookups.catalogue.type(first)):
        yield of_texts(known.lookups.subtotal_keys(counted), "filter")
    elif kind == "setting-value":
        yield of_texts(known.settings.get(first, ()))
    elif kind == "setting":
        yield of_pairs(((name, ", ".join(values)) for name, values in known.settings.items()), "setting")
    elif kind == "command":
        yield of_pairs(((spec.name, spec.summary) for spec in grammar.commands.values()), "command")
        yield Few([Offer("records/", "paths", "path", final=False, weight=2)])
    elif records := known.lookups.catalogue.types.get(kind):
        yield Records(known.labels.of(records.uri), records.uri)


def _numbers(known: Known) -> list[Offer]:
    """The requests of the history; a word of its line finds one, too."""
    return [Offer(str(number), line, "history", also=(line,)) for number, line in known.history()]


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
