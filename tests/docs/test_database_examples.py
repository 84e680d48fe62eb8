"""Every example in docs/database.md runs, from top to bottom, as one program."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from castalia.database.failures import DatabaseNotSetUp
from castalia.database.sqlite import SQLiteDatabase
from tests.database.patience import until_ready

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.database.settings import PostgresSettings

pytestmark = pytest.mark.anyio

DOCUMENT = Path(__file__).parents[2] / "docs" / "database.md"


def example_lines() -> str:
    """Give the program that the examples are, each on the line on which the document has it."""
    lines, inside = [], False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        fence = line.startswith("```")
        lines.append(line if inside and not fence else "")
        inside = line == "```python" if fence else inside
    return "\n".join(lines)


@pytest.fixture
def example(postgres_settings: PostgresSettings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the examples, with an environment such as they expect, and give what they define."""
    assert postgres_settings.password is not None
    monkeypatch.setenv("POSTGRES_PASSWORD", postgres_settings.password.get_secret_value())
    monkeypatch.setenv("POSTGRES_HOST", postgres_settings.hosts[0])
    monkeypatch.setenv("POSTGRES_DB_NAME", postgres_settings.name)
    module = ModuleType("database_example")
    # SQLAlchemy looks the annotations of a class up in its module.
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(example_lines(), str(DOCUMENT), "exec"), vars(module))  # noqa: S102 - The document is ours.
    return vars(module)


async def test_the_jobs_and_tests_that_it_shows_pass(example: dict[str, Any]) -> None:
    db: Database = example["db"]
    async with db.lifespan():
        await example["job"]()
    await example["test_a_note_is_kept"]()

    async with db.lifespan(), db.read_session() as session:
        assert list(await session.scalars(example["select"](example["Note"].text))) == ["final"]


async def test_the_routes_that_it_shows_answer(example: dict[str, Any]) -> None:
    db: Database = example["db"]
    transport = httpx2.ASGITransport(app=example["app"])
    async with db.lifespan(), httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        await example["job"]()
        listed = [(await client.get(path)).json() for path in ("/notes", "/fast")]
        exported = (await client.get("/notes.txt")).text
        metrics = (await client.get("/metrics")).text
        removed = [(await client.delete("/notes/1")).status_code for _ in range(2)]
        ready = (await until_ready(client)).json()

    assert listed == [[{"id": 1, "text": "final"}]] * 2
    assert exported == "final\n"
    assert 'database_pool_size{database="main",role="read"} 5.0' in metrics
    assert removed == [204, 404]
    assert ready == {"status": "ready"}


async def test_nothing_is_opened_before_set_up(example: dict[str, Any]) -> None:
    with pytest.raises(DatabaseNotSetUp):
        example["db"].session()


async def test_the_same_code_runs_on_the_sqlite_that_it_shows(
    example: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    example["db"] = small = example["small"]

    async with small.lifespan():
        await example["job"]()

    assert isinstance(small, SQLiteDatabase)
    assert (tmp_path / "notes.db").exists()


def test_every_setting_is_in_its_table(postgres_settings: PostgresSettings) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    elsewhere = {"username", "password", "name", "ssl_root_cert", "target_session_attrs"}
    named = {
        name for row in re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }

    shown = {
        keyword.arg
        for node in ast.walk(ast.parse(example_lines()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
    }

    assert type(postgres_settings).model_fields.keys() - named - shown - elsewhere == set()


def test_the_files_to_copy_are_all_that_the_layer_needs() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text[text.index("## Copy it") : text.index("It needs Python")]
    listed = set(re.findall(r"`(\w+)\.py`", table))
    source = DOCUMENT.parents[1] / "src" / "castalia" / "database"

    needed = {
        name
        for file in listed
        for name in re.findall(
            r"^\s*from castalia\.database(?:\.(\w+))? import", (source / f"{file}.py").read_text(), flags=re.MULTILINE
        )
    }

    assert needed - {""} <= listed
