"""A person at the terminal who answers as a test wants it, and remembers what was said."""

from __future__ import annotations

from dataclasses import dataclass, field

from cerbsh.auth.callback import Arrival


@dataclass
class Person:
    """A ``Ui`` that gives ``answers`` one after another, and then sees the end of the input."""

    answers: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.heard.append(text)

    def show(self, url: str) -> None:
        self.heard.append(url)

    def ask(self, prompt: str, *, hidden: bool = False) -> str:
        self.heard.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def ask_until(self, prompt: str, arrival: Arrival, seconds: float) -> str | None:
        return self.ask(prompt)

    def open_browser(self, url: str) -> bool:
        return False
