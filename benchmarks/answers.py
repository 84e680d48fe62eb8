"""How right the answers at a glance are: ``python -m benchmarks.answers INDEX.db`` asks, judges and prints a table.

The questions are made of the notes of the index itself, chosen by a hash of their names, and judged against the rows
they were made of: right when just these facts come back, each with its place; absent when there is no answer; wrong
when anything else does. A version that no note of that place holds would be invented.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from benchmarks.command_line import existing_index, reported
from benchmarks.removals import GONE, THIRD_PARTY
from castalia.database.models import Name, Note, Section
from castalia.database.sets import find_set
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.search.cards.card import find_card
from castalia.search.cards.version_answer import MAX_NOTES
from castalia.search.search import search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.cards.card import Card

WHEN = (
    "when was {} added",
    "since when is {} available",
    "which version introduced {}",
    "in which version was {} added?",
)
CHANGED = ("what changed in {}", "{} changes", "what's new in {}", "{} changelog")
SINCE = ("what changed in {} since {}", "{} changes since {}", "what's new in {} since python {}")
DEPRECATED = ("is {} deprecated", "when was {} deprecated", "{} deprecated", "is {} deprecated?")
GONE_FORMS = ("{}", "when was {} removed", "is {} deprecated", "{} replacement", "what happened to {}")
NEW = ("new in {}", "what's new in python {}", "what was added in {}")

Fact = tuple[str, str, str]
"""Kind, version, place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A note with what it stands in."""

    fact: Fact
    text: str
    name: str
    kind: str
    page: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the facts that answer it; ``kind`` is the line of the table that it counts in."""

    kind: str
    text: str
    facts: frozenset[Fact]


def chosen(names: Iterable[str], count: int, *, seed: int) -> list[str]:
    """Choose some names, the same ones each time."""
    return sorted(set(names), key=lambda name: zlib.crc32(f"{seed} {name}".encode()))[:count]


def numbered(forms: Sequence[str], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each name with one of the forms of a question, in turns."""
    return ((forms[number % len(forms)], name) for number, name in enumerate(names))


def parts(version: str) -> tuple[int, ...]:
    """Give a version's numbers; none for what is no version."""
    pieces = version.split(".")
    return tuple(map(int, pieces)) if all(map(str.isdecimal, pieces)) else ()


def questions(rows: Sequence[Row], named: Sequence[Row], count: int, *, seed: int) -> Iterator[Question]:
    """Make questions of notes: so many of each kind.

    Args:
        rows: All notes.
        named: Those of definitions whose full name means nothing else.
        count: How many of each kind.
        seed: Chooses other ones.
    """
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in named:
        by_name[row.name].append(row)
    leaves = {name: notes for name, notes in by_name.items() if notes[0].kind not in {"module", "class", "exception"}}
    added = [name for name, notes in by_name.items() if any(map(_is_bare_addition, notes))]
    for form, name in numbered(WHEN, chosen(added, count, seed=seed)):
        yield Question("when was ... added", form.format(name), _facts(filter(_is_bare_addition, by_name[name])))
    for form, name in numbered(CHANGED, chosen(leaves, count, seed=seed)):
        yield Question("what changed in ...", form.format(name), _facts(leaves[name]))
    deprecated = [name for name, notes in by_name.items() if any(row.fact[0] == "deprecated" for row in notes)]
    for form, name in numbered(DEPRECATED, chosen(deprecated, count, seed=seed)):
        facts = _facts(row for row in by_name[name] if row.fact[0] in {"deprecated", "soft-deprecated", "removed"})
        yield Question("is ... deprecated", form.format(name), facts)
    modules = {row.name: row.page for row in named if row.kind == "module"}
    for form, name in numbered(SINCE, chosen(modules, count, seed=seed)):
        since = chosen(["3.6", "3.8", "3.9", "3.10"], 1, seed=zlib.crc32(name.encode()))[0]
        held = [row for row in rows if row.page == modules[name] or row.name.startswith(f"{name}.")]
        facts = _facts(row for row in held if parts(row.fact[1]) > parts(since))
        yield Question("what changed in a module since ...", form.format(name, since), facts)
    versions = {".".join(row.fact[1].split(".")[:2]) for row in rows if len(parts(row.fact[1])) > 1}
    for form, version in numbered(NEW, chosen(versions, count, seed=seed)):
        new = (row for row in rows if row.fact[0] == "added" and parts(row.fact[1])[:2] == parts(version))
        yield Question("new in ...", form.format(version), _facts(new))


def _is_bare_addition(row: Row) -> bool:
    return row.fact[0] == "added" and not row.text


def _facts(rows: Iterable[Row]) -> frozenset[Fact]:
    return frozenset(row.fact for row in rows)


async def read_notes(session: AsyncSession, set_id: int) -> tuple[list[Row], list[Row]]:
    """Read all notes, and those of definitions whose full name means nothing else."""
    joined = (Section.set_id == Note.set_id) & (Section.id == Note.section_id)
    columns = (Note.kind, Note.version, Note.text, Section.name, Section.kind, Section.path, Section.anchor)
    found = await session.execute(select(*columns).join(Section, joined).where(Note.set_id == set_id))
    rows = [
        Row((kind, version, f"{path}#{anchor}" if anchor else path), text, name, what, path)
        for kind, version, text, name, what, path, anchor in found
    ]
    names = select(Name.name, Name.section_id).where(Name.set_id == set_id, Name.parts == 0, Name.role.contains(":"))
    places: defaultdict[str, set[int]] = defaultdict(set)
    for name, section_id in await session.execute(
        names.where(Name.role.not_like("index%"), Name.role.not_like("std:%"))
    ):
        places[name].add(section_id)
    return rows, [row for row in rows if len(places[row.name]) == 1]


def verdict(question: Question, card: Card | None) -> str:
    """Judge an answer."""
    facts = _told(card)
    if not facts:
        return "right" if not question.facts else "absent"
    if card is not None and card.answer is not None and card.answer.total > MAX_NOTES:
        return "right" if facts < question.facts and card.answer.total >= len(question.facts) else "wrong"
    if card is not None and card.removal is not None:
        # What is gone is told with all that is known of its going.
        return "right" if question.facts <= facts else "wrong"
    return "right" if facts == question.facts else "wrong"


def _told(card: Card | None) -> set[Fact]:
    if card is None:
        return set()
    if card.removal is not None and card.definition is None:
        told = {("deprecated", card.removal.deprecated, card.path), ("removed", card.removal.version, card.path)}
        return {fact for fact in told if fact[1]}
    return {(note.kind, note.version, note.path) for note in card.answer.notes} if card.answer is not None else set()


class Table:
    """Counts what was judged, and prints what was not right where that is wanted."""

    def __init__(self, *, shown: bool) -> None:
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._shown = shown

    def add(self, kind: str, judged: str, *, said: str) -> None:
        """Count an answer."""
        self._counts[kind][judged] += 1
        if self._shown and judged != "right":
            print(f"{judged}: {said}")

    def show(self) -> None:
        """Print the table."""
        for kind, counts in self._counts.items():
            total = counts.total()
            shares = f"{counts['right']:4} of {total:4} right ({counts['right'] / total:.1%})"
            print(f"{kind:36} {shares}, {counts['absent']} absent, {counts['wrong']} wrong")


async def judge(path: Path, *, version: str | None, count: int, seed: int, shown: bool) -> None:
    """Ask every question and print the table."""
    database = SQLiteDatabase(SQLiteSettings(path=path))
    database.setup()
    table = Table(shown=shown)
    async with database.read_session() as session:
        documentation = await find_set(session, version=version)
        rows, named = await read_notes(session, documentation.id)
        invented = 0
        for question in questions(rows, named, count, seed=seed):
            card = await card_of(session, question.text, version)
            said = f"{question.text}: {sorted(_told(card))[:3]} for {sorted(question.facts)[:3]}"
            table.add(question.kind, verdict(question, card), said=said)
            invented += len(_told(card) - _facts(rows))
        await _judge_names(session, version, table)
    await database.aclose()
    print(f"python {documentation.version}: questions made of {len(rows)} notes")
    table.show()
    print(f"versions invented: {invented}")


async def _judge_names(session: AsyncSession, version: str | None, table: Table) -> None:
    """Ask for what is gone, for what was never there, and for what is there."""
    for name, (removed, replaced) in GONE.items():
        for form in GONE_FORMS:
            card = await card_of(session, form.format(name), version)
            judged = _judge_removal(card, removed, replaced=replaced)
            table.add("what became of ...", judged, said=f"{form.format(name)}: {card}")
    for name in THIRD_PARTY:
        card = await card_of(session, name, version)
        judged = "right" if card is not None and card.kind == "absent" else "absent"
        table.add("not in the standard library", judged, said=name)
    for name in sorted(sys.stdlib_module_names):
        card = await card_of(session, name, version)
        judged = "wrong" if card is not None and card.kind == "absent" else "right"
        table.add("no module is called absent", judged, said=name)


def _judge_removal(card: Card | None, removed: str, *, replaced: bool) -> str:
    if card is None or card.removal is None:
        return "absent"
    right = card.removal.version == removed and bool(card.removal.replacement) == replaced
    return "right" if right else "wrong"


async def card_of(session: AsyncSession, text: str, version: str | None) -> Card | None:
    """Give the card of a search."""
    return await find_card(session, await search(session, text, version=version))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=existing_index, help="an index in SQLite")
    parser.add_argument("--version", help="the version to ask; the newest if absent")
    parser.add_argument("--count", type=int, default=40, help="questions of each kind")
    parser.add_argument("--seed", type=int, default=1, help="chooses other questions")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    arguments = parser.parse_args()
    asyncio.run(
        judge(
            arguments.index, version=arguments.version, count=arguments.count, seed=arguments.seed, shown=arguments.show
        )
    )


if __name__ == "__main__":
    with reported():
        main()
