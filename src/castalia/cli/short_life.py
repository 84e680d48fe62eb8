"""What a program that soon ends can do without, so that it ends sooner."""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT_LIVED = frozenset({"search", "versions"})
"""The commands that answer and end."""

THREADS = "OPENBLAS_NUM_THREADS"
"""What NumPy's library reads when it is loaded; to start its threads takes longer than our one product of vectors."""


@contextlib.contextmanager
def short_life() -> Iterator[None]:
    """Live without looking for garbage: imports make hardly any, and to look takes a fifth of a cold search.

    What is there at the end is not looked at either, so this is for the last thing that a process does.
    """
    gc.disable()
    os.environ.setdefault(THREADS, "1")
    try:
        yield
    finally:
        gc.freeze()
