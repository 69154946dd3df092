"""Source text in colour: XML, HTTP, shell, Python and PHP, through the lexers of Pygments."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from cerbsh.view import safe
from cerbsh.view.theme import TOKENS, Role, Theme

Language = Literal["xml", "html", "http", "bash", "python", "php"]

_LONGEST: Final = 100_000
"""Characters that are coloured; Pygments takes about a second for two million."""


def highlight(text: str, language: Language, theme: Theme) -> str:
    """``text`` made safe and, where ``theme`` has colours and the text is not too long, coloured."""
    text = safe.block(text)
    if not theme.reset or len(text) > _LONGEST:
        return text
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return "".join(
        theme.paint(role, part) if (role := _role(str(token).removeprefix("Token."))) else part
        for token, part in lexer.get_tokens(text)
    )


@cache
def _role(token: str) -> Role | None:
    """The role whose look comes from that token of Pygments, or from the nearest one above it."""
    roles: dict[str, Role] = {}
    for role, name in TOKENS.items():
        roles.setdefault(name, role)
    while token and token not in roles:
        token = token.rpartition(".")[0]
    return roles.get(token)
