"""A small documentation about a garden, as Sphinx would have built it, and archives of every kind of it."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

TarMode = Literal["w", "w:bz2", "w:gz", "w:xz"]
TAR_MODES: dict[str, TarMode] = {"tar": "w", "tar.bz2": "w:bz2", "tar.gz": "w:gz", "tgz": "w:gz", "tar.xz": "w:xz"}
SUFFIXES = (*TAR_MODES, "zip")

NAMES = """garden py:module 0 library/garden.html#module-$ -
garden.water py:function 1 library/garden.html#$ -
Spring work std:term -1 glossary.html#term-Spring-work -
seasons std:label -1 library/garden.html#$ The four seasons
"""
PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body><p>{}</p></body></html>'
PICTURE = b"\x89PNG picture of a garden"
FILES = {
    "index.html": PAGE.format("The garden's documentation.").encode(),
    "library/garden.html": PAGE.format("How to water a garden, très gently.").encode(),
    "glossary.html": PAGE.format("Spring work: all that begins in March.").encode(),
    "_images/garden.png": PICTURE,
    "_downloads/0a1b/plan.py": b"print('dig')\n",
    "_static/documentation_options.js": b"const DOCUMENTATION_OPTIONS = {\n  VERSION: '3.14.2',\n  LANGUAGE: 'en',\n};",
    "_static/theme.css": b"body { color: green }",
    "_sources/index.rst.txt": b"The garden",
    "searchindex.js": b"Search.setIndex({})",
}
PAGES = ("glossary.html", "index.html", "library/garden.html")


def inventory_bytes(names: str = NAMES, *, project: str = "Python", version: str = "3.14") -> bytes:
    """Give an inventory that declares these names, one a line."""
    header = (
        f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return header.encode() + zlib.compress(names.encode())


def documentation_files(*, full: str = "3.14.2") -> dict[str, bytes]:
    """Give the files of the garden's documentation in one release."""
    series = ".".join(full.split(".")[:2])
    options = FILES["_static/documentation_options.js"].replace(b"3.14.2", full.encode())
    return {
        **FILES,
        "_static/documentation_options.js": options,
        "objects.inv": inventory_bytes(version=series),
    }


def write_documentation(folder: Path, *, full: str = "3.14.2") -> Path:
    """Write the garden's documentation into a folder, and give the folder."""
    for path, content in documentation_files(full=full).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def write_archive(archive: Path, files: dict[str, bytes], *, suffix: str = "", outer: str = "") -> Path:
    """Pack files into an archive, by default of the kind that its name says, and give the archive."""
    suffix = suffix or next(kind for kind in SUFFIXES[::-1] if archive.name.endswith(kind))
    if suffix == "zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in files.items():
                packed.writestr(outer + path, content)
        return archive
    return write_tar(archive, [tar_file(outer + path, content) for path, content in files.items()], suffix=suffix)


TarMember = tuple[tarfile.TarInfo, bytes]


def tar_file(name: str, content: bytes = b"") -> TarMember:
    """Make a member that is a file."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    return member, content


def tar_special(name: str, kind: bytes, *, target: str = "") -> TarMember:
    """Make a member that is no file: a link, a device, a pipe."""
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = target
    return member, b""


def write_tar(archive: Path, members: list[TarMember], *, suffix: str = "tar.gz") -> Path:
    """Pack members into a tar archive, and give the archive."""
    with tarfile.open(archive, TAR_MODES[suffix]) as packed:
        for member, content in members:
            packed.addfile(member, io.BytesIO(content))
    return archive


def written(folder: Path) -> set[str]:
    """List every file below a folder by its place."""
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
