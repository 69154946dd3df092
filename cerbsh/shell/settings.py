"""The settings: their names, their defaults, what each takes, and what it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A setting that ``set`` changes and the configuration file keeps; ``values`` is empty where any text is taken."""

    name: str
    default: str
    summary: str
    values: tuple[str, ...] = ()


SETTINGS = (
    Setting("editing", "emacs", "the keys of the prompt", ("emacs", "vi")),
    Setting("complete", "tab", "when the menu opens: on Tab, or while you type", ("tab", "typing")),
    Setting("theme", "cerbsh", "the colours: cerbsh, or the name of a Pygments style"),
)

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
