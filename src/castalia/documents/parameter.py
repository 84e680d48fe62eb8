"""The parameters of a signature, told apart without running or trusting anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

POSITIONAL_ONLY = "positional-only"
POSITIONAL_OR_KEYWORD = "positional or keyword"
VARIADIC_POSITIONAL = "variadic positional"
KEYWORD_ONLY = "keyword-only"
VARIADIC_KEYWORD = "variadic keyword"

MAX_PARAMETERS = 200
OPENERS = frozenset("([{")
CLOSERS = frozenset(")]}")
OPTIONAL = "optional"

# A quotation is one token; a mark without its partner is a character like others. No pattern can go back.
QUOTED_OR_BRACKET = re.compile(r"""['"()\[\]{}]""")
SEPARATOR = re.compile(r"""'[^']*'|"[^"]*"|[()\[\]{},]""")
DELIMITER = re.compile(r"""'[^']*'|"[^"]*"|[()\[\]{}:=]""")

C_POINTER_TO_FUNCTION = re.compile(r"\(\s*[*^]\s*(?P<name>[A-Za-z_]\w*)")
C_PARAMETER = re.compile(r"^(?P<type>.*?[\s*&])(?P<name>[A-Za-z_]\w*)(?P<size>(?:\s*\[[^\[\]]*\])*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Args:
        name: Its name, without asterisks; empty where a declaration in C gives only a type.
        kind: How it is given, in the words of Python's ``inspect``.
        default: What it is when it isn't given; empty when it may be left out and nothing more is said,
            ``None`` when it must be given.
        annotation: Its type as shown; empty where none is.
    """

    name: str
    kind: str
    default: str | None
    annotation: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The text between two commas, and whether square brackets make it optional."""

    text: str
    optional: bool


def parse_python_parameters(text: str) -> tuple[Parameter, ...]:
    """Give the parameters that stand between the parentheses of a Python signature."""
    found: list[Parameter] = []
    kind = POSITIONAL_OR_KEYWORD
    for piece in split_parameters(text)[:MAX_PARAMETERS]:
        if piece.text == "/":
            found = [
                replace(parameter, kind=POSITIONAL_ONLY) if parameter.kind == POSITIONAL_OR_KEYWORD else parameter
                for parameter in found
            ]
        elif piece.text == "*":
            kind = KEYWORD_ONLY
        elif piece.text:
            parameter = _python_parameter(piece, kind)
            kind = KEYWORD_ONLY if parameter.kind == VARIADIC_POSITIONAL else kind
            found.append(parameter)
    return tuple(found)


def parse_c_parameters(text: str) -> tuple[Parameter, ...]:
    """Give the parameters that stand between the parentheses of a declaration in C."""
    pieces = [piece.text for piece in split_parameters(text)[:MAX_PARAMETERS] if piece.text]
    return () if pieces == ["void"] else tuple(_c_parameter(piece) for piece in pieces)


def split_parameters(text: str) -> list[Piece]:
    """Split at the commas that separate parameters, in one pass.

    Square brackets that hold whole parameters, ``iter(object[, sentinel])``, say that these are optional;
    those of a type or of a default belong to their parameter.
    """
    if not QUOTED_OR_BRACKET.search(text):
        return [Piece(piece.strip(), optional=False) for piece in text.split(",")]
    return _split_nested(text)


def _split_nested(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    brackets: list[str] = []
    current = ""
    optional = False
    last = 0
    for token in SEPARATOR.finditer(text):
        before, mark = text[last : token.start()], token[0]
        optional = optional if current.strip() or not before.strip() else OPTIONAL in brackets
        current += before
        last = token.end()
        nested = bool(brackets) and brackets[-1] != OPTIONAL
        if mark == "[" and not nested and (not current.strip() or text[last : last + 9].lstrip().startswith(",")):
            brackets.append(OPTIONAL)
        elif mark == "]" and brackets and not nested:
            brackets.pop()
        elif mark == "," and not nested:
            pieces.append(Piece(current.strip(), optional))
            current, optional = "", False
        else:
            _follow(mark, brackets)
            current += mark
    rest = text[last:]
    optional = optional if current.strip() or not rest.strip() else OPTIONAL in brackets
    return [*pieces, Piece((current + rest).strip(), optional)]


def _follow(mark: str, brackets: list[str]) -> None:
    """Keep account of which brackets are open."""
    if mark in OPENERS:
        brackets.append(mark)
    elif mark in CLOSERS and brackets and brackets[-1] != OPTIONAL:
        brackets.pop()


def _python_parameter(piece: Piece, kind: str) -> Parameter:
    named = piece.text.lstrip("*").strip()
    stars = len(piece.text) - len(piece.text.lstrip("*"))
    if stars:
        kind = VARIADIC_POSITIONAL if stars == 1 else VARIADIC_KEYWORD
    elif named in {"...", "…"}:
        kind = VARIADIC_POSITIONAL
    declaration, equals, default = _partition(named, "=")
    name, _, annotation = _partition(declaration, ":")
    value = default.strip() if equals else "" if piece.optional else None
    return Parameter(name.strip(), kind, value, annotation.strip())


def _partition(text: str, separator: str) -> tuple[str, str, str]:
    """Split at the first separator outside of brackets and quotations."""
    depth = 0
    for token in DELIMITER.finditer(text) if separator in text else ():
        mark = token[0]
        if mark == separator and depth == 0:
            return text[: token.start()], separator, text[token.end() :]
        depth += (mark in OPENERS) - (mark in CLOSERS)
    return text, "", ""


def _c_parameter(text: str) -> Parameter:
    if text in {"...", "…"}:
        return Parameter("...", VARIADIC_POSITIONAL, None, "")
    pointer = C_POINTER_TO_FUNCTION.search(text)
    if pointer:
        return Parameter(pointer["name"], POSITIONAL_ONLY, None, text)
    declared = C_PARAMETER.match(text)
    if declared:
        return Parameter(
            declared["name"], POSITIONAL_ONLY, None, f"{declared['type'].strip()}{declared['size'].strip()}"
        )
    # A macro names its arguments without a type.
    return Parameter(text, POSITIONAL_ONLY, None, "")
