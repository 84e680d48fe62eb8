"""Documentation about gardening, as Sphinx would have built it: what the tests of the web search and read."""

from __future__ import annotations

from castalia.source.inventory import InventoryEntry
from castalia.source.page import Asset
from castalia.source.release import Release
from tests.fakes import FakeSource

NOTICE = (
    '<div class="footer">&copy; Copyright the gardeners of the tests. '
    '<a href="/license.html">Licence</a>, <a href="https://garden.example/">home</a>.</div>'
)

HOSTILE_TITLE = 'Greet with <script>alert(1)</script> & "quotes" \u202egnp'

CONTENTS = """<section id="garden"><h1>Garden documentation</h1>
<p>Start with <a href="library/seeds.html">the seeds</a>.</p></section>"""

SEEDS = """<section id="module-seeds"><h1>seeds — Sow and wait</h1>
<p>The seeds module sows what later becomes a garden. <img src="../_images/bed.svg" alt="A bed"></p>
<dl class="py function"><dt class="sig sig-object py" id="seeds.sow">
<span class="sig-prename descclassname"><span class="pre">seeds.</span></span>\
<span class="sig-name descname"><span class="pre">sow</span></span>\
<span class="sig-paren">(</span><em class="sig-param"><span class="n"><span class="pre">rows</span></span></em>\
<span class="sig-paren">)</span></dt>
<dd><p>Put a seed into each of the rows, if <code>rows &lt; 9</code>, and cover it with soil.</p></dd></dl>
</section>"""

GREETING = """<section id="greeting"><h1>Greet with &lt;script&gt;alert(1)&lt;/script&gt; &amp; "quotes" \u202egnp</h1>
<p>Gnomes say &lt;b&gt;hello&lt;/b&gt; &amp; wave. <script>alert(2)</script><a href="javascript:alert(3)">No</a></p>
</section>"""

WATERING = "".join(
    f'<section id="watering-{number}"><h2>Watering on day {number}</h2><p>Pour water, can {number}.</p></section>'
    for number in range(1, 26)
)

PAGES = {
    "index.html": CONTENTS,
    "library/seeds.html": SEEDS,
    "tutorial/greeting.html": GREETING,
    "tutorial/watering.html": f'<section id="watering"><h1>The watering can</h1>{WATERING}</section>',
}

INVENTORY = (
    InventoryEntry("seeds", "py:module", "library/seeds.html", "module-seeds", "seeds"),
    InventoryEntry("seeds.sow", "py:function", "library/seeds.html", "seeds.sow", "seeds.sow"),
)

ASSETS = (
    Asset("_images/bed.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    Asset("_images/rose.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    Asset("_downloads/plan.html", "text/html", b"<script>alert(4)</script>"),
)

PYTHON = Release(project="python", version="3.13", full="3.13.5", home="https://docs.python.org/3.13/")
OLDER = Release(project="python", version="3.9", full="3.9.2", home="https://docs.python.org/3.9/")
MOSS = Release(project="moss", version="1.0", full="1.0.2", language="de")


def garden_source(release: Release = PYTHON, *, without: str = "") -> FakeSource:
    """Give the documentation.

    Args:
        release: What it says of itself.
        without: The path of a page to leave out.
    """
    pages = {path: page(main) for path, main in PAGES.items() if path != without}
    location = "/home/gardener/archives/garden-docs.zip"
    return FakeSource(pages, inventory=INVENTORY, release=release, assets=ASSETS, location=location)


def page(main: str) -> str:
    """Give a whole page around its content."""
    return f'<!DOCTYPE html><html lang="en"><body><div class="body" role="main">{main}</div>{NOTICE}</body></html>'
