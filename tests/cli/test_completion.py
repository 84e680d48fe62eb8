"""Completing ``--version`` in a shell: what is indexed is offered, and nothing that is away is complained of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

AWAY = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": "1", "POSTGRES_PASSWORD": "made-up"}


def completed(castalia: Callable[..., Result], typed: str, **environment: str) -> tuple[list[str], str]:
    """Ask as bash does, and give what is offered and what was said."""
    words = f"castalia search kettle --version {typed}"
    asking = {"_CASTALIA_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
    finished = castalia(**asking, **environment)
    return finished.stdout.split(), finished.stderr


def test_indexed_versions_are_offered(indexed: Callable[..., Result]) -> None:
    assert completed(indexed, "") == (["3.13", "auto"], "")
    assert completed(indexed, "3.") == (["3.13"], "")


def test_without_an_index_none_is_offered_and_none_is_made(castalia: Callable[..., Result], home: Path) -> None:
    assert completed(castalia, "") == (["auto"], "")
    assert not os.path.lexists(home)


@pytest.mark.parametrize("away", [{"ENV": "nowhere"}, {"ENV": "development", **AWAY}])
def test_what_cannot_be_read_is_passed_over(castalia: Callable[..., Result], away: dict[str, str]) -> None:
    assert completed(castalia, "", **away) == (["auto"], "")
