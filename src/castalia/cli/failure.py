"""An expected error comes in, one line on stderr and an exit code go out: no user meets a traceback."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import say
from castalia.errors import CastaliaError, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator


def fail(message: str, code: ExitCode = ExitCode.FAILURE) -> typer.Exit:
    """Say what went wrong; the caller raises what this gives."""
    say(f"castalia: {message}")
    return typer.Exit(code)


@contextlib.contextmanager
def reported_failures() -> Iterator[None]:
    """Turn every expected error into its line and its exit code."""
    try:
        yield
    except QueryError as error:
        raise fail(str(error), ExitCode.USAGE) from error
    except CastaliaError as error:
        raise fail(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise fail(system_error(error)) from error
    except KeyboardInterrupt:
        say("castalia: interrupted")
        raise


def system_error(error: OSError) -> str:
    """Say in one line what the system refused."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


class ReportingGroup(TyperGroup):
    """The group of all commands; their expected errors end in ``reported_failures``."""

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401 - The type of the context is private to Typer.
        """Run the command that the arguments name."""
        with reported_failures():
            return super().invoke(ctx)
