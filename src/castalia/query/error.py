"""A pasted traceback or error message in, the exception and what its message says wherever it is raised out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RAISED = re.compile(
    r"(?<![\w.])(?:\w+\.)*([A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group))(?::\s|\s*$)"
)
_TRACEBACK = "Traceback (most recent call last)"
_FRAME = re.compile(r'File "[^"]*", line \d+(?:, in \S+)?')
_PLACE = re.compile(r"\bline \d+\b|(?:\bat )?\b0x[0-9a-fA-F]+|\[Errno -?\d+\]|\(char \d+\)|\bposition \d+(?:-\d+)?")
_PATH = re.compile(r"(?:\b[A-Za-z]:)?[\\/](?:[^\s'\",:;()\\/]+[\\/])+[^\s'\",:;()]*|\b[\w-]+\.py\b")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|`([^`]*)`|<([^<>]*)>")
_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\(\))?")
_CALLED = re.compile(r"(?<![\w'\"`<.])([^\W\d]\w*(?:\.\w+)*)\(\)")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_CODE = re.compile(r"(?:Error|code|status)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that somebody met.

    Args:
        exception: The exception's name.
        template: Its message without what differs from case to case.
        names: What the message mentions by name.
    """

    exception: str
    template: str
    names: tuple[str, ...]


def read_error(text: str) -> Failure | None:
    """Read an error; none where no exception with a message stands.

    Args:
        text: What was typed or pasted, in one line or several.
    """
    pasted = _TRACEBACK in text
    text = _FRAME.sub(" ", text) if pasted else text
    raised = list(_RAISED.finditer(text))
    # A name of an exception alone is a name, and no error that somebody met.
    if not raised or not (pasted or raised[0][0].rstrip().endswith(":")):
        return None
    last = raised[-1]
    message = text[last.end() :]
    # Above the last line of a traceback stands the code of whoever pasted it.
    before = "" if pasted else text[: last.start()]
    called = [name for name in _CALLED.findall(message) if "." in name]
    mentioned = tuple(name for name in (*_values(message), *called) if _IDENTIFIER.fullmatch(name))
    template = " ".join(f"{before} {_stripped(message)}".split())
    # What is all of a message, as the key of a KeyError is, says nothing to others.
    names = mentioned if template else ()
    return Failure(last[1], template, names)


def _values(message: str) -> list[str]:
    return [next(filter(None, match.groups()), "") for match in _QUOTED.finditer(message)]


def _stripped(message: str) -> str:
    """Leave out the values of a message: what it quotes, paths, addresses, places and numbers."""
    for pattern in (_PLACE, _PATH, _QUOTED):
        message = pattern.sub(" ", message)
    return _NUMBER.sub(lambda found: found[0] if _CODE.search(message[: found.start()]) else " ", message)
