"""What cerbsh knows of Cerb: endpoints, record types, and what it learned from this server."""

from cerbsh.catalogue.catalogue import Catalogue, Match, builtin
from cerbsh.catalogue.model import Endpoint, ExpandKey, Field, Filter, Param, RecordType

__all__ = ["Catalogue", "Endpoint", "ExpandKey", "Field", "Filter", "Match", "Param", "RecordType", "builtin"]
