"""``castalia update``: newer patch releases of what is indexed are fetched from docs.python.org."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import say, show, show_json
from castalia.errors import CastaliaError

if TYPE_CHECKING:
    from castalia.cli.updates import Update
    from castalia.config import Config

SITE = "https://docs.python.org"

EPILOG = examples(
    ("castalia update", "fetch and index what is newer, such as 3.14.3 in place of 3.14.2"),
    ("castalia update --check", "only say what is newer"),
    ("castalia update --quiet", "for a timer; it speaks of failures alone"),
)


def update(
    *,
    check: Annotated[bool, typer.Option("--check", help="Fetch nothing; only say what is newer.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only speak of failures.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    site: Annotated[str, typer.Option(help="The address of the site, or of a mirror of it.")] = SITE,
) -> None:
    """Fetch newer patch releases of the versions that are indexed.

    Each version of Python's documentation is compared with what docs.python.org
    offers of it. What is indexed keeps answering until the newer index is complete.
    """
    from castalia.cli.updates import find_updates  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.

    config = get_config()
    quietly = quiet or as_json
    outcomes = []
    for found in find_updates(config, base=site):
        outcome = found if check or not found.is_newer else _fetched(config, found, quiet=quietly)
        outcomes.append(outcome)
        if outcome.error:
            say(f"castalia: Python {outcome.version}: {outcome.error}")
        elif not quietly:
            show(_described(outcome))
    if as_json:
        show_json([{**asdict(outcome), "newer": outcome.is_newer} for outcome in outcomes])
    if any(outcome.error for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILURE)


def _fetched(config: Config, found: Update, *, quiet: bool) -> Update:
    """Fetch a release, and give what is known afterwards."""
    from castalia.cli.documentation import report_failures  # noqa: PLC0415 - Heavy, but loaded by now.
    from castalia.cli.updates import fetch  # noqa: PLC0415 - The same.

    try:
        summary = fetch(config, found, quiet=quiet)
    except CastaliaError as error:
        return replace(found, error=str(error))
    report_failures(summary)
    return replace(found, release=summary.release, published=summary.release, url="")


def _described(outcome: Update) -> str:
    if not outcome.is_newer:
        return f"python {outcome.version}: {outcome.release} is the newest"
    if outcome.published.count(".") > 1:
        return f"python {outcome.version}: {outcome.published} is published, {outcome.release} is indexed"
    return f"python {outcome.version}: {outcome.release} is indexed; which release is published is not told"
