"""What a user may ask for, and in which order it is looked for."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from castalia.errors import ArchiveError, DownloadError, SourceError
from castalia.source.locate import LocateOptions, locate
from tests.source.distribution import FakeDistribution, no_distribution
from tests.source.documentation import PAGES, documentation_files, write_archive, write_documentation
from tests.source.web_server import Answer, WebServer, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from castalia.source.command import CommandRunner

NO_SERVER = "http://127.0.0.1:9"
ARCHIVE = "python-3.14-docs-html.tar.bz2"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    """A site that publishes 3.14.2, the newest, and 3.12.7."""
    new = write_archive(tmp_path / ARCHIVE, documentation_files(), outer="python-3.14.2-docs-html/")
    old = write_archive(tmp_path / "old.tar.bz2", documentation_files(full="3.12.7"))
    answers = {
        "/3/download.html": Answer(f'<a href="archives/{ARCHIVE}">'.encode()),
        f"/3/archives/{ARCHIVE}": Answer(new.read_bytes()),
        "/3.12/download.html": Answer(b'<a href="/old/python-3.12.7-docs-html.tar.bz2">'),
        "/old/python-3.12.7-docs-html.tar.bz2": Answer(old.read_bytes()),
    }
    with web_server(answers) as running:
        yield running


def options(
    tmp_path: Path,
    *,
    base: str = NO_SERVER,
    runner: CommandRunner = no_distribution,
    version: str | None = None,
    project: str = "python",
) -> LocateOptions:
    """Look only where a test put something."""
    return LocateOptions(
        workspace=tmp_path / "home",
        base=base,
        installed=(f"{tmp_path}/system/python3*/html",),
        runner=runner,
        superuser=False,
        version=version,
        project=project,
    )


def found(argument: str | None, where: LocateOptions) -> tuple[str, list[str]]:
    """Say which release is found and what was said, and hold that nothing is left of it."""
    lines = list[str]()
    with locate(argument, options=where, say=lines.append) as source:
        assert source.paths() == PAGES
        release = source.release.full
    assert not where.workspace.exists() or list(where.workspace.iterdir()) == []
    assert all("\n" not in line for line in lines)
    return release, lines


def test_a_folder_is_read_where_it_is(tmp_path: Path) -> None:
    folder = write_documentation(tmp_path / "html")

    assert found(str(folder), options(tmp_path)) == ("3.14.2", [])


def test_an_archive_is_unpacked(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / ARCHIVE, documentation_files())

    assert found(str(archive), options(tmp_path)) == ("3.14.2", [])


def test_the_address_of_an_archive_is_downloaded(tmp_path: Path, server: WebServer) -> None:
    release, lines = found(f"{server.base}/3/archives/{ARCHIVE}", options(tmp_path))

    assert release == "3.14.2"
    assert lines == [f"downloaded {server.base}/3/archives/{ARCHIVE} (0.0 MiB)"]


def test_without_an_argument_installed_documentation_comes_first(tmp_path: Path, server: WebServer) -> None:
    write_documentation(tmp_path / "system" / "python3.11" / "html", full="3.11.2")
    newest = write_documentation(tmp_path / "system" / "python3.13" / "html", full="3.13.5")

    release, lines = found(None, options(tmp_path, base=server.base, runner=FakeDistribution()))

    assert release == "3.13.5"
    assert lines == [f"installed documentation: found 3.13.5 in {newest}"]
    assert server.requests == []


def test_without_installed_documentation_the_newest_stable_one_is_downloaded(tmp_path: Path, server: WebServer) -> None:
    distribution = FakeDistribution()
    release, lines = found(None, options(tmp_path, base=server.base, runner=distribution))

    assert release == "3.14.2"
    assert [line.partition(":")[0] for line in lines] == [
        "installed documentation",
        "downloaded http",
        "published documentation",
    ]
    assert lines[-1] == f"published documentation: found 3.14.2 in {server.base}/3/archives/{ARCHIVE}"
    assert distribution.commands == []


def test_without_a_connection_the_package_of_the_distribution_is_taken(tmp_path: Path) -> None:
    release, lines = found(None, options(tmp_path, runner=FakeDistribution()))

    assert release == "3.11.2"
    assert [line.partition(":")[0] for line in lines] == [
        "installed documentation",
        "published documentation",
        "Debian package",
    ]
    assert f"{NO_SERVER}/3/download.html could not be fetched" in lines[1]
    assert lines[2] == "Debian package: found 3.11.2 in Debian package python3.11-doc 3.11.2-6"


def test_a_damaged_published_archive_is_one_failed_attempt(tmp_path: Path, server: WebServer) -> None:
    server.answers[f"/3/archives/{ARCHIVE}"] = Answer(b"BZh9 damaged")

    release, lines = found(None, options(tmp_path, base=server.base, runner=FakeDistribution()))

    assert release == "3.11.2"
    assert any(f"{ARCHIVE} was refused: it is damaged" in line for line in lines)


def test_when_all_fails_one_error_lists_what_can_be_done(tmp_path: Path) -> None:
    lines = list[str]()

    with pytest.raises(SourceError) as raised:
        locate(None, options=options(tmp_path), say=lines.append).__enter__()

    message = str(raised.value)
    assert message.splitlines()[1:4] == lines
    assert lines[0] == f"installed documentation: none in {tmp_path}/system/python3*/html"
    assert lines[2] == "Debian package: apt-cache is not installed"
    assert "castalia index python-3.14-docs-html.tar.bz2" in message
    assert "castalia index path/to/html" in message
    assert "castalia index https://" in message
    assert "apt-get install python3-doc" in message
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("version", ["3.12", "3.12.7"])
def test_a_version_is_published_when_it_is_not_installed(tmp_path: Path, server: WebServer, version: str) -> None:
    write_documentation(tmp_path / "system" / "python3.13" / "html", full="3.13.5")

    release, lines = found(version, options(tmp_path, base=server.base))

    assert release == "3.12.7"
    assert lines[0] == f"installed documentation: none of {version} in {tmp_path}/system/python3*/html"


def test_a_version_that_is_installed_is_not_downloaded(tmp_path: Path, server: WebServer) -> None:
    for full in ("3.12.1", "3.13.5"):
        write_documentation(tmp_path / "system" / f"python{full[:4]}" / "html", full=full)

    assert found("3.12", options(tmp_path, base=server.base))[0] == "3.12.1"
    assert server.requests == []


def test_another_release_than_the_installed_one_is_looked_for_further(tmp_path: Path, server: WebServer) -> None:
    write_documentation(tmp_path / "system" / "python3.12" / "html", full="3.12.1")

    release, lines = found("3.12.7", options(tmp_path, base=server.base))

    assert release == "3.12.7"
    assert "is Python 3.12.1, not 3.12.7" in lines[0]


def test_a_version_of_the_distribution_is_found(tmp_path: Path) -> None:
    assert found("3.11", options(tmp_path, runner=FakeDistribution()))[0] == "3.11.2"


def test_the_version_may_be_an_option(tmp_path: Path, server: WebServer) -> None:
    assert found(None, options(tmp_path, base=server.base, version="3.12"))[0] == "3.12.7"


def test_a_version_that_is_nowhere_is_an_error(tmp_path: Path, server: WebServer) -> None:
    with pytest.raises(
        SourceError, match=r"No documentation could be obtained(.|\n)*/2\.7/download\.html answered 404"
    ):
        locate("2.7", options=options(tmp_path, base=server.base), say=print).__enter__()


def test_two_versions_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"two versions were asked for, 3\.14 and 3\.13"):
        locate("3.14", options=options(tmp_path, version="3.13"), say=print)


def test_an_archive_of_another_version_than_asked_for_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / ARCHIVE, documentation_files())

    with pytest.raises(SourceError, match=r"is Python 3\.14\.2, not 3\.13"):
        locate(str(archive), options=options(tmp_path, version="3.13"), say=print).__enter__()


@pytest.mark.parametrize("argument", ["nowhere/docs.zip", "3", "docs.zip", ""])
def test_a_path_that_does_not_exist_is_an_error_that_says_where_it_looked(tmp_path: Path, argument: str) -> None:
    missing = tmp_path / (argument or "nowhere")

    with pytest.raises(
        SourceError, match=rf"{missing} is no file or folder \(looked for {missing}\)(.|\n)*castalia index"
    ):
        locate(str(missing), options=options(tmp_path), say=print)


@pytest.mark.parametrize("argument", ["ftp://example.org/docs.zip", "file:///etc/passwd", "git+ssh://example.org/a"])
def test_an_address_of_another_kind_is_refused(tmp_path: Path, argument: str) -> None:
    with pytest.raises(SourceError, match="is no address of the web"):
        locate(argument, options=options(tmp_path), say=print)


def test_an_address_that_does_not_answer_is_named(tmp_path: Path, server: WebServer) -> None:
    with pytest.raises(DownloadError, match=rf"{server.base}/no\.zip answered 404"):
        locate(f"{server.base}/no.zip", options=options(tmp_path), say=print).__enter__()

    assert list((tmp_path / "home").iterdir()) == []


def test_a_web_page_in_place_of_an_archive_is_named(tmp_path: Path, server: WebServer) -> None:
    with pytest.raises(ArchiveError, match=rf"{server.base}/3/download\.html was refused: it is a web page"):
        locate(f"{server.base}/3/download.html", options=options(tmp_path), say=print).__enter__()

    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("argument", [None, "2.1"])
def test_another_project_must_say_where_it_is(tmp_path: Path, argument: str | None) -> None:
    with pytest.raises(SourceError, match="not that of 'garden': give its archive, folder or address"):
        locate(argument, options=options(tmp_path, project="garden"), say=print)


def test_another_project_is_read_from_its_folder(tmp_path: Path) -> None:
    folder = write_documentation(tmp_path / "html")

    with locate(str(folder), options=options(tmp_path, project="garden"), say=print) as source:
        assert (source.release.project, source.release.version, source.release.home) == ("garden", "3.14", "")


def test_nothing_is_done_before_the_context_is_entered(tmp_path: Path, server: WebServer) -> None:
    distribution = FakeDistribution()

    for argument in (None, "3.12", f"{server.base}/a.zip"):
        locate(argument, options=options(tmp_path, base=server.base, runner=distribution), say=print)

    assert server.requests == []
    assert distribution.commands == []
    assert not (tmp_path / "home").exists()


def test_the_real_package_of_this_distribution_is_found(tmp_path: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        pytest.skip("this system has no apt-get")
    where = LocateOptions(workspace=tmp_path / "home", base=NO_SERVER, installed=())

    try:
        with locate(None, options=where, say=print) as source:
            assert "library/os.html" in source.paths()
            assert any(entry.name == "os.path.join" for entry in source.inventory)
    except SourceError as error:
        reason = str(error).splitlines()[3]
        if os.environ.get("CI") == "true" or "apt" not in reason:
            raise
        pytest.skip(f"apt-get gives no documentation here: {reason}")
    assert list(where.workspace.iterdir()) == []
