"""Archives of every kind: opened by their content, removed at the end, refused when they are not whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import ArchiveError, SourceError
from castalia.source.archive import ArchiveSource, unpack
from castalia.source.folder import FolderSource
from castalia.source.limits import Limits
from tests.source.documentation import (
    PAGES,
    SUFFIXES,
    documentation_files,
    inventory_bytes,
    write_archive,
    write_documentation,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

OUTER = "python-3.14.2-docs-html/"
READ = {*PAGES, "objects.inv", "_static/documentation_options.js", "_images/garden.png", "_downloads/0a1b/plan.py"}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("outer", ["", OUTER])
def test_an_archive_of_each_kind_is_read_like_the_folder_it_was_made_of(
    tmp_path: Path, suffix: str, outer: str
) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files(), outer=outer)
    folder = write_documentation(tmp_path / "html")

    with ArchiveSource(archive, workspace=tmp_path / "home") as source, FolderSource(folder) as expected:
        assert source.paths() == PAGES
        assert list(source.assets()) == list(expected.assets())
        assert source.release == expected.release
        assert source.location == str(archive)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_content_says_what_an_archive_is_not_its_name(tmp_path: Path, suffix: str) -> None:
    wrong = "zip" if suffix != "zip" else "tar.bz2"
    archive = write_archive(tmp_path / f"docs.{wrong}", documentation_files(), suffix=suffix)

    with ArchiveSource(archive, workspace=tmp_path / "home") as source:
        assert source.paths() == PAGES


@pytest.mark.parametrize("suffix", ["tar.bz2", "zip"])
def test_only_what_indexing_reads_is_written(tmp_path: Path, suffix: str) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files(), outer=OUTER)
    (folder := tmp_path / "folder").mkdir()

    unpack(archive, folder, name="docs")

    assert written(folder) == {OUTER + path for path in READ}


def test_what_was_unpacked_is_removed_at_the_end(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    home = tmp_path / "home"

    with ArchiveSource(archive, workspace=home):
        assert len(written(home)) > len(READ)

    assert list(home.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.97])
def test_a_truncated_archive_is_refused_and_leaves_nothing(tmp_path: Path, suffix: str, kept: float) -> None:
    # Four pages of noise, so that there is something to cut in every kind of archive.
    noise = {f"{n}.html": bytes((n * i * i) % 251 for i in range(5000)) for n in range(1, 5)}
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files() | noise)
    content = archive.read_bytes()
    # A plain tar ends in zeros; what is cut of these is no loss.
    whole = len(content.rstrip(b"\0")) if suffix == "tar" else len(content)
    archive.write_bytes(content[: int(whole * kept)])
    home = tmp_path / "home"
    home.mkdir()
    (home / "index.db").write_text("the index")

    with pytest.raises(ArchiveError, match=rf"docs\.{suffix} was refused: it is damaged"):
        ArchiveSource(archive, workspace=home).__enter__()

    assert [file.name for file in home.iterdir()] == ["index.db"]


@pytest.mark.parametrize("suffix", ["tar.bz2", "tar.gz", "tar.xz", "zip"])
def test_a_damaged_archive_is_refused(tmp_path: Path, suffix: str) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files())
    content = bytearray(archive.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 40] = bytes(40)
    archive.write_bytes(content)

    with pytest.raises(ArchiveError, match=rf"docs\.{suffix} was refused: .*download the archive again"):
        ArchiveSource(archive, workspace=tmp_path / "home").__enter__()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\n<!DOCTYPE html><title>Not found</title>", "it is a web page"),
        (b"just text", "it is no archive that Castalia reads"),
        (b"\x28\xb5\x2f\xfd" + b"zstandard" * 9, "it is no archive that Castalia reads"),
        (b"BZh9 but not really", "it is damaged"),
        (b"\x1f\x8b\x08\x00 but not really", "it is damaged"),
        (b"\xfd7zXZ\x00 but not really", "it is damaged"),
        (b"PK\x03\x04 but not really", "it is damaged"),
    ],
)
def test_what_is_no_archive_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    archive = tmp_path / "docs.tar.bz2"
    archive.write_bytes(content)

    with pytest.raises(ArchiveError, match=rf"docs\.tar\.bz2 was refused: {reason}"):
        ArchiveSource(archive, workspace=tmp_path / "home").__enter__()


@pytest.mark.parametrize("suffix", ["tar.gz", "zip"])
def test_an_archive_without_an_inventory_is_no_sphinx_documentation(tmp_path: Path, suffix: str) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", {"index.html": b"<p>Hello"})

    with pytest.raises(SourceError, match=rf"docs\.{suffix} is no HTML documentation built by Sphinx"):
        ArchiveSource(archive, workspace=tmp_path / "home").__enter__()

    assert list((tmp_path / "home").iterdir()) == []


def test_a_forged_inventory_in_an_archive_is_refused(tmp_path: Path) -> None:
    files = documentation_files() | {"objects.inv": inventory_bytes("a" * 100_000)}
    archive = write_archive(tmp_path / "docs.zip", files)

    with pytest.raises(SourceError, match=r"objects\.inv of .*docs\.zip unpacks to more than 1,000 bytes"):
        ArchiveSource(archive, workspace=tmp_path / "home", limits=Limits(inventory_bytes=1000)).__enter__()


def test_an_archive_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"gone\.zip could not be unpacked: No such file"):
        ArchiveSource(tmp_path / "gone.zip", workspace=tmp_path / "home").__enter__()


def test_a_workspace_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    (tmp_path / "home").write_text("a file is in the way")

    with pytest.raises(SourceError, match=r"home cannot be written .*CASTALIA_HOME"):
        ArchiveSource(archive, workspace=tmp_path / "home").__enter__()
