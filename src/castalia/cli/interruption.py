"""Ctrl-C and SIGTERM end a command in good order: everything opened is closed, and no signal gets lost."""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

RETRY_SECONDS = 0.05


def end_on_signals() -> None:
    """Turn both signals into exceptions, at once and for the rest of the process."""
    # With Python's own handler asyncio would only ask the running task to end, which one that computes does not hear.
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _raise_again


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """Send an interruption once more that fell into a finalizer, where Python drops every exception."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _later(signal.SIGINT)
    elif issubclass(lost.exc_type, SystemExit):
        _later(signal.SIGTERM)
    else:
        sys.__unraisablehook__(lost)


def _later(number: signal.Signals) -> None:
    timer = threading.Timer(RETRY_SECONDS, _send, [number])
    timer.daemon = True
    timer.start()


def _send(number: signal.Signals) -> None:
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        # Unlike ``interrupt_main`` it also ends what the main thread waits for.
        signal.pthread_kill(main, number)
    else:
        _thread.interrupt_main(number)


@contextlib.contextmanager
def deaf_to_interruption() -> Iterator[None]:
    """Let a new process begin deaf to Ctrl-C, which would otherwise meet it while it imports."""
    masks: Any = getattr(signal, "pthread_sigmask", None)
    if masks is None:
        yield
        return
    before = masks(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        masks(signal.SIG_SETMASK, before)
