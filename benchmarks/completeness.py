"""How much of what pages hold is kept: ``python -m benchmarks.completeness SOURCE...`` prints a table.

One side is counted in the HTML by ``page_counts``, which knows nothing of how Castalia reads pages; the other is what
Castalia keeps. A source is an archive or a folder of built HTML.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.command_line import existing_path, reported
from benchmarks.page_counts import ELEMENTS, LEFT_OUT, count_index_links, count_page, visible_length
from castalia.documents.clean import is_redirection
from castalia.documents.document import LinkKind
from castalia.documents.note import SOFT_DEPRECATED
from castalia.documents.references import resolve
from castalia.indexing.general_index import general_index, general_index_paths
from castalia.indexing.pages import is_documentation, read_pages
from castalia.indexing.progress import SilentProgress
from castalia.source.archive import ArchiveSource
from castalia.source.folder import FolderSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from castalia.documents.document import Document
    from castalia.source.inventory import InventoryEntry
    from castalia.source.source import Source

SHOWN = 5
"""So many misses of each reason are listed; ``--misses`` lists more."""

WITHOUT_COUNTERPART = frozenset({"see also: boxes", "admonitions", "footnotes", "field lists", "figures", "tables"})
"""Kept as words in their section, so that the characters tell whether they are there."""


@dataclass(slots=True)
class Report:
    """One documentation: what there is, what of it is kept, and what is not, by reason."""

    name: str
    there: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    misses: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0

    def miss(self, reason: str, what: str) -> None:
        """Note what is not kept."""
        self.misses.setdefault(reason, []).append(what)


def measure(source: Source, name: str) -> Report:
    """Read a documentation both ways."""
    report = Report(name)
    started = time.perf_counter()
    library = read_pages(source, SilentProgress())
    report.seconds = time.perf_counter() - started
    pages = {page.path: page for page in library.documents}
    for failure in library.failures:
        report.miss("pages that could not be read", failure)
    _count_html(report, source)
    _count_kept(report, library.documents)
    _count_inventory(report, source, pages)
    _count_index(report, source, pages)
    return report


def _count_html(report: Report, source: Source) -> None:
    for path in filter(is_documentation, source.paths()):
        html = source.page(path).html
        if not is_redirection(html):
            report.there["pages"] += 1
            report.there += count_page(html)


def _count_kept(report: Report, documents: Sequence[Document]) -> None:
    kept = report.kept
    kept["pages"] = len(documents)
    for page in documents:
        kept["sections"] += len(page.sections)
        kinds = Counter(link.kind for link in page.links)
        kept["see also: links"] += kinds[LinkKind.SEE_ALSO]
        kept["children"] += kinds[LinkKind.CHILD]
        kept["links"] += sum(link.kind is not LinkKind.CHILD and "://" not in link.target for link in page.links)
        for section in page.sections:
            kept["headings"] += bool(section.anchor and section.title and not section.signature)
            kept["signatures"] += len(section.signatures)
            kept["signatures with parameters"] += sum(bool(each.parameters) for each in section.signatures)
            kept["signatures that say what they return"] += sum(bool(each.returns) for each in section.signatures)
            kept["blocks of code"] += len(section.examples)
            kept["blocks of Python that name what they use"] += sum(bool(each.names) for each in section.examples)
            kept["tracebacks"] += sum("Traceback (most recent" in each.code for each in section.examples)
            kept["characters"] += visible_length(section.text) + visible_length(section.signature or section.title)
            for note in section.notes:
                kept[f"notes: {note.kind}"] += 1
                # A soft deprecation stands in the markup of a change.
                kept["notes: changed"] += note.kind == SOFT_DEPRECATED


def _count_inventory(report: Report, source: Source, pages: Mapping[str, Document]) -> None:
    for entry in source.inventory:
        report.there["names of the inventory"] += 1
        reason = _why_missing(entry, pages)
        if reason:
            report.miss(
                f"names of the inventory: {reason}", f"{entry.name} ({entry.role}, {entry.path}#{entry.anchor})"
            )
        else:
            report.kept["names of the inventory"] += 1


def _why_missing(entry: InventoryEntry, pages: Mapping[str, Document]) -> str:
    """Say why a name has no section of its own; nothing when it has."""
    page = pages.get(entry.path)
    if page is None:
        return "a generated page" if not is_documentation(entry.path) else "its page is not there"
    index = page.anchors.get(entry.anchor) if entry.anchor else 0
    if index is None:
        return "its id is not on its page, which answers for it"
    bearers = {(symbol.name, symbol.role, symbol.anchor) for symbol in page.sections[index].symbols}
    return "" if (entry.name, entry.role, entry.anchor) in bearers else "its section does not bear it"


def _count_index(report: Report, source: Source, pages: Mapping[str, Document]) -> None:
    terms, failures = general_index(source)
    for failure in failures:
        report.miss("pages of the general index that could not be read", failure)
    for path in general_index_paths(source):
        links, main = count_index_links(source.page(path).html)
        report.there["links of the general index"] += links
        report.there["main entries of the general index"] += main
    for term in terms:
        if resolve(term.target, pages) is None:
            why = "its id is not there" if term.target.partition("#")[0] in pages else "its page is not there"
            report.miss(f"links of the general index: {why}", f"{term.term} {term.detail}: {term.target}")
            continue
        report.kept["links of the general index"] += 1
        report.kept["main entries of the general index"] += term.main


def rows(reports: Sequence[Report]) -> list[list[str]]:
    """Give the table: a row for each thing, a column for each documentation, what is kept of what is there."""
    compared = ("pages", "names of the inventory", "links of the general index", "main entries of the general index")
    names = (*compared, *ELEMENTS, "links", "characters")
    table = [["", *(report.name for report in reports)]]
    table += [[name, *(_share(report, name) for report in reports)] for name in names]
    only_kept = sorted({name for report in reports for name in report.kept} - set(names))
    table += [[name, *(f"{report.kept[name]:,}" for report in reports)] for name in only_kept]
    return [*table, [LEFT_OUT, *(f"{report.there[LEFT_OUT]:,}" for report in reports)]]


def _share(report: Report, name: str) -> str:
    there, kept = report.there[name], report.kept[name]
    if name in WITHOUT_COUNTERPART:
        return f"{there:,}"
    if name == "characters":
        return f"{kept / (there or 1):.2%} of {there:,}"
    return f"{kept:,}" if kept == there else f"{kept:,} of {there:,}"


def show(reports: Sequence[Report], *, misses: int) -> None:
    """Print the table, and what is missing by name."""
    table = rows(reports)
    table.insert(1, ["---", *("---:" for _ in reports)])
    for row in table:
        print(f"| {' | '.join(row)} |")
    for report in reports:
        print(f"\n{report.name}: read in {report.seconds:.1f} s")
        for reason, missed in report.misses.items():
            print(f"- {reason}: {len(missed):,}")
            for each in missed[:misses]:
                print(f"  - {each}")


def main() -> None:
    """Measure the sources that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=existing_path, nargs="+", help="archives, or folders of built HTML")
    parser.add_argument("--project", default="python", help="what the sources are the documentation of")
    parser.add_argument("--misses", type=int, default=SHOWN, help="so many of each reason are listed")
    arguments = parser.parse_args()
    reports = []
    for place in arguments.sources:
        with ExitStack() as stack:
            workspace = Path(stack.enter_context(TemporaryDirectory()))
            source: Source = (
                FolderSource(place, project=arguments.project)
                if place.is_dir()
                else ArchiveSource(place, workspace=workspace, project=arguments.project)
            )
            opened = stack.enter_context(source)
            reports.append(measure(opened, f"{opened.release.project} {opened.release.full}"))
    show(reports, misses=arguments.misses)


if __name__ == "__main__":
    with reported():
        main()
