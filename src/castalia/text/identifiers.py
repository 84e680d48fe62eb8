"""Names taken apart: the parts of dotted, snake_case and CamelCase identifiers, and the key a name is looked up by."""

from __future__ import annotations

import re
from unicodedata import category

from castalia.text.combining import MARKS

_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|字+")
"""The words of an identifier, in its outline: other scripts have no regular expression for a capital letter."""

_UPPER, _LOWER, _DIGIT, _CASELESS = "A", "a", "0", "字"
_NOT_IN_KEY = re.compile(rf"(?:[^\w{MARKS}]|_)+")
_CALL = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)?\s*$")
_OPERATOR_PREFIX = re.compile(r"[-%*&|^~<>=+/!:$]*")
_REMARK = re.compile(r"\s+\([^()]*\)$")


def identifier_parts(identifier: str) -> tuple[str, ...]:
    """Give the words an identifier without dots is made of, folded: small letters, and no two ways to write one.

    >>> identifier_parts("HTTPServer"), identifier_parts("lru_cache"), identifier_parts("__init__")
    (('http', 'server'), ('lru', 'cache'), ('init',))
    >>> identifier_parts("ÉcoleNormale"), identifier_parts("größeÄndern"), identifier_parts("ЧитатьФайл")
    (('école', 'normale'), ('grösse', 'ändern'), ('читать', 'файл'))
    """
    words: list[str] = []
    for piece in identifier.split("_"):
        if piece.islower() or piece.isupper() or piece.isdecimal():
            words.append(piece.casefold())
        elif piece:
            words += [piece[found.start() : found.end()].casefold() for found in _CAMEL.finditer(_outline(piece))]
    return tuple(words)


def _outline(piece: str) -> str:
    """Give what kind of character stands at each place: a capital, a small letter, a digit or a letter without case."""
    if piece.isascii():
        return piece
    kinds: list[str] = []
    for character in piece:
        if character.islower():
            kinds.append(_LOWER)
        elif character.isupper() or character.istitle():
            kinds.append(_UPPER)
        elif character.isdecimal():
            kinds.append(_DIGIT)
        elif category(character).startswith("M"):
            # A mark belongs to the letter in front of it, which has case or has none.
            kinds.append(_LOWER if kinds and kinds[-1] in {_UPPER, _LOWER} else _CASELESS)
        else:
            kinds.append(_CASELESS)
    return "".join(kinds)


def name_key(name: str) -> str:
    """Fold a name to the key it is looked up by: case, spaces, dots, underscores and brackets are forgiven.

    Operators in front are kept, since ``-m``, ``%s`` and ``**kwargs`` are not the names ``m``, ``s`` and ``kwargs``;
    a name without a letter or digit, such as ``:=``, is its own key. PostgreSQL takes no text with a NUL in it.

    >>> name_key("os.path.join"), name_key("OS Path_join()"), name_key("-m"), name_key(":=")
    ('ospathjoin', 'ospathjoin', '-m', ':=')
    """
    name = name.replace("\0", "")
    bare = "".join(_CALL.sub("", name.strip()).split()).casefold() or "".join(name.split())
    prefix = _OPERATOR_PREFIX.match(bare)[0]  # type: ignore[index]  # an empty prefix matches too
    folded = _NOT_IN_KEY.sub("", bare)
    return prefix + folded if folded else bare


def without_remark(term: str) -> str:
    """Drop a remark in brackets at the end of an index term: ``:= (colon equals)`` is about ``:=``."""
    return _REMARK.sub("", term)


FIRST_AND_LAST = 3
"""In place of a number of parts: the first one and the last one."""


def partial_names(name: str) -> tuple[tuple[int, str], ...]:
    """Give a dotted name whole (0), its last one and two parts (1, 2), and its first with its last (3).

    Many leave the class out that stands between a module and a method. Only what differs from the whole is given.

    >>> partial_names("os.path.join")
    ((0, 'os.path.join'), (1, 'join'), (2, 'path.join'), (3, 'os.join'))
    """
    pieces = name.split(".")
    shorter = [(count, ".".join(pieces[-count:])) for count in (1, 2) if count < len(pieces) and pieces[-count]]
    around = [(FIRST_AND_LAST, f"{pieces[0]}.{pieces[-1]}")] if len(pieces) > 2 and pieces[0] and pieces[-1] else []  # noqa: PLR2004 - With two parts that is the whole.
    return ((0, name), *shorter, *around)
