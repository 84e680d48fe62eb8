"""The index for programs: opened and searched in three lines, with types that say what comes out."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.errors import EmptyIndexError, IndexStateError, UnknownNameError
from castalia.indexing.index import index_source
from castalia.library import AsyncIndex, Index
from castalia.source.folder import FolderSource

if TYPE_CHECKING:
    from castalia.database.settings import PostgresSettings

ROOT = Path(__file__).parents[2]
CONSUMER = Path(__file__).parent / "consumer.py"


async def fill(database: SQLiteDatabase, handbook: Path) -> None:
    database.setup()
    await create_schema(database)
    with FolderSource(handbook) as source:
        await index_source(database, source)
    await database.aclose()


@pytest.fixture(scope="module")
def home(handbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the handbook."""
    folder = tmp_path_factory.mktemp("home")
    asyncio.run(fill(SQLiteDatabase(SQLiteSettings(path=folder / "index.db")), handbook))
    return folder


def test_an_index_is_opened_and_searched_in_three_lines(home: Path) -> None:
    with Index(home) as index:
        found = index.search("kettle.boil", limit=1)

    assert found.results[0].path == "library/kettle.html#kettle.boil"


def test_everything_can_be_asked(home: Path) -> None:
    with Index(str(home)) as index:
        section = index.section("library/kettle.html#kettle.boil")
        symbol = index.symbol("boil")
        suggested = index.suggest("kett")
        (version,) = index.versions()

    assert section.markdown.startswith("`kettle.boil(litres, *, celsius=100)`")
    assert symbol.name == "kettle.boil"
    assert "kettle" in [each.text for each in suggested]
    assert (version.project, version.version) == ("python", "3.1")
    assert version.indexed_at.utcoffset() is not None


async def test_an_index_is_asked_from_async_code(home: Path) -> None:
    async with AsyncIndex(home) as index:
        found = await index.search("kettle.boil")

    assert found.results[0].name == "kettle.boil"


async def test_ordinary_code_may_ask_where_an_event_loop_runs(home: Path) -> None:
    with Index(home) as index:
        assert index.search("kettle.boil").results


def test_without_a_folder_the_settings_say_where_the_index_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    monkeypatch.delenv("ENV", raising=False)
    monkeypatch.setenv("CASTALIA_HOME", str(home))

    with Index() as index:
        assert index.search("kettle.boil").results


def test_an_index_can_be_opened_again(home: Path) -> None:
    index = Index(home)
    for _ in range(2):
        with index:
            assert index.search("kettle.boil").results


def test_what_is_not_open_says_so(home: Path) -> None:
    with pytest.raises(IndexStateError, match="not open"):
        Index(home).search("tea")


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError, match="castalia index"), Index(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


def test_a_name_that_is_not_there_offers_the_one_that_is(home: Path) -> None:
    with Index(home) as index, pytest.raises(UnknownNameError) as caught:
        index.symbol("kettle.biol")

    assert caught.value.candidates == ("kettle.boil",)


def test_a_server_that_is_away_is_said_to_be(
    postgres_settings: PostgresSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENV", "development")
    monkeypatch.setenv("POSTGRES_HOST", postgres_settings.hosts[0])
    monkeypatch.setenv("POSTGRES_USERNAME", "nobody")
    monkeypatch.setenv("POSTGRES_PASSWORD", "wrong")

    with pytest.raises(IndexStateError, match="the index does not answer"), Index() as index:
        index.search("tea")


@pytest.mark.parametrize("name", ["search", "section", "symbol", "suggest", "versions"])
def test_both_kinds_take_the_same_and_say_the_same(name: str) -> None:
    waiting, asynchronous = getattr(Index, name), getattr(AsyncIndex, name)

    assert inspect.signature(waiting) == inspect.signature(asynchronous)
    assert waiting.__doc__ == asynchronous.__doc__


def test_a_type_checker_understands_a_program_that_asks() -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(CONSUMER)]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    assert (checked.returncode, checked.stdout) == (0, "")
