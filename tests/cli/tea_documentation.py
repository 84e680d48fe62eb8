"""A documentation of three pages about making tea, as Sphinx would have built it, in a folder."""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><div class="body" role="main">{main}</div>
<div class="footer">Copyright the tea drinkers of the tests.</div></body></html>
"""

KETTLE = """<section id="module-kettle"><h1>kettle — Heat water</h1>
<p>The kettle heats water for tea until it simmers.</p>
<dl class="py function"><dt class="sig sig-object py" id="kettle.boil">
<span class="sig-prename descclassname"><span class="pre">kettle.</span></span>
<span class="sig-name descname"><span class="pre">boil</span></span>
<span class="sig-paren">(</span><em class="sig-param"><span class="n"><span class="pre">litres</span></span></em>
<span class="sig-paren">)</span></dt>
<dd><p>Bring this many litres of water to a rolling boil &amp; whistle.</p></dd></dl>
<dl class="std option"><dt class="sig sig-object std" id="cmdoption-w">
<span class="sig-name descname"><span class="pre">-w</span></span></dt>
<dd><p>Whistle when the water is hot.</p></dd></dl>
</section>"""

STEEPING = """<section id="steeping"><h1>Steeping the leaves</h1>
<p>Pour the water over the leaves and wait for three minutes, or the cup turns bitter.</p></section>"""

CONTENTS = """<section id="tea"><h1>Tea documentation</h1>
<p>How to make tea, from <a href="library/kettle.html">the kettle</a>
to <a href="tutorial/steeping.html">the cup</a>.</p>
</section>"""

PAGES = {
    "index.html": PAGE.format(title="Tea", main=CONTENTS),
    "library/kettle.html": PAGE.format(title="kettle", main=KETTLE),
    "tutorial/steeping.html": PAGE.format(title="Steeping", main=STEEPING),
}

NAMES = """kettle py:module 0 library/kettle.html#module-$ -
kettle.boil py:function 1 library/kettle.html#$ -
kettle.-w std:cmdoption 1 library/kettle.html#cmdoption-w -
steeping std:label -1 tutorial/steeping.html#$ Steeping the leaves
"""


def write_documentation(folder: Path, *, release: str = "3.13.5", pages: dict[str, str] | None = None) -> Path:
    """Write the documentation, and say where.

    Args:
        folder: Where to write it; made when it is missing.
        release: The release that it says it is of.
        pages: Pages to write beside its own, or in place of them.
    """
    for path, html in {**PAGES, **(pages or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
    version = ".".join(release.split(".")[:2])
    header = f"# Sphinx inventory version 2\n# Project: Python\n# Version: {version}\n# Compressed with zlib.\n"
    (folder / "objects.inv").write_bytes(header.encode() + zlib.compress(NAMES.encode()))
    options = folder / "_static" / "documentation_options.js"
    options.parent.mkdir(exist_ok=True)
    options.write_text(f"const DOCUMENTATION_OPTIONS = {{\n    VERSION: '{release}',\n    LANGUAGE: 'en',\n}};\n")
    return folder


def pretend_other_format(home: Path) -> None:
    """Make an index in SQLite look as if another version of Castalia had written it.

    Args:
        home: The folder of the index.
    """
    [file] = home.glob("*.db")
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE index_metadata SET value = '999' WHERE name = 'format'")
    connection.close()
