"""A page as a browser without scripts sees it, for the tests of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2
    from selectolax.lexbor import LexborNode


class ShownPage:
    """A page that was answered.

    Args:
        response: An answer that is HTML.
    """

    def __init__(self, response: httpx2.Response) -> None:
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        self.status = response.status_code
        self._tree = LexborHTMLParser(response.text)

    def all(self, selector: str) -> list[LexborNode]:
        """Give every element that a selector finds."""
        return self._tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """Give the only element that a selector finds."""
        (found,) = self._tree.css(selector)
        return found

    def html(self, selector: str) -> str:
        """Give the HTML of the only element that a selector finds."""
        return str(self.one(selector).html)

    def texts(self, selector: str) -> list[str]:
        """Give the words of every element that a selector finds."""
        return [" ".join(node.text().split()) for node in self.all(selector)]

    def values(self, selector: str, attribute: str = "href") -> list[str | None]:
        """Give an attribute of every element that a selector finds.

        Args:
            selector: What to look for.
            attribute: The attribute's name.
        """
        return [node.attributes.get(attribute) for node in self.all(selector)]

    @property
    def foreign_scripts(self) -> list[str]:
        """Give the HTML of every script that is not a file of ours."""
        own = "/static/"
        scripts = [node for node in self.all("script") if not (node.attributes.get("src") or "").startswith(own)]
        return [str(node.html) for node in scripts + [node for node in self.all("script") if node.text()]]


async def show(
    client: httpx2.AsyncClient, path: str, parameters: Mapping[str, str | int] | None = None, *, status: int = 200
) -> ShownPage:
    """Ask for a page.

    Args:
        client: A client of the service.
        path: The page's path.
        parameters: The query of its address.
        status: The status it must have.
    """
    page = ShownPage(await client.get(path, params=parameters))
    assert page.status == status
    return page
