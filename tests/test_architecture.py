"""The shape of the code, read from its syntax: where imports point, how long files are, what stands where."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ORDER = (
    "errors config text query < source < documents < database < { indexing | search } < mcp < { web | library | cli }"
)
"""Each name may import only names to its left; names between braces do not know each other."""

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "castalia"
PEOPLE = ("web", "library", "cli")
COPIED_BY_OTHERS = ("database", "postgres", "sqlite", "settings", "failures", "deferred", "metrics", "telemetry")
LIMIT = 300


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


SOURCES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}


def imports(tree: ast.AST) -> set[str]:
    """Give the modules of Castalia that a tree imports, those for type checkers included."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = "castalia.(relative)" if node.level else str(node.module)
            inner = {f"{origin}.{alias.name}" for alias in node.names}
            found |= (inner & SOURCES.keys()) or {origin}
    return {name for name in found if name.split(".")[0] == "castalia"}


GRAPH = {name: imports(tree) for name, tree in TREES.items()}


def part(module: str) -> str:
    """Give the name that stands for a module in the order, such as ``database``."""
    return module.partition(".")[2].partition(".")[0]


def rights(order: str) -> dict[str, set[str]]:
    """Read from an order what each name may import."""
    allowed: dict[str, set[str]] = {}
    for group in re.findall(r"\{[^}]*\}|[a-z]+", order):
        left = set(allowed)
        allowed |= {name: left | {name} for name in re.findall(r"[a-z]+", group)}
    return allowed


def test_the_order_is_read_from_left_to_right_with_braces_as_siblings() -> None:
    assert rights("a b < { c | d } < e") == {
        "a": {"a"},
        "b": {"a", "b"},
        "c": {"a", "b", "c"},
        "d": {"a", "b", "d"},
        "e": {"a", "b", "c", "d", "e"},
    }


def test_every_part_of_the_package_has_its_place_in_the_order() -> None:
    parts = {part(module) for module in SOURCES} - {"", "__main__"}

    assert parts <= rights(ORDER).keys()


def test_the_diagram_in_the_documentation_is_the_order_enforced_here() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")

    diagrams = re.findall(r"^```imports\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)

    assert [" ".join(diagram.split()) for diagram in diagrams] == [ORDER]


@pytest.mark.parametrize("module", sorted(SOURCES.keys() - {"castalia", "castalia.__main__"}))
def test_imports_point_only_to_the_left(module: str) -> None:
    allowed = rights(ORDER)[part(module)] | {""}

    assert {name for name in GRAPH[module] if part(name) not in allowed} == set()


def test_only_what_people_use_reads_the_configuration() -> None:
    readers = {part(module) for module, names in GRAPH.items() if "castalia.config" in names}

    assert readers <= set(PEOPLE)


def test_the_web_knows_neither_sources_nor_documents() -> None:
    names = set().union(*(GRAPH[module] for module in SOURCES if part(module) == "web"))

    assert {part(name) for name in names} & {"source", "documents"} == set()


@pytest.mark.parametrize("name", COPIED_BY_OTHERS)
def test_the_database_layer_can_be_copied_without_the_search(name: str) -> None:
    copied, waiting = set[str](), {f"castalia.database.{name}"}
    while waiting:
        copied |= waiting
        waiting = set().union(*(GRAPH[module] for module in waiting)) - copied

    assert {module for module in copied if part(module) != "database"} == set()
    assert "castalia.database.models" not in copied


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = {module: names & SOURCES.keys() - {module} for module, names in GRAPH.items()}
    while free := {module for module, names in left.items() if not names & left.keys()}:
        left = {module: names for module, names in left.items() if module not in free}

    assert left == {}


@pytest.mark.parametrize("module", sorted(module for module in SOURCES if part(module) != "cli"))
def test_nothing_is_imported_inside_a_function_outside_the_command_line(module: str) -> None:
    functions = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_a_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(TREES[module])


def test_a_package_file_holds_only_its_docstring() -> None:
    packages = [name for name, path in SOURCES.items() if path.name == "__init__.py" and name != "castalia"]

    assert [name for name in packages if len(TREES[name].body) != 1] == []


def test_no_file_is_longer_than_the_limit() -> None:
    folders = [ROOT / name for name in ("src", "tests", "examples", "benchmarks", "training")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".css", ".js", ".html"}]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert {path: length for path, length in lengths.items() if length > LIMIT} == {}
