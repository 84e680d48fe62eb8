"""Two editions of a small documentation; every answer from it shows which of the two was searched."""

from __future__ import annotations

import random
from itertools import count, product
from typing import TYPE_CHECKING

from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITIONS = {"earlier": "3.13.5", "later": "3.13.6"}
"""The word that stands in each sentence of an edition, and the release it says it is."""

PAGES = 12
SECTIONS = 10
SENTENCES = 4

SYLLABLES = ("ba", "lo", "mi", "ra", "ne", "tu", "so", "ki")
LENGTH = 3
"""The syllables of each word."""

WORDS = tuple("".join(syllables) for syllables in product(SYLLABLES, repeat=LENGTH))

QUERIES = tuple(f"{first} {second}" for first, second in zip(WORDS[::8], WORDS[1::8], strict=True))
"""Queries of two words each; every word stands in several sections."""

PAGE = '<!DOCTYPE html><html lang="en"><body><div class="body" role="main">{main}</div></body></html>'
SECTION = '<section id="{anchor}"><h{level}>{title}</h{level}>{text}{inner}</section>'
SENTENCE = "<p>The {edition} edition has {words}.</p>"


def absent_words() -> Iterator[str]:
    """Give words that stand in neither edition, each once, without end.

    A query that leaves such a word out is one that was never asked, and what answers it is known all the same. No
    service can answer it from memory: it has to look into the texts, which stand in the database alone.
    """
    return ("".join(syllables) for length in count(LENGTH + 1) for syllables in product(SYLLABLES, repeat=length))


def write_edition(folder: Path, edition: str, *, bulk: int = 0) -> Path:
    """Write an edition as Sphinx would have built it, and say where.

    Args:
        folder: Where to write it; made when it is missing.
        edition: One of ``EDITIONS``.
        bulk: Words to add to each section, for an index that needs much space.
    """
    # Both editions say the same but for one word, so that only that word tells them apart.
    words = random.Random(8)  # noqa: S311 - Nothing secret.
    pages = {f"library/{number}.html": _page(words, edition, number=number, bulk=bulk) for number in range(PAGES)}
    return write_documentation(folder, release=EDITIONS[edition], pages=pages)


def _page(words: random.Random, edition: str, *, number: int, bulk: int) -> str:
    inner = "".join(
        SECTION.format(
            anchor=f"part-{number}-{part}",
            level=2,
            title=f"Of {words.choice(WORDS)}",
            text=_text(words, edition, bulk=bulk),
            inner="",
        )
        for part in range(SECTIONS)
    )
    title = f"On {words.choice(WORDS)} and {words.choice(WORDS)}"
    text = _text(words, edition, bulk=0)
    return PAGE.format(main=SECTION.format(anchor=f"page-{number}", level=1, title=title, text=text, inner=inner))


def _text(words: random.Random, edition: str, *, bulk: int) -> str:
    sentences = [
        SENTENCE.format(edition=edition, words=" and ".join(words.choices(WORDS, k=4))) for _ in range(SENTENCES)
    ]
    added = " ".join(f"{words.choice(WORDS)}{words.randrange(10_000)}" for _ in range(bulk))
    return "".join(sentences) + (f"<p>{added}</p>" if bulk else "")
