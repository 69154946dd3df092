"""What a lint rule is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from cerbsh.language.analysis import Analysis
from cerbsh.language.suggest import closest

if TYPE_CHECKING:
    from typing import Protocol

    class Placed(Protocol):
        """Something that stands at ``text[start:end]``."""

        @property
        def start(self) -> int: ...
        @property
        def end(self) -> int: ...


Severity = Literal["error", "warning"]
_MOST_COMPARED = 400


class Spot(NamedTuple):
    """A place in the line that a rule found: ``text[start:end]``, what is wrong with it, and what to write.

    ``known`` holds the names that could have been meant by ``word``.
    """

    start: int
    end: int
    message: str
    hint: str = ""
    word: str = ""
    known: tuple[str, ...] = ()


def spot(place: Placed, message: str, hint: str = "", word: str = "", known: tuple[str, ...] = ()) -> Spot:
    """The spot of a word, or of anything else that has a place."""
    return Spot(place.start, place.end, message, hint, word, known)


def exceeds(text: str, most: int) -> bool:
    """Whether a text is a whole number greater than ``most``, however many digits it has."""
    digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
    return len(digits) > len(str(most)) or int(digits or 0) > most


class Finding(NamedTuple):
    """What a rule has to say of a line. An ``error`` keeps the line from being sent, a ``warning`` goes with it."""

    code: str
    severity: Severity
    spot: Spot

    @property
    def start(self) -> int:
        """Where the place begins."""
        return self.spot.start

    @property
    def end(self) -> int:
        """Where the place ends."""
        return self.spot.end

    @property
    def message(self) -> str:
        """What is wrong, in one line."""
        return self.spot.message

    @property
    def hint(self) -> str:
        """What to write instead, or the name that was probably meant; may be empty."""
        meant = closest(self.spot.word, _worth_comparing(self.spot.word, self.spot.known)) if self.spot.known else ""
        return f"did you mean {meant}?" if meant and meant != self.spot.word else self.spot.hint


Check = Callable[[Analysis], Iterable[Spot]]


class Rule(NamedTuple):
    """A rule: its name, how severe it is, one line of what it is about (for the reference), and the check."""

    code: str
    severity: Severity
    summary: str
    check: Check

    def findings(self, analysis: Analysis) -> Iterator[Finding]:
        """What the rule finds in a line."""
        return (Finding(self.code, self.severity, spot) for spot in self.check(analysis))


RULES: list[Rule] = []
"""Every rule, in the order in which the reference lists them."""


def rule(code: str, severity: Severity, summary: str) -> Callable[[Check], Check]:
    """Register the check below as a rule."""

    def register(check: Check) -> Check:
        RULES.append(Rule(code, severity, summary, check))
        return check

    return register


def _worth_comparing(word: str, known: tuple[str, ...]) -> Iterable[str]:
    """The names that are compared: of thousands those with the same beginning and about the same length."""
    if len(known) <= _MOST_COMPARED:
        return known
    near = (name for name in known if name[:1] == word[:1] and abs(len(name) - len(word)) <= 3)
    return [name for _, name in zip(range(_MOST_COMPARED), near, strict=False)]
