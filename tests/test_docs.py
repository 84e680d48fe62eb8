"""What the documents promise is there: every setting, every command, and a place for secrets that git ignores."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from castalia.config import Config, Environment, ProductionConfig

ROOT = Path(__file__).parent.parent
FIELDS = Environment.model_fields | Config.model_fields
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def rows_of_settings() -> dict[str, list[str]]:
    """Give the cells of each row in the table of settings, by the name of the setting."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*) \|$", text, flags=re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def example_settings() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_the_settings_page_lists_every_setting_and_no_other() -> None:
    assert list(rows_of_settings()) == list(FIELDS)


def test_the_example_file_lists_every_setting_and_no_other() -> None:
    assert example_settings().keys() == FIELDS.keys()


@pytest.mark.parametrize("name", ["POSTGRES_USERNAME", "POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB_NAME"])
def test_a_documented_default_is_the_one_in_the_code(name: str) -> None:
    default = rows_of_settings()[name][1]

    assert f"`{FIELDS[name].default}`" in default


def test_the_documented_host_of_production_is_the_one_in_the_code() -> None:
    assert f"`{ProductionConfig.model_fields['POSTGRES_HOST'].default}`" in rows_of_settings()["POSTGRES_HOST"][1]


def test_a_value_in_the_example_file_is_the_default() -> None:
    given = {name: value for name, value in example_settings().items() if value}

    assert given == {name: str(FIELDS[name].default) for name in given}


def test_the_example_file_holds_no_password() -> None:
    assert example_settings()["POSTGRES_PASSWORD"] == ""


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="this is not a git checkout")
@pytest.mark.parametrize(("name", "ignored"), [(".env", True), (".env.local", True), (".env.example", False)])
def test_git_ignores_files_with_secrets(name: str, *, ignored: bool) -> None:
    # In a container the checkout often belongs to another user, and git would refuse to read it.
    command = ["git", "-c", "safe.directory=*", "check-ignore", "--quiet", name]

    answer = subprocess.run(command, cwd=ROOT, check=False)

    assert (answer.returncode == 0) is ignored


def test_the_image_receives_no_file_with_secrets() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    admitted = [line for line in lines if line.startswith("!")]

    assert "*" in lines
    assert [line for line in admitted if line.startswith("!.")] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_command_in_a_document_exists(document: Path) -> None:
    code = re.findall(r"```.*?```|`[^`\n]+`", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {name for text in code for name in re.findall(r"(?:^|[`\s])make (?:[A-Z]\S+ )*([a-z]+)", text)}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_in_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []
