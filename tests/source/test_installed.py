"""Installed documentation: found by patterns, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.source.installed import installed_folders, system_patterns
from tests.source.documentation import write_documentation

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_version_comes_first_and_versions_are_numbers(tmp_path: Path) -> None:
    for full in ("3.9.2", "3.13.5", "3.11.2"):
        write_documentation(tmp_path / f"python{full[:-2]}" / "html", full=full)

    folders = installed_folders((f"{tmp_path}/python3*/html",))

    assert [folder.parent.name for folder in folders] == ["python3.13", "python3.11", "python3.9"]


def test_a_version_is_found_by_key_and_by_release(tmp_path: Path) -> None:
    for full in ("3.9.2", "3.13.5"):
        write_documentation(tmp_path / f"python{full[:-2]}" / "html", full=full)
    patterns = (f"{tmp_path}/python3*/html",)

    assert [folder.parent.name for folder in installed_folders(patterns, version="3.9")] == ["python3.9"]
    assert [folder.parent.name for folder in installed_folders(patterns, version="3.13.5")] == ["python3.13"]
    assert installed_folders(patterns, version="3.10") == ()


def test_a_folder_that_two_places_name_comes_once(tmp_path: Path) -> None:
    folder = write_documentation(tmp_path / "python3.11" / "html", full="3.11.2")
    (tmp_path / "python3.11-doc").mkdir()
    (tmp_path / "python3.11-doc" / "html").symlink_to("../python3.11/html")

    assert installed_folders((f"{tmp_path}/python3*/html", str(folder))) == (folder,)


def test_folders_without_a_readable_inventory_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "python3.11" / "html").mkdir(parents=True)
    (tmp_path / "python3.12" / "html").mkdir(parents=True)
    (tmp_path / "python3.12" / "html" / "objects.inv").write_bytes(b"damaged")

    assert installed_folders((f"{tmp_path}/python3*/html",)) == ()


def test_places_that_do_not_exist_hold_nothing(tmp_path: Path) -> None:
    assert installed_folders((f"{tmp_path}/nowhere/*/html", "nowhere-*/html")) == ()


def test_every_system_has_its_places() -> None:
    assert all(pattern.startswith(("/", "C:\\")) or ":" in pattern for pattern in system_patterns())
    assert system_patterns()
