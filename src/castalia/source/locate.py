"""What a user asks for - a file, a folder, an address, a version, or nothing - becomes a source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from castalia.errors import SourceError
from castalia.source.archive import ArchiveSource
from castalia.source.command import CommandRunner, run_command
from castalia.source.debian import DebianSource, is_superuser
from castalia.source.download import SCHEMES, DownloadProgress
from castalia.source.fallback import Attempt, FallbackSource
from castalia.source.folder import FolderSource
from castalia.source.installed import installed_folders, system_patterns
from castalia.source.limits import STANDARD, Limits
from castalia.source.published import find_archive
from castalia.source.release import PYTHON, PYTHON_HOME
from castalia.source.remote import RemoteSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.source.source import Source

VERSION = re.compile(r"\d{1,4}\.\d{1,4}(\.\d{1,4})?((a|b|rc)\d{1,4})?")
ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
ADVICE = """What you can do:
  download an HTML archive from https://docs.python.org/3/download.html elsewhere, and give its path:
    castalia index python-3.14-docs-html.tar.bz2
  give the folder of a documentation that Sphinx built, or the address of an archive:
    castalia index path/to/html
    castalia index https://example.org/python-3.14-docs-html.tar.bz2
  on Debian and Ubuntu, install the package and try again:
    sudo apt-get update && sudo apt-get install python3-doc && castalia index"""


@dataclass(frozen=True, kw_only=True)
class LocateOptions:
    """What else there is to know for finding documentation.

    Args:
        workspace: The folder in which archives are unpacked while they are read.
        project: The key it is indexed under; other projects than Python must say where they are.
        version: The wanted version, or for other projects than Python the key of its version.
        base: The address of the site that publishes Python's documentation.
        installed: Where the system keeps documentation, as patterns of folders.
        runner: Runs the commands of the distribution.
        superuser: Whether the system's package lists may be refreshed.
        progress: Told how far a download is.
        limits: How much of everything is accepted.
    """

    workspace: Path
    project: str = PYTHON
    version: str | None = None
    base: str = PYTHON_HOME
    installed: tuple[str, ...] = field(default_factory=system_patterns)
    runner: CommandRunner = run_command
    superuser: bool = field(default_factory=is_superuser)
    progress: DownloadProgress | None = None
    limits: Limits = STANDARD


def locate(argument: str | None, *, options: LocateOptions, say: Callable[[str], None]) -> Source:
    """Turn what a user asks for into a source, whose context is still to be entered.

    Nothing is downloaded or unpacked before that, and all of it is removed at the end of the context.

    Args:
        argument: An archive, a folder, the address of an archive, a version such as ``3.14`` or
            ``3.14.2``, or nothing: what is installed, else published, else packaged.
        options: Where to look, and what for.
        say: Told each attempt and its outcome in one line.

    Raises:
        SourceError: There is nothing of that name.
    """
    if argument is None:
        return _obtainable(options.version, options=options, say=say)
    if address := ADDRESS.match(argument):
        if address[1].lower() not in SCHEMES:
            raise SourceError(f"{argument} is no address of the web: give one that begins with https://, or a path")
        return _remote(argument, options=options, version=options.version, say=say)
    if VERSION.fullmatch(argument):
        if options.version not in (None, argument):
            raise SourceError(f"two versions were asked for, {argument} and {options.version}: give one of them")
        return _obtainable(argument, options=options, say=say)
    return _local(Path(argument).expanduser(), options=options)


def _local(path: Path, *, options: LocateOptions) -> Source:
    if path.is_dir():
        return FolderSource(path, project=options.project, version=options.version, limits=options.limits)
    if path.is_file():
        return ArchiveSource(
            path,
            workspace=options.workspace,
            project=options.project,
            version=options.version,
            limits=options.limits,
        )
    raise SourceError(
        f"{path} is no file or folder (looked for {path.absolute()}), no address such as https://..., "
        f"and no version such as 3.14\n{ADVICE}"
    )


def _remote(url: str, *, options: LocateOptions, version: str | None, say: Callable[[str], None]) -> Source:
    return RemoteSource(
        url,
        workspace=options.workspace,
        say=say,
        progress=options.progress,
        project=options.project,
        version=version,
        limits=options.limits,
    )


def _obtainable(version: str | None, *, options: LocateOptions, say: Callable[[str], None]) -> Source:
    """Try what is installed, what is published, and what the distribution packages."""
    if options.project != PYTHON:
        raise SourceError(
            f"only Python's documentation is found by itself, not that of {options.project!r}: "
            f"give its archive, folder or address, as in `castalia index FOLDER --project {options.project}`"
        )
    if version is not None and not VERSION.fullmatch(version):
        raise SourceError(f"{version!r} is no version of Python: give one such as 3.14 or 3.14.2")
    attempts = (
        Attempt("installed documentation", lambda: _installed(version, options=options)),
        Attempt("published documentation", lambda: _published(version, options=options, say=say)),
        Attempt("Debian package", lambda: _packaged(version, options=options)),
    )
    return FallbackSource(attempts, advice=ADVICE, say=say)


def _installed(version: str | None, *, options: LocateOptions) -> Source:
    folders = installed_folders(options.installed, version=version)
    if not folders:
        raise SourceError(f"none{f' of {version}' if version else ''} in {' or '.join(options.installed)}")
    return FolderSource(folders[0], version=version, limits=options.limits)


def _published(version: str | None, *, options: LocateOptions, say: Callable[[str], None]) -> Source:
    url = find_archive(version, base=options.base, limits=options.limits)
    return _remote(url, options=options, version=version, say=say)


def _packaged(version: str | None, *, options: LocateOptions) -> Source:
    return DebianSource(
        workspace=options.workspace,
        runner=options.runner,
        superuser=options.superuser,
        version=version,
        limits=options.limits,
    )
