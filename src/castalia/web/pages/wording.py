"""How values read in a sentence: counts, durations, names of editions, messages with code in them, snippets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup, escape

from castalia.database.age import age
from castalia.query.query import Intent
from castalia.web.edition import DEFAULT_PROJECT
from castalia.web.pages.pagination import PAGE_SIZE

if TYPE_CHECKING:
    from castalia.query.query import Understood
    from castalia.search.results import Results, Total

CODE_SPAN = re.compile(r"`([^`\n]+)`")

HEADING = 80
"""The characters of a query that a heading or a title shows."""

ARGUMENTS = re.compile(r"(?<=\w)\(.*", re.DOTALL)

FOREIGN_TAG = re.compile(r"<(?!/?mark>)")
"""The start of any tag but those that snippets are made of."""

NOTES = {
    "added": ("New", "in"),
    "changed": ("Changed", "in"),
    "deprecated": ("Deprecated", "since"),
    "soft-deprecated": ("Not for new code", "since"),
    "removed": ("Removed", "in"),
    "removal": ("To be removed", "in"),
}
"""What notes and badges say of a version."""

INTENTS = {Intent.CODE: "code", Intent.ERROR: "an error message"}
"""What is worth saying that a query was taken for; that it is a name or a question, its results say."""


class Released(Protocol):
    """Whatever belongs to one release of a project."""

    @property
    def project(self) -> str:
        """The project's key."""

    @property
    def release(self) -> str:
        """The full release."""


def edition_name(released: Released) -> str:
    """Give the name of a documentation, such as ``Python 3.13.5``."""
    return f"{project_title(released.project)} {released.release}"


def searched_name(found: Results) -> str:
    """Give the name of what was searched, such as ``Python 3.13.5`` or ``all versions of Python``."""
    if found.all_versions:
        return f"all versions of {'all projects' if found.all_projects else project_title(found.project)}"
    return "all projects" if found.all_projects else edition_name(found)


def project_title(project: str) -> str:
    """Give a project's name as it is written in a sentence."""
    return "Python" if project == DEFAULT_PROJECT else project


def result_count(total: Total) -> str:
    """Give a number of results, such as ``About 1,230 results``; only what fits on one page claims to be exact."""
    noun = "result" if total.value == 1 else "results"
    about = "About " if total.relation == "gte" or total.value > PAGE_SIZE else ""
    return f"{about}{total.value:,} {noun}"


def duration(milliseconds: float) -> str:
    """Give a time taken, such as ``4 ms``."""
    return f"{milliseconds:,.0f} ms" if milliseconds >= 1 else "under 1 ms"


def sentence(text: str) -> str:
    """End a message as a sentence ends.

    >>> sentence("the query is empty"), sentence("Why?")
    ('the query is empty.', 'Why?')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."


def beginning(text: str) -> str:
    """Give as much of a query as a heading has place for; the box has the whole."""
    return text if len(text) <= HEADING else f"{text[: HEADING - 1].rstrip()}…"


def code_spans(text: str) -> Markup:
    """Escape a message and show what stands in backticks as code."""
    return Markup(CODE_SPAN.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - Escaped on the same line.


def short_title(title: str) -> str:
    """Give a title as it stands in a breadcrumb: a module by its name alone, a definition without its arguments.

    >>> short_title("os — Miscellaneous operating system interfaces"), short_title("class kettle.Boiler(capacity)")
    ('os', 'class kettle.Boiler')
    """
    return ARGUMENTS.sub("", title.partition(" — ")[0])


def within(name: str, owner: str) -> str:
    """Give a name without that of what it belongs to, which stands above it.

    >>> within("kettle.Boiler.switch_on", "kettle.Boiler")
    'switch_on'
    """
    return name.removeprefix(f"{owner}.") if owner else name


def snippet(html: str) -> Markup:
    """Take a snippet as the HTML it is, and any tag but ``<mark>`` as text, should one ever get into it."""
    return Markup(FOREIGN_TAG.sub("&lt;", html))  # noqa: S704 - Nothing but marks is left of its tags.


def signature(text: str, name: str) -> Markup:
    """Give a signature with its name in bold; what a method's lacks of it stands before it.

    A line breaks after its dots and its parenthesis rather than within a name.

    >>> signature("async cancel()", "asyncio.TaskGroup.cancel")
    Markup('async <span class="owner">asyncio.<wbr>TaskGroup.<wbr></span><strong>cancel</strong>(<wbr>)')
    """
    parts = name.split(".")
    for number in range(len(parts)):
        before, found, after = text.partition(".".join(parts[number:]))
        if found:
            owner = Markup("").join(Markup("{}.<wbr>").format(part) for part in parts[:number])
            lacking = Markup('<span class="owner">{}</span>').format(owner) if owner else ""
            arguments = escape(after).replace("(", Markup("(<wbr>"), 1)
            return Markup("{}{}<strong>{}</strong>{}").format(before, lacking, found, arguments)
    return Markup("<strong>{}</strong>").format(text or name)


def note_label(kind: str, version: str) -> str:
    """Say what happened in a version, such as ``New in 3.12``; without one, only what happened."""
    said, preposition = NOTES.get(kind, (kind.capitalize(), "in"))
    return f"{said} {preposition} {version}" if version else said


def understanding(understood: Understood) -> list[tuple[str, str]]:
    """Say what a query was understood as beyond its words: pairs of what is said and of what it is said."""
    filters = understood.filters
    said = [
        ("Understood as", INTENTS.get(understood.intent, "")),
        ("Only in", filters.place or ""),
        ("Only of the kind", filters.kind or ""),
        ("With exactly", ", ".join(understood.phrases)),
        ("Without", ", ".join(understood.excluded)),
    ]
    return [(words, what) for words, what in said if what]


FILTERS = {
    each.__name__: each
    for each in (
        age,
        edition_name,
        searched_name,
        project_title,
        result_count,
        duration,
        sentence,
        beginning,
        code_spans,
        short_title,
        within,
        snippet,
        signature,
        note_label,
        understanding,
    )
}
