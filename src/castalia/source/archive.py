"""An archive of built Sphinx HTML, as a source: hostile until checked, unpacked into a temporary folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import lzma
import struct
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Self

from castalia.errors import ArchiveError
from castalia.source.folder import FolderSource
from castalia.source.limits import STANDARD
from castalia.source.member import ADVICE
from castalia.source.release import PYTHON
from castalia.source.tarball import unpack_tar
from castalia.source.unpacked import BLOCK, BZIP2_MAGIC, GZIP_MAGIC, XZ_MAGIC
from castalia.source.workspace import temporary_folder
from castalia.source.zipped import unpack_zip

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from castalia.source.limits import Limits

BEGINNING = 512
TAR_MAGIC = b"ustar"
TAR_MAGIC_PLACE = 257
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
KINDS = ".tar.bz2, .tar.gz, .tar.xz, .tar and .zip"

# What the standard library raises over damaged archives; it does not wrap all of it.
DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
)


class ArchiveSource(FolderSource):
    """Documentation in an archive, as python.org publishes it.

    Args:
        archive: The file; its content says what it is, not its name.
        workspace: The folder in which to unpack it for as long as the context lasts.
        project: The key it is indexed under.
        version: The key of its version where it names none that suits.
        location: How the user knows it; the file when nothing is given.
        limits: How much of everything is accepted.
    """

    def __init__(
        self,
        archive: Path,
        *,
        workspace: Path,
        project: str = PYTHON,
        version: str | None = None,
        location: str = "",
        limits: Limits = STANDARD,
    ) -> None:
        super().__init__(archive, project=project, version=version, location=location or str(archive), limits=limits)
        self._archive = archive
        self._workspace = workspace
        self._stack = contextlib.ExitStack()
        self._fingerprint: str | None = None

    def early_fingerprint(self) -> str | None:
        """Give the hash of the archive and of what it is indexed as; nothing when it cannot be read."""
        digest = hashlib.sha256(f"{self._project}\0{self._version or ''}\0".encode())
        try:
            with self._archive.open("rb") as file:
                while block := file.read(BLOCK):
                    digest.update(block)
        except OSError:
            return None
        return digest.hexdigest()

    def fingerprint(self) -> str:
        """Give the hash of the archive, so that the next time it need not be unpacked to be recognised."""
        return self._fingerprint or super().fingerprint()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._folder = stack.enter_context(temporary_folder(self._workspace))
            unpack(self._archive, self._folder, name=self._location, limits=self._limits)
            self._fingerprint = self.early_fingerprint()
            super().__enter__()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was unpacked."""
        self._stack.close()


def unpack(archive: Path, folder: Path, *, name: str, limits: Limits = STANDARD) -> None:
    """Unpack what indexing reads of an archive.

    Args:
        archive: The archive's file.
        folder: An empty folder to write to; when the archive is refused, what was written is the caller's to remove.
        name: What the user calls the archive, for messages.
        limits: How much of everything is accepted.

    Raises:
        ArchiveError: It is none that Castalia reads, is damaged, or breaks a rule.
    """
    try:
        with archive.open("rb") as file:
            _unpack(file, folder, name=name, limits=limits)
    except DAMAGE as error:
        raise ArchiveError(f"{name} was refused: it is damaged or cut off ({error}); {ADVICE}") from error
    except OSError as error:
        if _is_damage(error):
            raise ArchiveError(f"{name} was refused: it is damaged ({error.strerror or error}); {ADVICE}") from error
        raise ArchiveError(
            f"{name} could not be unpacked: {error.strerror}; check that it can be read and that there is space"
        ) from error


def _is_damage(error: OSError) -> bool:
    """Tell damage from a full disk: decompression gives no number, and forged places or names these."""
    return error.errno in (None, errno.EINVAL, errno.EEXIST, errno.EISDIR, errno.ENOTDIR)


def _unpack(file: BinaryIO, folder: Path, *, name: str, limits: Limits) -> None:
    packed = file.seek(0, 2)
    file.seek(0)
    beginning = file.read(BEGINNING)
    file.seek(0)
    if beginning.startswith(ZIP_MAGICS):
        unpack_zip(file, folder, archive=name, packed=packed, limits=limits)
    elif beginning.startswith((BZIP2_MAGIC, GZIP_MAGIC, XZ_MAGIC)) or _is_tar(beginning):
        unpack_tar(file, folder, archive=name, packed=packed, limits=limits)
    else:
        raise ArchiveError(f"{name} was refused: {_what(beginning)}; give one of {KINDS}")


def _is_tar(beginning: bytes) -> bool:
    return beginning[TAR_MAGIC_PLACE:].startswith(TAR_MAGIC)


def _what(beginning: bytes) -> str:
    if not beginning:
        return "it is empty"
    return "it is a web page" if beginning.lstrip().startswith(b"<") else "it is no archive that Castalia reads"
