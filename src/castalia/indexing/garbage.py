"""Garbage collected rarely while a documentation is read."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OFTEN_ENOUGH = 100_000
"""So many objects more than before, and it is looked for; by default it is 700."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look rarely for objects that only hold one another, for as long as a block lasts.

    Reading a documentation makes a million objects that stay and hardly any garbage of that kind; looking for it all
    the same took a sixteenth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(OFTEN_ENOUGH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
