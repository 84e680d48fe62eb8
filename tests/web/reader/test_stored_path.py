"""Which stored paths an address can mean."""

from __future__ import annotations

import pytest

from castalia.web.reader.stored_path import stored_paths, words_of


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../secret",
        "library/../../secret",
        "library/..",
        "./library/os.html",
        "library/./os.html",
        "/etc/passwd",
        "library//os.html",
        "..\\secret",
        "library\\os.html",
        "library/os.html\x00.png",
        "library/os\n.html",
        "x" * 501,
    ],
)
def test_a_path_that_steps_aside_means_nothing(path: str) -> None:
    assert stored_paths(path) == ()


@pytest.mark.parametrize("path", ["library/os.html", "a..b.html", "...", "_images/a b.png", "c-api/über.html"])
def test_an_ordinary_path_means_itself(path: str) -> None:
    assert stored_paths(path) == (path,)


@pytest.mark.parametrize(
    ("path", "meant"),
    [("", ("index.html", "contents.html")), ("library/", ("library/index.html", "library/contents.html"))],
)
def test_a_folder_means_its_index_page(path: str, meant: tuple[str, ...]) -> None:
    assert stored_paths(path) == meant


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("library/asyncio-task.html", "asyncio task"),
        ("library/", "library"),
        ("..\\..\\secret.txt", "secret"),
        ("<script>.html", "script"),
        ("", ""),
    ],
)
def test_a_missing_page_is_searched_for_by_the_words_of_its_name(path: str, words: str) -> None:
    assert words_of(path) == words
