"""What a command that soon ends can do without, so that it ends sooner."""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

THREADS = "OPENBLAS_NUM_THREADS"
"""What NumPy's library reads when it is loaded; to start its threads takes longer than our one product of vectors."""


@contextlib.contextmanager
def short_life() -> Iterator[None]:
    """Look for no garbage and start no threads meanwhile: imports make no garbage, and looking takes a seventh."""
    was_enabled, threads = gc.isenabled(), os.environ.get(THREADS)
    gc.disable()
    os.environ.setdefault(THREADS, "1")
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        if threads is None:
            del os.environ[THREADS]
