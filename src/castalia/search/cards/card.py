"""`find_card(session, results)`: the answer at a glance, where it is clear what is asked; nothing is invented."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from castalia.database.current import current_sets
from castalia.database.models import Name, Section
from castalia.database.sets import choose_set
from castalia.query.parse import parse
from castalia.query.query import Intent
from castalia.query.third_party import third_party_name
from castalia.query.version_question import Asked, read_version_question
from castalia.search.cards.removed import find_removal, is_gone, removal_of, replacements
from castalia.search.cards.subject import HEADINGS
from castalia.search.cards.version_answer import answer_question
from castalia.search.definitions.highlights import highlights
from castalia.search.definitions.summary import passage
from castalia.search.definitions.symbols import choose, declarations, define, look_up
from castalia.search.gone import once_more
from castalia.search.ranking.prominence import prominent
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.version_question import VersionQuestion
    from castalia.search.cards.removal import Removal
    from castalia.search.cards.version_answer import VersionAnswer
    from castalia.search.definitions.definition import Definition, Link
    from castalia.search.results import Results

CardKind = Literal["definition", "module", "term", "syntax", "versions", "removed", "absent"]

FEW = 3
"""Of so few things of one name the best result is as good an answer as any."""

_OPERATORS = re.compile(r"[-+*/%<>|&^~!:]")
_SEE = re.compile(r"See (?:also )?(?P<term>[^.]+)\.")


@dataclass(frozen=True, slots=True)
class Card:
    """The answer at a glance.

    Args:
        kind: What is shown: ``definition`` for what has a signature, ``module``, ``term`` of the glossary, ``syntax``
            for an operator or a keyword, ``versions`` for a question about versions, ``removed`` for what is gone,
            ``absent`` for what is no part of the documentation.
        title: What it is about: a full name, a heading, or a library's name.
        path: The place that it is taken from; empty where there is none.
        url: The published address of that place.
        version: The version that it is said of.
        summary: The first sentences; may be empty.
        definition: All that is known of a definition, a module or a term.
        highlights: What a module's page or its other pages mainly hold.
        answer: The notes that answer a question about versions.
        removal: What became of a thing that is gone.
    """

    kind: CardKind
    title: str
    path: str
    url: str
    version: str
    summary: str = ""
    definition: Definition | None = None
    highlights: tuple[Link, ...] = ()
    answer: VersionAnswer | None = None
    removal: Removal | None = None


@once_more
async def find_card(session: AsyncSession, results: Results) -> Card | None:
    """Give the answer at a glance to what was searched for; none where it is not clear what is asked.

    Args:
        session: A session to read with.
        results: What the search found, from its first result on.
    """
    text = results.corrected or results.query
    sets = await current_sets(session)
    documentation = choose_set(sets, project=results.project, version=results.version)
    editions = [each for each in sets if each.project == documentation.project]
    question = read_version_question(text)
    if question is not None:
        card = await _versions(session, documentation, question, editions=editions)
        if card is not None:
            return card
    if results.understood.excluded or results.understood.phrases:
        return None
    return (
        # A library's name may look like a misspelt word of the documentation.
        await _absent(session, documentation, results.query)
        or await _named(session, documentation, text, results=results)
        or await _syntax(session, documentation, text, results=results)
        or await _gone(session, documentation, text, editions=editions, results=results)
    )


@once_more
async def card_of_name(session: AsyncSession, name: str, *, project: str = "python", version: str) -> Card | None:
    """Give the card of a thing by its name, for a page that is not there: what it is, or what became of it."""
    sets = await current_sets(session)
    documentation = choose_set(sets, project=project, version=version)
    editions = [each for each in sets if each.project == documentation.project]
    found = await look_up(session, name, project=project, version=version)
    if found is not None:
        return await _of_definition(session, documentation, found)
    return _removed(await find_removal(session, documentation, name, editions=editions), documentation)


async def _versions(
    session: AsyncSession,
    documentation: DocumentationSet,
    question: VersionQuestion,
    *,
    editions: Sequence[DocumentationSet],
) -> Card | None:
    """Answer a question about versions; about what is gone, say what became of it."""
    if question.subject and question.asked is not Asked.ADDED:
        card = await _gone_subject(session, documentation, question.subject, editions=editions)
        if card is not None:
            return card
    answer = await answer_question(session, documentation, question)
    if answer is None:
        return None
    title = answer.subject or question.span.version
    return Card("versions", title, answer.path, answer.url, documentation.version, answer=answer)


async def _gone_subject(
    session: AsyncSession, documentation: DocumentationSet, name: str, *, editions: Sequence[DocumentationSet]
) -> Card | None:
    """Say what became of what a question is about; nothing where it is still there."""
    found = await look_up(session, name, project=documentation.project, version=documentation.version)
    if found is not None and is_gone(found):
        return await _of_definition(session, documentation, found)
    bare = name.partition("(")[0]
    if found is not None and f".{found.name}".endswith(f".{bare}"):
        return None
    removal = await find_removal(session, documentation, name, editions=editions)
    # `isAlive` is gone although `is_alive` has the same letters: that "what's new" says so decides.
    known = found is not None or bool(await declarations(session, documentation, name))
    return None if removal is None or (known and not removal.version) else _removed(removal, documentation)


async def _named(session: AsyncSession, documentation: DocumentationSet, text: str, *, results: Results) -> Card | None:
    """Give the card of the thing that the whole query names, when the best result is it."""
    if not results.results or not results.results[0].name:
        return None
    best = results.results[0]
    keys = parse(text, documentation.language).keys
    found = [each for key in keys for each in await declarations(session, documentation, key)]
    clear = choose(text, found) or next(iter(await prominent(session, documentation, found)), None)
    if clear is None and len({each.section_id for each in found}) <= FEW:
        clear = next((each for each in found if each.name == best.name), None)
    if clear is None or clear.name != best.name:
        return None
    if results.understood.intent is not Intent.CODE and not is_likely(text, clear.name):
        return None
    return await _of_definition(session, documentation, await define(session, documentation, clear))


def is_likely(text: str, name: str) -> bool:
    """Tell whether a name may be what was typed: keys forgive more than a card may.

    >>> is_likely("taskgroup", "asyncio.TaskGroup"), is_likely("__all__", "all"), is_likely("operator +", "operator")
    (True, False, False)
    """
    operators = set(_OPERATORS.findall(text.partition("(")[0]))
    return operators <= set(name) and ("__" in text) == ("__" in name)


async def _of_definition(session: AsyncSession, documentation: DocumentationSet, found: Definition) -> Card:
    card = Card("definition", found.name, found.path, found.url, documentation.version, found.summary)
    if is_gone(found):
        removal = removal_of(found)
        links = await replacements(session, documentation, removal.text, gone=removal.name)
        return replace(card, kind="removed", removal=replace(removal, replacements=links))
    if found.kind == "module":
        return replace(card, kind="module", definition=found, highlights=highlights(documentation, found))
    if found.kind == "term":
        return await _of_term(session, documentation, found, card=card)
    return replace(card, definition=found)


async def _of_term(session: AsyncSession, documentation: DocumentationSet, found: Definition, *, card: Card) -> Card:
    """Give the card of a term, of the one that it refers to where it says nothing else."""
    other = _SEE.fullmatch(found.summary)
    referred = choose(other["term"], await declarations(session, documentation, other["term"])) if other else None
    if referred is None or referred.role != "std:term":
        return replace(card, kind="term", definition=found)
    meant = await define(session, documentation, referred)
    return Card("term", meant.name, meant.path, meant.url, documentation.version, meant.summary, definition=meant)


async def _syntax(
    session: AsyncSession, documentation: DocumentationSet, text: str, *, results: Results
) -> Card | None:
    """Give the section that defines an operator or a keyword, when the index says so of the best result."""
    if not results.results or results.results[0].name:
        return None
    best = results.results[0]
    query = parse(text, documentation.language)
    roles = HEADINGS[:1] if query.understood.intent is not Intent.OPERATOR else ("index:main", "index")
    statement = (
        select(Section.text)
        .join(Name, (Name.set_id == Section.set_id) & (Name.section_id == Section.id))
        .where(Name.set_id == documentation.id, Name.key.in_(query.keys), Name.role.in_(roles))
        .where(Section.path == best.path.partition("#")[0], Section.title == best.title)
    )
    said = await session.scalar(statement.limit(1))
    if said is None:
        return None
    return Card("syntax", best.title, best.path, best.url, documentation.version, passage(said, query.text))


async def _gone(
    session: AsyncSession,
    documentation: DocumentationSet,
    text: str,
    *,
    editions: Sequence[DocumentationSet],
    results: Results,
) -> Card | None:
    """Say what became of a name that this version does not define and an older one or "what's new" does."""
    if results.understood.intent not in {Intent.NAME, Intent.CODE} or results.corrected:
        return None
    names = results.understood.names or (text,)
    for name in names[:1]:
        if await declarations(session, documentation, name):
            return None
        removal = await find_removal(session, documentation, name, editions=editions)
        if removal is not None and removal.version:
            return _removed(removal, documentation)
    return None


def _removed(removal: Removal | None, documentation: DocumentationSet) -> Card | None:
    if removal is None:
        return None
    return Card(
        "removed", removal.name, removal.path, removal.url, documentation.version, removal.text, removal=removal
    )


async def _absent(session: AsyncSession, documentation: DocumentationSet, text: str) -> Card | None:
    """Say that a well-known library is no part of Python's documentation, where nothing there bears its name."""
    name = third_party_name(text) if documentation.project == "python" else None
    if name is None:
        return None
    # What has a heading or an entry in the index is something here, whatever else bears the name.
    borne = select(Name.id).where(Name.set_id == documentation.id, Name.key == name_key(name)).limit(1)
    if await session.scalar(borne) is not None:
        return None
    return Card("absent", name, "", "", documentation.version)
