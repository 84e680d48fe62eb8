"""Pasted code in, the names that it uses and that somebody wants to know about out."""

from __future__ import annotations

import re

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_PROMPT = re.compile(r"^(?:>>>|\.\.\.)\s+")
_FROM = re.compile(rf"^from\s+({_NAME})\s+import\s+\(?\s*([\w.*,\s]+?)\s*\)?$")
_IMPORT = re.compile(rf"^import\s+({_NAME}(?:\s+as\s+\w+)?(?:\s*,\s*{_NAME}(?:\s+as\s+\w+)?)*)$")
_ALIAS = re.compile(r"\s+as\s+\w+$")
_LEAD = re.compile(
    rf"^(?:{_NAME}\s*(?::\s*[\w.\[\], |]+)?=(?!=)\s*"
    rf"|(?:(?:async\s+)?with|await|raise|return|yield|del)\s+(?={_NAME}\s*\())"
)
_DECORATOR = re.compile(rf"^@({_NAME})\s*(?:\(.*)?$", re.DOTALL)
_CALL = re.compile(rf"^({_NAME})\((.*)$", re.DOTALL)
_MEMBER = re.compile(r"^\.([^\W\d]\w*)")
_STRING = re.compile(r"""^([rRbBuUfF]{0,2})(?:"[^"]*"|'[^']*')\.([^\W\d]\w*)""")
_DISPLAY = re.compile(r"^(\[[^\]]*\]|\{[^}]*\}|\([^()]*\)|\d+\.\d+|\d+\s)\.([^\W\d]\w*)")

DISPLAYS = {"[": "list", "{": "dict", "(": "tuple"}
"""What a literal makes, by how it begins."""

ALSO = {"list": ("sequence",), "tuple": ("sequence",), "set": ("frozenset",)}
"""By which other type's name the documentation calls methods that several types have."""


def names_in_code(text: str) -> tuple[str, ...]:
    """Give the names that code uses, the one that matters most first; none where the text is not code.

    >>> names_in_code("from collections import OrderedDict as D"), names_in_code('"abc".removeprefix(')
    (('collections.OrderedDict',), ('str.removeprefix', 'removeprefix'))
    """
    code = _PROMPT.sub("", text.strip())
    code = _LEAD.sub("", code, count=1)
    return _imported(code) or _of_literal(code) or _called(code)


def _imported(code: str) -> tuple[str, ...]:
    if found := _FROM.match(code):
        names = [_ALIAS.sub("", name.strip()) for name in found[2].split(",")]
        return tuple(f"{found[1]}.{name}" if name != "*" else found[1] for name in names if name)
    if found := _IMPORT.match(code):
        return tuple(_ALIAS.sub("", name.strip()) for name in found[1].split(","))
    return ()


def _of_literal(code: str) -> tuple[str, ...]:
    if found := _STRING.match(code):
        kind = "bytes" if "b" in found[1].lower() else "str"
        return (f"{kind}.{found[2]}", found[2])
    if found := _DISPLAY.match(code):
        kind = _type_of(found[1])
        others = (f"{other} {found[2]}" for other in ALSO.get(kind, ()))
        return (f"{kind}.{found[2]}", *others, found[2])
    return ()


def _type_of(literal: str) -> str:
    """Give the type of a display or a number."""
    inner = literal[1:-1].strip()
    if literal[0] == "{" and inner and ":" not in inner:
        return "set"
    if literal[0] == "(" and inner and "," not in inner:
        return "int" if inner.isdecimal() else "str"
    return DISPLAYS.get(literal[0], "float" if "." in literal else "int")


def _called(code: str) -> tuple[str, ...]:
    if found := _DECORATOR.match(code):
        return (found[1],)
    found = _CALL.match(code)
    if found is None:
        return ()
    name, rest = found[1], found[2]
    member = _MEMBER.match(rest[_closing(rest) :])
    if member:
        return (f"{name}.{member[1]}", name)
    # What a method is called on is often a variable.
    return (name, name.rpartition(".")[2]) if name.count(".") == 1 else (name,)


def _closing(rest: str) -> int:
    """Give where the arguments of a call end, behind its closing bracket."""
    depth = 1
    for place, character in enumerate(rest):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return place + 1
    return len(rest)
