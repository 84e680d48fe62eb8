"""Python's syntax that has no name of its own: what is typed in, what a general index calls it out."""

from __future__ import annotations

import re

_PRINTF = "% printf-style formatting"
_STRFTIME = "% datetime format"
_SPEC = "format specification mini-language"

# Patterns of a whole query with the entries of the general index that explain them, best first.
SYNTAX: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), entries)
    for pattern, entries in (
        (r"\*\*(?:kwargs|kw|options)", ("** function definition", "** in function calls", "**kwargs")),
        (r"\*args", ("* function definition", "* in function calls", "*args")),
        (r"\*args, ?\*\*kwargs", ("* function definition", "** function definition")),
        (r"%[sri%oeEgF]|%\(\w+\)[a-z]|%[-#0+]*\d*\.\d+[fegd]|%0?\d+[dx]", (_PRINTF, "printf-style formatting")),
        (r"%[dfxXcau]", (_PRINTF, _STRFTIME, "printf-style formatting")),
        (r"%[YymHMSpBbAjUWZzIwVG]|(?:%[a-zA-Z][-/:., ]*){2,}", (_STRFTIME,)),
        (r"[fF][rR]?(?:\"[^\"]*\"?|'[^']*'?)", ("f-string", "formatted string literal", 'f" formatted string literal')),
        (r"[tT][rR]?(?:\"[^\"]*\"?|'[^']*'?)", ("t-string", "template string literal")),
        (r"[rR](?:\"[^\"]*\"?|'[^']*'?)", ("raw string", "raw string literal", 'r" raw string literal')),
        (r"[bB][rR]?(?:\"[^\"]*\"?|'[^']*'?)", ("bytes literal", 'b" bytes literal')),
        (r"[uU](?:\"[^\"]*\"?|'[^']*'?)", ('u" string literal', "string literal")),
        (r"(?:\"\"\"|''').*", ("triple-quoted string", '""" string literal')),
        (r"\w*\[ ?-?\w*:-?\w*(?::-?\w*)? ?\]", ("slicing", ": slicing")),
        (r"\w*\[\.\.\.\]", ("Ellipsis", "...")),
        (r"\[\w+ for \w+ in \w+.{0,40}\]", ("list comprehensions", "comprehensions list")),
        (r"\[ ?\]", ("list displays",)),
        (r"\{ ?\}", ("dictionary displays",)),
        (r"\( ?\)", ("parenthesized forms",)),
        (r"\d+(?:_\d+)+", ("integer literals", "integer literal")),
        (r"\{\w+ ?: ?\w+ for .{1,60}\}", ("dictionary comprehensions", "dict comprehension")),
        (r"\{\w+ for \w+ in .{1,60}\}", ("set comprehensions", "set comprehension")),
        (r"\(\w+ for \w+ in .{1,60}\)", ("generator expression",)),
        (r"\{[!:][^}]*\}|\{\w*:[^}{]{1,20}\}", (_SPEC, "{} in string formatting", "formatted string literal")),
        (r"\{\*\*\w*(?:, ?\*\*\w*)*\}", ("dictionary unpacking", "unpacking dictionary", "** in dictionary displays")),
        (r"\w+, ?\*\w+ ?=? ?\w*|\*\w+, ?\w+ ?=? ?\w*", ("iterable unpacking", "unpacking iterable")),
        (r"(?:\w+ ?= ?)?\w+ if \w+ else \w+", ("conditional expression",)),
        (r"lambda(?: \w+(?:, ?\w+)*)? ?:.{0,40}", ("lambda", "lambda expression")),
        (r"except ?\*", ("except_star", "except*")),
        (r"\\[nrtabfv0xuUN\\'\"]", ("escape sequence",)),
        (r"0[xX][\da-fA-F]*", ("hexadecimal literals", "hexadecimal literal")),
        (r"0[bB][01]*", ("binary literals", "binary literal")),
        (r"0[oO][0-7]*", ("octal literals", "octal literal")),
        (r"\d+[jJ]", ("imaginary literals", "complex number literals")),
    )
)


_WORDS = re.compile(r"(?:[^\W\d_]| (?!if ))+")
"""Letters and spaces, of which only a conditional expression is syntax."""


def index_entries(text: str) -> tuple[str, ...]:
    """Give what a general index calls a piece of syntax; nothing where it is none or has its own entry.

    >>> index_entries("**kwargs")[0], index_entries("a[::2]")[0], index_entries("kwargs")
    ('** function definition', 'slicing', ())
    """
    # Most of what is asked are words, which is quicker to see than that no pattern matches.
    if _WORDS.fullmatch(text):
        return ()
    return next((entries for pattern, entries in SYNTAX if pattern.fullmatch(text)), ())
