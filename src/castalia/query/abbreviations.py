"""What people abbreviate in, the words that the documentation uses for it out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# None of them is a name of Python's own, as `dict` and `async` are: those stand in the documentation themselves.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "addr": ("address",),
        "arg": ("argument",),
        "args": ("arguments",),
        "attr": ("attribute",),
        "auth": ("authentication",),
        "cert": ("certificate",),
        "char": ("character",),
        "chars": ("characters",),
        "cli": ("command", "line"),
        "cmd": ("command",),
        "comp": ("comprehension",),
        "concat": ("concatenate",),
        "config": ("configuration",),
        "db": ("database",),
        "dirs": ("directories",),
        "env": ("environment",),
        "func": ("function",),
        "funcs": ("functions",),
        "lib": ("library",),
        "mem": ("memory",),
        "msg": ("message",),
        "num": ("number",),
        "obj": ("object",),
        "param": ("parameter",),
        "params": ("parameters",),
        "perf": ("performance",),
        "pkg": ("package",),
        "proc": ("process",),
        "rand": ("random",),
        "req": ("request",),
        "secs": ("seconds",),
        "sync": ("synchronize",),
        "temp": ("temporary",),
        "tmp": ("temporary",),
        "tz": ("timezone",),
        "unzip": ("extract",),
        "var": ("variable",),
        "vars": ("variables",),
    }
)


def spelt_out(word: str) -> tuple[str, ...]:
    """Give the words that an abbreviation stands for; none where it is none.

    >>> spelt_out("env"), spelt_out("cli"), spelt_out("environment")
    (('environment',), ('command', 'line'), ())
    """
    return ABBREVIATIONS.get(word.casefold(), ())
