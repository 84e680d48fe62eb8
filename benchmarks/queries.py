"""The queries that benchmarks ask: a file's when one is given, else our golden queries about the real documentation."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping, Sequence

MAX_LENGTH = 500
"""Longer ones are refused by the search."""

STAND_INS = (
    "os.path.join",
    "functools.lru_cache",
    "__getattr__",
    "str",
    "asyncio taskgroup",
    ":=",
    "how to sort a dictionary by value",
    "read a file line by line",
    "run a shell command and get its output",
    "convert string to datetime",
    "list of lists",
    "what is the difference between a list and a tuple",
    "importlib.metadta",
    "remove duplicates from a list while keeping the order",
    "TypeError: unhashable type: 'list'",
    "parse command line arguments",
)
"""Of each kind a few, for whoever has no file of queries at hand."""


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
        type=Path,
        action="append",
        default=[],
        help='a file of queries: one a line, or JSON lines {"query": ..., "relevant": {path: grade}}; may be repeated',
    )


def read_queries(files: Sequence[Path], *, limit: int | None = None) -> list[JudgedQuery]:
    """Give the queries of some files, shuffled in the same way every time.

    Args:
        files: The files; none for a few queries of our own.
        limit: How many to give at most.
    """
    found = [query for file in files for query in _read(file)] or [JudgedQuery(text) for text in STAND_INS]
    asked = [query for query in found if query.text.strip() and len(query.text) <= MAX_LENGTH]
    random.Random(1).shuffle(asked)  # noqa: S311 - Nothing secret.
    return asked[:limit]


def _read(file: Path) -> list[JudgedQuery]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_judged(line) if line.startswith("{") else JudgedQuery(line) for line in lines]


def _judged(line: str) -> JudgedQuery:
    values = json.loads(line)
    return JudgedQuery(values["query"], values.get("relevant", {}))
