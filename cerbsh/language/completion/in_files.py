"""What may stand where a file or a program is named: behind ``@``, ``>``, ``|`` and ``!``."""

from __future__ import annotations

import re
from dataclasses import replace

from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, of_texts
from cerbsh.language.completion.place import Place, in_word, nothing
from cerbsh.language.tokens import Word


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
