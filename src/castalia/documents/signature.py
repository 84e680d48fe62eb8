"""A signature as it is shown, taken apart: its parameters and what it returns, for Python and for C."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.documents.parameter import Parameter, parse_c_parameters, parse_python_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 5_000
"""A longer signature is shown but not taken apart: it is data, or an attack."""

C_DOMAINS = frozenset({"c", "cpp"})
DOMAINS = frozenset({"py", "js"}) | C_DOMAINS
"""The domains whose signatures are those of functions and variables; others have a syntax of their own."""

PAIRS = {"(": ")", "[": "]", "{": "}"}
BRACKET = re.compile(r"""'[^']*'|"[^"]*"|[()\[\]{}]""")
ARROW = re.compile(r"\s*(?:→|->)\s*")
C_NAME = re.compile(r"(?<![\w.:~])[A-Za-z_][\w.:~]*\s*$")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a definition.

    Args:
        name: The full name that it defines.
        anchor: The id of the signature; may be empty.
        text: How it is shown, on one line.
        parameters: What it takes; ``None`` for what cannot be called, such as a constant.
        returns: The annotation of what it returns, or of what it holds; empty where nothing is said.
    """

    name: str
    anchor: str
    text: str
    parameters: tuple[Parameter, ...] | None
    returns: str


def parse_signature(text: str, *, name: str, anchor: str, domain: str) -> Signature:
    """Take a signature apart; what cannot be understood is left as it is shown, never refused.

    Args:
        text: How it is shown, on one line.
        name: The full name that it defines.
        anchor: The id of the signature.
        domain: Sphinx's name of the language, such as ``py`` or ``c``.
    """
    parameters: tuple[Parameter, ...] | None = None
    returns = ""
    if domain in DOMAINS and len(text) <= MAX_LENGTH:
        groups = list(_groups(text))
        if domain in C_DOMAINS:
            parameters, returns = _c_parts(text, groups)
        elif groups:
            start, end = groups[0]
            parameters = parse_python_parameters(text[start + 1 : end])
            arrow = ARROW.match(text, end + 1)
            returns = text[arrow.end() :].strip() if arrow else ""
        else:
            returns = _annotation(text)
    return Signature(name, anchor, text, parameters, returns)


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Give where each outermost pair of parentheses opens and closes; one that never closes ends with the text."""
    expected: list[str] = []
    start = -1
    for bracket in BRACKET.finditer(text):
        character, position = bracket[0], bracket.start()
        if character in PAIRS:
            if not expected:
                start = position
            expected.append(PAIRS[character])
        elif expected and character == expected[-1]:
            expected.pop()
            if not expected and character == ")":
                yield start, position
    if expected and start >= 0 and text[start] == "(":
        yield start, len(text)


def _c_parts(text: str, groups: list[tuple[int, int]]) -> tuple[tuple[Parameter, ...] | None, str]:
    """Give the parameters and the type of a declaration in C; those of a pointer to a function come last."""
    if not groups:
        return None, _before_name(text)
    start, end = groups[-1]
    returns = text[: groups[0][0]].strip() if len(groups) > 1 else _before_name(text[:start])
    return parse_c_parameters(text[start + 1 : end]), returns


def _before_name(text: str) -> str:
    """Give the type in front of the name that a declaration in C ends with."""
    declared = C_NAME.search(text)
    return text[: declared.start()].strip() if declared else ""


def _annotation(text: str) -> str:
    """Give the annotation of a variable: ``maxsize: int = 5`` is an ``int``."""
    _, colon, rest = text.partition(": ")
    return rest.partition(" = ")[0].strip() if colon else ""
