"""A zip archive: all members are checked by its directory, then those that are read are unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING

from castalia.errors import ArchiveError
from castalia.source.contents import is_read_in_archive
from castalia.source.member import ADVICE, Member, MemberCheck, write_member

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from castalia.source.limits import Limits

END_MAGIC = b"PK\x05\x06"
END_BYTES = 22
COMMENT_BYTES = 65_535
LARGE_MAGIC = b"PK\x06\x07"
LARGE_BYTES = 20
DIRECTORY_BYTES = 16 * 1024 * 1024
ENCRYPTED = 0x1

# The others unpack a whole block at once, however large a forged one says it is.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
KINDS = {
    0: "file",
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "a link",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
}


def unpack_zip(file: BinaryIO, folder: Path, *, archive: str, packed: int, limits: Limits) -> None:
    """Unpack what indexing reads.

    Args:
        file: The archive, opened at its beginning.
        folder: An empty folder to write to.
        archive: What the user calls the archive, for messages.
        packed: The size of the archive.
        limits: How much is accepted.

    Raises:
        ArchiveError: A member, or all together, break a rule.
    """
    _check_directory(file, archive=archive, packed=packed)
    check = MemberCheck(archive, packed=packed, limits=limits)
    with zipfile.ZipFile(file) as opened:
        paths = {check.accept(_member(entry)): entry for entry in opened.infolist()}
        wanted = {path: entry for path, entry in paths.items() if not entry.is_dir() and is_read_in_archive(path)}
        for path, entry in wanted.items():
            with opened.open(entry) as content:
                write_member(content, folder / path)


def _member(entry: zipfile.ZipInfo) -> Member:
    kind = KINDS.get(stat.S_IFMT(entry.external_attr >> 16), "of an unknown kind")
    if entry.is_dir() and kind == "file":
        kind = "folder"
    if entry.flag_bits & ENCRYPTED:
        kind = "encrypted"
    elif entry.compress_type not in METHODS:
        kind = "compressed in a way that is not accepted"
    return Member(entry.orig_filename, entry.file_size, kind)


def _check_directory(file: BinaryIO, *, archive: str, packed: int) -> None:
    """Bound the directory before it is read, for the standard library holds all of it in memory."""
    length = min(packed, END_BYTES + COMMENT_BYTES + LARGE_BYTES)
    file.seek(packed - length, io.SEEK_SET)
    ending = file.read(length)
    bare = ending[-END_BYTES:]
    start = len(ending) - END_BYTES
    if not (bare.startswith(END_MAGIC) and bare.endswith(b"\0\0")):
        start = ending.rfind(END_MAGIC)
    if start < 0:
        raise ArchiveError(f"{archive} was refused: it is damaged or cut off; {ADVICE}")
    size = int.from_bytes(ending[start + 12 : start + 16], "little")
    large = ending[max(start - LARGE_BYTES, 0) : start].startswith(LARGE_MAGIC)
    if large or size > DIRECTORY_BYTES:
        raise ArchiveError(f"{archive} was refused: its directory is too large; {ADVICE}")
