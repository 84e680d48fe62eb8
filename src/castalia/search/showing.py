"""Ranked candidates come in, results as they are shown go out, with what only the few that are shown need."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from castalia.documents.kinds import PLACES, kind_of
from castalia.search.address import base_of, place_of, quoted
from castalia.search.definitions.versions import versions_of
from castalia.search.explanation import explained
from castalia.search.gone import SetGoneError
from castalia.search.ranking.ranking import WEIGHTS, name_score, signals
from castalia.search.ranking.sections import texts_of
from castalia.search.results import Result
from castalia.search.snippets import Passages
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.ranking.candidates import Candidate, Ranked
    from castalia.search.ranking.ranking import NameHit

MENTIONS = frozenset({"heading", "index", "index:main", "index:member", *PLACES})
"""Names that call a section by what it is about, so that its own title says it better."""


@timed("showing")
async def show(
    session: AsyncSession, chosen: Sequence[Ranked], *, sets: Sequence[DocumentationSet], explain: bool
) -> tuple[Result, ...]:
    """Make results of candidates, reading what is needed set by set.

    Args:
        session: A session to read with.
        chosen: Those to be shown, the best first.
        sets: What is indexed, the newest version of each project first.
        explain: Whether each result says what its score is made of.
    """
    of_pool = {id(each.pool): [other for other in chosen if other.pool is each.pool] for each in chosen}
    shown: dict[int, Result] = {}
    for ranked in of_pool.values():
        results = await _of_set(session, ranked, sets=sets, explain=explain)
        shown |= zip(map(id, ranked), results, strict=True)
    return tuple(shown[id(each)] for each in chosen)


async def _of_set(
    session: AsyncSession, chosen: Sequence[Ranked], *, sets: Sequence[DocumentationSet], explain: bool
) -> list[Result]:
    """Make results of candidates of one set."""
    query, edition = chosen[0].pool.asked.query, chosen[0].pool.asked.documentation
    texts = await _texts(session, edition, [each.candidate for each in chosen])
    asked = [asked_for(query, each.candidate.features.hits) for each in chosen]
    names = {name for each, hit in zip(chosen, asked, strict=True) if (name := name_of(each.candidate, hit))}
    versions = await versions_of(session, [each for each in sets if each.project == edition.project], names)
    passages = Passages(chosen[0].pool.rarity, edition.language)
    shown = _Shown(edition.project, edition.version, base_of(edition), versions, passages)
    return [
        shown.result(
            each,
            hit,
            text=texts[each.candidate.row.id],
            values=signals(query, each.features) if explain else None,
        )
        for each, hit in zip(chosen, asked, strict=True)
    ]


async def _texts(
    session: AsyncSession, documentation: DocumentationSet, candidates: Sequence[Candidate]
) -> Mapping[int, str]:
    """Give the texts of the few sections that are shown."""
    known = {each.row.id: each.row.text for each in candidates if each.row.text is not None}
    missing = [each.row.id for each in candidates if each.row.id not in known]
    if not missing:
        return known
    read = await texts_of(session, documentation, missing)
    if len(read) < len(missing):
        raise SetGoneError(documentation)
    return {**known, **read}


class _Shown(NamedTuple):
    """What the results of one set have in common.

    Args:
        project: The set's project.
        version: Its version.
        base: What the addresses of its places begin with.
        versions: The versions that define each name.
        passages: The passages of its texts for the query.
    """

    project: str
    version: str
    base: str
    versions: Mapping[str, tuple[str, ...]]
    passages: Passages

    def result(self, ranked: Ranked, asked: NameHit | None, *, text: str, values: Mapping[str, float] | None) -> Result:
        """Make the result of a candidate."""
        candidate, row = ranked.candidate, ranked.candidate.row
        named_by = asked if asked is not None and asked.role not in MENTIONS else None
        anchor = asked.anchor if asked is not None and asked.anchor else row.anchor
        path = place_of(row.path, anchor)
        name = name_of(candidate, asked)
        return Result(
            path=path,
            url=self.base + quoted(path),
            title=named_by.name if named_by else row.title,
            kind=kind_of(named_by.role) if named_by else row.kind,
            name=name,
            breadcrumb=tuple(row.breadcrumb.split("\n")) if row.breadcrumb else (),
            folder=row.folder,
            project=self.project,
            version=self.version,
            snippet=self.passages.opening(text) if named_by else self.passages.telling(text),
            score=ranked.score,
            versions=self.versions.get(name) or ranked.versions,
            explanation=explained(values, WEIGHTS) if values is not None else None,
            section_id=row.id,
        )


def asked_for(query: Query, hits: Sequence[NameHit]) -> NameHit | None:
    """Give the name by which a section was asked for, so that the answer bears it and its anchor.

    Args:
        query: The query.
        hits: The section's names that the query bears or holds.
    """
    return max((hit for hit in hits if hit.whole), key=lambda hit: name_score(query, hit), default=None)


def name_of(candidate: Candidate, asked: NameHit | None) -> str:
    """Give the name that a candidate bears in the answer; empty for prose.

    Args:
        candidate: The candidate.
        asked: The name by which it was asked for.
    """
    name: str = asked.name if asked is not None and asked.role not in MENTIONS else candidate.row.name
    return name
