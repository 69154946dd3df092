r"""The one gate for foreign text: nothing that passes it can drive the terminal or hide from the eye.

Control characters of C0 and C1, DEL, bidirectional and zero-width controls, fillers, U+2028, U+2029 and lone surrogates
are shown as ``\u001b``. Joiners between letters or emoji stay, and one variation selector behind a character, since
words and pictures need them there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from json.encoder import encode_basestring
from typing import Final

_HIDDEN: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff"
)
_FILLERS: Final = r"\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters and marks of the scripts that show nothing (Unicode's Default_Ignorable_Code_Point)."""
_SELECTORS: Final = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MAY_HIDE: Final = f"[{_FILLERS}{_SELECTORS}]"
_SLY: Final = rf"[{_FILLERS}]|(?:\A|(?<=[{_SELECTORS}]))[{_SELECTORS}]"
"""What hides although it counts as printable; of selectors those that vary nothing, since they may spell a text."""
_IN_BLOCK: Final = rf"[{_HIDDEN}]|{_SLY}"
_IN_LINE: Final = rf"[\t\n{_HIDDEN}]|{_SLY}"
_IN_QUOTES: Final = rf'[\t\n"\\{_HIDDEN}]|{_SLY}'
_SHORT: Final = {"\t": r"\t", "\n": r"\n", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_JOINERS: Final = "\u200c\u200d"

ELLIPSIS: Final = "…"


def line(text: str) -> str:
    r"""``text`` as it may stand within one line: a newline is shown as ``\n``, a tab as ``\t``."""
    return text if text.isprintable() and not hides(text) else _shown(_IN_LINE, text)


def block(text: str) -> str:
    """``text`` as it may stand over several lines: newlines and tabs stay, CR LF becomes a newline."""
    return text if text.isprintable() and not hides(text) else _shown(_IN_BLOCK, text.replace("\r\n", "\n"))


def quote(text: str) -> str:
    """``text`` as a JSON string, in its quotes; reading that gives ``text`` again. Other scripts stay as they are."""
    quoted: str = encode_basestring(text)
    return quoted if quoted.isprintable() and not hides(text) else f'"{_shown(_IN_QUOTES, text)}"'


def hides(text: str) -> bool:
    """Whether something in ``text`` counts as printable and shows nothing."""
    if text.isascii() or not _compiled(_MAY_HIDE).search(text):
        return False
    return _compiled(_SLY).search(text) is not None


def width(text: str) -> int:
    """The most cells that safe ``text`` fills: joined emoji count apart, as many terminals draw them."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth, wcwidth

    return max(wcswidth(text), sum(max(wcwidth(character), 0) for character in text))


def cut(text: str, cells: int) -> str:
    """Safe ``text`` shortened to at most ``cells`` cells, an ellipsis at its end where something is missing."""
    if len(text) <= cells and text.isascii():
        return text
    head = text[: 4 * cells + 1]
    if len(head) == len(text) and width(text) <= cells:
        return text
    if cells < 1:
        return ""
    return head[: _fitting(head, cells - 1)].rstrip(_JOINERS) + ELLIPSIS


def fill(text: str, cells: int, *, right: bool = False) -> str:
    """Safe ``text`` cut and filled with spaces to exactly ``cells`` cells, on the right side where that is wanted."""
    text = cut(text, cells)
    space = " " * (cells - width(text))
    return space + text if right else text + space


def fold(text: str, cells: int) -> list[str]:
    """Safe ``text`` in lines of at most ``cells`` cells (1 at least, and 2 for a wide character); one line at least."""
    lines, start = [], 0
    while len(head := text[start : start + 4 * cells + 1]) > cells or width(head) > cells:
        end = _fitting(head, cells) or 1
        lines.append(head[:end])
        start += end
    return [*lines, head]


def _fitting(text: str, cells: int) -> int:
    """How many characters of ``text`` fill at most ``cells`` cells."""
    return bisect_right(range(1, len(text) + 1), cells, key=lambda count: width(text[:count]))


def _shown(hidden: str, text: str) -> str:
    return _compiled(hidden).sub(_spell, text)


@cache
def _compiled(hidden: str) -> re.Pattern[str]:
    """The pattern, made when the first text needs it, since most text is clean."""
    return re.compile(hidden)


def _spell(found: re.Match[str]) -> str:
    character = found[0]
    if character in _JOINERS and _joins(found.string, found.start()):
        return character
    return _SHORT.get(character) or "".join(rf"\u{unit:04x}" for unit in _utf16(character))


def _joins(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and _can_be_joined(text[index - 1]) and _can_be_joined(text[index + 1])


def _can_be_joined(character: str) -> bool:
    from unicodedata import category

    return category(character)[0] in "LM" or category(character) in ("So", "Sk")


def _utf16(character: str) -> tuple[int, ...]:
    """The code units of UTF-16, which JSON's escapes are made of."""
    code = ord(character)
    return (code,) if code < 0x10000 else (0xD7C0 + (code >> 10), 0xDC00 | code & 0x3FF)
