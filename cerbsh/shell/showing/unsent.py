"""A request that is shown and not sent: as the HTTP that would go out, or written out for another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cerbsh.api.request import Request
from cerbsh.errors import LineError
from cerbsh.language.tokens import Word
from cerbsh.shell.result import Result, Surface
from cerbsh.view import headers

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine


@dataclass(frozen=True)
class Message:
    """The exact HTTP request; the token is not shown."""

    request: Request
    base_url: str

    def pieces(self, surface: Surface) -> Iterator[str]:
        """Request line, headers and body."""
        yield from headers.request(self.request, self.base_url, surface.theme)


@dataclass(frozen=True)
class Source:
    """The request in one of ``view.export.FORMS``, ready to run; the token stands in it by the name of a variable."""

    request: Request
    base_url: str
    form: str

    def pieces(self, surface: Surface) -> Iterator[str]:
        """The source text, in colour where there are colours."""
        from cerbsh.view.export import LANGUAGES, export
        from cerbsh.view.source import highlight

        yield highlight(export(self.request, self.base_url, self.form), LANGUAGES[self.form], surface.theme)


def unsent(engine: Engine, request: Request, asked: Asked) -> Result:
    """What a line with ``--as`` or ``--dry-run`` wants in place of the reply.

    Raises ``LineError`` for a form that there is not, ``SignInError`` where nobody is signed in.
    """
    use = asked.option("as")
    if use and use.value:
        form = form_of(use.value, asked.text)
        return Result(body=Source(request, engine.signed_in.profile.base_url, form))
    return Result(body=Message(request, engine.signed_in.profile.base_url))


def form_of(word: Word, text: str) -> str:
    """The form that a word of ``text`` names. Raises ``LineError`` where there is none of that name."""
    from cerbsh.view.export import FORMS

    if word.text not in FORMS:
        hint = f"choose one of {', '.join(FORMS)}"
        raise LineError(f"there is no form {word.text} to write a request in", text, word.start, word.end, hint)
    return word.text
