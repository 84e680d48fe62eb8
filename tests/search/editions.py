"""Two more editions of the tea documentation, older and newer than the handbook, as Sphinx would have built them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.source.folder import FolderSource
from castalia.source.inventory import InventoryEntry
from castalia.source.release import Release
from tests.fakes import FakeSource

if TYPE_CHECKING:
    from pathlib import Path


class RenamedSource(FolderSource):
    """A folder of pages under another project's or version's name.

    Args:
        folder: The folder.
        release: What it says of itself.
    """

    def __init__(self, folder: Path, release: Release) -> None:
        super().__init__(folder)
        self._renamed = release

    @property
    def release(self) -> Release:
        """What it says of itself."""
        return self._renamed


def release(version: str) -> Release:
    """Give the release of an edition."""
    return Release(project="python", version=version, full=f"{version}.4", home=f"https://docs.python.org/{version}/")


def page(main: str) -> str:
    """Give a whole page around its content."""
    return f'<!DOCTYPE html><html lang="en"><body><div class="body" role="main">{main}</div></body></html>'


def module(name: str, title: str, body: str) -> str:
    """Give the content of a module's page."""
    return f'<section id="module-{name}"><h1>{name} — {title}</h1>{body}</section>'


def function(name: str, body: str) -> str:
    """Give a function's definition."""
    return (
        f'<dl class="py function"><dt class="sig sig-object py" id="{name}"><span class="sig-name">{name}</span>'
        f"<span>()</span></dt><dd>{body}</dd></dl>"
    )


def note(kind: str, said: str, text: str = "") -> str:
    """Give a version note."""
    return f'<div class="{kind}"><p><span class="versionmodified">{said}: </span>{text}</p></div>'


def declare(role: str, name: str, page: str) -> InventoryEntry:
    """Give a name as the inventory declares it."""
    return InventoryEntry(name, role, page, f"module-{name}" if role == "py:module" else name, name)


OLDER = FakeSource(
    {
        "index.html": page('<section id="tea"><h1>Tea</h1></section>'),
        "library/kettle.html": page(
            module(
                "kettle",
                "Boiling water",
                function("kettle.boil", "<p>Heat water.</p>")
                + function(
                    "kettle.stoke",
                    "<p>Put wood under the kettle.</p>"
                    + note("deprecated", "Deprecated since version 3.0", "Use <code>boil()</code> instead."),
                ),
            )
        ),
        "library/teabag.html": page(module("teabag", "Leaves in paper", "<p>Dip it.</p>")),
    },
    inventory=(
        declare("py:module", "kettle", "library/kettle.html"),
        declare("py:function", "kettle.boil", "library/kettle.html"),
        declare("py:function", "kettle.stoke", "library/kettle.html"),
        declare("py:module", "teabag", "library/teabag.html"),
    ),
    release=release("3.0"),
)
"""Version 3.0, with a function and a module that are gone since."""

NEWER = FakeSource(
    {
        "index.html": page('<section id="tea"><h1>Tea</h1></section>'),
        "stove/kettle.html": page(
            module(
                "kettle",
                "Boiling water",
                function("kettle.boil", "<p>Heat water.</p>")
                + function(
                    "kettle.whistle", "<p>Tell that it boils.</p>" + note("versionadded", "Added in version 3.2")
                ),
            )
        ),
        "library/teabag.html": page(
            module(
                "teabag",
                "Leaves in paper",
                note("deprecated-removed", "Deprecated since version 3.0, removed in version 3.1")
                + "<p>This module is no longer part of the tea library. It was removed in Tea 3.1 after being "
                "deprecated in Tea 3.0. Applications should use the <code>leaves</code> module instead.</p>",
            )
        ),
    },
    inventory=(
        declare("py:module", "kettle", "stove/kettle.html"),
        declare("py:function", "kettle.boil", "stove/kettle.html"),
        declare("py:function", "kettle.whistle", "stove/kettle.html"),
        declare("py:module", "teabag", "library/teabag.html"),
    ),
    release=release("3.2"),
)
"""Version 3.2, where a page has moved, a function is new, and a stub says what became of a module."""

LEAFLET = FakeSource(
    {"index.html": page('<section id="clay"><h1>Clay</h1><p>A kettle of clay breaks on a stove.</p></section>')},
    release=Release(project="pottery", version="7", full="7.0"),
)
"""A documentation of one page, in which every word is as frequent as any other."""
