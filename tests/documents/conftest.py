"""The handbook in several themes, taken apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from castalia.database.pages import expand
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.source.folder import FolderSource
from tests.conftest import build_handbook

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.documents.document import Document

THEMES = (
    "alabaster",
    "furo",
    pytest.param("sphinx_rtd_theme", marks=pytest.mark.soak),
    pytest.param("pydata_sphinx_theme", marks=pytest.mark.soak),
)


@pytest.fixture(scope="session")
def library(handbook: Path) -> dict[str, Document]:
    """Every page of the handbook by its path."""
    return read_library(handbook)


@pytest.fixture(scope="session", params=THEMES)
def themed_library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """Every page of the handbook by its path, in each theme."""
    if request.param == "alabaster":
        library: dict[str, Document] = request.getfixturevalue("library")
        return library
    return read_library(build_handbook(tmp_path_factory.mktemp(request.param), theme=request.param))


def read_library(folder: Path) -> dict[str, Document]:
    """Take every page of a built documentation apart."""
    with FolderSource(folder) as source:
        library = read_pages(source, SilentProgress())
    return {each.path: replace(each, body=expand(library.bodies[each.path])) for each in library.documents}
