"""Somebody else's program, which the type checker must understand."""

from __future__ import annotations

from typing import assert_type

from castalia.library import AsyncIndex, Index
from castalia.search.definitions.definition import Definition
from castalia.search.results import Results
from castalia.search.section_text import SectionText


def first_address(query: str) -> str:
    """Give the address of the best result."""
    with Index("home") as index:
        found = index.search(query, version="3.13", limit=3)
        assert_type(found, Results)
        assert_type(index.section(found.results[0].path, limit=500), SectionText)
        assert_type(index.symbol("asyncio.TaskGroup"), Definition)
        assert_type([each.text for each in index.suggest("taskg")], list[str])
        assert_type([each.release for each in index.versions()], list[str])
        return found.results[0].url


async def how_many(query: str) -> int:
    """Give how many places match."""
    async with AsyncIndex() as index:
        return (await index.search(query)).total.value
