"""Folders of built documentation: what is read, what is left out, what is refused."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import pytest

from castalia.errors import DocumentError, SourceError
from castalia.source.folder import FolderSource
from castalia.source.limits import Limits
from castalia.source.page import Asset
from castalia.source.release import Release
from tests.source.documentation import PAGES, PICTURE, inventory_bytes, write_documentation

if TYPE_CHECKING:
    from pathlib import Path

PYTHON_3_14 = Release("python", "3.14", "3.14.2", "en", "https://docs.python.org/3.14/")


def test_pages_names_and_release_are_read(tmp_path: Path) -> None:
    with FolderSource(write_documentation(tmp_path)) as source:
        assert source.paths() == PAGES
        assert "gently" in source.page("library/garden.html").html
        assert source.release == PYTHON_3_14
        assert [entry.name for entry in source.inventory] == ["garden", "garden.water", "Spring work", "seasons"]
        assert source.location == str(tmp_path)


def test_images_and_downloads_are_assets(tmp_path: Path) -> None:
    with FolderSource(write_documentation(tmp_path)) as source:
        assets = list(source.assets())

    assert assets == [
        Asset("_downloads/0a1b/plan.py", "text/plain", b"print('dig')\n"),
        Asset("_images/garden.png", "image/png", PICTURE),
    ]


def test_a_documentation_one_level_down_is_found(tmp_path: Path) -> None:
    write_documentation(tmp_path / "python-3.14.2-docs-html")

    with FolderSource(tmp_path) as source:
        assert source.paths() == PAGES


def test_several_documentations_one_level_down_are_named(tmp_path: Path) -> None:
    write_documentation(tmp_path / "new")
    write_documentation(tmp_path / "old", full="3.9.2")

    with pytest.raises(SourceError, match=r"several documentations \(new, old\): give one of them"):
        FolderSource(tmp_path).__enter__()


def test_a_folder_without_an_inventory_is_no_sphinx_documentation(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Hello")

    with pytest.raises(SourceError, match=r"no HTML documentation built by Sphinx.*give an archive such as"):
        FolderSource(tmp_path).__enter__()


def test_documentation_whose_inventory_was_dropped_is_read(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "objects.inv").unlink()

    with FolderSource(root) as source:
        assert (source.paths(), source.inventory) == (PAGES, ())
        assert source.release.full == "3.14.2"


def test_an_inventory_without_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "objects.inv").write_bytes(inventory_bytes())

    with pytest.raises(SourceError, match="holds no HTML pages"):
        FolderSource(tmp_path).__enter__()


def test_a_link_that_leaves_the_folder_is_not_read(tmp_path: Path) -> None:
    root = write_documentation(tmp_path / "html")
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "html-beside").mkdir()
    (tmp_path / "html-beside" / "secret.html").write_text("secret")
    (root / "outside.html").symlink_to("../secret.html")
    (root / "beside.html").symlink_to(tmp_path / "html-beside" / "secret.html")
    (root / "broken.html").symlink_to("nowhere.html")
    (root / "folder").symlink_to(tmp_path / "html-beside")

    with FolderSource(root) as source:
        assert source.paths() == PAGES


def test_a_link_inside_of_the_folder_is_read(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "start.html").symlink_to("index.html")

    with FolderSource(root) as source:
        assert source.page("start.html").html == source.page("index.html").html


def test_an_inventory_that_is_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    root = write_documentation(tmp_path / "html")
    (root / "objects.inv").rename(tmp_path / "objects.inv")
    (root / "objects.inv").symlink_to("../objects.inv")

    with pytest.raises(SourceError, match="a link that leaves the folder"):
        FolderSource(root).__enter__()


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "again").symlink_to(root)

    with FolderSource(root) as source:
        assert source.paths() == PAGES


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    os.mkfifo(root / "pipe.html")

    with FolderSource(root) as source:
        assert source.paths() == PAGES


def test_a_page_that_debian_compressed_has_its_own_name(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "changelog.html.gz").write_bytes(gzip.compress(b"<p>Changes</p>"))

    with FolderSource(root) as source:
        assert "changelog.html" in source.paths()
        assert source.page("changelog.html").html == "<p>Changes</p>"


def test_html_of_themes_and_downloads_and_hidden_folders_is_no_page(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    for place in ("_static/template.html", "_downloads/1/demo.html", ".git/a.html", "_sources/b.html"):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text("<p>")

    with FolderSource(root) as source:
        assert source.paths() == PAGES
        assert Asset("_downloads/1/demo.html", "application/octet-stream", b"<p>") in source.assets()


@pytest.mark.parametrize("path", ["missing.html", "../secret.html", "/etc/passwd", "objects.inv", "_images/garden.png"])
def test_what_is_no_page_is_not_given_as_one(tmp_path: Path, path: str) -> None:
    with FolderSource(write_documentation(tmp_path)) as source, pytest.raises(DocumentError, match="is no page of"):
        source.page(path)


def test_a_page_over_the_limit_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "large.html").write_text("x" * 5000)

    with FolderSource(root, limits=Limits(page_bytes=4000)) as source:
        assert source.page("index.html").path == "index.html"
        with pytest.raises(DocumentError, match=r"large\.html is larger than 4,000 bytes"):
            source.page("large.html")


def test_assets_over_the_limits_are_left_out(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    for name, size in {"a": 60, "b": 60, "c": 200}.items():
        (root / "_images" / f"{name}.svg").write_bytes(b"x" * size)

    with FolderSource(root, limits=Limits(asset_bytes=100, assets_bytes=100)) as source:
        assert [asset.path for asset in source.assets()] == [
            "_downloads/0a1b/plan.py",
            "_images/a.svg",
            "_images/garden.png",
        ]


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="more than 5 files"):
        FolderSource(write_documentation(tmp_path), limits=Limits(members=5)).__enter__()


def test_folders_are_not_followed_deeper_than_the_limit(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "page.html").write_text("<p>")
    (root / "a" / "b" / "page.html").write_text("<p>")

    with FolderSource(root, limits=Limits(depth=2)) as source:
        assert "a/page.html" in source.paths()
        assert "a/b/page.html" not in source.paths()


@pytest.mark.parametrize("name", ["line\nbreak.html", "back\\slash.html", "bell\x07.html"])
def test_a_name_that_is_no_text_is_left_out(tmp_path: Path, name: str) -> None:
    root = write_documentation(tmp_path)
    (root / name).write_text("<p>")

    with FolderSource(root) as source:
        assert source.paths() == PAGES


def test_equal_content_has_an_equal_fingerprint(tmp_path: Path) -> None:
    with (
        FolderSource(write_documentation(tmp_path / "one")) as one,
        FolderSource(write_documentation(tmp_path / "two")) as two,
    ):
        assert one.fingerprint() == two.fingerprint()


@pytest.mark.parametrize(
    "path", ["index.html", "objects.inv", "_images/garden.png", "_static/documentation_options.js"]
)
def test_a_change_of_anything_that_is_read_changes_the_fingerprint(tmp_path: Path, path: str) -> None:
    root = write_documentation(tmp_path)
    with FolderSource(root) as source:
        before = source.fingerprint()
    content = (root / path).read_bytes()
    (root / path).write_bytes(inventory_bytes("new py:data 1 a.html -\n") if path == "objects.inv" else content + b" ")

    with FolderSource(root) as source:
        assert source.fingerprint() != before


def test_a_change_of_what_is_not_read_leaves_the_fingerprint(tmp_path: Path) -> None:
    root = write_documentation(tmp_path)
    with FolderSource(root) as source:
        before = source.fingerprint()
    (root / "searchindex.js").write_text("changed")

    with FolderSource(root) as source:
        assert source.fingerprint() == before


def test_a_source_that_is_not_open_says_so(tmp_path: Path) -> None:
    source = FolderSource(write_documentation(tmp_path))

    with pytest.raises(RuntimeError, match="inside of a with statement"):
        _ = source.release
    with pytest.raises(RuntimeError, match="inside of a with statement"):
        _ = source.inventory


@pytest.mark.parametrize("version", ["3.14", "3.14.2"])
def test_the_version_asked_for_is_found_by_key_and_by_release(tmp_path: Path, version: str) -> None:
    with FolderSource(write_documentation(tmp_path), version=version) as source:
        assert source.release == PYTHON_3_14


def test_another_python_than_asked_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is Python 3\.14\.2, not 3\.13: ask for 3\.14"):
        FolderSource(write_documentation(tmp_path), version="3.13").__enter__()


def test_another_project_may_be_given_the_key_of_its_version(tmp_path: Path) -> None:
    with FolderSource(write_documentation(tmp_path), project="garden", version="spring") as source:
        assert (source.release.project, source.release.version, source.release.full) == ("garden", "spring", "3.14.2")


def test_a_key_that_no_address_could_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no version"):
        FolderSource(write_documentation(tmp_path), project="garden", version="../spring").__enter__()
