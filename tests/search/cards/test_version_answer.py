"""Questions about versions are answered from the notes, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import find_set
from castalia.query.version_question import read_version_question
from castalia.search.cards.version_answer import answer_question

if TYPE_CHECKING:
    from castalia.database.database import Database

Facts = list[tuple[str, str, str]]
DEPRECATED = [("deprecated", "3.1", "leaves — Choosing leaves"), ("deprecated", "3.1", "serving.pour")]


async def facts(database: Database, text: str, version: str = "3.1") -> Facts:
    """Give the notes that answer: kind, version and title."""
    question = read_version_question(text)
    assert question is not None
    async with database.read_session() as session:
        answer = await answer_question(session, await find_set(session, version=version), question)
    return [(note.kind, note.version, note.title) for note in answer.notes] if answer else []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("when was kettle.boil added", [("added", "3.0", "kettle.boil")]),
        ("what changed in kettle.boil", [("changed", "3.1", "kettle.boil"), ("added", "3.0", "kettle.boil")]),
        ("what changed in kettle since 3.0", [("changed", "3.1", "kettle.boil")]),
        ("what changed in kettle in 3.0", [("added", "3.0", "kettle.boil")]),
        ("kettle changes after 3.1", []),
        ("new in 3.0", [("added", "3.0", "kettle.boil")]),
        ("changed in 3.1", [("changed", "3.1", "kettle.boil"), *DEPRECATED]),
        ("is leaves deprecated", [("deprecated", "3.1", "leaves — Choosing leaves")]),
        ("deprecated in 3.1", DEPRECATED),
        ("when was the celsius argument of kettle.boil added", [("changed", "3.1", "kettle.boil")]),
        ("when was the wood argument of kettle.boil added", []),
        ("when was keep_warm added", []),
        ("when was kettle added", []),
        ("new in 2.7", []),
        ("when was xyzzy added", []),
    ],
)
async def test_the_notes_answer(tea: Database, text: str, expected: Facts) -> None:
    assert sorted(await facts(tea, text)) == sorted(expected)


@pytest.mark.anyio
async def test_an_answer_about_a_version_leads_to_what_is_new(tea: Database) -> None:
    question = read_version_question("what changed in 3.1")
    assert question is not None
    async with tea.read_session() as session:
        answer = await answer_question(session, await find_set(session, version="3.1"), question)

    assert answer is not None
    assert (answer.subject, answer.path, answer.total) == ("", "whatsnew/3.1.html", 3)
