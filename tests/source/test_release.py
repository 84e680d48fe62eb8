"""Releases: which documentation it is, whatever a hostile file claims."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.source.inventory import Inventory
from castalia.source.release import Release, read_release, version_key


def release(*, version: str = "3.13", options: str = "", index: str = "", project: str = "python") -> Release:
    """Read a release from what its files say."""
    return read_release(Inventory("Python", version, ()), options=options, index=index, project=project)


def canonical(address: str) -> str:
    """Give an index page that names its published address."""
    return f'<html><head><link rel="canonical" href="{address}"></head></html>'


def test_version_comes_from_the_inventory_and_the_full_release_from_the_options() -> None:
    found = release(options="const DOCUMENTATION_OPTIONS = {\n    VERSION: '3.13.5',\n    LANGUAGE: 'en',")

    assert found == Release("python", "3.13", "3.13.5", "en", "https://docs.python.org/3.13/")


def test_options_of_an_older_sphinx_are_read_too() -> None:
    options = (
        "var DOCUMENTATION_OPTIONS = {\n    URL_ROOT: document.getElementById('x').getAttribute('data-url_root'),\n"
        "    VERSION: '3.9.2',\n    LANGUAGE: 'None',"
    )

    found = release(version="3.9", options=options, index="<html>")

    assert (found.full, found.language) == ("3.9.2", "en")


def test_options_inside_of_the_index_page_are_read_when_they_have_no_file() -> None:
    assert release(index='<script>var DOCUMENTATION_OPTIONS = {"VERSION": "3.13.1"}</script>').full == "3.13.1"


def test_without_options_the_inventory_names_the_full_release() -> None:
    assert release(version="3.13.0rc1") == release(version="3.13", options="VERSION: '3.13.0rc1'")


def test_the_language_of_the_page_counts_when_the_options_name_none() -> None:
    found = release(options="LANGUAGE: 'None'", index='<html lang="pt-BR">')

    assert (found.language, found.home) == ("pt-br", "https://docs.python.org/pt-br/3.13/")


@pytest.mark.parametrize("language", ["../..", "e", "en/../../x", "<script>", "a" * 300, "en\n"])
def test_a_language_that_is_none_is_taken_for_english(language: str) -> None:
    assert release(options=f"LANGUAGE: '{language}'").language == "en"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("3.13", "3.13"),
        ("3.13.5", "3.13"),
        ("3.15.0a2", "3.15"),
        ("v2.1.0", "2.1"),
        ("7", "7"),
        ("1.4.dev3+g1a2b3c", "1.4"),
        ("stable", "stable"),
        ("Release 2 (beta)", "Release-2-beta"),
        ("", "latest"),
        ("..", "latest"),
        ("../../etc", "etc"),
        ("<b>", "b"),
        ("9" * 500, "9" * 64),
    ],
)
def test_a_version_is_reduced_to_its_key(text: str, key: str) -> None:
    assert version_key(text) == key


@given(st.text())
def test_a_key_is_fit_for_an_address_whatever_the_version(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,63}[A-Za-z0-9])?", version_key(text))


def test_the_home_of_another_project_is_its_canonical_address() -> None:
    found = release(project="garden", index=canonical("https://garden.example/en/stable/index.html"))

    assert found.home == "https://garden.example/en/stable/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file:///usr/share/doc/python3.11/html/index.html",
        "javascript:alert(1)/",
        "https://user@evil.example/",
        "https://a.example/b/page.html",
        "https://a.example/?q=/",
        "https://[broken/",
        f"https://a.example/{'a' * 2000}/",
        "//a.example/",
    ],
)
def test_what_is_no_published_folder_is_no_home(address: str) -> None:
    assert release(project="garden", index=canonical(address)).home == ""


def test_python_has_its_own_home_whatever_the_page_claims() -> None:
    assert release(index=canonical("https://evil.example/")).home == "https://docs.python.org/3.13/"


def test_a_python_version_that_is_no_series_has_no_home() -> None:
    assert release(version="main").home == ""
