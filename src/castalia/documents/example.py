"""Examples of code: in which language, and for Python which names they use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.documents.used_names import NameReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

PYTHON = "python"
TEXT = "text"
TRACEBACK = "traceback"
LANGUAGES = {
    **dict.fromkeys(("python3", "py", "py3", "python", "pycon", "pycon3", "doctest", "ipython", "ipython3"), PYTHON),
    **dict.fromkeys(("none", "text", "default"), TEXT),
    **dict.fromkeys(("pytb", "py3tb", "pytb3"), TRACEBACK),
    **dict.fromkeys(("shell", "sh", "bash", "console", "shell-session"), "shell"),
}
"""Sphinx's names of languages, which are those of Pygments; others keep their own."""

PROMPT = re.compile(r"^(?:>>>|In \[\d+\]:)(?: |$)", re.MULTILINE)
FAILED = "Traceback (most recent call last)"
DEPTH = 9
MAX_CODE = 20_000
"""Longer blocks are listings rather than examples: they stay in the text of their section."""


@dataclass(frozen=True, slots=True)
class Example:
    """A block of code.

    Args:
        language: ``python``, ``c``, ``shell``, ``traceback``, ``text`` ...
        code: The block as shown, prompts and output included.
        names: For Python, the full names that it uses, each once in the order of their first use.
    """

    language: str
    code: str
    names: tuple[str, ...]


class ExampleReader:
    """Reads the examples of one page in their order, since a later one builds on what an earlier one imports.

    Args:
        known: The full name for each last part that this page defines.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._names = NameReader(known)

    def read(self, node: LexborNode) -> Example | None:
        """Give the example of a ``pre``; ``None`` for what is no code, such as a grammar."""
        said = highlighted_as(node)
        code = node.text().strip("\n").rstrip()
        if said is None or not code or len(code) > MAX_CODE:
            return None
        language = LANGUAGES.get(said, said)
        prompted = PROMPT.search(code) is not None
        if code.startswith(FAILED) and not prompted:
            return Example(TRACEBACK, code, ())
        if language != PYTHON and not prompted and said != "default":
            return Example(language, code, ())
        names = self._names.read(code, prompted=prompted)
        # What Sphinx colours by default is Python only if it can be read as Python.
        return Example(PYTHON if names is not None or said != "default" else TEXT, code, names or ())


def highlighted_as(node: LexborNode) -> str | None:
    """Give the language that Sphinx names for a ``pre``; ``None`` when it is no block of code."""
    ancestor: LexborNode | None = node
    for _ in range(DEPTH):
        if ancestor is None:
            return None
        for name in (ancestor.attributes.get("class") or "").split():
            if name.startswith("highlight-"):
                return name.removeprefix("highlight-").lower()
            if name in {"literal-block", "doctest-block"}:
                return "default"
        ancestor = ancestor.parent
    return None
