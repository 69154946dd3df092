"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like ``word``, case aside, or an empty string."""
    import difflib

    by_lower = {name.lower(): name for name in reversed(list(known))}
    found = difflib.get_close_matches(word.lower()[:80], by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean ticket?``, or an empty string where nothing is like it."""
    found = closest(word, known)
    return f"did you mean {found}?" if found else ""
