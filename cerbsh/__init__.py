"""cerbsh: an interactive shell for the REST API of Cerb.

Importing the package loads nothing heavy.
"""

__version__ = "0.1.0"
