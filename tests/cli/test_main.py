"""The commands as a whole: help, version, exit codes, start-up."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import castalia as package
from tests.cli.program import environment, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

COMMANDS = ("index", "serve", "search", "versions", "remove", "doctor")

HEAVY = ("sqlalchemy", "pydantic", "fastapi", "uvicorn", "rich", "selectolax", "httpx2", "jinja2")

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def test_help_names_every_command_and_every_exit_code(castalia: Callable[..., Result]) -> None:
    result = castalia("--help")

    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)
    text = " ".join(STYLE.sub("", result.stdout).split())
    assert "0 found or done, 1 nothing found, 2 the command was used wrongly, 3 it failed" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(command: str, castalia: Callable[..., Result]) -> None:
    result = castalia(command, "--help")

    assert result.exit_code == 0
    _, _, examples = STYLE.sub("", result.stdout).partition("Examples:")
    assert f"castalia {command}" in examples


def test_version_is_that_of_the_package(castalia: Callable[..., Result]) -> None:
    result = castalia("--version")

    assert result.exit_code == 0
    assert result.stdout == f"castalia {package.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["serch", "tea"], ["search"], ["search", "--limit", "0", "tea"], ["serve", "--port", "65536"], ["remove"]],
)
def test_a_command_used_wrongly_exits_with_2_and_talks_on_stderr(
    arguments: list[str], castalia: Callable[..., Result]
) -> None:
    result = castalia(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_mistyped_command_is_guessed(castalia: Callable[..., Result]) -> None:
    assert "Did you mean 'search'" in castalia("serch").stderr


def test_the_module_runs_as_the_command_does(home: Path) -> None:
    finished = run(home, "--version")

    assert finished.returncode == 0
    assert finished.stdout == f"castalia {package.__version__}\n"


def test_starting_imports_nothing_heavy(home: Path) -> None:
    code = f"import castalia.cli.main, sys; print([name for name in {HEAVY} if name in sys.modules])"

    imported = subprocess.check_output([sys.executable, "-c", code], env=environment(home, {}), text=True)

    assert imported == "[]\n"


def test_a_search_imports_neither_server_nor_parser(home: Path) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from castalia.cli.main import app;"
        "CliRunner().invoke(app, ['search', 'tea', '--json']);"
        "print([name for name in ('uvicorn', 'rich', 'selectolax', 'httpx2', 'jinja2') if name in sys.modules])"
    )

    imported = subprocess.check_output([sys.executable, "-c", code], env=environment(home, {}), text=True)

    assert imported == "[]\n"
