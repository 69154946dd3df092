"""Bytes and seconds as people read them."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size(count: int) -> str:
    """Bytes in decimal units: ``812 B``, ``1.2 kB``, ``20 MB``."""
    if count < 1000:
        return f"{count} B"
    power = next((power for power in (1, 2, 3) if count < 999.5 * 1000**power), 4)
    amount = count / 1000**power
    return f"{amount:.1f} {_UNITS[power]}" if amount < 9.95 else f"{amount:.0f} {_UNITS[power]}"


def duration(seconds: float) -> str:
    """A span of time: ``12 ms``, ``1.24 s``, ``2 min 5 s``, ``3 h 20 min``."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"
