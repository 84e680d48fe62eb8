"""``castalia index``: documentation comes in, from wherever it is; it can be searched afterwards."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import say, show, show_json
from castalia.errors import CastaliaError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.config import Config
    from castalia.indexing.summary import Summary
    from castalia.source.locate import LocateOptions

EPILOG = examples(
    ("castalia index", "what is installed on this system, else the newest release from docs.python.org"),
    ("castalia index 3.14 3.13", "two versions from docs.python.org"),
    ("castalia index python-3.13.5-docs-html.tar.bz2", "an archive that you downloaded"),
    ("castalia index Doc/build/html", "a folder that Sphinx built"),
    ("castalia index build/html --project flask", "another project's documentation, built with Sphinx"),
    ("castalia index 3.13 3.14 --distributed tcp://host:8786", "read by a Dask cluster, a task for each version"),
)


def index(
    source: Annotated[
        list[str] | None,
        typer.Argument(
            help="An archive, a folder of built HTML, the address of an archive, or a version such as 3.14."
        ),
    ] = None,
    *,
    version: Annotated[str | None, typer.Option(help="The version to get, or the key to index SOURCE under.")] = None,
    project: Annotated[str, typer.Option(help="The project that the documentation is of.")] = "python",
    force: Annotated[
        bool, typer.Option("--force", help="Index again what has not changed, and replace an index of another format.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only speak of failures.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was indexed as JSON.")] = False,
    distributed: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Let the Dask cluster with this scheduler read the sources.")
    ] = None,
) -> None:
    """Index documentation, so that it can be searched.

    Without SOURCE it takes the documentation that is installed on this system,
    else the newest stable release from docs.python.org, else the distribution's
    package. What is indexed already keeps answering until the new index is
    complete.
    """
    from castalia.cli.documentation import index_documentation, require_writable  # noqa: PLC0415 - Heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.source.locate import LocateOptions  # noqa: PLC0415 - Heavy.

    arguments = _arguments(source, version, distributed)
    config = get_config()
    options = LocateOptions(workspace=config.CASTALIA_HOME, project=project, version=version)
    require_writable(config, force=force)
    quietly = quiet or as_json
    several = [argument for argument in arguments if argument is not None]
    if distributed is not None:
        outcomes = _distributed(config, several, address=distributed, options=options, force=force, quiet=quietly)
    elif len(arguments) > 1:
        from castalia.cli.workers import index_several  # noqa: PLC0415 - One source needs no other process.

        outcomes = index_several(config, several, options=options, force=force, quiet=quietly)
    else:
        outcomes = [
            _attempt(lambda: index_documentation(config, arguments[0], options=options, force=force, quiet=quietly))
        ]
    _report(arguments, outcomes, quiet=quiet, as_json=as_json)


def _arguments(sources: list[str] | None, version: str | None, distributed: str | None) -> list[str | None]:
    if distributed is not None and not distributed.strip():
        raise typer.BadParameter(
            "needs the address of a Dask scheduler, such as tcp://scheduler:8786.", param_hint="--distributed"
        )
    if distributed is not None and not sources and version is None:
        raise typer.BadParameter("needs a SOURCE or --version to hand to the cluster.", param_hint="--distributed")
    if sources and len(sources) > 1 and version:
        raise typer.BadParameter("goes with one SOURCE, not with several.", param_hint="--version")
    if sources:
        return list(sources)
    return [version]


def _distributed(
    config: Config, arguments: list[str], *, address: str, options: LocateOptions, force: bool, quiet: bool
) -> list[Summary | CastaliaError]:
    """Index by a cluster, which needs a library that not everybody installs."""
    try:
        from castalia.cli.distribution import index_distributed  # noqa: PLC0415 - Dask is heavy, and optional.
    except ModuleNotFoundError as error:
        raise SourceError(
            f"--distributed needs {error.name}: install it with `pip install 'castalia[distributed]'`"
        ) from error
    return index_distributed(config, arguments, address=address, options=options, force=force, quiet=quiet)


def _attempt(attempt: Callable[[], Summary]) -> Summary | CastaliaError:
    try:
        return attempt()
    except CastaliaError as error:
        return error


def _report(
    arguments: list[str | None], outcomes: list[Summary | CastaliaError], *, quiet: bool, as_json: bool
) -> None:
    from castalia.cli.documentation import described, report_failures  # noqa: PLC0415 - Heavy, but loaded by now.

    for outcome in outcomes:
        if isinstance(outcome, CastaliaError):
            say(f"castalia: {outcome}")
        else:
            report_failures(outcome)
    if as_json:
        show_json([_values(argument, outcome) for argument, outcome in zip(arguments, outcomes, strict=True)])
    elif not quiet:
        for outcome in outcomes:
            if not isinstance(outcome, CastaliaError):
                show(described(outcome))
    if any(isinstance(outcome, CastaliaError) or outcome.failures for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILURE)


def _values(argument: str | None, outcome: Summary | CastaliaError) -> dict[str, Any]:
    if isinstance(outcome, CastaliaError):
        return {"source": argument, "error": str(outcome)}
    return asdict(outcome)
