"""Whatever the description of the API allows, and what it does not: no answer is a fault, and each is as described."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.python import asgi

from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource
from castalia.web.main import fast_api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schemathesis.schemas import BaseSchema

APPLICATION: Any = fast_api
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


async def index_handbook(home: Path, handbook: Path) -> None:
    """Make an index of the handbook in a home folder."""
    database = SQLiteDatabase(SQLiteSettings(path=home / "index.db"))
    async with database.lifespan():
        await create_schema(database)
        with FolderSource(handbook) as source:
            await index_source(database, source)


@pytest.fixture(scope="module")
def description(handbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The service over the handbook, as its own description describes it."""
    home = tmp_path_factory.mktemp("home")
    asyncio.run(index_handbook(home, handbook))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("ENV", "")
        patch.setenv("CASTALIA_HOME", str(home))
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", APPLICATION)
        asgi.shutdown_lifespans()


def ask(description: BaseSchema, mode: GenerationMode, *, examples: int) -> None:
    """Ask for anything that the description allows, or forbids, and compare each answer with what it promises."""

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=examples < 1000
    )
    @given(description.as_strategy(mode))
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(session=client)

    with asgi.get_client(APPLICATION) as client:
        check()


@pytest.mark.parametrize("mode", MODES)
def test_every_answer_is_as_described(description: BaseSchema, mode: GenerationMode) -> None:
    ask(description, mode, examples=150)


@pytest.mark.soak
@pytest.mark.parametrize("mode", MODES)
def test_every_answer_is_as_described_at_length(description: BaseSchema, mode: GenerationMode) -> None:
    ask(description, mode, examples=5000)
