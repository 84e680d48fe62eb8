"""Versions come, change and go while readers search: each answer is true to what is indexed at its moment."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from castalia.database.schema import create_schema
from castalia.database.sets import drop_retired, remove_set, version_order
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.inventory import InventoryEntry
from castalia.source.release import Release
from castalia.web.depends import db
from castalia.web.main import fast_api
from tests.fakes import FakeSource
from tests.web.garden_documentation import page

VERSIONS = ("3.9", "3.13", "3.14", "4.0b1")
WORDS = ("water", "seed", "moss", "spade", "compost")
"""Each edition of a version holds some of these as pages, sections and functions of their own."""

words = st.sampled_from(WORDS)
versions = st.sampled_from(VERSIONS)
anything = st.text(max_size=60) | st.sampled_from(
    ["", " ", '"', "kind:", "in:../..", "version:9", "-", "* OR *", "NEAR(a b)", "%", "\x00", "a" * 600, "(" * 90]
)


def documentation(version: str, chosen: frozenset[str], edition: int) -> FakeSource:
    """Give a small documentation of a version that holds the chosen words."""
    pages, entries = {"index.html": page("<section id='top'><h1>Contents</h1><p>All of it.</p></section>")}, []
    for word in sorted(chosen):
        path, name = f"library/{word}.html", f"{word}.use"
        pages[path] = page(
            f'<section id="module-{word}"><h1>{word}</h1><p>Edition {edition} speaks of {word}.</p>'
            f'<dl class="py function"><dt class="sig sig-object py" id="{name}">{name}()</dt>'
            f"<dd><p>Use the {word} in version {version}.</p></dd></dl></section>"
        )
        entries.append(InventoryEntry(name, "py:function", path, name, name))
    release = Release(project="python", version=version, full=f"{version}.{edition}" if version[-2] != "b" else version)
    return FakeSource(pages, inventory=tuple(entries), release=release)


class Library(RuleBasedStateMachine):
    """The service over an index that changes; ``held`` is what should be there."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner())
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.database = SQLiteDatabase(SQLiteSettings(path=Path(folder) / "index.db"))
        self.database.setup()
        self.runner.run(create_schema(self.database))
        transport = httpx2.ASGITransport(app=fast_api, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")
        self.held: dict[str, frozenset[str]] = {}
        self.edition = 0
        fast_api.dependency_overrides[db.read] = self.database.read

    def teardown(self) -> None:
        """Close everything."""
        fast_api.dependency_overrides.clear()
        self.runner.run(self.client.aclose())
        self.runner.run(self.database.aclose())
        self.stack.close()

    def get(self, path: str, **parameters: str | int) -> httpx2.Response:
        """Ask, and see to it that the answer is no fault."""
        answer = self.runner.run(self.client.get(path, params=parameters))
        assert answer.status_code < 500 or (answer.status_code == 503 and not self.held), answer.text
        assert answer.headers["X-Request-ID"]
        return answer

    def newest(self) -> str:
        """Give the version that is searched when none is named."""
        return max(self.held, key=version_order)

    @rule(version=versions, chosen=st.frozensets(words))
    def index(self, version: str, chosen: frozenset[str]) -> None:
        """Index a version, anew if it is there."""
        self.edition += 1
        source = documentation(version, chosen, self.edition)
        self.runner.run(index_source(self.database, source))
        self.held[version] = chosen

    @rule(version=versions)
    def remove(self, version: str) -> None:
        """Remove a version, if it is there."""
        if self.held.pop(version, None) is not None:
            self.runner.run(remove_set(self.database, project="python", version=version))

    @rule()
    def clean(self) -> None:
        """Drop what was replaced."""
        self.runner.run(drop_retired(self.database))

    @rule(word=words, version=st.none() | versions)
    def search(self, word: str, version: str | None) -> None:
        """Search for a word: it is found where it is, and nowhere else."""
        answer = self.get("/api/v1/search", q=f"{word}.use", **({"version": version} if version else {}))
        asked = version or (self.newest() if self.held else None)
        if not self.held:
            assert answer.json()["type"] == "urn:castalia:problem:empty-index"
        elif asked not in self.held:
            assert (answer.status_code, set(answer.json()["candidates"])) == (404, set(self.held))
        else:
            self.assert_found(answer.json(), word, version=str(asked))

    def assert_found(self, answer: dict[str, Any], word: str, *, version: str) -> None:
        """Compare an answer with what a version holds, and read what it leads to."""
        paths = [result["path"] for result in answer["results"]]
        assert all(result["version"] == version for result in answer["results"])
        assert answer["total"]["value"] >= len(paths)
        if word in self.held[version]:
            assert paths[0] == f"library/{word}.html#{word}.use"
        for path in paths:
            assert self.get(f"/docs/{version}/{quote(path.partition('#')[0])}").status_code == 200

    @rule(query=anything, page=st.integers(-1, 200), version=st.none() | versions)
    def wander(self, query: str, page: int, version: str | None) -> None:
        """Type anything anywhere."""
        edition = {"version": version} if version else {}
        self.get("/search", q=query, page=page, **edition)
        self.get("/api/v1/search", q=query, limit=page, offset=page, **edition)
        self.get("/api/v1/suggest", q=query, **edition)
        self.get(f"/api/v1/symbols/{quote(query) or 'x'}", **edition)
        self.get(f"/docs/{version or 'x'}/{quote(query)}")

    @invariant()
    def what_is_listed_is_what_is_held(self) -> None:
        """List the versions, the newest stable one marked."""
        listed = self.get("/api/v1/versions").json()["versions"]
        assert {each["version"] for each in listed} == set(self.held)
        assert [each["version"] for each in listed if each["newest"]] == ([self.newest()] if self.held else [])


def play(*, examples: int, steps: int) -> None:
    """Let the machine play."""
    rules = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples < 100,
    )
    run_state_machine_as_test(Library, settings=rules)


def test_answers_stay_true_while_versions_come_and_go() -> None:
    play(examples=6, steps=15)


@pytest.mark.soak
def test_answers_stay_true_while_versions_come_and_go_for_long() -> None:
    play(examples=30, steps=30)
