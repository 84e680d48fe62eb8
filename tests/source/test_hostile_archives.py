"""Hostile archives: each is refused with its name and the reason, and nothing of it is left."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from castalia.errors import ArchiveError
from castalia.source.archive import ArchiveSource
from castalia.source.limits import Limits
from tests.source.documentation import (
    TAR_MODES,
    TarMember,
    documentation_files,
    tar_file,
    tar_special,
    write_archive,
    write_tar,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Limits(ratio=20, ratio_floor=100_000, total_bytes=1_000_000, member_bytes=500_000, members=50, depth=8)
MILLION = 1_000_000
SECONDS = 60.0
"""Far more than it takes to count to the limit, and far less than to unpack all."""

NAMES = {
    "../escape.html": "leads out of the target folder",
    "library/../../escape.html": "leads out of the target folder",
    "..": "leads out of the target folder",
    "/etc/escape.html": "has an absolute path",
    "//host/escape.html": "has an absolute path",
    "C:/escape.html": "has a name with a drive or a backslash",
    "c:escape.html": "has a name with a drive or a backslash",
    "..\\escape.html": "has a name with a drive or a backslash",
    "library\\..\\escape.txt": "has a name with a drive or a backslash",
    "line\nbreak.html": "has a name that is no path",
    f"{'a/' * 9}escape.html": "has a path that is too deep or too long",
    f"{'a' * 300}.html": "has a path that is too deep or too long",
    f"{'a/' * 600}escape.html": "has a name that is no path",
    "index.html": "is there twice",
    "./index.html": "is there twice",
}
KINDS = {
    "a symbolic link": (tarfile.SYMTYPE, "/etc/passwd", "is a link"),
    "a link inside": (tarfile.SYMTYPE, "index.html", "is a link"),
    "a hard link": (tarfile.LNKTYPE, "index.html", "is a link"),
    "a character device": (tarfile.CHRTYPE, "", "is a device"),
    "a block device": (tarfile.BLKTYPE, "", "is a device"),
    "a pipe": (tarfile.FIFOTYPE, "", "is a pipe"),
    "a sparse file": (tarfile.GNUTYPE_SPARSE, "", "is a sparse file"),
    "an unknown kind": (b"Z", "", "is of an unknown kind"),
}


def honest() -> list[TarMember]:
    """Give the members of an archive that is good until now."""
    return [tar_file(path, content) for path, content in documentation_files().items()]


def refused(archive: Path, reason: str, *, limits: Limits = SMALL) -> None:
    """Hold that an archive is refused by name, and that the folder of the index is as it was."""
    home = archive.parent / "home"
    home.mkdir()
    (home / "index.db").write_text("the index")
    before = written(archive.parent)

    with pytest.raises(ArchiveError, match=f"{archive.name} was refused: .*{reason}"):
        ArchiveSource(archive, workspace=home, limits=limits).__enter__()

    assert written(archive.parent) == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["tar.bz2", "zip"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_with_a_hostile_name_is_refused(tmp_path: Path, suffix: str, name: str) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files())
    if suffix == "zip":
        with zipfile.ZipFile(archive, "a") as packed:
            packed.writestr(name, "hostile")
    else:
        write_tar(archive, [*honest(), tar_file(name, b"hostile")], suffix=suffix)

    refused(archive, NAMES[name])


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_of_a_tar_that_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    code, target, reason = KINDS[kind]
    members = [*honest(), tar_special("library/special.html", code, target=target)]

    refused(write_tar(tmp_path / "docs.tar.gz", members), reason)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (stat.S_IFLNK, "is a link"),
        (stat.S_IFCHR, "is a device"),
        (stat.S_IFBLK, "is a device"),
        (stat.S_IFIFO, "is a pipe"),
        (stat.S_IFSOCK, "is of an unknown kind"),
    ],
)
def test_a_member_of_a_zip_that_is_no_file_is_refused(tmp_path: Path, mode: int, reason: str) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    member = zipfile.ZipInfo("library/special.html")
    member.external_attr = (mode | 0o644) << 16
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr(member, "/etc/passwd")

    refused(archive, reason)


@pytest.mark.parametrize("suffix", [*TAR_MODES, "zip"])
def test_an_archive_of_too_many_members_is_refused(tmp_path: Path, suffix: str) -> None:
    files = documentation_files() | {f"{number}.txt": b"" for number in range(60)}

    refused(write_archive(tmp_path / f"docs.{suffix}", files), "more than 50 members")


@pytest.mark.soak
def test_a_million_members_are_refused_by_the_standard_limits(tmp_path: Path) -> None:
    folder, _ = tar_special("a", tarfile.DIRTYPE)
    part = gzip.compress(folder.tobuf() * (MILLION // 100))
    (tmp_path / "docs.tar.gz").write_bytes(part * 100)
    started = time.monotonic()

    refused(tmp_path / "docs.tar.gz", "holds more than 100,000 members", limits=Limits())

    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("suffix", ["tar.bz2", "tar.gz", "tar.xz", "zip"])
@pytest.mark.parametrize("name", ["bomb.html", "bomb.txt"])
def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path, suffix: str, name: str) -> None:
    archive = write_archive(tmp_path / f"docs.{suffix}", documentation_files() | {name: bytes(400_000)})

    refused(archive, r"unpacks to more than 100,000 bytes")


@pytest.mark.parametrize("suffix", [*TAR_MODES, "zip"])
def test_a_bomb_is_refused_by_its_total(tmp_path: Path, suffix: str) -> None:
    files = documentation_files() | {f"{number}.html": bytes(300_000) for number in range(4)}
    limits = Limits(ratio=1_000_000, total_bytes=1_000_000)

    refused(write_archive(tmp_path / f"docs.{suffix}", files), "unpacks to more than 1,000,000 bytes", limits=limits)


@pytest.mark.parametrize("suffix", [*TAR_MODES, "zip"])
def test_one_member_over_the_limit_is_refused(tmp_path: Path, suffix: str) -> None:
    files = documentation_files() | {"large.html": bytes(600_000)}

    refused(write_archive(tmp_path / f"docs.{suffix}", files), "is larger than 500,000 bytes")


def test_a_tar_whose_header_claims_more_than_there_is_is_refused(tmp_path: Path) -> None:
    member, _ = tar_file("large.html")
    member.size = 400_000
    archive = tmp_path / "docs.tar"
    archive.write_bytes(member.tobuf() + b"<p>little")

    refused(archive, "it is damaged", limits=Limits())


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_a_tar_with_an_endless_header_is_refused(tmp_path: Path, form: int) -> None:
    archive = tmp_path / "docs.tar.gz"
    member = tarfile.TarInfo("a" * 300_000)
    with tarfile.open(archive, "w:gz", format=form) as packed:
        packed.addfile(member)

    refused(archive, "a header of it is too long", limits=Limits())


def test_a_tar_of_headers_without_a_member_is_refused(tmp_path: Path) -> None:
    long_name = tarfile.TarInfo("././@LongLink")
    long_name.type = tarfile.GNUTYPE_LONGNAME
    archive = tmp_path / "docs.tar"
    archive.write_bytes(long_name.tobuf(tarfile.GNU_FORMAT) * 5000)

    refused(archive, "a header of it is too long", limits=Limits())


def test_a_tar_with_a_broken_header_in_its_middle_is_refused(tmp_path: Path) -> None:
    archive = write_tar(tmp_path / "docs.tar", honest(), suffix="tar")
    content = bytearray(archive.read_bytes())
    place = content.index(b"glossary.html")
    content[place : place + 4] = b"xxxx"
    archive.write_bytes(content)

    refused(archive, "it is damaged or cut off after", limits=Limits())


def test_a_tar_that_is_cut_off_between_two_members_is_refused(tmp_path: Path) -> None:
    archive = write_tar(tmp_path / "docs.tar", honest(), suffix="tar")
    content = archive.read_bytes()
    # What is left are whole members, without the zeros that end an archive.
    end = content.index(b"searchindex.js")
    archive.write_bytes(content[:end])

    refused(archive, "it is damaged or cut off after", limits=Limits())


def test_a_tar_with_a_bomb_behind_its_end_is_refused(tmp_path: Path) -> None:
    archive = write_tar(tmp_path / "docs.tar", honest(), suffix="tar")
    (tmp_path / "docs.tar.gz").write_bytes(gzip.compress(archive.read_bytes() + bytes(2_000_000)))

    refused(tmp_path / "docs.tar.gz", "unpacks to more than 100,000 bytes")


def test_a_tar_that_follows_its_own_end_is_refused(tmp_path: Path) -> None:
    archive = write_tar(tmp_path / "docs.tar", honest(), suffix="tar")
    archive.write_bytes(archive.read_bytes() * 2)

    refused(archive, "it is damaged or cut off after", limits=Limits())


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)

    refused(archive, "'index.html' is encrypted; download")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_members_cannot_be_bounded_is_refused(tmp_path: Path, method: int) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    with zipfile.ZipFile(archive, "a", method) as packed:
        packed.writestr("bomb.html", bytes(1000))

    refused(archive, "compressed in a way that is not accepted")


def test_a_zip_that_claims_a_size_it_does_not_have_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", {"index.html": bytes(90_000)})
    content = bytearray(archive.read_bytes())
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (100).to_bytes(4, "little")
    archive.write_bytes(content)

    refused(archive, "it is damaged")


def test_a_zip_with_a_directory_that_fills_memory_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    content = bytearray(archive.read_bytes())
    place = content.index(b"PK\x05\x06") + 12
    content[place : place + 4] = (500_000_000).to_bytes(4, "little")
    archive.write_bytes(content)

    refused(archive, "its directory is too large")


def test_a_zip_with_the_directory_of_a_very_large_one_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "docs.zip", documentation_files())
    content = archive.read_bytes()
    place = content.index(b"PK\x05\x06")
    archive.write_bytes(content[:place] + b"PK\x06\x07" + bytes(16) + content[place:])

    refused(archive, "its directory is too large")


def test_a_zip_without_an_end_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO(write_archive(tmp_path / "docs.zip", documentation_files()).read_bytes())
    (tmp_path / "docs.zip").write_bytes(buffer.read(200))

    refused(tmp_path / "docs.zip", "it is damaged or cut off")
