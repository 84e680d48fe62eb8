"""Pages read and taken apart."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from castalia.database.pages import compress
from castalia.documents.clean import is_redirection
from castalia.documents.document import Document, Symbol
from castalia.documents.parse import parse
from castalia.errors import DocumentError

if TYPE_CHECKING:
    from castalia.indexing.progress import Progress
    from castalia.source.source import Source

Declared = dict[str, list[Symbol]]

# Pages that Sphinx generates hold lists of links to the others, not documentation.
GENERATED = ("genindex", "py-modindex", "search", "404", "modindex", "improve-page")
GENERATED_FOLDERS = ("_modules/", "_sources/", "_static/", "_downloads/")


@dataclass(frozen=True, slots=True)
class Library:
    """All pages of a documentation, taken apart.

    Args:
        documents: The pages without their bodies.
        bodies: The bodies by path, compressed as soon as they are read: they are most of what a page holds.
        failures: For each page that could not be read, what was wrong.
    """

    documents: tuple[Document, ...]
    bodies: dict[str, bytes]
    failures: tuple[str, ...]


def read_pages(source: Source, progress: Progress) -> Library:
    """Read and take apart every page that holds documentation."""
    declared: dict[str, Declared] = {}
    for entry in source.inventory:
        names = declared.setdefault(entry.path, {}).setdefault(entry.anchor, [])
        names.append(Symbol(entry.name, entry.role, entry.anchor))
    paths = [path for path in source.paths() if is_documentation(path)]
    progress.stage("reading pages", len(paths))
    documents: list[Document] = []
    bodies: dict[str, Future[bytes]] = {}
    failures: list[str] = []
    # Compression needs nothing of the interpreter, so that another core can do it.
    with ThreadPoolExecutor(1) as aside:
        for path in paths:
            try:
                page = source.page(path)
                if not is_redirection(page.html):
                    document = parse(page, declared.get(path, {}))
                    bodies[path] = aside.submit(compress, document.body)
                    documents.append(replace(document, body=""))
            except DocumentError as error:
                failures.append(str(error))
            progress.advance()
    return Library(tuple(documents), {path: body.result() for path, body in bodies.items()}, tuple(failures))


def is_documentation(path: str) -> bool:
    """Tell whether a page was written rather than generated."""
    name = path.rpartition("/")[2]
    return not path.startswith(GENERATED_FOLDERS) and not ("/" not in path and name.startswith(GENERATED))
