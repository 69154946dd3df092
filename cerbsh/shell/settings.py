"""The settings: their names, their defaults, what each takes, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.errors import UsageError

if TYPE_CHECKING:
    from cerbsh.config import Profile


class Setting(NamedTuple):
    """A setting that ``set`` changes; ``values`` is empty where any text is taken.

    One that is ``kept`` is written into the configuration file, the others end with the shell; one ``by_profile``
    counts for the profile in use.
    """

    name: str
    default: str
    summary: str
    values: tuple[str, ...] = ()
    kept: bool = True
    by_profile: bool = False


ON_OFF = ("on", "off")

GUARDS = ("ask", "warn", "off")
"""A write is shown and, where it is dangerous, asked about; it is shown; or it is sent as it is."""

RECALLED = ("all", "profile")

BODIES = "history.bodies"

SETTINGS = (
    Setting("editing", "emacs", "the keys of the prompt", ("emacs", "vi")),
    Setting("complete", "tab", "when the menu opens: on Tab, or while you type", ("tab", "typing")),
    Setting("theme", "cerbsh", "the colours: cerbsh, or the name of a Pygments style"),
    Setting("output", "json", "what replies are shown as", ("json", "table", "csv", "ndjson")),
    Setting("dates", "off", "show the moment beside the numbers that are times", ON_OFF),
    Setting("timing", "off", "tell where the time of each request went", ON_OFF),
    Setting("pager", "on", "page what is taller than the screen, with $PAGER or less", ON_OFF),
    Setting("learn", "on", "learn names and records from the server in the background", ON_OFF),
    Setting("guard", "ask", "the net under writes: ask, only warn, or off", GUARDS, by_profile=True),
    *(
        Setting(f"guard.{name}", "guard", f"the same for {methods}", ("guard", *GUARDS), by_profile=True)
        for name, methods in (("put", "PUT and PATCH"), ("delete", "DELETE"), ("post", "POST"))
    ),
    Setting("recall", "all", "whose lines Up, Ctrl-R and suggestions find: of all profiles, of this one", RECALLED),
    Setting("private", "off", "keep nothing of what is typed and answered", ON_OFF, kept=False),
    Setting(BODIES, "on", "which replies are kept: on, off, or those up to a size such as '5 MB'", by_profile=True),
)

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def check(setting: Setting, value: str) -> str:
    """``value`` itself. Raises ``UsageError`` where the setting does not take it."""
    if setting.values and value not in setting.values:
        raise UsageError(f"{setting.name} does not take {value}", f"it takes: {', '.join(setting.values)}")
    if setting.name == "theme":
        from cerbsh.view.theme import looks

        looks(value)
    if setting.name == BODIES:
        from cerbsh.history.bodies import parse_policy

        parse_policy(value)
    return value


def value(name: str, *tables: Mapping[str, object]) -> str:
    """A setting by the first of ``tables`` that holds it, its default where none does."""
    return str(next((table[name] for table in tables if name in table), DEFAULTS[name]))


def read(kept: Mapping[str, object], where: str = "the configuration file") -> tuple[dict[str, str], list[str]]:
    """The settings that a configuration file holds, true and false being on and off, and a line about each that cannot
    be; of names that nobody knows here nothing is said, since another version may know them."""
    found, faults = {}, []
    for setting in SETTINGS:
        value = kept.get(setting.name)
        if value is None:
            continue
        text = str(value) if not isinstance(value, bool) else "on" if value else "off"
        try:
            found[setting.name] = check(setting, text)
        except UsageError as error:
            faults.append(f"{error.message} in {where}: it counts as not set")
    return found, faults


def heeded(profile: Profile) -> tuple[Profile, list[str]]:
    """A profile with those of its settings that can be, and a line about each that cannot."""
    found, faults = read(profile.settings, f"profile {profile.name}")
    return profile._replace(settings=found), faults
