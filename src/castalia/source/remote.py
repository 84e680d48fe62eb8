"""An archive at an address, as a source: downloaded, then opened like any other archive."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self

from castalia.source.archive import ArchiveSource
from castalia.source.download import SilentDownload, download, shown_address
from castalia.source.limits import STANDARD
from castalia.source.release import PYTHON
from castalia.source.workspace import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from castalia.source.download import DownloadProgress
    from castalia.source.limits import Limits


class RemoteSource(ArchiveSource):
    """Documentation in an archive on the web; what is downloaded is removed with what is unpacked.

    Args:
        url: The archive's address.
        workspace: The folder in which to unpack it for as long as the context lasts.
        say: Told in one line what was downloaded.
        progress: Told how far the download is.
        project: The key it is indexed under.
        version: The key of its version where it names none that suits.
        limits: How much of everything is accepted.
    """

    def __init__(
        self,
        url: str,
        *,
        workspace: Path,
        say: Callable[[str], None],
        progress: DownloadProgress | None = None,
        project: str = PYTHON,
        version: str | None = None,
        limits: Limits = STANDARD,
    ) -> None:
        super().__init__(
            workspace, workspace=workspace, project=project, version=version, location=shown_address(url), limits=limits
        )
        self._url = url
        self._say = say
        self._progress = progress or SilentDownload()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(temporary_folder(self._workspace))
            self._archive = download(self._url, folder, say=self._say, progress=self._progress, limits=self._limits)
            return super().__enter__()
