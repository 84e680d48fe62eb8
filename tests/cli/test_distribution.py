"""Sources read by the workers of a real Dask cluster on this machine, which may fail in every way."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from castalia.cli.distribution import index_distributed
from castalia.config import LocalConfig
from castalia.errors import SourceError
from castalia.indexing.consignment import consign, receive
from castalia.source.locate import LocateOptions
from tests.cli.program import environment, run
from tests.cli.tea_documentation import pretend_other_format, write_documentation
from tests.servers.dask_cluster import dask_cluster

if sys.platform == "win32":
    pytest.skip("processes cannot be stopped and continued here", allow_module_level=True)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    from tests.servers.dask_cluster import DaskCluster

NOBODY = "tcp://127.0.0.1:9"
SECONDS = 60

OTHER_CONSIGNMENT = """
    class Consignment:
        def __setstate__(self, state):
            # The scheduler reads what the command sent, the worker what the scheduler sent.
            self.argument = state[0] if isinstance(state, list) else state["argument"]
"""
OTHER_WORK = """
    class Novelty:
        pass

    def work(consignment):
        if consignment.argument.endswith("tea"):
            raise TypeError("unknown in this version")
        return Novelty()
"""
"""The entrance of another version of Castalia: one documentation fails, the other becomes what only it knows."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler and two workers; they have another home than the command."""
    home = tmp_path_factory.mktemp("worker")
    with dask_cluster(environment(home, {})) as running:
        yield running


@pytest.fixture
def sources(tea: Path, tmp_path: Path) -> list[Path]:
    """Documentation in two versions."""
    return [tea, write_documentation(tmp_path / "other", release="3.14.0")]


def other_castalia(folder: Path, **modules: str) -> dict[str, str]:
    """Give the environment of a worker that has another Castalia, of these modules."""
    for name, text in {"castalia/__init__": "", **modules}.items():
        file = folder / f"{name.replace('__of__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    return environment(folder, {"PYTHONPATH": str(folder)})


def versions(castalia: Callable[..., Result], **changes: str) -> list[dict[str, object]]:
    """Give what is indexed, without when."""
    listed = json.loads(castalia("versions", "--json", **changes).stdout)["versions"]
    return [{key: value for key, value in each.items() if key not in ("indexed_at", "size")} for each in listed]


def test_a_cluster_makes_the_index_that_one_machine_makes(
    castalia: Callable[..., Result], cluster: DaskCluster, sources: list[Path], tmp_path: Path
) -> None:
    alone = str(tmp_path / "alone")
    for source in sources:
        assert castalia("index", source, CASTALIA_HOME=alone).exit_code == 0

    result = castalia("index", *sources, tmp_path / "missing", "--distributed", cluster.address)

    assert result.exit_code == 3, result.stderr
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "python 3.13 (3.13.5)",
        "python 3.14 (3.14.0)",
    ], result.stderr
    assert "missing is no file or folder" in result.stderr
    assert versions(castalia) == versions(castalia, CASTALIA_HOME=alone)
    found = json.loads(castalia("search", "kettle.boil", "--version", "3.13", "--json").stdout)
    assert found["results"][0]["path"] == "library/kettle.html#kettle.boil"
    assert "is indexed already" in castalia("index", sources[0]).stdout
    assert "is indexed already" in castalia("index", sources[1], "--distributed", cluster.address).stdout


def test_a_killed_worker_loses_nothing(
    castalia: Callable[..., Result], cluster: DaskCluster, sources: list[Path]
) -> None:
    cluster.tell("hold")
    killer = threading.Thread(target=cluster.tell, args=("kill",))
    killer.start()

    result = castalia("index", *sources, "--distributed", cluster.address)

    killer.join(SECONDS)
    assert not killer.is_alive(), result.stderr
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2), result.stderr
    assert [each["release"] for each in versions(castalia)] == ["3.14.0", "3.13.5"]


def test_a_lost_scheduler_is_one_line_for_each_source(home: Path, sources: list[Path], tmp_path: Path) -> None:
    with dask_cluster(environment(tmp_path, {}), workers=0) as cluster:
        killer = threading.Thread(target=cluster.lose_scheduler)
        killer.start()

        result = run(home, "index", *sources, "--quiet", "--distributed", cluster.address)

        killer.join(SECONDS)
    assert not killer.is_alive(), result.stderr
    assert result.returncode == 3
    assert result.stderr.splitlines() == [
        f"castalia: {source}: the connection to the cluster's scheduler was lost: see whether it runs and try again"
        for source in sources
    ]


@pytest.mark.parametrize(
    ("workers", "said"),
    [(0, "the cluster has no workers: start some"), (1, "the cluster had workers, and all of them")],
)
def test_workers_that_ended_are_told_from_those_that_never_were(
    workers: int, said: str, home: Path, sources: list[Path], tmp_path: Path
) -> None:
    with dask_cluster(other_castalia(tmp_path / "worker"), workers=workers) as cluster:
        outcomes = index_distributed(
            LocalConfig(CASTALIA_HOME=home),
            [str(source) for source in sources],
            address=cluster.address,
            options=LocateOptions(workspace=home),
            absence=1,
        )

    assert [str(outcome).startswith(f"{source}: {said}") for source, outcome in zip(sources, outcomes, strict=True)]
    assert all("this version of Castalia" in str(outcome) for outcome in outcomes)


def test_whatever_fails_on_a_worker_fails_that_source_alone(
    castalia: Callable[..., Result], sources: list[Path], tmp_path: Path
) -> None:
    others = other_castalia(
        tmp_path / "worker",
        castalia__of__cli__of__distribution=OTHER_WORK,
        castalia__of__indexing__of__consignment=OTHER_CONSIGNMENT,
    )
    with dask_cluster(others) as cluster:
        result = castalia("index", *sources, "--quiet", "--distributed", cluster.address)

    tea, other = result.stderr.splitlines()
    assert result.exit_code == 3
    assert tea.startswith(
        f"castalia: {sources[0]}: its task failed on the cluster (TypeError: unknown in this version): "
    )
    assert other.startswith(f"castalia: {sources[1]}: what the worker sent cannot be read (AttributeError: ")


def test_an_index_of_another_format_is_kept_until_there_is_something_to_take_its_place(
    indexed: Callable[..., Result], cluster: DaskCluster, home: Path, tea: Path, tmp_path: Path
) -> None:
    pretend_other_format(home)
    [file] = home.glob("*.db")
    before = file.read_bytes()

    alone = indexed("index", tea, "--force", "--distributed", "nothing://host:1")
    missing = indexed("index", tmp_path / "missing", "--force", "--distributed", cluster.address)

    assert (alone.exit_code, missing.exit_code) == (3, 3)
    assert file.read_bytes() == before
    assert indexed("index", tea, "--force", "--distributed", cluster.address).exit_code == 0


@pytest.mark.parametrize("address", ["", " "])
def test_an_empty_address_is_no_address(castalia: Callable[..., Result], tea: Path, address: str) -> None:
    result = castalia("index", tea, "--distributed", address)

    assert result.exit_code == 2
    assert "needs the address of a Dask scheduler" in result.stderr


def test_a_scheduler_that_does_not_answer_is_one_clear_error(home: Path, tea: Path) -> None:
    options = LocateOptions(workspace=home)

    with pytest.raises(SourceError, match=f"^no Dask scheduler answers at {NOBODY} "):
        index_distributed(LocalConfig(CASTALIA_HOME=home), [str(tea)], address=NOBODY, options=options, patience=0.1)


def test_without_the_library_the_error_says_how_to_get_it(
    castalia: Callable[..., Result], tea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "castalia.cli.distribution", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)

    result = castalia("index", tea, "--distributed", NOBODY)

    assert result.exit_code == 3
    assert "--distributed needs distributed: install it with `pip install 'castalia[distributed]'`" in result.stderr


def test_a_cluster_needs_to_be_told_what_to_read(castalia: Callable[..., Result]) -> None:
    result = castalia("index", "--distributed", NOBODY)

    assert result.exit_code == 2
    assert "needs a SOURCE or --version" in result.stderr


def test_a_worker_of_another_version_of_castalia_refuses(tea: Path, tmp_path: Path) -> None:
    consignment = consign(str(tea), options=LocateOptions(workspace=tmp_path))

    answer = receive(replace(consignment, index_format=consignment.index_format + 1), workspace=tmp_path)

    assert "install the same version of Castalia on every machine" in str(answer)


def test_what_a_worker_cannot_read_comes_back_as_a_sentence(tea: Path, tmp_path: Path) -> None:
    consignment = consign(str(tea), options=LocateOptions(workspace=tmp_path))

    answer = receive(replace(consignment, content=b"no archive"), workspace=tmp_path)

    assert str(answer).startswith(f"{tea} was refused: it is no archive that Castalia reads")
