"""The full names that Python code uses, found by reading it as Python does; nothing is run."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_NAMES = 100
MAX_NAME_LENGTH = 200
MAX_REMEMBERED = 1_000

BUILTINS = frozenset(dir(builtins))
LITERALS: dict[type[ast.AST], str] = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
    ast.JoinedStr: "str",
}
CONSTANTS: dict[type, str] = {str: "str", bytes: "bytes", int: "int", float: "float", complex: "complex"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
PROMPT = re.compile(r"^(?:>>> ?|In \[\d+\]: ?)")
CONTINUED = re.compile(r"^(?:\.\.\. ?|   +\.\.\.+: ?)")


class NameReader:
    """Reads the examples of a page in their order: imports and variables of one count for those after it.

    Args:
        known: The full name for each last part that the page defines, such as ``batched`` on the page of
            ``itertools``.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self._imports: dict[str, str] = {}
        self._variables: dict[str, str] = {}

    def read(self, code: str, *, prompted: bool) -> tuple[str, ...] | None:
        """Give the names that a block uses, each once; ``None`` when it cannot be read as Python.

        A name is resolved through imports; a method through what was assigned to its variable, where that is
        the result of calling a class. Variables themselves are nobody's API and are left out.
        """
        statements = list(_statements(code)) if prompted else [textwrap.dedent(code)]
        tree = _parse("\n".join(statements))
        trees = [tree] if tree is not None else [_parse(part) for part in statements if len(statements) > 1]
        if all(each is None for each in trees):
            return None
        found: dict[str, None] = {}
        for each in trees:
            if each is not None:
                nodes = list(_nodes(each))
                self._remember(nodes)
                found.update(dict.fromkeys(self._used(nodes)))
        return tuple(name for name in found if len(name) <= MAX_NAME_LENGTH)[:MAX_NAMES]

    def _remember(self, nodes: Sequence[ast.AST]) -> None:
        """Learn what a block imports and assigns."""
        for node in nodes:
            if isinstance(node, ast.Name):
                if not isinstance(node.ctx, ast.Load):
                    self._variables.setdefault(node.id, "")
            elif isinstance(node, ast.Import):
                self._imports |= {alias.asname: alias.name for alias in node.names if alias.asname}
                self._imports |= {(root := alias.name.partition(".")[0]): root for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self._imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, DEFINITIONS):
                self._variables.setdefault(node.name, "")
            elif isinstance(node, ast.arg):
                self._variables.setdefault(node.arg, "")
        if len(self._imports) + len(self._variables) > MAX_REMEMBERED:
            self._imports, self._variables = {}, {}

    def _used(self, nodes: Sequence[ast.AST]) -> Iterator[str]:
        inner: set[ast.AST] = set()
        for node in nodes:
            if isinstance(node, (ast.Attribute, ast.Name)):
                name = "" if node in inner else self._name(node, inner)
                if name:
                    yield name
            elif isinstance(node, ast.Assign):
                self._assign(node.targets[0], node.value)
            elif isinstance(node, ast.withitem):
                self._assign(node.optional_vars, node.context_expr)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from _imported(node)

    def _assign(self, target: ast.expr | None, value: ast.expr) -> None:
        """Note the class of a variable that holds a new object of it."""
        if isinstance(target, ast.Name):
            value = value.value if isinstance(value, ast.Await) else value
            name = self._name(value.func, set()) if isinstance(value, ast.Call) else _literal(value)
            last = name.rpartition(".")[2]
            self._variables[target.id] = name if last[:1].isupper() or name in BUILTINS else ""

    def _name(self, node: ast.expr, inner: set[ast.AST]) -> str:
        """Give the full name of an expression of dots and a root; empty when it has none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            inner.add(node)
            parts.append(node.attr)
            node = node.value
        inner.add(node)
        root = self._root(node.id, alone=not parts) if isinstance(node, ast.Name) else _literal(node)
        if not root or (not parts and not isinstance(node, ast.Name)):
            return ""
        return ".".join((root, *reversed(parts)))

    def _root(self, name: str, *, alone: bool) -> str:
        """Resolve a bare name: through imports, then variables, built-ins, and the names of this page."""
        if name in self._imports:
            return self._imports[name]
        if name in self._variables:
            return "" if alone else self._variables[name]
        if name in BUILTINS:
            return name
        return self._known.get(name, "" if alone else name)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a tree in the order of the code, at a third of the price of ``ast.walk``."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        children: list[ast.AST] = []
        for value in node.__dict__.values():
            if isinstance(value, list):
                children += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                children.append(value)
        children.reverse()
        waiting += children


def _literal(node: ast.expr) -> str:
    """Give the built-in class of a literal; empty for other expressions."""
    return CONSTANTS.get(type(node.value), "") if isinstance(node, ast.Constant) else LITERALS.get(type(node), "")


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module and not node.level:
        yield from (node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names)


def _statements(code: str) -> Iterator[str]:
    """Give what was typed at the prompts of a session, without what was answered."""
    current: list[str] = []
    for line in code.splitlines():
        if PROMPT.match(line):
            if current:
                yield "\n".join(current)
            current = [PROMPT.sub("", line)]
        elif current and CONTINUED.match(line):
            current.append(CONTINUED.sub("", line))
        elif current:
            yield "\n".join(current)
            current = []
    if current:
        yield "\n".join(current)


def _parse(code: str) -> ast.Module | None:
    """Read code as Python; ``None`` when it is not, or nests too deep to be read."""
    with warnings.catch_warnings():
        # Examples may hold odd escapes on purpose; Python warns of them.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
