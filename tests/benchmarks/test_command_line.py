"""What a benchmark says to a command line that cannot be measured: a sentence, never a traceback, and no new file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.command_line import reported
from castalia.errors import UnknownVersionError
from tests.servers.postgres import PostgresMissingError

ROOT = Path(__file__).parents[2]

NOTHING, TEXT = "nothing-is-here", __file__


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("benchmarks", NOTHING), f"there is no file {NOTHING}"),
        (("benchmarks", "--queries", NOTHING), f"there is no file {NOTHING}"),
        (("benchmarks.faults", "--only", "bla"), "nothing has 'bla' in its name; there is: restart, network frozen,"),
        (("benchmarks.indexing", NOTHING), f"there is no file {NOTHING}"),
        (("benchmarks.latency", NOTHING), f"there is no file {NOTHING}"),
        (("benchmarks.load", NOTHING), f"there is no file {NOTHING}/index.db"),
        (("benchmarks.peers", TEXT, NOTHING), f"{TEXT} is no archive"),
        (("benchmarks.scale", TEXT), f"{TEXT} is no index in SQLite"),
        (("benchmarks.scale", NOTHING), f"there is no file {NOTHING}"),
    ],
    ids=lambda value: " ".join(value)[-60:] if isinstance(value, tuple) else "",
)
def test_what_is_missing_or_wrong_is_named_beside_the_usage(arguments: tuple[str, ...], expected: str) -> None:
    said = ran(*arguments)

    assert expected in said.stderr
    assert said.stderr.startswith("usage: ")
    assert "Traceback" not in said.stderr
    assert (said.returncode, said.stdout) == (2, "")
    assert not (ROOT / NOTHING).exists()


def test_a_file_that_holds_no_queries_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "queries").write_text('{"question": "kettle"}\n', encoding="utf-8")
    said = ran("benchmarks", "--queries", str(tmp_path / "queries"))

    assert said.stderr == (
        f"__main__: {tmp_path / 'queries'} holds something else than queries, one a line or as JSON lines: 'query'\n"
    )
    assert said.returncode == 1


@pytest.mark.parametrize("error", [PostgresMissingError("install it"), UnknownVersionError("2.7 is not indexed")])
def test_what_cannot_be_measured_ends_in_one_sentence(error: Exception) -> None:
    with pytest.raises(SystemExit) as ended, reported():
        raise error

    assert str(ended.value.code).endswith(f": {error}")


def test_every_benchmark_that_is_a_command_reports_so() -> None:
    commands = [
        path
        for path in (ROOT / "benchmarks").glob("*.py")
        if '__name__ == "__main__"' in (text := path.read_text(encoding="utf-8")) and "with reported():" not in text
    ]

    # The one runs without the tests' servers beside it; the other is started by `benchmarks.load` alone.
    assert {path.stem for path in commands} == {"startup", "load_service"}
