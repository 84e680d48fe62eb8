"""Which version of Python a folder is about."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from castalia.cli.own_version import own_version
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = ("3.14", "3.13", "3.11", "3.9", "3.15")


def write(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("required", "oldest"),
    [
        (">=3.10", "3.11"),
        (">=3.11.4", "3.11"),
        ("~=3.13", "3.13"),
        (">=3.9,<3.12", "3.9"),
        ("==3.14.*", "3.14"),
        (">3.14", "3.14"),
        (">=3.15", "3.15"),
        ("<3", None),
    ],
)
def test_a_project_means_the_oldest_version_that_it_allows(tmp_path: Path, required: str, oldest: str | None) -> None:
    write(tmp_path, f'[project]\nrequires-python = "{required}"\n')

    assert own_version(tmp_path, {}).oldest(VERSIONS) == oldest


def test_a_project_begins_in_a_folder_above(tmp_path: Path) -> None:
    write(tmp_path, '[project]\nrequires-python = ">=3.13"\n')
    inner = tmp_path / "src" / "package"
    inner.mkdir(parents=True)

    own = own_version(inner, {})

    assert own.oldest(VERSIONS) == "3.13"
    assert own.reason == f"requires-python in {tmp_path / 'pyproject.toml'}"


def test_without_a_project_the_active_environment_counts(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.9\n", encoding="utf-8")

    own = own_version(tmp_path, {"VIRTUAL_ENV": str(tmp_path)})

    assert own.oldest(VERSIONS) == "3.11"
    assert str(tmp_path) in own.reason


@pytest.mark.parametrize("text", [None, "[project]\nname = 'x'\n", "[tool.x]\n"])
def test_else_the_interpreter_counts(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        write(tmp_path, text)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"

    own = own_version(tmp_path, {"VIRTUAL_ENV": str(tmp_path / "gone")})

    assert own.oldest([here, "2.7"]) == here


def test_what_is_no_version_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, '[project]\nrequires-python = ">=3"\n')

    assert own_version(tmp_path, {}).oldest(["main", "3.13"]) == "3.13"


@pytest.mark.parametrize(
    "text",
    ["[project", '[project]\nrequires-python = "three"\n', "[project]\nrequires-python = 3\n", "project = 1\n"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)

    with pytest.raises(ConfigurationError, match=r"pyproject\.toml does not tell which Python it requires"):
        own_version(tmp_path, {})
