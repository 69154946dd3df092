"""The house: which room may import which, and what may be loaded when."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cerbsh"

RANKS: dict[str, float] = {
    "cerbsh.errors": 0,
    "cerbsh.system": 0,
    "cerbsh.files": 1,
    "cerbsh.config": 2,
    "cerbsh.api.exact": 1,
    "cerbsh.api.request": 1,
    "cerbsh.api.reply": 2,
    "cerbsh.auth": 2.5,
    "cerbsh.api": 3,
    "cerbsh.catalogue": 4,
    "cerbsh.language": 5,
    "cerbsh.history": 5,
    "cerbsh.view": 5,
    "cerbsh.shell": 7,
    "cerbsh.connection": 7.5,
    "cerbsh.arguments": 1,
    "cerbsh.magic": 8,
    "cerbsh.cli": 8,
    "cerbsh.completion": 8,
    "cerbsh.__main__": 9,
}
"""A module imports only what has a lower rank, or stands in its own room. The longest prefix of its name counts."""

AT_THE_NETWORK = {
    f"cerbsh.auth.{name}"
    for name in ("authorization", "callback", "endpoint", "oauth", "probe", "reach", "timed", "transport")
}
"""Modules that are nothing without the network stack: whoever needs them imports them when the time has come."""

NETWORK = {"requests", "requests_oauthlib", "oauthlib", "urllib3", "socket", "http"}
HEAVY = {
    "asyncio", "filelock", "http", "jmespath", "keyring", "oauthlib", "plotext", "pygments", "requests",
    "requests_oauthlib", "rich", "sqlite3", "tomlkit", "urllib3", "webbrowser",
}  # fmt: skip


def modules() -> list[str]:
    return [
        ".".join(("cerbsh", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


@cache
def tree(module: str) -> ast.Module:
    path = PACKAGE.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(node: ast.AST, *, deep: bool) -> Iterator[str]:
    """Names of the modules imported below ``node``; ``deep`` looks into functions too, never under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        elif deep or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(child, deep=deep)


def rank(name: str) -> tuple[str, float]:
    """The room that a dotted name stands in, and its rank."""
    room = max((prefix for prefix in RANKS if name == prefix or name.startswith(prefix + ".")), key=len, default="")
    return room, RANKS.get(room, -1)


def outside(names: Iterator[str]) -> set[str]:
    return {name.split(".")[0] for name in names if name != "http.HTTPStatus"} - {"cerbsh"}


CLIENT = [name for name in modules() if not name.startswith("cerbsh.demo")]


@pytest.mark.parametrize("module", [name for name in CLIENT if name != "cerbsh"])
def test_imports_point_one_way(module: str) -> None:
    room, level = rank(module)
    assert room, f"{module} has no place in the house"
    for name in imports(tree(module), deep=True):
        if name.startswith("cerbsh.") and not name.startswith("cerbsh.demo"):
            target, other = rank(name)
            assert other < level or target == room, f"{module} imports {name}"


def test_no_module_imports_what_imports_it() -> None:
    known = frozenset(modules())

    def home(name: str) -> str:
        return name if name in known else name.rpartition(".")[0]

    graph = {
        module: {home(name) for name in imports(tree(module), deep=True) if home(name) in known - {"cerbsh", module}}
        for module in known
    }
    assert tuple(TopologicalSorter(graph).static_order())


def test_only_auth_and_api_know_the_network() -> None:
    for module in CLIENT:
        if not module.startswith(("cerbsh.auth", "cerbsh.api.client")):
            assert not outside(imports(tree(module), deep=True)) & NETWORK, module


def test_only_the_prompt_knows_prompt_toolkit() -> None:
    for module in CLIENT:
        if not module.startswith("cerbsh.shell.prompt"):
            assert "prompt_toolkit" not in outside(imports(tree(module), deep=True)), module


def test_the_language_opens_no_file_and_no_socket() -> None:
    for module in CLIENT:
        if module.startswith("cerbsh.language"):
            assert not outside(imports(tree(module), deep=True)) & {"os", "pathlib", "io", "subprocess"}, module
            calls = {ast.unparse(node.func) for node in ast.walk(tree(module)) if isinstance(node, ast.Call)}
            assert "open" not in calls, module


def test_the_demo_takes_nothing_from_the_client_but_the_catalogue() -> None:
    for module in modules():
        if module.startswith("cerbsh.demo"):
            for name in imports(tree(module), deep=True):
                if name.startswith("cerbsh."):
                    assert name.startswith(("cerbsh.demo", "cerbsh.catalogue")), f"{module} imports {name}"


def test_only_the_command_line_knows_the_demo() -> None:
    for module in CLIENT:
        if any(name.startswith("cerbsh.demo") for name in imports(tree(module), deep=True)):
            assert module == "cerbsh.cli", module


def test_nothing_heavy_is_imported_at_the_head_of_a_module() -> None:
    for module in CLIENT:
        if module in AT_THE_NETWORK:
            continue
        heavy = outside(imports(tree(module), deep=False)) & HEAVY
        assert not heavy, f"{module} imports {heavy} at its head"


def test_only_the_two_outermost_loops_catch_everything() -> None:
    def catches_everything(node: ast.AST) -> bool:
        if not isinstance(node, ast.ExceptHandler):
            return False
        goes_on = not isinstance(node.body[-1], ast.Raise) or node.body[-1].exc is not None
        return goes_on and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})

    broad = [module for module in CLIENT if any(map(catches_everything, ast.walk(tree(module))))]
    assert set(broad) <= {"cerbsh.cli", "cerbsh.shell.prompt.loop"}
