"""A PostgreSQL that goes away while it is written to is one clear error; one that is not there yet is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from castalia.cli.documentation import index_one
from castalia.config import DevelopmentConfig
from castalia.errors import IndexStateError
from castalia.indexing.progress import SilentProgress
from castalia.source.locate import LocateOptions
from tests.cli.program import SECONDS, run, started
from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.postgres import PostgresServer


class Sabotage(SilentProgress):
    """Stops a server when a stage begins.

    Args:
        server: The server.
        stage: The name of the stage.
    """

    def __init__(self, server: PostgresServer, stage: str) -> None:
        self._server = server
        self._stage = stage

    def stage(self, name: str, total: int | None) -> None:  # noqa: ARG002 - The contract's.
        """Stop the server, if this is the stage."""
        if name == self._stage:
            self._server.stop()


@pytest.mark.parametrize("stage", ["reading pages", "writing the index"])
def test_a_server_that_goes_away_is_one_clear_error(
    stage: str, postgres_server: PostgresServer, postgres_environment: dict[str, str], home: Path, tea: Path
) -> None:
    assert run(home, "index", tea, **postgres_environment).returncode == 0
    config = DevelopmentConfig(
        CASTALIA_HOME=home,
        POSTGRES_HOST=postgres_environment["POSTGRES_HOST"],
        POSTGRES_PORT=int(postgres_environment["POSTGRES_PORT"]),
        POSTGRES_PASSWORD=SecretStr(postgres_environment["POSTGRES_PASSWORD"]),
        POSTGRES_DB_NAME=postgres_environment["POSTGRES_DB_NAME"],
    )
    changed = write_documentation(home.parent / "changed", release="3.13.6")
    options = LocateOptions(workspace=home)

    try:
        with pytest.raises(IndexStateError) as caught:
            index_one(
                config,
                str(changed),
                options=options,
                force=False,
                progress=Sabotage(postgres_server, stage),
                tell=lambda _: None,
            )
    finally:
        postgres_server.start()

    assert str(caught.value).startswith(f"PostgreSQL at 127.0.0.1:{postgres_server.port}, database ")
    assert "\n" not in str(caught.value)
    listed = run(home, "versions", **postgres_environment)
    assert "3.13.5" in listed.stdout
    assert "3.13.6" not in listed.stdout
    again = run(home, "index", changed, **postgres_environment)
    assert (again.returncode, again.stdout.split(":")[0]) == (0, "python 3.13 (3.13.6)")


def test_a_server_that_is_only_starting_is_waited_for(
    postgres_server: PostgresServer, postgres_environment: dict[str, str], home: Path, tea: Path
) -> None:
    home.mkdir()
    postgres_server.stop()
    with started(home, "index", tea, **postgres_environment) as process:
        try:
            said = process.stderr.readline() if process.stderr else ""
        finally:
            postgres_server.start()
        stdout, _ = process.communicate(timeout=SECONDS)

    assert said.startswith(f"waiting up to 30 s for PostgreSQL at 127.0.0.1:{postgres_server.port}")
    assert (process.returncode, stdout.split(":")[0]) == (0, "python 3.13 (3.13.5)")
