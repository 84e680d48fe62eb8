"""The queries that benchmarks ask: a file's when one is given, else our golden queries about the real documentation."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.command_line import existing_file
from castalia.errors import SourceError
from tests.search.golden.judgements import read_tables

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping, Sequence

MAX_LENGTH = 500
"""Longer ones are refused by the search."""

GOLDEN = Path(__file__).parent.parent / "tests" / "search" / "golden" / "documentation"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and, where somebody judged them, the places that answer it.

    Args:
        text: What is typed.
        relevant: The grade of each place, 3 for the answer itself.
    """

    text: str
    relevant: Mapping[str, int] = field(default_factory=dict)


def add_argument(parser: ArgumentParser) -> None:
    """Let a command line name files of queries."""
    parser.add_argument(
        "--queries",
        type=existing_file,
        action="append",
        default=[],
        help='a file of queries: one a line, or JSON lines {"query": ..., "relevant": {path: grade}}; may be repeated',
    )


def read_queries(files: Sequence[Path], *, limit: int | None = None) -> list[JudgedQuery]:
    """Give the queries of some files, shuffled in the same way every time.

    Args:
        files: The files; none for our golden queries.
        limit: How many to give at most.
    """
    found = [query for file in files for query in _read(file)] or [
        JudgedQuery(each.query) for each in read_tables(GOLDEN)
    ]
    asked = [query for query in found if query.text.strip() and len(query.text) <= MAX_LENGTH]
    random.Random(1).shuffle(asked)  # noqa: S311 - Nothing secret.
    return asked[:limit]


def _read(file: Path) -> list[JudgedQuery]:
    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [_judged(line) if line.startswith("{") else JudgedQuery(line) for line in lines]
    except (ValueError, KeyError) as error:
        message = f"{file} holds something else than queries, one a line or as JSON lines: {error}"
        raise SourceError(message) from error


def _judged(line: str) -> JudgedQuery:
    values = json.loads(line)
    return JudgedQuery(values["query"], values.get("relevant", {}))
