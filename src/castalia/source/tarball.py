"""A tar archive, compressed or not, unpacked in one pass: each member is checked, then written if it is read."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from castalia.errors import ArchiveError
from castalia.source.contents import is_read_in_archive
from castalia.source.member import ADVICE, Member, MemberCheck, write_member
from castalia.source.unpacked import BLOCK, UnpackedStream, decompressed

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from castalia.source.limits import Limits

# A real header takes some hundred bytes. The bound also keeps long chains of headers from nesting too deep.
HEADER_BYTES = 64 * 1024
KINDS = {
    tarfile.SYMTYPE: "a link",
    tarfile.LNKTYPE: "a link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}


def unpack_tar(file: BinaryIO, folder: Path, *, archive: str, packed: int, limits: Limits) -> None:
    """Unpack what indexing reads.

    Args:
        file: The archive, opened at its beginning.
        folder: An empty folder to write to.
        archive: What the user calls the archive, for messages.
        packed: The size of the archive.
        limits: How much is accepted.

    Raises:
        ArchiveError: A member, or all together, break a rule; what was written until then is the caller's to remove.
    """
    beginning = file.read(BLOCK)
    file.seek(0)
    stream = UnpackedStream(decompressed(file, beginning=beginning), archive=archive, packed=packed, limits=limits)
    check = MemberCheck(archive, packed=packed, limits=limits)
    end = 0
    stream.allow(HEADER_BYTES)
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        while (information := tar.next()) is not None:
            stream.allow(information.size + HEADER_BYTES)
            _unpack_member(tar, information, folder=folder, check=check)
            end = _end(information)
    _check_end(stream, end, archive=archive, limits=limits)


def _unpack_member(tar: tarfile.TarFile, information: tarfile.TarInfo, *, folder: Path, check: MemberCheck) -> None:
    path = check.accept(Member(information.name, information.size, _kind(information)))
    # The oldest releases of Python 3.11 come without the filter; it repeats what was checked above.
    if hasattr(tarfile, "data_filter"):
        tarfile.data_filter(information, str(folder))
    content = tar.extractfile(information) if information.isreg() and is_read_in_archive(path) else None
    if content is not None:
        with content:
            write_member(content, folder / path)


def _kind(information: tarfile.TarInfo) -> str:
    if information.issparse():
        return "a sparse file"
    if information.isreg():
        return "file"
    return "folder" if information.isdir() else KINDS.get(information.type, "of an unknown kind")


def _end(information: tarfile.TarInfo) -> int:
    """Say where the member's last block ends."""
    size = information.size if information.isreg() else 0
    return information.offset_data + -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _check_end(stream: UnpackedStream, end: int, *, archive: str, limits: Limits) -> None:
    """Read on to the end, where checksums are; a header that is broken looks like the end of the archive until then."""
    stream.allow(limits.total_bytes)
    while stream.read(BLOCK):
        pass
    if stream.content_end > end or stream.position < end + tarfile.BLOCKSIZE:
        raise ArchiveError(f"{archive} was refused: it is damaged or cut off after {end:,} bytes; {ADVICE}")
