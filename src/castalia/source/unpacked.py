"""The bytes that come out of a compressed archive, counted against the limits while they come."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from typing import TYPE_CHECKING, Protocol

from castalia.errors import ArchiveError
from castalia.source.member import ADVICE

if TYPE_CHECKING:
    from typing import BinaryIO

    from castalia.source.limits import Limits

BLOCK = 64 * 1024
XZ_MEMORY = 256 * 1024 * 1024

BZIP2_MAGIC = b"BZh"
GZIP_MAGIC = b"\x1f\x8b"
XZ_MAGIC = b"\xfd7zXZ\x00"


class Readable(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Read at most this many bytes; none at the end."""


def decompressed(file: BinaryIO, *, beginning: bytes) -> Readable:
    """Choose the decompression by the archive's first bytes; what is not compressed is read as it is."""
    if beginning.startswith(BZIP2_MAGIC):
        return bz2.BZ2File(file)
    if beginning.startswith(GZIP_MAGIC):
        return gzip.GzipFile(fileobj=file)
    if beginning.startswith(XZ_MAGIC):
        return XzStream(file)
    return file


class XzStream:
    """An xz file; the standard library's own stream gives a forged one as much memory as it asks for.

    Args:
        file: The compressed bytes.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        """Read at most this many bytes; none at the end."""
        while not self._decompressor.eof:
            compressed = self._file.read(BLOCK) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not compressed:
                raise EOFError("the compressed data ends too early")
            if unpacked := self._decompressor.decompress(compressed, size):
                return unpacked
        return b""


class UnpackedStream(io.RawIOBase):
    """Unpacked bytes, bounded in their number, in their ratio to the archive's size, and from step to step.

    Args:
        stream: Where they come from.
        archive: What the user calls the archive, for messages.
        packed: The size of the archive.
        limits: How much is accepted.
    """

    def __init__(self, stream: Readable, *, archive: str, packed: int, limits: Limits) -> None:
        super().__init__()
        self._stream = stream
        self._archive = archive
        self._total = limits.unpacked_bytes(packed)
        self._allowed = 0
        self.position = 0
        self.content_end = 0

    def allow(self, size: int) -> None:
        """Bound what the next step may read, so that no header is believed how long it is."""
        self._allowed = self.position + size

    def read(self, size: int = BLOCK, /) -> bytes:
        """Read at most this many bytes; none at the end.

        Raises:
            ArchiveError: The archive gives more than it may.
        """
        content = self._stream.read(min(size, BLOCK))
        start = self.position
        self.position += len(content)
        if stripped := len(content.rstrip(b"\0")):
            self.content_end = start + stripped
        if self.position > self._total:
            self._refuse(f"it unpacks to more than {self._total:,} bytes")
        if self.position > self._allowed:
            self._refuse("a header of it is too long")
        return content

    def _refuse(self, reason: str) -> None:
        raise ArchiveError(f"{self._archive} was refused: {reason}; {ADVICE}")
