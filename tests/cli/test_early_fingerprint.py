"""An archive is recognised without being unpacked."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from castalia.cli.documentation import index_one
from castalia.config import LocalConfig
from castalia.indexing.progress import SilentProgress
from castalia.source.archive import ArchiveSource
from castalia.source.folder import FolderSource
from castalia.source.limits import STANDARD, Limits
from castalia.source.locate import LocateOptions
from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.indexing.summary import Summary

NO_MEMBERS = Limits(members=0)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of a documentation."""
    written = shutil.make_archive(str(tmp_path / "tea"), "bztar", write_documentation(tmp_path / "tea"))
    return tmp_path / written


def index(home: Path, archive: Path, *, limits: Limits = STANDARD) -> Summary:
    """Index an archive, unless the index holds it already."""
    options = LocateOptions(workspace=home, limits=limits)
    config = LocalConfig(CASTALIA_HOME=home)
    return index_one(config, str(archive), options=options, force=False, progress=SilentProgress(), tell=print)


def test_an_unchanged_archive_is_not_unpacked_again(tmp_path: Path, archive: Path) -> None:
    first = index(tmp_path / "home", archive)

    again = index(tmp_path / "home", archive, limits=NO_MEMBERS)

    assert (first.unchanged, again.unchanged) == (False, True)
    assert (again.release, again.sections, again.size) == (first.release, first.sections, first.size)


def test_what_is_known_early_is_what_is_known_later(tmp_path: Path, archive: Path) -> None:
    source = ArchiveSource(archive, workspace=tmp_path)
    early = source.early_fingerprint()

    with source:
        assert source.fingerprint() == early


def test_the_version_to_index_under_is_part_of_it(tmp_path: Path, archive: Path) -> None:
    fingerprints = {
        ArchiveSource(archive, workspace=tmp_path, project="tea", version=version).early_fingerprint()
        for version in ("1", "2", None)
    }

    assert len(fingerprints) == 3


def test_what_is_not_there_or_no_archive_is_not_known_early(tmp_path: Path) -> None:
    assert ArchiveSource(tmp_path / "none", workspace=tmp_path).early_fingerprint() is None
    assert FolderSource(tmp_path).early_fingerprint() is None
