"""The endpoints as a tree of path segments: what lies below a path."""

from __future__ import annotations

from collections.abc import Sequence

from cerbsh.catalogue.catalogue import Catalogue
from cerbsh.catalogue.model import Endpoint

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def below(catalogue: Catalogue, segments: Sequence[str]) -> tuple[Endpoint, ...]:
    """The endpoints whose path begins with ``segments``; a placeholder stands for any segment but a literal sibling."""
    found = [endpoint for endpoint in catalogue.endpoints if _begins(endpoint.segments, segments)]
    literal = [endpoint for endpoint in found if tuple(segments) == endpoint.segments[: len(segments)]]
    return tuple(literal or found)


def listing(catalogue: Catalogue, segments: Sequence[str]) -> list[tuple[str, str]]:
    """What ``ls`` shows below ``segments``: names with their meaning.

    A name ends in a slash where more lies below it; an endpoint that ends there stands with its methods. Below
    ``records`` stand the record types.
    """
    depth = len(segments)
    if list(segments) == ["records"]:
        return [(f"{kind.uri}/", kind.plural) for kind in catalogue.types.values()]
    names: dict[str, list[Endpoint]] = {}
    for endpoint in below(catalogue, segments):
        names.setdefault("/".join(endpoint.segments[depth : depth + 1]), []).append(endpoint)
    rows: list[tuple[str, str]] = []
    for name in sorted(names):
        rows += _rows(name, names[name], depth + 1)
    return rows


def _rows(name: str, endpoints: Sequence[Endpoint], depth: int) -> list[tuple[str, str]]:
    deeper = [endpoint for endpoint in endpoints if len(endpoint.segments) > depth]
    rows = [(f"{name}/", _inside(deeper, depth))] if deeper else []
    here = [endpoint for endpoint in endpoints if endpoint not in deeper]
    for endpoint in sorted(here, key=lambda each: METHODS.index(each.method)):
        rows.append((name or ".", f"{endpoint.method:<6}  {endpoint.summary}"))
    return rows


def _inside(endpoints: Sequence[Endpoint], depth: int) -> str:
    names = dict.fromkeys(endpoint.segments[depth] for endpoint in endpoints)
    return ", ".join(names)


def _begins(template: Sequence[str], segments: Sequence[str]) -> bool:
    if len(template) < len(segments):
        return False
    return all(part == segment or part.startswith("{") for part, segment in zip(template, segments, strict=False))
