"""A place of one version is found in another one, wherever its page has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import UnknownVersionError
from castalia.search.definitions.same_place import same_place

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "there", "found"),
    [
        ("library/kettle.html#kettle.boil", "3.0", "library/kettle.html#kettle.boil"),
        ("library/kettle.html#kettle.boil", "3.2", "stove/kettle.html#kettle.boil"),
        ("library/kettle.html#module-kettle", "3.2", "stove/kettle.html#module-kettle"),
        ("library/kettle.html", "3.2", "stove/kettle.html"),
        ("library/kettle.html#kettle.Boiler", "3.0", "library/kettle.html"),
        ("library/kettle.html#kettle.Boiler", "3.2", "stove/kettle.html"),
        ("library/leaves.html#leaves.pick", "3.0", None),
        ("glossary.html", "3.2", None),
        ("index.html", "3.2", "index.html"),
        ("", "3.2", None),
        ("x" * 501, "3.2", None),
        ("kettle%.html", "3.2", None),
        ('library/kettle.html#"><script>', "3.0", "library/kettle.html"),
        ("\0", "3.2", None),
    ],
)
async def test_a_place_is_found_in_another_version(tea: Database, path: str, there: str, found: str | None) -> None:
    async with tea.read_session() as session:
        assert await same_place(session, path, from_version="3.1", to_version=there) == found


async def test_an_unknown_version_is_named(tea: Database) -> None:
    async with tea.read_session() as session:
        with pytest.raises(UnknownVersionError):
            await same_place(session, "index.html", from_version="3.1", to_version="9.9")
