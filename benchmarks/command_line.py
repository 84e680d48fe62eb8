"""The command line of every benchmark: files that are there come in, one sentence says why nothing can be measured."""

from __future__ import annotations

import argparse
import signal
import sys
import tarfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from castalia.errors import CastaliaError
from tests.servers.chromium import ChromiumMissingError
from tests.servers.postgres import PostgresMissingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SQLITE = b"SQLite format 3\0"
"""What every file of SQLite's begins with."""

TERMINATED = 143
"""What a shell says of a program that SIGTERM ended."""


def existing_file(given: str) -> Path:
    """Give the path of a file that is there.

    Raises:
        ArgumentTypeError: It is not; ``argparse`` says so beside the usage.
    """
    file = Path(given)
    if not file.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {given}")
    return file


def existing_index(given: str) -> Path:
    """Give the path of an index in SQLite that is there; SQLite itself would make an empty one.

    Raises:
        ArgumentTypeError: There is no such file, or it is something else.
    """
    file = existing_file(given)
    with file.open("rb") as begun:
        if begun.read(len(SQLITE)) != SQLITE:
            raise argparse.ArgumentTypeError(f"{given} is no index in SQLite; `castalia index` makes one")
    return file


def existing_archive(given: str) -> Path:
    """Give the path of an archive that is there.

    Raises:
        ArgumentTypeError: There is no such file, or it is no archive.
    """
    file = existing_file(given)
    if not (tarfile.is_tarfile(file) or zipfile.is_zipfile(file)):
        raise argparse.ArgumentTypeError(f"{given} is no archive, such as python-3.13.5-docs-html.tar.bz2")
    return file


def existing_path(given: str) -> Path:
    """Give the path of a file or folder that is there.

    Raises:
        ArgumentTypeError: It is not.
    """
    path = Path(given)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {given}")
    return path


def indexed_folder(given: str) -> Path:
    """Give the path of a folder that holds an index.

    Raises:
        ArgumentTypeError: It does not.
    """
    return existing_index(f"{given}/index.db").parent


def chosen(parser: argparse.ArgumentParser, names: Iterable[str], text: str) -> list[str]:
    """Give the names that hold a text; none is a mistake in how the command is used, and ends it.

    Args:
        parser: The command line.
        names: What there is.
        text: What ``--only`` says.
    """
    known = list(names)
    found = [name for name in known if text in name]
    if not found:
        parser.error(f"argument --only: nothing has {text!r} in its name; there is: {', '.join(known)}")
    return found


@contextmanager
def reported() -> Iterator[None]:
    """End with one sentence and exit code 1 where something is missing, and in good order when it is stopped."""

    def stop(*_: object) -> None:
        sys.exit(TERMINATED)

    # Servers, services and mounted disks are put away by `with`, which the usual end by SIGTERM would skip.
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (CastaliaError, PostgresMissingError, ChromiumMissingError) as error:
        sys.exit(f"{Path(sys.argv[0]).stem}: {error}")
    finally:
        signal.signal(signal.SIGTERM, before)
