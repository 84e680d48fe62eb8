"""What a reader waits for: largest contentful paint, layout shift and bytes over the wire, in Chromium.

``CASTALIA_HOME=... python -m benchmarks.page``; the service and the browser share this machine, so that the times
are the page's own and no network's.
"""

from __future__ import annotations

import asyncio
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.browsing import WIDTHS, browsing
from benchmarks.command_line import reported

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PAGES = {
    "home": "/",
    "results": "/search?q=read+a+file+line+by+line",
    "card": "/search?q=asyncio.TaskGroup",
    "nothing": "/search?q=zzyzx",
    "reader": "/docs/latest/library/json.html?highlight=json.dumps#json.dumps",
}

VISITS = 5

MEASURE = """() => new Promise(resolve => {
  const measured = { paint: 0, shift: 0 };
  new PerformanceObserver(list => list.getEntries().forEach(entry => { measured.paint = entry.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver(list => list.getEntries().forEach(entry => { measured.shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(measured), 300);
})"""


class Visit(NamedTuple):
    """What one look at a page cost: milliseconds, a unitless score, bytes and requests."""

    paint: float
    shift: float
    size: int
    requests: int


async def main() -> None:
    """Measure every page at both widths, on a first visit and when our own files are there."""
    async with browsing() as (browser, address):
        print(f"Chromium {browser.version}; medians of {VISITS} visits; bytes with their headers\n")
        print("| Page | Width | Paint (ms) | Shift | First visit (bytes) | Requests | Later (bytes) |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, path in PAGES.items():
            for width in WIDTHS:
                first, later = zip(*[await visits(browser, address + path, width) for _ in range(VISITS)], strict=True)
                print(row(name, width, first, later))


async def visits(browser: Browser, url: str, width: int) -> tuple[Visit, Visit]:
    """Look at a page twice in a browser that remembers nothing: the second time our own files are there."""
    context = await browser.new_context(viewport=WIDTHS[width])
    try:
        page = await context.new_page()
        first = await visit(page, url)
        # Away in between, since a page that is loaded again asks whether its files have changed.
        await page.goto("about:blank")
        return first, await visit(page, url)
    finally:
        await context.close()


async def visit(page: Page, url: str) -> Visit:
    """Look at a page and give what that cost."""
    sizes: list[float] = []
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    measured: dict[str, Any] = await page.evaluate(MEASURE)
    await session.detach()
    sent = [size for size in sizes if size]
    return Visit(measured["paint"], measured["shift"], int(sum(sent)), len(sent))


def row(name: str, width: int, first: tuple[Visit, ...], later: tuple[Visit, ...]) -> str:
    """Give one line of the table."""
    paint = median(visit.paint for visit in first)
    shift = max(visit.shift for visit in (*first, *later))
    size, requests = median(visit.size for visit in first), first[0].requests
    after = median(visit.size for visit in later)
    return f"| {name} | {width} | {paint:.0f} | {shift:.3f} | {size:,.0f} | {requests} | {after:,.0f} |"


if __name__ == "__main__":
    with reported():
        asyncio.run(main())
