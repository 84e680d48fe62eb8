"""What a definition is called, from the role that Sphinx gave it."""

from __future__ import annotations

KINDS = {
    "py:module": "module",
    "py:function": "function",
    "py:method": "method",
    "py:classmethod": "method",
    "py:staticmethod": "method",
    "py:attribute": "attribute",
    "py:property": "attribute",
    "py:data": "data",
    "py:class": "class",
    "py:exception": "exception",
    "py:decorator": "function",
    "std:label": "section",
    "std:doc": "page",
    "std:term": "term",
    "std:token": "grammar",
    "std:cmdoption": "option",
    "std:option": "option",
    "std:envvar": "envvar",
    "std:opcode": "opcode",
    "std:pdbcommand": "command",
    "std:monitoring-event": "event",
}

PLACES = frozenset({"std:label", "std:doc"})
"""Roles that name a place in the documentation rather than something it defines."""


def kind_of(role: str) -> str:
    """Give the kind of a role: ``py:method`` is a ``method``, ``c:macro`` a ``c-macro``, others their own."""
    if role in KINDS:
        return KINDS[role]
    domain, _, name = role.partition(":")
    return name if domain in {"py", "std"} else f"{domain}-{name}"
