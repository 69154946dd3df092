"""cerbsh: an interactive shell for the REST API of Cerb, and the same session for Python.

    import cerbsh

    cerb = cerbsh.connect()
    print(cerb.get("workers/me")["full_name"])

Importing the package loads nothing heavy: what is behind these names is loaded when one of them is used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # without the module typing, which --version would have to load
if TYPE_CHECKING:
    from cerbsh.connection import Answer, Cerb, CerbError, Records, connect
    from cerbsh.errors import CerbshError

__version__ = "0.1.0"

__all__ = ["Answer", "Cerb", "CerbError", "CerbshError", "Records", "__version__", "connect"]


def __getattr__(name: str) -> object:
    """Load the connection when one of its names is asked for (PEP 562), or the magic when IPython looks for it."""
    if name == "load_ipython_extension":
        from cerbsh import magic

        return magic.load_ipython_extension
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cerbsh import connection

    return getattr(connection, name)
