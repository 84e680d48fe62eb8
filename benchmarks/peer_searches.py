"""Sections in, other searches over them out: what ``benchmarks.peers`` compares Castalia with."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import tarfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.errors import UnknownVersionError
from castalia.search.search import search

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from tests.servers.postgres import PostgresServer

    Finder = Callable[[str], list[str]]
    """A query in, the places that answer it out, best first."""

FIRST = 10
"""So many places are asked for."""

WORD = re.compile(r"\w+")
NODE = Path(__file__).parent / "peers_node.mjs"


@dataclass(frozen=True, slots=True)
class Section:
    """What every peer is given of a section."""

    place: str
    title: str
    names: str
    text: str


class UnavailableError(Exception):
    """A peer cannot be had."""


def read_sections(index: Path, version: str) -> list[Section]:
    """Read what is given to every peer.

    Raises:
        UnknownVersionError: The index holds no such version.
    """
    connection = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    statement = """
        SELECT path || CASE anchor WHEN '' THEN '' ELSE '#' || anchor END, title, name || ' ' || terms,
            signature || ' ' || text
        FROM section WHERE set_id = (SELECT id FROM documentation_set WHERE version = ? AND retired_at IS NULL)
        ORDER BY id
    """
    found = [Section(*row) for row in connection.execute(statement, (version,))]
    if not found:
        message = f"{index} does not hold the version {version}"
        raise UnknownVersionError(message)
    return found


def castalia(index: Path, version: str, runner: asyncio.Runner) -> Finder:
    """Search with Castalia in this process, on SQLite."""
    database = SQLiteDatabase(SQLiteSettings(path=index))
    database.setup()

    async def ask(query: str) -> list[str]:
        async with database.read_session() as session:
            return [result.path for result in (await search(session, query, version=version)).results]

    return lambda query: runner.run(ask(query))


def fts5(sections: Sequence[Section]) -> Finder:
    """Search with SQLite's FTS5 and its ``bm25``, fields weighted, words joined by OR."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE section USING fts5(title, names, text, tokenize='porter unicode61')")
    rows = ((section.title, section.names, section.text) for section in sections)
    connection.executemany("INSERT INTO section VALUES (?, ?, ?)", rows)
    statement = "SELECT rowid FROM section WHERE section MATCH ? ORDER BY bm25(section, 10, 5, 1) LIMIT 10"

    def find(query: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(query))
        return [sections[row - 1].place for (row,) in connection.execute(statement, (words,))] if words else []

    return find


async def filled(server: PostgresServer, sections: Sequence[Section]) -> asyncpg.Connection[Any]:
    """Give a connection to a database of a server that holds the sections, indexed."""
    connection = await asyncpg.connect(
        host=server.host,
        port=server.port,
        user=server.username,
        password=server.password,
        database=server.create_database(),
    )
    await connection.execute("CREATE TABLE section (id integer PRIMARY KEY, terms tsvector)")
    statement = """
        INSERT INTO section VALUES ($1, setweight(to_tsvector('english', $2), 'A')
            || setweight(to_tsvector('english', $3), 'B') || to_tsvector('english', $4))
    """
    rows = [(number, each.title, each.names, each.text) for number, each in enumerate(sections)]
    await connection.executemany(statement, rows)
    await connection.execute("CREATE INDEX ON section USING gin (terms); ANALYZE section")
    return connection


def postgres(
    sections: Sequence[Section], connection: asyncpg.Connection[Any], rank: str, runner: asyncio.Runner
) -> Finder:
    """Search with PostgreSQL's full text and one of its ranks, words joined by OR."""
    statement = f"""
        SELECT id FROM section, to_tsquery('english', $1) query WHERE terms @@ query
        ORDER BY {rank}(terms, query) DESC, id LIMIT 10
    """  # noqa: S608 - The name is ours.

    def find(query: str) -> list[str]:
        words = " | ".join(WORD.findall(query))
        return [sections[row["id"]].place for row in runner.run(connection.fetch(statement, words))] if words else []

    return find


def tantivy(sections: Sequence[Section]) -> Finder:
    """Search with tantivy, fields boosted."""
    try:
        engine = import_module("tantivy")
    except ImportError as error:
        raise UnavailableError(
            "tantivy is not installed; `.venv/bin/uv pip install --group benchmarks` brings it along"
        ) from error
    builder = engine.SchemaBuilder()
    for name in ("title", "names", "text"):
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("id", stored=True)
    index = engine.Index(builder.build())
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for number, section in enumerate(sections):
        document = {"title": section.title, "names": section.names, "text": section.text, "id": number}
        writer.add_document(engine.Document(**document))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(query: str) -> list[str]:
        words = " ".join(WORD.findall(query)).lower()
        parsed, _ = index.parse_query_lenient(words, ["title", "names", "text"], {"title": 10.0, "names": 5.0})
        return [sections[searcher.doc(address)["id"][0]].place for _, address in searcher.search(parsed, FIRST).hits]

    return find


class Node:
    """A search that runs under Node: a line of JSON in, a line of JSON out.

    Args:
        kind: Which one.
        given: The file that it reads.
        modules: The folder of the packages of npm.
    """

    def __init__(self, kind: str, given: Path, modules: Path) -> None:
        node = shutil.which("node")
        if node is None:
            raise UnavailableError(f"{kind} needs Node, which is not installed")
        self._process = subprocess.Popen(  # noqa: S603 - A program that was looked for.
            [node, str(NODE), kind, str(given), str(modules)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self._line() != "ready":
            raise UnavailableError(f"{kind} did not start under Node")

    def find(self, query: str) -> list[str]:
        """Ask one query."""
        assert self._process.stdin is not None  # noqa: S101 - For the type checker.
        self._process.stdin.write(json.dumps(query) + "\n")
        self._process.stdin.flush()
        places: list[str] = json.loads(self._line())
        return places

    def _line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - For the type checker.
        return self._process.stdout.readline().strip()


def minisearch(sections: Sequence[Section], folder: Path, cache: Path) -> Finder:
    """Search with minisearch, fields boosted."""
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError("minisearch needs npm, which is not installed")
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / "node_modules" / "minisearch").exists():
        got = subprocess.run([npm, "install", "--silent", "minisearch"], cwd=cache, check=False)  # noqa: S603 - As above.
        if got.returncode:
            raise UnavailableError("minisearch could not be had from npm")
    given = folder / "sections.json"
    given.write_text(json.dumps([[each.place, each.title, each.names, each.text] for each in sections]))
    return Node("minisearch", given, cache / "node_modules").find


def sphinx(archive: Path, folder: Path) -> Finder:
    """Search as the documentation's own page does, with the index that Sphinx built."""
    with tarfile.open(archive) as packed:
        wanted = [member for member in packed if member.name.endswith(("searchindex.js", "searchtools.js"))]
        wanted += [member for member in packed if member.name.endswith("language_data.js")]
        packed.extractall(folder, members=wanted, filter="data")
    [index] = folder.rglob("searchindex.js")
    return Node("sphinx", index.parent, folder).find
