"""An index of several editions of one documentation, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.indexing.index import index_source
from tests.search.editions import NEWER, OLDER

if TYPE_CHECKING:
    from castalia.database.database import Database


@pytest.fixture
async def editions(indexed: Database) -> Database:
    """The handbook as version 3.1, an older edition, 3.0, and a newer one, 3.2."""
    for source in (OLDER, NEWER):
        await index_source(indexed, source)
    return indexed
