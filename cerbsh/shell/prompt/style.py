"""How the prompt looks: the theme's roles for the line, and colours of its own for what floats around it.

Menu and status bar bring their background along, so they read the same on a dark and on a light terminal.
"""

from __future__ import annotations

from functools import cache

from prompt_toolkit.styles import Style

from cerbsh.view import theme

_INK, _FAINT = "#d8dee9", "#9aa3b2"
_BAR, _MENU, _META, _CHOSEN = "#262b36", "#2f3542", "#3a4150", "#2f6db3"

_AROUND = {
    "bottom-toolbar": f"noreverse bg:{_BAR} {_FAINT}",
    "status.profile": f"{_INK} bold",
    "status.worker": _INK,
    "status.token": _FAINT,
    "status.elapsed": _FAINT,
    "status.success": "#8fce8f",
    "status.error": "#ff8f87 bold",
    "status.warning": "#f0c674",
    "status.danger": "bg:#c62828 #ffffff bold",
    "completion-menu": f"bg:{_MENU} {_INK}",
    "completion-menu.completion": "",
    "completion-menu.completion.current": f"noreverse bg:{_CHOSEN} #ffffff bold",
    "completion-menu.meta.completion": f"bg:{_META} {_FAINT}",
    "completion-menu.meta.completion.current": f"bg:{_CHOSEN} #ffffff",
    "browser.bar": f"bg:{_BAR} {_FAINT}",
    "browser.bar.focused": f"bg:{_META} {_INK} bold",
    "browser.chosen": f"bg:{_CHOSEN} #ffffff bold",
    "browser.chosen.away": f"bg:{_META} {_INK}",
    "browser.found": "underline",
    "scrollbar.background": f"bg:{_META}",
    "scrollbar.button": f"bg:{_FAINT}",
}

_PAPER, _LIFTED = "noreverse bg:ansigray ansiblack", "noreverse bg:ansiblue ansiwhite bold"

_AROUND_16 = {
    "bottom-toolbar": _PAPER,
    "status.profile": "bold",
    "status.error": "ansired bold",
    "status.warning": "bold",
    "status.danger": "noreverse bg:ansired ansiwhite bold",
    "completion-menu": _PAPER,
    "completion-menu.completion": "",
    "completion-menu.completion.current": _LIFTED,
    "completion-menu.meta.completion": _PAPER,
    "completion-menu.meta.completion.current": _LIFTED,
    "browser.bar": _PAPER,
    "browser.bar.focused": f"{_PAPER} bold",
    "browser.chosen": _LIFTED,
    "browser.chosen.away": _PAPER,
    "browser.found": "underline",
    "scrollbar.background": "bg:ansigray",
    "scrollbar.button": "bg:ansiblue",
}
"""Of sixteen colours the nearest ones to those above cannot be read on one another."""

_PLAIN = {
    "prompt": "bold",
    "status.danger": "bold",
    "status.error": "bold",
    "line.wrong": "underline",
    "browser.bar": "underline",
    "browser.bar.focused": "underline bold",
    "browser.chosen": "reverse",
    "browser.chosen.away": "underline",
    "browser.found": "underline",
}


@cache
def style(name: str, depth: theme.Depth) -> Style:
    """The style for the theme of that name. Raises ``UsageError`` where no theme is so called.

    Without colours there is none of ours: prompt_toolkit's own look tells menu and bar apart by reversing them.
    """
    if depth == "none":
        return Style.from_dict(_PLAIN)
    looks = theme.looks(name)
    line = {f"line.{role}": look for role, look in looks.items()}
    prompt = {
        "prompt": "bold",
        "prompt.profile": looks["accent"],
        "prompt.production": looks["error"],
        "prompt.folder": looks["path"],
        "browser.marked": looks["accent"],
        "prompt.continuation": looks["dim"],
        "auto-suggestion": looks["dim"],
        "line.wrong": f"{looks['error']} underline",
        "line.doubtful": f"{looks['warning']} underline",
    }
    return Style.from_dict((_AROUND_16 if depth == "16" else _AROUND) | line | prompt)
