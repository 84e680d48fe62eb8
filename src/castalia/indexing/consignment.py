"""A documentation on its way to a machine that reads it: what travels there, and what comes back as rows."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from castalia.database.models import INDEX_FORMAT
from castalia.errors import CastaliaError, SourceError
from castalia.indexing.prepared import prepare
from castalia.indexing.progress import SilentProgress
from castalia.source.archive import ArchiveSource
from castalia.source.folder import FolderSource
from castalia.source.locate import LocateOptions, locate
from castalia.source.release import PYTHON
from castalia.source.workspace import temporary_folder

if TYPE_CHECKING:
    from castalia.indexing.prepared import Prepared
    from castalia.source.source import Source

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Consignment:
    """What a machine needs for reading a documentation; it can be sent.

    Args:
        argument: An address or a version, which the machine obtains; else how the user knows what is sent.
        content: The bytes of an archive; ``None`` when the machine obtains it.
        fingerprint: The hash of everything that is read of it, where it is known beforehand.
        project: The key it is indexed under.
        version: The wanted version, or the key of its version.
        index_format: The format that the index has; the machine must make just that.
    """

    argument: str
    content: bytes | None = None
    fingerprint: str | None = None
    project: str = PYTHON
    version: str | None = None
    index_format: int = INDEX_FORMAT


def consign(argument: str, *, options: LocateOptions) -> Consignment:
    """Make ready to send what a user asks for: files of this machine as they are, folders packed.

    Args:
        argument: An archive, a folder, an address or a version.
        options: Where to look, and what for.

    Raises:
        SourceError: There is nothing of that name, or it cannot be read.
    """
    source = locate(argument, options=options, say=lambda _: None)
    content, fingerprint = None, None
    try:
        if isinstance(source, ArchiveSource):
            content, fingerprint = Path(argument).expanduser().read_bytes(), source.early_fingerprint()
        elif isinstance(source, FolderSource) and Path(argument).expanduser().is_dir():
            with source:
                content, fingerprint = _packed(source), source.fingerprint()
    except OSError as error:
        raise SourceError(f"{argument} cannot be read: {error.strerror}") from error
    return Consignment(argument, content, fingerprint, options.project, options.version)


def receive(consignment: Consignment, *, workspace: Path) -> Prepared | str:
    """Read what was sent; the entrance on the machine that does so.

    Args:
        consignment: The documentation.
        workspace: The folder in which to unpack it.

    Returns:
        The documentation as rows, or in one sentence why it cannot be read: an error of one
        version of Castalia may not be known to another.
    """
    if consignment.index_format != INDEX_FORMAT:
        return (
            f"{consignment.argument}: the worker makes an index of format {INDEX_FORMAT}, not "
            f"{consignment.index_format}: install the same version of Castalia on every machine"
        )
    try:
        with temporary_folder(workspace) as folder, _source(consignment, folder) as source:
            return prepare(
                source,
                fingerprint=consignment.fingerprint or source.fingerprint(),
                progress=SilentProgress(),
            )
    except CastaliaError as error:
        return str(error)


def _source(consignment: Consignment, folder: Path) -> Source:
    """Give the source of what was sent, with its archive written where it can be opened."""
    if consignment.content is None:
        options = LocateOptions(workspace=folder, project=consignment.project, version=consignment.version)
        return locate(consignment.argument, options=options, say=lambda _: None)
    archive = folder / ARCHIVE
    try:
        archive.write_bytes(consignment.content)
    except OSError as error:
        raise SourceError(f"{consignment.argument}: the worker cannot write it ({error.strerror})") from error
    return ArchiveSource(
        archive,
        workspace=folder,
        project=consignment.project,
        version=consignment.version,
        location=consignment.argument,
    )


def _packed(source: FolderSource) -> bytes:
    """Pack what indexing reads of a folder; little compression, since it is soon unpacked again."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1, dereference=True) as tar:
        for path, file in source.files.items():
            is_compressed = file.name.endswith(".gz") and not path.endswith(".gz")
            tar.add(file, arcname=f"{path}.gz" if is_compressed else path, recursive=False)
    return buffer.getvalue()
