"""Golden queries are read from text, and each claim is true of just the answers that it means."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.search.golden.judgements import Judgement, read_table, read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND = [f"page.html#{letter}" for letter in "abcdefghijkl"]


def claim(claim: str, *letters: str, count: int = 1) -> Judgement:
    return Judgement("names", "query", claim, tuple(f"page.html#{letter}" for letter in letters), count)


@pytest.mark.parametrize(
    ("judgement", "holds"),
    [
        (claim("TopHit", "a"), True),
        (claim("TopHit", "b"), False),
        (claim("TopHit", "x", "a"), True),
        (claim("InTop", "c", count=3), True),
        (claim("InTop", "d", count=3), False),
        (claim("RanksAbove", "a", "b"), True),
        (claim("RanksAbove", "b", "a"), False),
        (claim("RanksAbove", "a", "x"), True),
        (claim("RanksAbove", "x", "a"), False),
        (claim("DoesNotFind", "x"), True),
        (claim("DoesNotFind", "j"), False),
        (claim("DoesNotFind", "k"), True),
        (claim("KnownFailure", "b"), True),
        (claim("KnownFailure", "a"), False),
    ],
)
def test_a_claim_holds_or_not(judgement: Judgement, *, holds: bool) -> None:
    assert judgement.holds(FOUND) is holds


def test_a_table_is_read_line_by_line(tmp_path: Path) -> None:
    table = tmp_path / "operators.txt"
    table.write_text("# How operators are found.\n\na | b > c    InTop(2)  x.html#a or x.html#b\n#   TopHit   y.html\n")

    assert list(read_table(table)) == [
        Judgement("operators", "a | b > c", "InTop", ("x.html#a", "x.html#b"), 2),
        Judgement("operators", "#", "TopHit", ("y.html",), 1),
    ]


@pytest.mark.parametrize("line", ["query", "query TopHit x.html", "query  Best  x.html", "query  TopHit"])
def test_a_line_that_claims_nothing_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "names.txt").write_text(line)

    with pytest.raises(ValueError, match=r"names\.txt, line 1"):
        list(read_table(tmp_path / "names.txt"))


@pytest.mark.parametrize(("folder", "least"), [("handbook", 50), ("documentation", 300)])
def test_there_are_golden_queries_of_many_kinds(folder: str, least: int) -> None:
    judgements: Sequence[Judgement] = read_tables(Path(__file__).parent / folder)

    assert len(judgements) >= least
    assert len({judgement.kind for judgement in judgements}) >= 7
    claims = Counter((judgement.kind, judgement.query, judgement.claim) for judgement in judgements)
    assert [each for each, count in claims.items() if count > 1] == []
