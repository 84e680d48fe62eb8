"""What we claim of searching our handbook holds on both databases, kind by kind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castalia.search.search import search
from tests.search.golden.judgements import read_table

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

TABLES = sorted((Path(__file__).parent / "handbook").glob("*.txt"))


@pytest.mark.parametrize("table", TABLES, ids=[table.stem for table in TABLES])
async def test_every_claim_of_a_kind_holds(shared_handbook: Database, table: Path) -> None:
    broken: list[str] = []
    async with shared_handbook.read_session() as session:
        for judgement in read_table(table):
            found = [result.path for result in (await search(session, judgement.query)).results]
            if not judgement.holds(found):
                broken.append(f"{judgement}: found {found[:3]}")

    assert broken == []
