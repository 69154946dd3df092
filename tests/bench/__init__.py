"""How fast cerbsh is, measured against its peers in the same run: ``python -m tests.bench``.

Each subject is a module with a function ``rows``, which gives the rows of the table that are about it.
"""
