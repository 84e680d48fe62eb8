"""Temporary folders in which documentation is unpacked; what a killed process left is removed by the next."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from typing import TYPE_CHECKING

from castalia.errors import SourceError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = "unpacked-"
LOCK_SUFFIX = ".lock"


@contextlib.contextmanager
def temporary_folder(workspace: Path) -> Iterator[Path]:
    """Give an empty folder that is removed at the end, and remove those that killed processes left.

    Args:
        workspace: The folder to make it in; made when it is missing.

    Raises:
        SourceError: Nothing can be written there.
    """
    with contextlib.ExitStack() as stack:
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            remove_leftovers(workspace)
            folder = stack.enter_context(_locked_folder(workspace))
        except OSError as error:
            raise SourceError(
                f"{workspace} cannot be written ({error.strerror}): free some space, "
                "or set CASTALIA_HOME to a folder that you may write"
            ) from error
        yield folder


def remove_leftovers(workspace: Path) -> None:
    """Remove the folders whose process is gone: their lock is held by nobody."""
    for lock in workspace.glob(f"{PREFIX}*{LOCK_SUFFIX}"):
        with contextlib.suppress(OSError):
            _remove_leftover(lock)


def _remove_leftover(lock: Path) -> None:
    with lock.open("r+b") as stream:
        if not _try_to_lock(stream.fileno()):
            return
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        _remove(lock)
    _remove(lock)


@contextlib.contextmanager
def _locked_folder(workspace: Path) -> Iterator[Path]:
    lock, descriptor = _lock(workspace)
    folder = lock.with_suffix("")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _remove(lock)
        os.close(descriptor)
        _remove(lock)


def _lock(workspace: Path) -> tuple[Path, int]:
    """Make and hold a lock file; another process may take it for a leftover before it is held."""
    while True:
        lock = workspace / f"{PREFIX}{secrets.token_hex(8)}{LOCK_SUFFIX}"
        descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        # Some network file systems have no locks: nothing is taken for a leftover there, by anyone.
        with contextlib.suppress(OSError):
            held = _try_to_lock(descriptor)
            if not held or not lock.exists():
                os.close(descriptor)
                continue
        return lock, descriptor


def _remove(lock: Path) -> None:
    """Remove a lock: held where the system allows it, and again once it is closed for Windows, which does not."""
    with contextlib.suppress(OSError):
        lock.unlink()


def _try_to_lock(descriptor: int) -> bool:
    """Take the lock unless another process holds it; the system releases it when this process ends."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
