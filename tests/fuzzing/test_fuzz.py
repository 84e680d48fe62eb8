"""Atheris over queries, pages and passages, where it is installed; it has wheels for few systems."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castalia

if TYPE_CHECKING:
    from collections.abc import Iterable

SECONDS = 60

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is missing: pip install atheris"),
]


def seeds(folder: Path, texts: Iterable[bytes]) -> Path:
    """Write what the search begins with."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / str(number)).write_bytes(text)
    return folder


@pytest.mark.parametrize("target", ["query", "page", "passage"])
def test_no_bytes_break_it(target: str, handbook: Path, tmp_path: Path) -> None:
    pages = [path.read_bytes() for path in sorted(handbook.rglob("*.html"))]
    queries = [b"os.path.join", b"how to read a file", b'kind:class "a b" -c', b"Traceback (most recent call last):\n"]
    corpus = seeds(tmp_path / "corpus", queries if target == "query" else pages)

    finished = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fuzz.py")), target, f"-max_total_time={SECONDS}", str(corpus)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(castalia.__file__).parents[1]), *sys.path])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=SECONDS * 5,
    )

    assert finished.returncode == 0, finished.stderr[-3000:]
