"""The distribution's own `python3-doc` package, downloaded and unpacked without being installed."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Self

from castalia.errors import SourceError
from castalia.source.folder import FolderSource
from castalia.source.installed import installed_folders
from castalia.source.limits import STANDARD
from castalia.source.release import version_key
from castalia.source.workspace import temporary_folder

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from castalia.source.command import CommandRunner
    from castalia.source.limits import Limits

NEWEST = "python3-doc"
DEPENDENCY = re.compile(r"^\s*\|?Depends:\s*(python3\.\d{1,3}-doc)\s*$", re.MULTILINE)
PACKAGE = re.compile(r"python3\.\d{1,3}-doc")
FILES = "files"
PLACE = "usr/share/doc/python3*/html"
ASK_SECONDS = 60
UPDATE_SECONDS = 180
DOWNLOAD_SECONDS = 300


def is_superuser() -> bool:
    """Tell whether this process may refresh the system's package lists."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


class DebianSource(FolderSource):
    """The documentation package of Debian or Ubuntu, unpacked for as long as the context lasts.

    Args:
        workspace: The folder in which to unpack it.
        runner: Runs apt-get and dpkg-deb.
        superuser: Whether package lists may be refreshed.
        version: The wanted version; the distribution's own when nothing is given.
        limits: How much of everything is accepted.
    """

    def __init__(
        self,
        *,
        workspace: Path,
        runner: CommandRunner,
        superuser: bool,
        version: str | None = None,
        limits: Limits = STANDARD,
    ) -> None:
        super().__init__(workspace, version=version, location=f"Debian package {NEWEST}", limits=limits)
        self._workspace = workspace
        self._run = runner
        self._superuser = superuser
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            temporary = stack.enter_context(temporary_folder(self._workspace))
            package = self._download(temporary)
            self._run(("dpkg-deb", "-x", str(package), FILES), folder=temporary, seconds=ASK_SECONDS)
            self._location = f"Debian package {' '.join(package.stem.split('_')[:2])}"
            self._folder = self._html(temporary / FILES)
            super().__enter__()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was unpacked."""
        self._stack.close()

    def _download(self, folder: Path) -> Path:
        """Download the package; package lists that are missing or old are refreshed, where that is allowed."""
        try:
            return self._download_once(folder)
        except SourceError:
            if not self._superuser:
                raise
        self._run(("apt-get", "update", *self._options()), folder=folder, seconds=UPDATE_SECONDS)
        return self._download_once(folder)

    def _download_once(self, folder: Path) -> Path:
        package = self._package(folder)
        self._run(("apt-get", "download", *self._options(), package), folder=folder, seconds=DOWNLOAD_SECONDS)
        downloaded = sorted(folder.glob(f"{package}_*.deb"))
        if not downloaded:
            raise SourceError(f"apt-get downloaded no file of {package}")
        return downloaded[-1]

    def _package(self, folder: Path) -> str:
        """Name the package that holds the pages; ``python3-doc`` itself only depends on it."""
        if self._version:
            package = f"python{version_key(self._version)}-doc"
            return package if PACKAGE.fullmatch(package) else NEWEST
        answer = self._run(("apt-cache", "depends", NEWEST), folder=folder, seconds=ASK_SECONDS)
        if not (found := DEPENDENCY.search(answer)):
            raise SourceError(f"apt knows no package {NEWEST}: run `sudo apt-get update` and try again")
        return found[1]

    def _options(self) -> tuple[str, ...]:
        # The user that apt otherwise downloads as may not write here.
        return ("-o", "APT::Sandbox::User=root") if self._superuser else ()

    def _html(self, files: Path) -> Path:
        folders = installed_folders((str(files / PLACE),))
        if not folders:
            raise SourceError(f"{self._location} holds no HTML documentation built by Sphinx")
        return folders[0]
