"""The package and its locks: what an installation gives, and that it installs nothing that was not checked."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import castalia

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parent.parent
LOCKS = ("runtime", "build", "development")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> set[str]:
    """Give every requirement of a lock as it stands there, with its marker."""
    return set(re.findall(r"^([^\s#].*?) \\$", lock(name), flags=re.MULTILINE))


def names(requirements: set[str]) -> set[str]:
    return {canonicalize_name(Requirement(requirement).name) for requirement in requirements}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(path))


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in (source / "castalia").rglob("*") if path.is_file()}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed == {name for name in files if "__pycache__" not in name}
    assert "castalia/py.typed" in packed


def test_the_wheel_brings_its_licence(wheel: zipfile.ZipFile, metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_the_wheel_has_the_version_that_the_package_says(metadata: Message) -> None:
    assert metadata["Version"] == castalia.__version__


def test_the_whole_product_is_installed_without_extras(metadata: Message) -> None:
    required = names({item for item in metadata.get_all("Requires-Dist", []) if "extra ==" not in item})

    assert metadata.get_all("Provides-Extra") == ["distributed", "otel"]
    assert {"asyncpg", "aiosqlite", "sqlalchemy", "fastapi", "uvicorn", "selectolax", "pystemmer"} <= required


def test_the_declared_versions_of_python_are_those_supported(metadata: Message) -> None:
    declared = re.findall(r"Python :: (3\.\d+)", "\n".join(metadata.get_all("Classifier", [])))

    assert metadata["Requires-Python"] == ">=3.11"
    assert declared == ["3.11", "3.12", "3.13", "3.14"]


def test_the_command_starts_what_python_m_starts(wheel: zipfile.ZipFile) -> None:
    (path,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    started = (ROOT / "src" / "castalia" / "__main__.py").read_text(encoding="utf-8")

    assert "castalia = castalia.cli.main:main" in wheel.read(path).decode()
    assert "from castalia.cli.main import main" in started


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_with_hashes(name: str) -> None:
    entries = re.split(r"^(?=[^\s#])", lock(name), flags=re.MULTILINE)[1:]

    assert len(entries) == len(pins(name)) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_place_on_a_machine(name: str) -> None:
    assert re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links|(?<![\w.])/\w+", lock(name)) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    settings = project()
    groups = settings["dependency-groups"]

    assert names(set(settings["project"]["dependencies"])) <= names(pins("runtime"))
    assert names(set(groups["build"])) <= names(pins("build"))
    assert names({item for item in groups["dev"] if isinstance(item, str)}) <= names(pins("development"))


def test_the_tools_are_locked_around_the_same_product() -> None:
    assert pins("runtime") | pins("build") <= pins("development")


def test_every_package_that_the_code_imports_is_asked_for() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    foreign = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"castalia"}
    installed = packages_distributions()

    settings = project()["project"]
    asked = names({*settings["dependencies"], *chain.from_iterable(settings["optional-dependencies"].values())})

    # Several packages may share one name to import, as those of OpenTelemetry do.
    for module in foreign:
        assert asked & {canonicalize_name(name) for name in installed[module]}, module


def test_every_dependency_has_a_reason_in_its_decision() -> None:
    text = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    _, product, others, *_ = text.split("| Package |")
    optional, groups = project()["project"]["optional-dependencies"], project()["dependency-groups"]
    asked = [each for each in chain(*optional.values(), *groups.values()) if isinstance(each, str)]

    assert explained(product) == names(set(project()["project"]["dependencies"]))
    assert explained(others) == names(set(asked))


def explained(table: str) -> set[str]:
    """Give the packages that a table has a row for."""
    return {canonicalize_name(name) for name in re.findall(r"^\| `([^`\[]+)", table, flags=re.MULTILINE)}
