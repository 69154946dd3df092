"""What the threats share with the tests of the shell."""

from tests.shell.conftest import engine

__all__ = ["engine"]
