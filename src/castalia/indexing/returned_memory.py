"""Memory given back to the system, which the C library would keep."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give back what has been freed.

    The tree of a large page takes a hundred times what is kept of it. When it is gone, glibc keeps the memory for the
    next tree, where Python's objects cannot use it: a quarter of the peak of indexing a large documentation.
    """
    if sys.platform != "linux":
        return
    # Another C library, such as musl, has no such function and no need of it.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
