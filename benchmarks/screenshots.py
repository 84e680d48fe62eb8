"""Pictures of the pages for ``docs/screenshots``, and the one that stands for an address that somebody shares.

``CASTALIA_HOME=... python -m benchmarks.screenshots`` (``make screenshots``); pngquant makes them small where it is
installed.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browsing import WIDTHS, browsing
from benchmarks.command_line import reported

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PREVIEW = ROOT / "src" / "castalia" / "web" / "pages" / "static" / "preview.png"

PAGES = {
    "home": "/",
    "results": "/search?q=how+to+read+a+csv+file",
    "card": "/search?q=asyncio.TaskGroup",
    "versions": "/search?q=what+changed+in+zipfile",
    "nothing": "/search?q=zzyzx",
    "reader": "/docs/latest/library/json.html?highlight=json.dumps#json.dumps",
}
SCHEMES = ("light", "dark")

TITLE_PAGE = """() => {
  document.querySelectorAll("form, .examples, .foot, .corner").forEach(element => element.remove());
  document.querySelector(".wordmark").style.fontSize = "150px";
  document.querySelector("main").style.padding = "0";
  document.querySelector("main").style.justifyContent = "center";
}"""


async def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    async with browsing() as (browser, address):
        for name, path in PAGES.items():
            for scheme in SCHEMES:
                for width in WIDTHS:
                    await take(browser, address + path, FOLDER / f"{name}-{scheme}-{width}.png", scheme, width)
        await take_preview(browser, address)
    for picture in (*sorted(FOLDER.glob("*.png")), PREVIEW):
        shrink(picture)
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes")


async def take(browser: Browser, url: str, picture: Path, scheme: str, width: int) -> None:
    """Take a picture of what a reader sees first, in one scheme at one width."""
    context = await browser.new_context(viewport=WIDTHS[width], color_scheme="dark" if scheme == "dark" else "light")
    page = await context.new_page()
    await page.goto(url)
    # Once more, so that no picture shows how long the very first search took.
    await page.reload()
    await page.screenshot(path=picture)
    await context.close()


async def take_preview(browser: Browser, address: str) -> None:
    """Take the picture that stands for a shared address: the name alone."""
    context = await browser.new_context(viewport={"width": 1200, "height": 630}, color_scheme="light")
    page = await context.new_page()
    await page.goto(address)
    await page.evaluate(TITLE_PAGE)
    await page.screenshot(path=PREVIEW)
    await context.close()


def shrink(picture: Path) -> None:
    """Reduce a picture to a palette, when the program for that is there."""
    program = shutil.which("pngquant")
    if program:
        command = [program, "--force", "--skip-if-larger", "--speed", "1", "--ext", ".png", "64", str(picture)]
        subprocess.run(command, check=False)  # noqa: S603 - Our own command on our own picture.


if __name__ == "__main__":
    with reported():
        asyncio.run(main())
